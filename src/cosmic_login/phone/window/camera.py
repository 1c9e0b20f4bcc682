"""The phone's camera: what it takes pictures of is the computer's screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, QRect, Qt
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


class Press(Enum):
    """How it went when the desktop was asked for a picture."""

    TAKEN = "taken"
    REFUSED = "refused"  # by the person
    FAILED = "failed"  # the desktop could not take one, this time
    ABSENT = "absent"  # the desktop takes none


class ShutterCamera(Protocol):
    """Takes one picture each time somebody wants it, and only if the desktop lets it; in the GUI's thread."""

    def find(self, told: Callable[[bool], None]) -> None:
        """Say, later, whether it can be asked for pictures at all."""
        ...

    def press(self, told: Callable[[Press, QImage], None]) -> None:
        """Ask for a picture; say, later, how it went. The picture is then nowhere else any more."""
        ...

    def let_go(self) -> None:
        """Want no picture any more; nothing is told."""
        ...


#: Makes one that a given object owns; None where there is none to be had.
MakeShutter = Callable[[QObject], ShutterCamera | None]


class ShutterKeeper(QObject):
    """Has the camera for single pictures, once somebody wants one; it outlives the pages that use it.

    An object of its own, so that the pages' makers need not know the window: who stands in such a circle is ended by
    whichever thread collects, and a window must be ended in its own.
    """

    def __init__(self, owner: QObject, make: MakeShutter | None) -> None:
        super().__init__(owner)
        self._make = make
        self._made: ShutterCamera | None = None

    def get(self) -> ShutterCamera | None:
        """Return it, if there is one."""
        if self._made is None and self._make is not None:
            self._made = self._make(self)
        return self._made


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
