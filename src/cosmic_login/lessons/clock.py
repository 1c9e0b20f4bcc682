"""A lesson's time: the machine's, as much further as the scenario has moved it on; it stands while the lesson holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cosmic_login.core.clock import Clock, SystemClock


@dataclass
class LessonClock:
    """A clock that goes on by itself, and can be moved on or held: both of its times, as when one waits or does not."""

    base: Clock = field(default_factory=SystemClock)
    moved_s: float = 0.0
    _stands_at: tuple[datetime, float] | None = field(default=None, init=False)

    def now(self) -> datetime:
        """Return the base's time and what it was moved on."""
        stands = self._stands_at  # asked in several threads
        return self.base.now() + timedelta(seconds=self.moved_s) if stands is None else stands[0]

    def monotonic(self) -> float:
        """Return the base's seconds and what it was moved on."""
        stands = self._stands_at
        return self.base.monotonic() + self.moved_s if stands is None else stands[1]

    def passes(self, seconds: float) -> None:
        """Move it on; never back. It begins to go again if it stands."""
        self._go()
        self.moved_s += max(0.0, seconds)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let it stand meanwhile: whoever explains a step for minutes finds the login as it was left."""
        self._stands_at = self.now(), self.monotonic()
        try:
            yield
        finally:
            self._go()

    def _go(self) -> None:
        stands = self._stands_at
        if stands is not None:
            self.moved_s = stands[1] - self.base.monotonic()
            self._stands_at = None
