"""The end of a time limit, as a moment on both clocks: over as soon as either of them says so.

A timer alone is not enough: it stands still while the machine sleeps, and so would leave a session open that ought to
have been locked an hour ago. Wall time alone is not enough either: set back, it would give an hour more. So whoever
waits looks at least every ``LOOK_EVERY_S`` seconds, which is also when a machine that wakes up is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from cosmic_login.core.clock import Clock

#: How often a deadline is looked at, in seconds.
LOOK_EVERY_S = 1.0
_SLACK_S = 5.0  # the wall clock is put right by small steps all the time


@dataclass(frozen=True)
class Deadline:
    """When something is over, by the wall clock and by the clock that never runs backwards."""

    wall: datetime
    ticks: float

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> Self:
        """Return the deadline that is ``seconds`` from now."""
        return cls(clock.now() + timedelta(seconds=seconds), clock.monotonic() + seconds)

    def left(self, clock: Clock) -> float:
        """Return how many seconds are left; never less than nothing."""
        return max(0.0, min((self.wall - clock.now()).total_seconds(), self.ticks - clock.monotonic()))

    def over(self, clock: Clock) -> bool:
        """Whether it has passed."""
        return self.left(clock) <= 0

    def leapt(self, clock: Clock) -> bool:
        """Whether only the wall clock says that it is over: it was set ahead."""
        return self.over(clock) and self.ticks - clock.monotonic() > _SLACK_S

    def pause(self, clock: Clock) -> float:
        """Return how many seconds may pass until the next look."""
        return min(self.left(clock), LOOK_EVERY_S)
