"""Notices that nobody touches the program: no key, no pointer, for so many minutes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

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

    It filters the events of the whole program, so it does that only while there is something to lock.
    """

    def __init__(self, app: QApplication, idle: Callable[[], None], minutes: float) -> None:
        super().__init__(app)
        self._app = app
        self._minutes = minutes
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(idle)

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

    def _begin(self) -> None:
        if self._watching and self._minutes > 0:
            self._timer.start(max(1, round(self._minutes * 60_000)))
        else:
            self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Begin anew at a touch; nothing is kept from anybody."""
        if event.type() in _ACTIVITY:
            self._begin()
        return False
