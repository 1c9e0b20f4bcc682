"""One clock for everybody who reads: Swedish time with its zone."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cosmic_login
from cosmic_login.core.swedish_time import date_and_time


@pytest.mark.skipif(os.name != "posix", reason="TZ is a matter of POSIX systems")
def test_it_is_the_same_wherever_the_computer_thinks_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for here in ("America/Lima", "Asia/Tokyo", "UTC"):
        with monkeypatch.context() as patch:
            patch.setenv("TZ", here)
            time.tzset()
            assert date_and_time(datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC), seconds=True) == "2026-11-23 09:00:05 CET"
            assert date_and_time(datetime(2026, 7, 23, 23, 0, tzinfo=UTC)) == "2026-07-24 01:00 CEST"
        time.tzset()


def test_nobody_shows_a_time_past_it() -> None:
    root = Path(cosmic_login.__file__).parent
    local = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(
            call in path.read_text(encoding="utf-8") for call in (".astimezone()", "fromtimestamp(time", "localtime(")
        )
    ]
    assert local == ["core/swedish_time.py"]
