"""A time limit is over as soon as one of two clocks says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cosmic_login.core.clock import ManualClock, SystemClock, is_ahead, is_over
from cosmic_login.core.deadline import LOOK_EVERY_S, Deadline

HOUR = 3600.0


@pytest.mark.parametrize(
    ("wall", "ticks", "over"),
    [
        (599, 599, False),
        (600, 600, True),
        (HOUR, 0, True),  # asleep, by a clock that slept too; or set ahead
        (HOUR, HOUR, True),  # asleep, by a clock that did not
        (-HOUR, 0, False),  # set back: no time has passed
        (-HOUR, 600, True),  # set back: it gives nobody an hour more
    ],
)
def test_either_clock_ends_it(wall: float, ticks: float, over: bool) -> None:
    clock = ManualClock()
    deadline = Deadline.after(600, clock)
    clock.at += timedelta(seconds=wall)
    clock.ticks += ticks
    assert deadline.over(clock) is over
    assert (deadline.left(clock) == 0) is over
    assert 0 <= deadline.pause(clock) <= LOOK_EVERY_S


@pytest.mark.parametrize(
    ("wall", "ticks", "leapt"), [(HOUR, 0, True), (HOUR, HOUR, False), (600, 598, False), (0, 0, False)]
)
def test_a_leap_is_told_from_time_that_went_by(wall: float, ticks: float, leapt: bool) -> None:
    clock = ManualClock()
    deadline = Deadline.after(600, clock)
    clock.at += timedelta(seconds=wall)
    clock.ticks += ticks
    assert deadline.leapt(clock) is leapt


def test_what_lives_for_a_minute_is_over_after_it_and_when_it_is_an_hour_off() -> None:
    assert [is_over(1000, now, 60) for now in (999, 1000, 940, 700, 600, -2600)] == [
        False,
        True,
        False,
        False,
        True,
        True,
    ]
    assert [is_ahead(1000, now) for now in (1001, 999, 700, 699)] == [False, False, False, True]


def test_the_machines_clocks_go_on() -> None:
    clock = SystemClock()
    wall, ticks = clock.now(), clock.monotonic()
    assert clock.now() >= wall
    assert clock.monotonic() >= ticks
