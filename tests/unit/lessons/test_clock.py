"""A lesson's time: goes with the machine's, is moved on, and stands while the lesson holds."""

from __future__ import annotations

from datetime import timedelta

from cosmic_login.core.clock import ManualClock
from cosmic_login.lessons.clock import LessonClock


def test_time_stands_while_it_is_held_and_is_moved_on_otherwise() -> None:
    base = ManualClock()
    clock = LessonClock(base)
    began = clock.now(), clock.monotonic()

    def gone() -> tuple[float, float]:
        return (clock.now() - began[0]) / timedelta(seconds=1), clock.monotonic() - began[1]

    base.advance(10)
    assert gone() == (10, 10)
    with clock.held():
        base.advance(600)
        assert gone() == (10, 10)
    assert gone() == (10, 10)
    base.advance(5)
    clock.passes(100)
    assert gone() == (115, 115)
    with clock.held():
        base.advance(600)
        clock.passes(30)
        base.advance(1)
        assert gone() == (146, 146), "what is moved on goes again"
    assert gone() == (146, 146)
