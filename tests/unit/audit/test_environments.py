"""One trail that several environments write: each row names its own, and nobody takes back what another wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from cosmic_login.audit.trail import TAKEN_BACK, AuditTrail
from cosmic_login.audit.verify import TrailPlace
from cosmic_login.core.clock import ManualClock

KEY = b"k" * 32


def trail(path: Path, environment: str = "") -> AuditTrail:
    return AuditTrail.open(path / "audit.log", KEY, ManualClock(), environment)


def written(path: Path, environment: str, *events: str, kept: TrailPlace | None = None) -> TrailPlace:
    with trail(path, environment).together([(event, {}) for event in events], kept) as place:
        return place


def test_a_row_names_its_environment_and_the_chain_is_one(tmp_path: Path) -> None:
    written(tmp_path, "", "one")
    written(tmp_path, "class-7", "two")
    written(tmp_path, "", "three")
    assert [(row.event, dict(row.extra)) for row in trail(tmp_path).records()] == [
        ("one", {}),
        ("two", {"environment": "class-7"}),
        ("three", {}),
    ]
    assert trail(tmp_path, "class-7").verify().ok


@pytest.mark.parametrize("environment", ["", "class-7"])
def test_rows_of_another_environment_are_not_taken_back(tmp_path: Path, environment: str) -> None:
    other = "class-7" if not environment else ""
    kept = written(tmp_path, environment, "mine")
    written(tmp_path, other, "another's")
    written(tmp_path, environment, "lost with its program")  # its store never kept the place after it
    written(tmp_path, environment, "next", kept=kept)
    told = [(row.event, row.extra.get("event", "")) for row in trail(tmp_path).records()]
    assert told == [
        ("mine", ""),
        ("another's", ""),
        ("lost with its program", ""),
        (TAKEN_BACK, "lost with its program"),
        ("next", ""),
    ]
