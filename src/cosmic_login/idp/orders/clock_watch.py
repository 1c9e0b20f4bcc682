"""Notices that the wall clock was set ahead, by holding it against a clock that nobody sets.

What is in the store goes by the wall clock, since it outlives the process. A login that ends because that clock leapt
is told so, and not that its person was slow.
"""

from __future__ import annotations

from collections import deque

from cosmic_login.core.clock import CLOCK_TOLERANCE_S, Clock

#: Leaps remembered. Nothing under way is older than some minutes.
_REMEMBERED = 16


class ClockWatch:
    """Remembers the leaps of one process's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = self._read()
        self._leaps: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)

    def look(self) -> None:
        """Compare the clocks; a leap is known from the first look after it."""
        wall, ticks = self._read()
        before = self._last[0] + ticks - self._last[1]
        if wall - before > CLOCK_TOLERANCE_S:
            self._leaps.append((before, wall))
        self._last = wall, ticks

    def leapt(self, begun: float, due: float) -> bool:
        """Whether the clock was set ahead over ``due`` while what began at ``begun`` was under way (Unix seconds)."""
        self.look()
        return any(begun <= before < due <= after for before, after in self._leaps)

    def _read(self) -> tuple[float, float]:
        return self._clock.now().timestamp(), self._clock.monotonic()
