"""A random walk over the real window: keys, clicks, cards, codes, an IdP that comes and goes.

Nothing is raised and Qt warns of nothing (pytest-qt watches both); afterwards no thread, child process or order is
left, and the audit trail verifies.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from pytestqt.qtbot import QtBot

from tests.walk.window_walk import WindowWalk, seed

#: What the offscreen platform says when a menu opens; it tells nothing about the program.
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")


@pytest.fixture
def walk(cosmic_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> WindowWalk:
    """Return a walk on a profile of its own, in a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return WindowWalk(cosmic_profile, Random(seed()))


def test_three_hundred_events(walk: WindowWalk) -> None:
    walk.go(300)
    walk.check()


@pytest.mark.soak
def test_ten_thousand_events(walk: WindowWalk, capsys: pytest.CaptureFixture[str]) -> None:
    before = time.perf_counter()
    walk.go(10_000)
    seconds = time.perf_counter() - before
    walk.check()
    with capsys.disabled():
        print(f"\n10 000 events on the window, {walk.lives} lives: {10_000 / seconds:,.0f} events a second")
        print(", ".join(f"{state} {times}" for state, times in walk.visited.most_common()))
