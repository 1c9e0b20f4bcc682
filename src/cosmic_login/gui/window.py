"""The main window "Cosmic": a calm shell with the login card in its middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.prompts import EnterCode
from cosmic_login.gui import texts, tokens
from cosmic_login.gui.announce import announce
from cosmic_login.gui.binding import SCREENS
from cosmic_login.gui.header import Header
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.screens.start import StartScreen
from cosmic_login.gui.status import StatusLine
from cosmic_login.gui.theme import active_theme
from cosmic_login.gui.widgets.button import QUIET, ActionButton
from cosmic_login.gui.widgets.card import Canvas, Card

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View

_TAB = Qt.FocusPolicy.TabFocus
_NARROW = 420  # at the usual text size; below, margins shrink


class WindowActions(Actions, Protocol):
    """What a person can do with the window as a whole."""

    def request_close(self) -> bool:
        """Ask for the program's end; True when the window may close at once."""

    def show_help(self) -> None:
        """Open the help."""


class MainWindow(QWidget):
    """Shows the screen of the chart's present state. Knows nothing of logging in."""

    painted = Signal()  # the first paint is done

    def __init__(self, actions: WindowActions) -> None:
        super().__init__()
        self._actions = actions
        self._unpainted = True
        self._state = ""
        self.holder = ""  # whose code was asked for last, for the chooser's sentence
        self.screens: dict[str, Screen] = {}
        self.setObjectName("shell")
        self.setWindowTitle(f"{texts.say(texts.COSMIC)} · {texts.say(texts.MARK)}")
        self.header = Header()
        self.card = Card()
        self.help = ActionButton(texts.say(texts.HELP), QUIET)
        self.help.setAccessibleDescription("F1")
        self.help.clicked.connect(actions.show_help)
        self.card.column.addWidget(self.help)
        self.canvas = Canvas(self.card)
        self.viewport_area = QScrollArea()
        self.viewport_area.setWidgetResizable(True)
        self.viewport_area.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport_area.setWidget(self.canvas)
        self.status = StatusLine()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.header)
        self.column.addWidget(self.viewport_area, 1)
        self.column.addWidget(self.status)
        self.setMinimumSize(280, 320)
        self._bind_keys()
        active_theme().changed.connect(self.fit)
        self.show_screen("start")
        self.resize(960, 680)

    def _bind_keys(self) -> None:
        theme = active_theme()
        for keys, call in (
            ("Esc", lambda: self._actions.signal("cancelled")),
            ("F1", self._actions.show_help),
            ("Ctrl++", lambda: theme.set(text_scale=theme.text_scale + 0.25)),
            ("Ctrl+-", lambda: theme.set(text_scale=theme.text_scale - 0.25)),
            ("Ctrl+0", lambda: theme.set(text_scale=1.0)),
        ):
            QShortcut(QKeySequence(keys), self, call)

    # -- screens -----------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The state whose screen is up."""
        return self._state

    @property
    def screen_shown(self) -> Screen:
        """The screen that is up."""
        return self.screens[self._state]

    @property
    def start(self) -> StartScreen:
        """The start screen; it is always there."""
        screen = self._screen("start")
        assert isinstance(screen, StartScreen)  # noqa: S101 - the binding says so
        return screen

    def show_view(self, view: View) -> None:
        """Show what is the case now."""
        prompt = view.prompt
        if isinstance(prompt, EnterCode):
            self.holder = prompt.holder
        elif view.state == "start":
            self.holder = ""
        screen = self._screen(view.state)
        if hasattr(screen, "holder"):
            screen.holder = self.holder
        before = screen.spoken()
        screen.show_view(view)
        if view.state != self._state:
            self.show_screen(view.state)
        elif screen.spoken() != before:
            announce(screen, screen.spoken())

    def show_screen(self, state: str) -> None:
        """Swap the card's screen, give it the focus, and have it announced."""
        new = self._screen(state)
        old = self.screens.get(self._state)
        self._state = state
        if old is not new:
            self.setUpdatesEnabled(False)  # one repaint for the whole change
            if old is not None:
                old.hide()
            new.arrive()
            new.show()
            self.fit()
            self.setUpdatesEnabled(True)
        new.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewport_area.verticalScrollBar().setValue(0)
        announce(new, new.spoken())

    def _screen(self, state: str) -> Screen:
        screen = self.screens.get(state)
        if screen is None:
            maker = SCREENS[state]
            screen = next((made for name, made in self.screens.items() if SCREENS[name] is maker), None)
            if screen is None:
                screen = maker(self._actions)
                screen.setFocusPolicy(Qt.FocusPolicy.TabFocus if not screen.arrow_group else Qt.FocusPolicy.NoFocus)
                screen.hide()
                self.card.column.insertWidget(0, screen)
                stops = [child for child in screen.findChildren(QWidget) if child.focusPolicy() & _TAB]
                QWidget.setTabOrder(stops[-1] if stops else screen, self.help)
            self.screens[state] = screen
        return screen

    # -- sizes -------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Fit margins and the card's width to window and text size."""
        theme = active_theme()
        narrow = self.width() < theme.px(_NARROW)
        low = self.height() < theme.px(420)
        edge = 2 * tokens.GRID if narrow else 6 * tokens.GRID
        self.canvas.column.setContentsMargins(edge, edge, edge, edge)
        self.card.set_margin(4 * tokens.GRID if narrow else 7 * tokens.GRID)
        if self._state:
            screen = self.screens[self._state]
            self.card.setMaximumWidth(theme.px(screen.card_width))
            screen.fit(narrow=narrow)
        room = self.header.fit(self.width())
        place = self.header.row if room else self.card.column
        if place.indexOf(self.header.look) < 0:
            place.addWidget(self.header.look)
        # On low windows the status line scrolls with the card, so that the card keeps its room.
        home = self.canvas.column if low else self.column
        if home.indexOf(self.status) < 0:
            home.addWidget(self.status)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit anew."""
        super().resizeEvent(event)
        self.fit()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Scroll to what gets the focus by Tab."""
        moved = super().focusNextPrevChild(forward)
        self.reveal_focus()
        return moved

    def reveal_focus(self) -> None:
        """Scroll so that the focused control can be seen."""
        widget = self.focusWidget()
        if widget is not None and self.canvas.isAncestorOf(widget):
            self.viewport_area.ensureWidgetVisible(widget, 8, 16)

    # -- events ------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep the focus on the screen when the window comes back to the front without one."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.focusWidget() is None:
            self.screen_shown.first_focus().setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say when the first paint is done."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let the chart end the login or the session first."""
        if self._actions.request_close():
            event.accept()
        else:
            event.ignore()
