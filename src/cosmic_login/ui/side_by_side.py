"""Windows beside the main one, which makes room for them and takes it back when they have gone (ADR 0019)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cosmic_login.core.window_geometry import GAP, Area, beside
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme

_NAME = "cosmic-beside"
#: How narrow the main window becomes for another one, and how narrow that; at the usual text size, and in any case.
_LEAST, _LEAST_OTHER = 420, 320
#: The same where three windows have to have room: no screen of ours is cut then, and little is left for the frame.
_LEAST_OF_THREE = 404
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
        self._movers: dict[str, Callable[[QRect], None]] = {}  # who can be moved once they stand there
        self._narrowed: tuple[str, QRect, dict[str, QRect]] | None = None  # for whom; where we and they were before
        self._before: QRect | None = None  # where the window was when nobody stood beside it
        self._maximised = False
        self._ours = QRect()  # where we have put it

    def make_room(self, name: str, size: QSize, move: Callable[[QRect], None] | None = None) -> QRect | None:
        """Return where a window of this size, with its frame, goes; empty where programs may not say that.

        The main window moves or becomes narrower if it has to; ``name`` says who takes the room. ``move`` puts the
        window elsewhere when a further one needs room, and back when that has gone.
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
        self._taken.pop(name, None)
        if move is not None:
            self._movers[name] = move
        narrow = not self._enough(self._left(frame), _LEAST) and self._narrow(name, frame)
        least = min(active_theme().px(_LEAST_OF_THREE if narrow else _LEAST), frame.width())
        known = set(self._taken)
        own, other = beside(self._room(frame), _area(frame), size.toTuple(), (least, _LEAST_OTHER))
        if own != _area(frame) or self._maximised:
            window.resize(QSize(own.width, own.height) - around)
            window.move(own.x, own.y)
        if self._taken.keys() != known:  # a pane that became a window, because the main one is narrower now
            return self.make_room(name, size, move)
        self._ours = QRect(QPoint(own.x, own.y), QSize(own.width, own.height))
        place = QRect(other.x, other.y, other.width, other.height)
        self._taken[name] = place
        return place

    def give_back(self, name: str) -> None:
        """Say that a window has gone; after the last one the main window is where it was, unless somebody moved it."""
        self._taken.pop(name, None)
        self._movers.pop(name, None)
        self._widen(name)
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
        left = self._left(frame)
        least = _LEAST if self._narrowed is None else _LEAST_OF_THREE
        return _area(left if self._enough(left, least) else screen_room(self._window))

    @staticmethod
    def _enough(room: QRect, least: int) -> bool:
        return room.width() >= active_theme().px(least) + GAP + _LEAST_OTHER

    def _left(self, frame: QRect) -> QRect:
        """Return the screen without what others have taken."""
        room = screen_room(self._window)
        for taken in self._taken.values():
            if taken.center().x() > frame.center().x():
                room.setRight(min(room.right(), taken.left() - 1 - GAP))
            else:
                room.setLeft(max(room.left(), taken.right() + 1 + GAP))
        return room

    def _narrow(self, name: str, frame: QRect) -> bool:
        """Make those who can be moved as narrow as may be, at the edge of the screen; say whether all have room then.

        Nobody is moved if it is no use.
        """
        screen, before = screen_room(self._window), dict(self._taken)
        for other in self._movers.keys() & before.keys():
            taken = before[other]
            left = screen.right() + 1 - _LEAST_OTHER if taken.center().x() > frame.center().x() else screen.left()
            self._taken[other] = QRect(left, taken.top(), min(_LEAST_OTHER, taken.width()), taken.height())
        if self._taken == before or not self._enough(self._left(frame), _LEAST_OF_THREE):
            self._taken = before
            return False
        moved = {other: place for other, place in before.items() if place != self._taken[other]}
        self._narrowed = name, frame, moved
        for other in moved:
            self._movers[other](self._taken[other])
        return True

    def _widen(self, name: str) -> None:
        """Have those who were narrowed for somebody who has gone as wide as before, and the main window too."""
        if self._narrowed is None or self._narrowed[0] != name:
            return
        (_, frame, moved), self._narrowed = self._narrowed, None
        window = self._window
        if _about(window.frameGeometry(), self._ours):
            around = window.frameGeometry().size() - window.size()
            window.resize(frame.size() - around)
            window.move(frame.topLeft())
            self._ours = frame
        for other, place in moved.items():
            if other in self._movers:
                self._taken[other] = place
                self._movers[other](place)


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
