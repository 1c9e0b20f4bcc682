"""The camera where a program gets no pictures of other windows: it asks the desktop for one (Wayland).

The desktop's portal (``xdg-desktop-portal``, interface Screenshot) takes one picture for each call, after having asked
the person if it wants to. It puts it into a file, which is ours to remove.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtGui import QImage

from cosmic_login.phone.window.camera import Press
from cosmic_login.phone.window.desktop_pictures import DesktopPictures
from cosmic_login.phone.window.portal_request import OBJECT, SERVICE, PortalRequest, ask, message

SCREENSHOT = "org.freedesktop.portal.Screenshot"
_OUTCOMES = {1: Press.REFUSED, None: Press.ABSENT}


class PortalCamera(QObject):
    """A ``ShutterCamera``. One picture at a time; one that nobody wants any more is removed all the same."""

    _read = Signal(object, QImage)  # the request, and its picture; from the thread that has read it

    def __init__(self, owner: QObject, notes: Path, bus: QDBusConnection | None = None) -> None:
        """``owner`` ends it, in the GUI's thread; it has to outlive the pages, whose last picture is removed here."""
        super().__init__(owner)
        self._bus = bus or QDBusConnection.sessionBus()
        self._pictures = DesktopPictures(notes)
        self._wanted: PortalRequest | None = None
        self._told: Callable[[Press, QImage], None] | None = None
        self._read.connect(self._hand_over)
        watch = QDBusServiceWatcher.WatchModeFlag.WatchForUnregistration
        self._leaves = QDBusServiceWatcher(SERVICE, self._bus, watch, self)
        self._leaves.serviceUnregistered.connect(lambda: self._tell(self._wanted, Press.ABSENT))

    def find(self, told: Callable[[bool], None]) -> None:
        """Say whether the desktop has such a portal; later, in the GUI's thread."""
        if not self._bus.isConnected():
            QTimer.singleShot(0, self, lambda: told(False))
            return
        question = message(OBJECT, "org.freedesktop.DBus.Properties", "Get", SCREENSHOT, "version")
        ask(self._bus, question, self, lambda answer: told(answer is not None))

    def press(self, told: Callable[[Press, QImage], None]) -> None:
        """Ask for one picture; say, later, how it went."""
        self.let_go()
        self._told = told
        self._wanted = PortalRequest(self._bus, self, self._answered)
        self._wanted.make(SCREENSHOT, "Screenshot", "", interactive=False, modal=True)

    def let_go(self) -> None:
        """Want no picture any more; the desktop takes its question away."""
        if self._wanted is not None:
            self._wanted.close()
        self._wanted, self._told = None, None

    def _answered(self, request: PortalRequest, outcome: int | None, results: dict[str, Any]) -> None:
        place = results.get("uri")
        if outcome == 0 and isinstance(place, str):
            # In a thread that the program's end waits for: the file has to go, whoever wants the picture.
            threading.Thread(target=self._take, args=(request, place), name="cosmic-picture").start()
        else:
            self._tell(request, _OUTCOMES.get(outcome, Press.FAILED))

    def _take(self, request: PortalRequest, place: str) -> None:
        image = self._pictures.take(place)
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._read.emit(request, image)

    def _hand_over(self, request: PortalRequest, image: QImage) -> None:
        self._tell(request, Press.FAILED if image.isNull() else Press.TAKEN, image)

    def _tell(self, request: PortalRequest | None, how: Press, image: QImage | None = None) -> None:
        told = self._told
        if told is not None and request is self._wanted:
            self._wanted, self._told = None, None
            told(how, image or QImage())
