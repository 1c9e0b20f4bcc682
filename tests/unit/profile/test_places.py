"""Where a profile lies when nobody says."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from cosmic_login.profile import Profile


@pytest.mark.parametrize("data", [None, "", " ", "/srv/daten", "relative/data"])
def test_the_default_is_where_the_system_has_a_user_s_data(monkeypatch: pytest.MonkeyPatch, data: str | None) -> None:
    monkeypatch.delenv("COSMIC_LOGIN_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert Profile.default_root() == Path(platformdirs.user_data_dir("cosmic-login", appauthor=False))


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COSMIC_LOGIN_HOME", str(tmp_path))
    assert Profile.default_root() == tmp_path
