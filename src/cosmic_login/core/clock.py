"""Time, as something that is handed in: no module of ours reads the system clock behind a test's back."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

#: How far the clocks of two machines may differ, in seconds, before what one says of time is nothing to the other.
CLOCK_TOLERANCE_S = 300


def is_ahead(moment: float, now: float) -> bool:
    """Whether what happened at ``moment`` (Unix seconds) lies in the future: the clock has been set back since."""
    return moment > now + CLOCK_TOLERANCE_S


def is_over(ends: float, now: float, life: float) -> bool:
    """Whether what lasts ``life`` seconds, until ``ends``, is over; also when the clock has been set back since.

    Otherwise a code of a minute would be good for as long as the clock was wrong.
    """
    return now >= ends or is_ahead(ends - life, now)


class Clock(Protocol):
    """Wall time and monotonic time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards, those of the machine's sleep too; only differences mean anything."""


def _counting_sleep() -> Callable[[], float]:
    """Return the system's monotonic clock that goes on while the machine sleeps, as ``time.monotonic`` does not."""
    # Linux has one beside its CLOCK_MONOTONIC; on macOS that one counts, but Python does not use it; Windows' counts.
    name = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}.get(sys.platform, "")
    number = getattr(time, name, None)
    if number is None:
        return time.monotonic
    try:
        time.clock_gettime(number)
    except OSError:  # a kernel, or what stands in for one, that has no such clock
        return time.monotonic
    return lambda: time.clock_gettime(number)


_since_start = _counting_sleep()


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, moved by ``offset`` (trainers show what a wrong clock does)."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """Return the machine's time plus the offset, in UTC."""
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        """Return the seconds since the machine was started, asleep or awake, as far as the system tells."""
        return _since_start()


class WrongClock:
    """A computer's clock that somebody has set wrong: its wall time only. ``base`` is asked for the right one."""

    def __init__(self, base: Callable[[], Clock], ahead_s: float = 0.0) -> None:
        self._base, self.ahead_s = base, ahead_s

    @property
    def right(self) -> Clock:
        """The clock that is right."""
        return self._base()

    def now(self) -> datetime:
        """Return the wrong time."""
        return self._base().now() + timedelta(seconds=self.ahead_s)

    def monotonic(self) -> float:
        """Return the base's seconds, which nobody sets."""
        return self._base().monotonic()


@dataclass
class ManualClock:
    """A clock that moves only when told to; for tests and for the trainer's time-lapse."""

    at: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    ticks: float = 0.0

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds advanced since the clock was made."""
        return self.ticks

    def advance(self, seconds: float) -> None:
        """Move both times forward by ``seconds``."""
        self.at += timedelta(seconds=seconds)
        self.ticks += seconds
