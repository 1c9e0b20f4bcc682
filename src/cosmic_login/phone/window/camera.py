"""The phone's camera: what it takes pictures of is the computer's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

#: Qt's platforms on which a program gets no pictures of other programs' windows.
_BLIND = ("wayland", "offscreen", "minimal", "linuxfb", "eglfs", "vnc")
_PROBES = 12  # each way; so many points of a picture tell whether there is anything in it


class Shot(NamedTuple):
    """One picture of one of the screens (``screen`` of ``screens``, from 1)."""

    image: QImage
    screen: int = 1
    screens: int = 1


class Camera(Protocol):
    """Takes pictures; in the GUI's thread."""

    def shoot(self) -> Shot | None:
        """Return a picture, or None where the system does not let us take any."""
        ...


class ScreenCamera:
    """Looks at the screens in turn, so that it does not matter on which of them the login window is.

    ``mirror`` tells where on the desktop the viewfinder is: it shows old pictures, which must not be read again.
    """

    def __init__(self, mirror: Callable[[], QRect]) -> None:
        self._mirror = mirror
        self._turn = 0

    def shoot(self) -> Shot | None:
        """Take a picture of the next screen."""
        if QGuiApplication.platformName().startswith(_BLIND):
            return None
        screens = QGuiApplication.screens()
        self._turn = (self._turn + 1) % len(screens)
        screen = screens[self._turn]
        pixmap = screen.grabWindow(0)
        if pixmap.isNull():
            return None
        image = pixmap.toImage()
        cover(image, self._mirror().translated(-screen.geometry().topLeft()))
        return Shot(image, self._turn + 1, len(screens))

    def stay(self) -> None:
        """Look at the same screen again the next time: there is something to read on it."""
        self._turn -= 1


def cover(image: QImage, area: QRect) -> None:
    """Make an area of a picture gray, given in logical pixels (the picture knows its scale)."""
    if not area.isEmpty():
        painter = QPainter(image)
        painter.fillRect(area, Qt.GlobalColor.gray)
        painter.end()


def empty(image: QImage) -> bool:
    """Whether a picture has one colour only, as where a system gives programs a black picture instead of none."""
    points = [
        image.pixel(image.width() * column // _PROBES, image.height() * row // _PROBES)
        for column in range(_PROBES)
        for row in range(_PROBES)
    ]
    return len(set(points)) == 1
