"""The machine sleeps, or somebody sets its clock, while the window is open: what is due is done at waking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.core.clock import ManualClock
from tests.gui.scripted import Scripted, Stage
from tests.gui.test_lock import CARD_OUT, IN, lock, logged_in

HOUR = 3600.0
Pass = Callable[[ManualClock, float], None]


def slept(clock: ManualClock, seconds: float) -> None:
    """Let both clocks go on, as the system's do that count sleep."""
    clock.advance(seconds)


def slept_too(clock: ManualClock, seconds: float) -> None:
    """Let the clock that never runs backwards sleep as well; a clock that was set ahead looks the same."""
    clock.at += timedelta(seconds=seconds)


def set_back(clock: ManualClock, seconds: float) -> None:
    """Let time go by while somebody sets the wall clock back: nobody gets longer by that."""
    clock.advance(seconds)
    clock.at -= timedelta(days=1)


HOWEVER = pytest.mark.parametrize("passes", [slept, slept_too, set_back])


@pytest.fixture
def clock() -> ManualClock:
    """Give the window's clock, which moves by the test's hand alone."""
    return ManualClock()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, clock: ManualClock) -> Iterator[Stage]:
    script.end = IN
    limits: dict[str, Any] = {"removal_countdown": 10.0}
    made = Stage(qtbot, script, limits=limits, clock=clock)
    yield made
    made.close()


@HOWEVER
def test_an_idle_session_is_locked_at_waking(stage: Stage, clock: ManualClock, passes: Pass) -> None:
    logged_in(stage)
    passes(clock, HOUR)
    stage.wait("locked")


def test_the_touch_that_wakes_it_comes_too_late(stage: Stage, clock: ManualClock) -> None:
    logged_in(stage)
    slept(clock, HOUR)
    QTest.keyClick(stage.focused(), Qt.Key.Key_Shift)
    assert stage.state == "locked", "at once, before anything is looked at by itself"


@HOWEVER
def test_a_countdown_has_run_out_at_waking(stage: Stage, clock: ManualClock, passes: Pass) -> None:
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    passes(clock, 10)
    stage.wait("locked")


@HOWEVER
def test_a_locked_session_ends_at_waking(stage: Stage, clock: ManualClock, passes: Pass) -> None:
    logged_in(stage)
    lock(stage)
    passes(clock, 9 * HOUR)
    stage.wait("start")
    assert stage.ended == [IN]


@HOWEVER
def test_a_login_that_nobody_finished_is_over_at_waking(stage: Stage, clock: ManualClock, passes: Pass) -> None:
    stage.to("enter_code")
    passes(clock, HOUR)
    stage.wait("authentication_failed")
    assert stage.app.conductor is not None
    assert stage.app.conductor.view.failure is not None
    assert stage.app.conductor.view.failure.code == "login.timeout"


def test_a_clock_that_is_set_back_ends_nothing(stage: Stage, clock: ManualClock) -> None:
    logged_in(stage)
    assert stage.app.features.session is not None
    clock.at -= timedelta(days=730)
    clock.advance(60)
    assert not stage.app.features.session.idle.look()
    assert stage.state == "workspace"
