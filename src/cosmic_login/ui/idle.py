"""Notices that nobody touches the program: no key, no pointer, for so many minutes."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.deadline import Deadline

_KINDS = QEvent.Type
_ACTIVITY = frozenset({
    _KINDS.KeyPress,
    _KINDS.MouseButtonPress,
    _KINDS.MouseMove,
    _KINDS.Wheel,
    _KINDS.TouchBegin,
    _KINDS.TouchUpdate,
    _KINDS.TabletPress,
    _KINDS.TabletMove,
})  # fmt: skip


class IdleWatch(QObject):
    """Calls ``idle`` once when nothing has been touched for ``minutes``, while it is ``watching``.

    It filters the events of the whole program, so it does that only while there is something to lock. Time for which
    the machine slept counts: the touch that woke it comes too late.
    """

    def __init__(self, app: QApplication, idle: Callable[[], None], minutes: float, clock: Clock | None = None) -> None:
        super().__init__(app)
        self._app, self._idle, self._clock = app, idle, clock or SystemClock()
        self._minutes = minutes
        self._watching = False
        self._deadline: Deadline | None = None  # none: it has been called, or there is nothing to watch
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def minutes(self) -> float:
        """After how many minutes without a touch it is called; 0: never."""
        return self._minutes

    def set_minutes(self, minutes: float) -> None:
        """Change the time; it begins anew."""
        self._minutes = minutes
        self._begin()

    @property
    def watching(self) -> bool:
        """Whether touches are watched now."""
        return self._watching

    def watch(self, *, on: bool) -> None:
        """Begin to watch, with the whole time left, or stop; the same again changes nothing."""
        if on == self._watching:
            return
        self._watching = on
        if on:
            self._app.installEventFilter(self)
        else:
            self._app.removeEventFilter(self)
        self._begin()

    @property
    def counting(self) -> bool:
        """Whether time is running out."""
        return self._deadline is not None

    def look(self) -> bool:
        """See whether the time is up, and call if so; return whether it was."""
        if self._deadline is None or not self._deadline.over(self._clock):
            return False
        self._deadline = None
        self._timer.stop()
        self._idle()
        return True

    def _begin(self) -> None:
        if self._watching and self._minutes > 0:
            self._deadline = Deadline.after(self._minutes * 60, self._clock)
            self._timer.setInterval(math.ceil(self._deadline.pause(self._clock) * 1000))
            self._timer.start()
        else:
            self._deadline = None
            self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Begin anew at a touch; nothing is kept from anybody."""
        if event.type() in _ACTIVITY and not self.look():
            self._begin()
        return False
