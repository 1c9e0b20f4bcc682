"""Tells an Enter that is meant from the second half of a hasty double press.

Enter presses what has the focus, on every screen; what has it may have changed by the time a double press is over. So
an Enter that follows another one too closely does nothing, unless something else was touched in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

#: Two Enters that are closer together than this are one, in seconds.
HASTY_S = 0.4


class EnterGuard:
    """Knows when Enter was pressed last, in any window of the program. Belongs to the GUI's thread.

    ``now`` gives seconds, and may be replaced; the window system's own stamps count too, because a program that was
    busy hears of a press late.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._last: float | None = None
        self._stamp = 0

    def meant(self, event: QKeyEvent) -> bool:
        """Whether an Enter is to press something. A key that is held down presses once."""
        now, stamp = self.now(), event.timestamp()
        if event.isAutoRepeat():
            return False
        hasty = self._last is not None and now - self._last < HASTY_S
        if stamp and self._stamp:
            hasty = hasty or abs(stamp - self._stamp) < HASTY_S * 1000
        self._last, self._stamp = now, stamp
        return not hasty

    def done(self) -> None:
        """Say that what an Enter pressed is done: that may have taken its time."""
        self._last = self.now()

    def forget(self) -> None:
        """Say that something else was touched: the next Enter is no second half."""
        self._last, self._stamp = None, 0


_guard = EnterGuard()


def enter_guard() -> EnterGuard:
    """Return the program's guard."""
    return _guard
