"""Something beside what the main window holds: a pane of it, or a window where there is no room (ADR 0019)."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from cosmic_login.ui.names import name_controls
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.side_by_side import beside_of, put
from cosmic_login.ui.theme import active_theme

#: From this text size on it is a window: beside a pane nothing else would have room.
_LARGE_TEXT = 1.5
_FRAME = 40  # what a window manager puts around a window, about


class PaneWindow(QMainWindow):
    """An ordinary window, which the main one may cover; closing it is hiding the pane."""

    closed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave it to the pane."""
        event.ignore()
        self.closed.emit()


class SidePane(QObject):
    """One widget, and where it is: in ``dock``, a pane of the window, or in ``own``, a window of its own.

    ``wide`` is its width as a pane, ``room`` how wide the main window has to be to hold it too, at the usual text size.
    """

    visible_changed = Signal(bool)  # whether it can be seen: it is there, and so is the main window

    def __init__(self, window: QMainWindow, name: str, *, wide: int = 280, room: int = 660) -> None:
        super().__init__(window)
        self._window, self._name, self._wide, self._room = window, name, wide, room
        self._widget: QWidget | None = None
        self._shown = self._seen = False
        #: Whether it is a window of its own though there is room.
        self.keep_apart = False
        self.dock = QDockWidget(window)
        self.dock.setObjectName(name)
        self.dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.dock.setTitleBarWidget(QWidget())  # the widget has a heading of its own, and its own way out
        self.dock.hide()
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.own = PaneWindow()
        self.own.setObjectName(f"{name}-window")
        self.own.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # it comes by itself: the keyboard stays
        self.own.closed.connect(self.hide)
        self.own.hide()
        self.destroyed.connect(self.own.deleteLater)
        window.installEventFilter(self)
        active_theme().changed.connect(self.arrange)

    @property
    def shown(self) -> bool:
        """Whether it is there."""
        return self._shown

    @property
    def apart(self) -> bool:
        """Whether it is a window of its own now."""
        return self._widget is not None and self.own.isAncestorOf(self._widget)

    def fill(self, widget: QWidget, title: str) -> None:
        """Show another widget in the same place; the one before is deleted."""
        old, self._widget = self._widget, widget
        for holder in (self.dock, self.own):
            holder.setWindowTitle(title)
        if old is not None and self.own.isAncestorOf(old):
            self.own.setCentralWidget(widget)  # deletes the one before
        else:
            self.dock.setWidget(widget)
            if old is not None:
                old.setParent(None)
                old.deleteLater()
        name_controls(widget)
        self.arrange()

    def show(self) -> None:
        """Show it. The main window becomes wider for it where the screen allows that."""
        if not self._shown:
            self._shown = True
            self._widen()
            self.arrange()

    def hide(self) -> None:
        """Hide it."""
        if self._shown:
            self._shown = False
            self.arrange()

    def arrange(self) -> None:
        """Be a pane or a window, as there is room."""
        widget = self._widget
        if widget is None:
            return
        theme = active_theme()
        narrow = self._window.width() - self._others() < theme.px(self._room)
        apart = self.keep_apart or theme.text_scale >= _LARGE_TEXT or narrow
        widget.setMinimumWidth(0 if apart else theme.px(self._wide))
        if apart != self.apart:
            self._move(widget, apart=apart)
        self.dock.setVisible(self._shown and not apart)
        seen = self._shown and self._window.isVisible()
        self._show_own(shown=seen and apart)
        if seen != self._seen:
            self._seen = seen
            self.visible_changed.emit(seen)

    def _move(self, widget: QWidget, *, apart: bool) -> None:
        if apart:
            self.dock.setWidget(cast("QWidget", None))
            self.own.setCentralWidget(widget)
        else:
            self.own.takeCentralWidget()
            self.dock.setWidget(widget)
        widget.show()

    def _show_own(self, *, shown: bool) -> None:
        if shown == self.own.isVisible():
            return
        beside = beside_of(self._window)
        if shown:
            size = QSize(active_theme().px(self._wide) + _FRAME, self._window.frameGeometry().height())
            place = beside.make_room(self._name, size, lambda place: put(self.own, place))
            if place is None:
                self.own.resize(size.boundedTo(screen_room(self._window).size()))
            else:
                put(self.own, place)
        else:
            beside.give_back(self._name)
        self.own.setVisible(shown)

    def _others(self) -> int:
        """Return how much of the window other panes take."""
        docks = self._window.findChildren(QDockWidget)
        return sum(
            dock.width() for dock in docks if dock is not self.dock and dock.isVisible() and not dock.isFloating()
        )

    def _widen(self) -> None:
        theme, window = active_theme(), self._window
        wanted, screen = theme.px(self._room) + self._others(), screen_room(window).width()
        frame = window.frameGeometry().width() - window.width()
        if window.width() < wanted <= screen - frame and theme.text_scale < _LARGE_TEXT and not self.keep_apart:
            window.resize(wanted, window.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the main window: its size, and its going."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide} and not event.spontaneous():
            self.arrange()
        return super().eventFilter(watched, event)
