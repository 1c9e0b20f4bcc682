"""SIGINT and SIGTERM close the window as a person would; Qt's loop would not notice them by itself."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """A context manager of the main thread: inside it, a signal calls ``close`` from Qt's loop."""

    def __init__(self, close: Callable[[], object]) -> None:
        self._close = close

    def __enter__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        self._old = {number: signal.signal(number, _note) for number in _SIGNALS}
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        try:
            self._here.recv(64)
        except BlockingIOError:
            return
        self._close()

    def __exit__(self, *_: object) -> None:
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        for number, handler in self._old.items():  # first these: what comes before the next line is in the socket, too
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_fd)
        try:
            late = self._here.recv(64)  # a signal that came when the loop had ended already
        except BlockingIOError:
            late = b""
        self._here.close()
        self._there.close()
        if late:
            self._close()


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: that the signal came is in the socket."""
