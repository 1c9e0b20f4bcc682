"""A person's own logins, as the window reads them from the trail."""

from __future__ import annotations

from pathlib import Path

from cosmic_login.desktop.session_audit import logins_of

from .kit import NUMBER, make_trail


def test_what_was_taken_back_is_not_among_them(tmp_path: Path) -> None:
    trail = make_trail(tmp_path / "audit.log")
    for method in ("first", "second", "third"):
        trail.append("login.succeeded", person=NUMBER, method=method)
    trail.append("audit.taken_back", source="audit", extra={"row": "2", "event": "login.succeeded"})
    assert [own.method for own in logins_of({NUMBER}, trail.records())] == ["third", "first"]
