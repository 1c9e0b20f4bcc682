"""Windows beside the main one, which makes room for them and takes it back when they have gone (ADR 0019)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cosmic_login.core.window_geometry import Area, beside
from cosmic_login.ui.theme import active_theme

_NAME = "cosmic-beside"
#: How narrow the main window becomes for another one, and how narrow that; at the usual text size, and in any case.
_LEAST, _LEAST_OTHER = 420, 320
_TITLE_BAR = 32  # what a window manager puts above a window, about


def may_place() -> bool:
    """Whether programs may say where their windows are. Under Wayland the desktop alone decides."""
    return not QGuiApplication.platformName().startswith("wayland")


class SideBySide(QObject):
    """Belongs to one window; made by ``beside_of``, once."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(_NAME)
        self._window = window
        self._taken: dict[str, QRect] = {}  # by whom, frames included
        self._before: QRect | None = None  # where the window was when nobody stood beside it
        self._maximised = False
        self._ours = QRect()  # where we have put it

    def make_room(self, name: str, size: QSize) -> QRect | None:
        """Return where a window of this size, with its frame, goes; empty where programs may not say that.

        The main window moves or becomes narrower if it has to; ``name`` says who takes the room.
        """
        if not may_place():
            return None
        window = self._window
        if self._before is None:
            self._maximised = window.isMaximized()
            self._before = window.normalGeometry() if self._maximised else window.geometry()
        frame, around = window.frameGeometry(), window.frameGeometry().size() - window.size()
        if self._maximised:
            window.showNormal()
        least = min(active_theme().px(_LEAST), frame.width())
        self._taken.pop(name, None)
        own, other = beside(self._room(frame), _area(frame), size.toTuple(), (least, _LEAST_OTHER))
        if own != _area(frame) or self._maximised:
            window.resize(QSize(own.width, own.height) - around)
            window.move(own.x, own.y)
        self._ours = QRect(QPoint(own.x, own.y), QSize(own.width, own.height))
        place = QRect(other.x, other.y, other.width, other.height)
        self._taken[name] = place
        return place

    def give_back(self, name: str) -> None:
        """Say that a window has gone; after the last one the main window is where it was, unless somebody moved it."""
        self._taken.pop(name, None)
        before, self._before = self._before, None if not self._taken else self._before
        if self._taken or before is None:
            return
        if _about(self._window.frameGeometry(), self._ours):
            self._window.setGeometry(before)
            if self._maximised:
                self._window.showMaximized()

    def give_back_all(self) -> None:
        """Have the main window where it was: the program ends, and keeps its place."""
        for name in tuple(self._taken):
            self.give_back(name)

    def _room(self, frame: QRect) -> Area:
        """Return the screen without what others have taken, while enough of it is left."""
        whole = self._window.screen().availableGeometry()
        room = QRect(whole)
        for taken in self._taken.values():
            if taken.center().x() > frame.center().x():
                room.setRight(min(room.right(), taken.left() - 1))
            else:
                room.setLeft(max(room.left(), taken.right() + 1))
        enough = room.width() >= active_theme().px(_LEAST) + _LEAST_OTHER
        return _area(room if enough else whole)


def beside_of(window: QWidget) -> SideBySide:
    """Return what keeps the room beside a window; the same each time."""
    return window.findChild(SideBySide, _NAME) or SideBySide(window)


def put(window: QWidget, place: QRect) -> None:
    """Put a window, which may not be up yet, with its frame into a place."""
    around = window.frameGeometry().size() - window.size()
    if around.isEmpty():
        around = QSize(0, _TITLE_BAR)
    window.resize((place.size() - around).expandedTo(window.minimumSize()))
    window.move(place.topLeft())


def _about(one: QRect, other: QRect) -> bool:
    """Whether two places are the same but for what a window manager does with them."""
    corners = one.topLeft() - other.topLeft(), one.bottomRight() - other.bottomRight()
    return all(abs(corner.x()) <= _TITLE_BAR and abs(corner.y()) <= _TITLE_BAR for corner in corners)


def _area(rectangle: QRect) -> Area:
    return Area(rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height())
