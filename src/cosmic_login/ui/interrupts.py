"""SIGINT, SIGTERM and SIGHUP close the window as a person would; Qt's loop would not notice them by itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QSocketNotifier

from cosmic_login.core.ending import ending_signals


class _Pipe:
    """What a signal is written into, and read from: ``here`` can be listened to."""

    def __init__(self) -> None:
        self.here, self.there = os.pipe()
        for end in (self.here, self.there):
            os.set_blocking(end, False)

    def take(self) -> bytes:
        """Return what has been written; nothing when there is nothing."""
        try:
            return os.read(self.here, 64)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Close both ends."""
        os.close(self.here)
        os.close(self.there)


class _Sockets:
    """The same where nothing but sockets can be listened to; to import them takes longer than to make a pipe."""

    def __init__(self) -> None:
        import socket  # noqa: PLC0415 - see above

        self._ends = socket.socketpair()
        for end in self._ends:
            end.setblocking(False)
        self.here, self.there = (end.fileno() for end in self._ends)

    def take(self) -> bytes:
        try:
            return self._ends[0].recv(64)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        for end in self._ends:
            end.close()


class Interrupts:
    """A context manager of the main thread: inside it, a signal calls ``close`` from Qt's loop."""

    def __init__(self, close: Callable[[], object]) -> None:
        self._close = close

    def __enter__(self) -> None:
        self._line = _Sockets() if str(sys.platform) == "win32" else _Pipe()
        self._old_fd = signal.set_wakeup_fd(self._line.there, warn_on_full_buffer=False)
        self._old = {number: signal.signal(number, _note) for number in ending_signals()}
        self._notifier = QSocketNotifier(self._line.here, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        if self._line.take():
            self._close()

    def __exit__(self, *_: object) -> None:
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        for number, handler in self._old.items():  # first these: what comes before the next line is in the pipe, too
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_fd)
        late = self._line.take()  # a signal that came when the loop had ended already
        self._line.close()
        if late:
            self._close()


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: that the signal came is in the pipe."""
