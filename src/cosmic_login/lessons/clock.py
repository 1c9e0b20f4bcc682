"""A lesson's time: the machine's, and as much further as the scenario has moved it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cosmic_login.core.clock import Clock, SystemClock


@dataclass
class LessonClock:
    """A clock that goes on by itself, and can be moved on: both of its times, as when one waits."""

    base: Clock = field(default_factory=SystemClock)
    moved_s: float = 0.0

    def now(self) -> datetime:
        """Return the base's time and what it was moved on."""
        return self.base.now() + timedelta(seconds=self.moved_s)

    def monotonic(self) -> float:
        """Return the base's seconds and what it was moved on."""
        return self.base.monotonic() + self.moved_s

    def passes(self, seconds: float) -> None:
        """Move it on; never back."""
        self.moved_s += max(0.0, seconds)
