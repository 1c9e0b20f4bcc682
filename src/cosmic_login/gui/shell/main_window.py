"""The main window "Cosmic": a calm shell with the login card in its middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

# Not "import Qt": its hundreds of enum members are made when the name is first looked up, and that takes longer
# than the first paint itself.
from PySide6 import QtCore
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QMainWindow

import cosmic_login.ui.unread_sources  # noqa: F401 - before everything that it spares

# isort: split
from cosmic_login.ui import design_tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent
    from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.login.screens.base import Screen
    from cosmic_login.gui.login.screens.start import StartScreen
    from cosmic_login.gui.ports.actions import WindowActions
    from cosmic_login.gui.shell.header_bar import Header
    from cosmic_login.gui.shell.screen_stack import ScreenStack
    from cosmic_login.gui.shell.status_bar import StatusLine
    from cosmic_login.ui.widgets.button import ActionButton
    from cosmic_login.ui.widgets.card import Canvas, Card

TITLE = "Cosmic"
_NARROW = 420  # at the usual text size; below, margins shrink
_LOW = 420  # in height, likewise
#: A screen of 1366 x 768 with a task bar, and the title bar above the window, leave 688 pixels for what is in it.
_DEFAULT_SIZE = (960, 688)
#: Cards up to this height have their top in the same place: the start too, with all that it may have to say.
_USUAL_CARD = 500


class MainWindow(QMainWindow):
    """Shows the screen of the chart's present state. Knows nothing of logging in.

    A ``QMainWindow`` and not a bare widget, because assistive technology is told "window" only of those.

    The first paint shows the empty shell; ``furnish`` then puts everything in. Until then nothing else may be used.
    """

    painted = Signal()  # the first paint is done
    furnished = Signal()  # the start screen has been painted too

    header: Header
    card: Card
    canvas: Canvas
    viewport_area: QScrollArea
    status: StatusLine
    help: ActionButton
    column: QVBoxLayout
    screens: ScreenStack
    whole: QWidget  # all of it, but for the panes beside it

    def __init__(self, actions: WindowActions, colours: design_tokens.Colours | None = None) -> None:
        super().__init__()
        self._actions = actions
        self._bare = True
        self._unpainted = True
        self._state = ""
        self._login = 0  # the login that the screens are about
        self._step = ""  # which of its steps was told
        dark = self.palette().window().color().lightness() < 128
        colours = colours or (design_tokens.DARK if dark else design_tokens.LIGHT)
        self.setPalette(QPalette(QColor(colours.surface), QColor(colours.canvas)))
        self.setWindowTitle(TITLE)
        self.setMinimumSize(280, 320)
        self.resize(*_DEFAULT_SIZE)

    def furnish(self) -> None:
        """Put header, card, status line and the start screen in; the theme must be there."""
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        from cosmic_login.gui.shell.layout import bind_keys, build  # noqa: PLC0415 - after the first paint
        from cosmic_login.gui.shell.screen_stack import ScreenStack  # noqa: PLC0415
        from cosmic_login.ui.theme import active_theme  # noqa: PLC0415

        self.setPalette(QPalette())
        self.setObjectName("shell")
        shell = build(self._actions, self)
        self.header, self.card, self.canvas, self.status = shell.header, shell.card, shell.canvas, shell.status
        self.viewport_area, self.help, self.column = shell.area, shell.help, shell.column
        self.whole = shell.whole
        self.screens = ScreenStack(shell.card.column, shell.help, self._actions)
        self._say()
        bind_keys(self, self._actions)
        shell.whole.resized.connect(self.fit)
        active_theme().changed.connect(self.fit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self.keep_focus)
        self._bare = False
        # Who listens hears of it when it is there to be used: what announcing needs takes time to import.
        self.furnished.connect(lambda: QTimer.singleShot(0, self._tell_of_start))
        self.show_screen("start", told=False)

    # -- screens -----------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The state whose screen is up."""
        return self._state

    @property
    def screen_shown(self) -> Screen:
        """The screen that is up."""
        return self.screens.of(self._state)

    @property
    def start(self) -> StartScreen:
        """The start screen; it is always there."""
        return cast("StartScreen", self.screen_of("start"))

    def show_view(self, view: View) -> None:
        """Show what is the case now."""
        from cosmic_login.ui.announce import announce  # noqa: PLC0415

        if view.login != self._login:
            self._login, self._step = view.login, ""
            self.screens.begin_anew(self._state)
        screen = self.screen_of(view.state)
        before = screen.spoken()
        screen.show_view(view)
        if view.state != self._state:
            self.show_screen(view.state)
        elif screen.spoken() != before:
            announce(screen, self._with_step(screen))
        else:
            self._step = screen.step.text() or self._step  # the screen has told what is new in its own words

    def restart(self, view: View) -> None:
        """Show what is the case as a program does that has just been started."""
        self.screens.begin_anew(self._state)
        if view.state == self._state:
            self.show_screen(view.state, anew=True)
        self.show_view(view)

    def show_screen(self, state: str, *, anew: bool = False, told: bool = True) -> None:
        """Swap the card's screen, give it the focus, and have it announced; ``anew``: also when it is up already."""
        from cosmic_login.ui.names import name_controls  # noqa: PLC0415
        from cosmic_login.ui.reveal import keep_focus_revealed  # noqa: PLC0415

        new = self.screen_of(state)
        old = self.screens.made.get(self._state)
        self._state = state
        if old is new and anew:
            new.arrive()
        if old is not new:
            self.setUpdatesEnabled(False)  # one repaint for the whole change
            if old is not None:
                old.hide()
            new.arrive()
            new.show()
            self.fit()
            self.setUpdatesEnabled(True)
        name_controls(new)  # all else has its names
        new.first_focus().setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        self.viewport_area.verticalScrollBar().setValue(0)
        if (revealer := keep_focus_revealed()) is not None:
            revealer.soon()  # it may be below what can be seen
        if told:
            self._tell_of(new)

    def _tell_of_start(self) -> None:
        if self._state == "start":
            self._tell_of(self.start)

    def _tell_of(self, screen: Screen) -> None:
        from cosmic_login.ui.announce import announce  # noqa: PLC0415

        announce(screen, self._with_step(screen))

    def _with_step(self, screen: Screen) -> str:
        """Return what is read out, the step first when it is another than the one told last."""
        before, self._step = self._step, screen.step.text() or self._step
        return f"{self._step}. {screen.spoken()}" if self._step != before else screen.spoken()

    def retranslate(self) -> None:
        """Say everything anew in the language in force; the screens that are needed are made again from their views."""
        from cosmic_login.ui.announce import announce  # noqa: PLC0415
        from cosmic_login.ui.names import name_controls  # noqa: PLC0415

        self._say()
        self.header.retranslate()
        self.status.retranslate()
        new = self.screens.make_again(self._state)
        name_controls(self)
        self.fit()
        announce(new, new.spoken())

    def _say(self) -> None:
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415

        self.setWindowTitle(f"{texts.say(texts.COSMIC)} · {texts.say(texts.MARK)}")
        self.help.set_label(texts.say(texts.HELP))

    def screen_of(self, state: str) -> Screen:
        """Return the screen of a state; it is made when it is needed first."""
        return self.screens.of(state)

    # -- sizes -------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Fit margins and the card's width to window and text size."""
        from cosmic_login.ui.theme import active_theme  # noqa: PLC0415

        if self._bare:
            return
        theme = active_theme()
        narrow = self.whole.width() < theme.px(_NARROW)
        low = self.whole.height() < theme.px(_LOW)
        edge = (2 if narrow or low else 5) * design_tokens.GRID
        self.canvas.column.setContentsMargins(edge, edge, edge, edge)
        if self._state:
            screen = self.screens.of(self._state)
            width = max(screen.card_width, design_tokens.WIDE_CARD_WIDTH) if low else screen.card_width
            self.card.setMaximumWidth(theme.px(width))
            screen.fit(narrow=narrow)
        room = self.header.fit(self.whole.width())
        place = self.header.row if room else self.card.column
        for button in self.header.menus:
            if place.indexOf(button) < 0:
                place.addWidget(button)
        away = low and room and not narrow
        self._put_help(in_header=away)
        self.card.set_margin((4 if narrow or low else 7) * design_tokens.GRID, quiet_end=not away)
        # On low windows the status line scrolls with the card, so that the card keeps its room.
        home = self.canvas.column if low else self.column
        if home.indexOf(self.status) < 0:
            home.addWidget(self.status)
        taken = 2 * edge + (self.status.heightForWidth(self.whole.width()) if low else 0)
        self.canvas.keep_place_for(max(0, min(theme.px(_USUAL_CARD), self.viewport_area.height() - taken)))

    def _put_help(self, *, in_header: bool) -> None:
        """Put the way to the help below the card's screen; on low windows into the header, which has room for it.

        Tab comes to it after the screen in either place.
        """
        if in_header == (self.header.row.indexOf(self.help) >= 0):
            return
        if in_header:
            self.header.row.insertWidget(self.header.row.indexOf(self.header.menus[0]), self.help)
        else:
            below = [self.card.column.indexOf(menu) for menu in self.header.menus]
            self.card.column.insertWidget(next((i for i in below if i >= 0), -1), self.help)

    # -- events ------------------------------------------------------------------------------------------------

    def keep_focus(self) -> None:
        """Keep the focus on the screen when the window comes back to the front without one.

        Bound to the application's signal: overriding ``changeEvent`` would cost a tenth of the first paint.
        """
        if self.isActiveWindow() and self.focusWidget() is None:
            self.screen_shown.first_focus().setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say when the first paints are done; the empty shell is nothing but the palette's background."""
        super().paintEvent(event)
        if self._bare:
            if self._unpainted:
                self._unpainted = False
                self.painted.emit()
        elif not self._unpainted:
            self._unpainted = True
            self.furnished.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let the chart end the login or the session first."""
        if self._actions.request_close():
            event.accept()
        else:
            event.ignore()
