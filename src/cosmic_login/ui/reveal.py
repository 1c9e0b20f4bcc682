"""Scrolls to what gets the focus, however it gets it, in every window; again when what is around it is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

_ROOM_X, _ROOM_Y = 8, 24  # around what is revealed, in pixels
_NAME = "cosmic-reveal"


def reveal(widget: QWidget) -> None:
    """Scroll whatever scrolls so that the widget is seen; of one that is higher than its window, the top."""
    shown = widget
    for area, content in _areas(widget):
        corner = shown.mapTo(content, QPoint(0, 0))
        top, bottom = corner.y(), corner.y() + shown.height()
        height, bar = area.viewport().height(), area.verticalScrollBar()
        if shown.height() <= height:
            # Not ensureWidgetVisible: of a field it reveals the cursor alone.
            room = min(_ROOM_Y, (height - shown.height()) // 2)
            area.ensureVisible(corner.x(), bottom, _ROOM_X, room)
            area.ensureVisible(corner.x(), top, _ROOM_X, room)
        elif top > bar.value() or bottom < bar.value() + height:  # it does not fill the window
            bar.setValue(top)
        shown = area  # an area that scrolls itself has to be seen in the next one


def _areas(widget: QWidget) -> Iterator[tuple[QScrollArea, QWidget]]:
    """Yield each area that the widget scrolls in, the innermost first, with its content."""
    walk = widget.parentWidget()
    while walk is not None:
        content = walk.widget() if isinstance(walk, QScrollArea) else None
        if isinstance(walk, QScrollArea) and content is not None and content.isAncestorOf(widget):
            yield walk, content
        walk = walk.parentWidget()


class FocusRevealer(QObject):
    """Follows the focus of the whole program; made by ``keep_focus_revealed``, once."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_NAME)
        self._focus: QWidget | None = None
        self._watched: list[QWidget] = []
        self._moving: list[QWidget] = []  # those of them that scrolling does not move
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.look)
        app.focusChanged.connect(self._moved)

    def look(self) -> None:
        """Reveal what has the focus now."""
        if self._focus is not None and isValid(self._focus) and self._focus.hasFocus():
            reveal(self._focus)

    def soon(self) -> None:
        """Reveal what has the focus, once everything has its place."""
        self._again.start(0)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        for each in self._watched:
            if isValid(each):
                each.removeEventFilter(self)
        self._focus = new
        self._moving = [new, *(area for area, _ in _areas(new))]
        self._watched = [*self._moving, *(each for area, content in _areas(new) for each in (area.viewport(), content))]
        for each in self._watched:
            each.installEventFilter(self)
        self.look()
        self.soon()  # a screen that has just come up has no places yet

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again when the room has changed, or what is in it; not when somebody scrolls."""
        kind = event.type()
        if kind == QEvent.Type.Resize or (kind == QEvent.Type.Move and watched in self._moving):
            self.soon()
        return False


def keep_focus_revealed() -> FocusRevealer | None:
    """Have the focus seen in every window of the program; further calls change nothing. None without windows."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return None
    return app.findChild(FocusRevealer, _NAME) or FocusRevealer(app)
