"""SITHS eID as a program of its own: opened by a browser's link, for one order, and gone when that is answered.

It is the login window's own SITHS eID: the same chart, screens and window for codes, without Cosmic around them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea

from cosmic_login.authenticators.engine.session import ClientSession
from cosmic_login.authenticators.engine.view import View
from cosmic_login.authenticators.tasks.card_tasks import ANSWER_ORDER
from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.login.practice import PracticeNotes
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.settings.controller import SettingsController
from cosmic_login.gui.shell.card_menu import CardMenu
from cosmic_login.gui.shell.screen_stack import ScreenStack
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce, bring_to_front
from cosmic_login.ui.application import application
from cosmic_login.ui.background import BackgroundRunner
from cosmic_login.ui.interrupts import Interrupts
from cosmic_login.ui.io_thread import IoThread, QtScheduler
from cosmic_login.ui.pictograms import application_icon
from cosmic_login.ui.reveal import keep_focus_revealed
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.card import Canvas, Card

if TYPE_CHECKING:
    from cosmic_login.core.prompts import Answer, Prompt
    from cosmic_login.core.secret import Code
    from cosmic_login.core.settings import Settings
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.login.screens.base import Screen
    from cosmic_login.gui.ports.cards import CardChoice
    from cosmic_login.gui.ports.window import WindowPorts

_SIZE = (520, 640)  # at the usual text size


class EidFrame(QMainWindow):
    """Shows what the window for codes does not: the card is asked for, the card works, it did not work."""

    closing = Signal()

    def __init__(self, actions: EidActions) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.card = Card()
        self.cards = CardMenu()
        self.card.column.addWidget(self.cards)
        self.card.set_margin(5 * design_tokens.GRID, quiet_end=True)
        self.card.setMaximumWidth(active_theme().px(design_tokens.CARD_WIDTH))
        canvas = Canvas(self.card)
        edge = 3 * design_tokens.GRID
        canvas.column.setContentsMargins(edge, edge, edge, edge)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(canvas)
        self.setCentralWidget(area)
        self.setWindowTitle(f"{texts.say(texts.SITHS)} · {texts.say(texts.MARK)}")
        self.setMinimumSize(280, 320)
        self.resize(*(active_theme().px(side) for side in _SIZE))
        self.screens = ScreenStack(self.card.column, self.cards, actions)
        self.screen_shown: Screen | None = None
        QShortcut(QKeySequence("Esc"), self, lambda: actions.signal("cancelled"))
        keep_focus_revealed()

    def show_view(self, view: View) -> None:
        """Show the screen of a state, with the focus on what is next."""
        new, old = self.screens.of(view.state), self.screen_shown
        before = new.spoken() if new is old else ""
        new.show_view(view)
        if new is not old:
            if old is not None:
                old.hide()
            new.arrive()
            new.show()
            self.screen_shown = new
            new.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        if new.spoken() != before:
            announce(new, new.spoken())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Give the order up; the program hides the window."""
        event.ignore()
        self.closing.emit()


class EidActions:
    """``WindowActions`` of a program that has no more than a card and a code to ask for."""

    methods: Mapping[str, str] = {}
    locked = False

    def __init__(self, program: SithsEidApplication) -> None:
        self._program = program

    def choose(self, method: str) -> None:
        """Do nothing: there is nobody to log in."""

    def answer(self, number: int, answer: Answer) -> None:
        """Answer a prompt."""
        self._program.conductor.answer(number, answer)

    def practice(self, prompt: Prompt[Any], show: Callable[[Code | None], None]) -> None:
        """Have the training card's code drawn by ``show``, if it may be shown."""
        self._program.practice.ask(prompt, show)

    def signal(self, kind: str) -> None:
        """Post a signal; where the chart has no edge for it, nothing is left to do, and the program ends."""
        conductor = self._program.conductor
        if kind != "close" and conductor.allows(kind):
            conductor.signal(kind)
        else:
            self._program.finish()

    def manage(self, task: str) -> None:
        """Do something with the card: a blocked code can be given a new value with the PUK."""
        if self._program.conductor.allows("manage_chosen"):
            self._program.conductor.manage(task)

    def show_siths(self) -> None:
        """Bring the window for codes to the front."""
        self._program.siths.front()

    def may(self, action: str) -> bool:
        """Return True: nobody is logged in."""
        return True

    def request_close(self) -> bool:
        """End."""
        self.signal("cancelled")
        return False

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting."""
        self._program.settings_controller.change(name, value)

    def show_own_logins(self) -> None:
        """Do nothing, as all below: that is in Cosmic's own window."""

    show_help = show_about = show_my_card = show_settings = show_diagnosis = show_log = show_own_logins
    show_sharing = show_help


class SithsEidApplication(QObject):
    """The program. ``ports`` give the order to be answered to the task ``answer-order``; ``run`` it once.

    ``ports.start`` may raise what is wrong with the link: that is shown, and nothing else happens.
    """

    view_changed = Signal(object)
    settings_changed = Signal(object)

    def __init__(self, ports: WindowPorts) -> None:
        app = application(texts.SITHS)
        super().__init__()
        self.qt, self.ports = app, ports
        app.setApplicationName(texts.SITHS)
        app.setQuitOnLastWindowClosed(False)
        self.settings_controller = SettingsController(ports.preferences, {}, self)
        self.settings_controller.changed.connect(self.settings_changed)
        self.settings_controller.begin(app)
        app.setWindowIcon(application_icon())
        app.setDesktopFileName("cosmic-login")
        #: How the order ended badly; None: it was answered.
        self.failure: LoginFailure | None = LoginFailure("order.cancelled")
        self._ended = False
        self._begun = False
        actions = EidActions(self)
        self.frame = EidFrame(actions)
        self.frame.closing.connect(lambda: actions.signal("cancelled"))
        self.siths = SithsWindow(actions, self.frame)
        self.siths.went.connect(self._come_back)
        self.siths.pad.use(self.settings)
        self.siths.keypad_wanted.connect(lambda shown: actions.change_setting("show_keypad", shown))
        self.settings_changed.connect(self.siths.pad.use)
        self._io = IoThread(ports.stop)
        self.settings_controller.connect_io(self._io.to_loop)
        self.client_session = ClientSession(
            self._io,
            QtScheduler(self, ports.clock),
            authenticators=dict,
            make_order=ports.make_order,
            on_view=self.show_view,
            limits=ports.limits,
            clock=ports.clock,
        )
        self.conductor = self.client_session.conductor
        assert ports.practice is not None  # noqa: S101 - a world always has them
        self.practice = PracticeNotes(_Context(self), self._io, BackgroundRunner(self._io), ports.practice)

    # -- WindowSink ------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.settings_controller.settings

    def on_methods(self, methods: Mapping[str, str]) -> None:
        """Do nothing: ways to log in are the browser's."""

    def on_idp(self, idp: str) -> None:
        """Do nothing: who asks is said where the code is."""

    def on_failure(self, failure: LoginFailure) -> None:
        """Show what went wrong before anything began; from any thread."""
        self._io.to_chart(lambda: self._fail(failure))

    def on_card_choices(
        self, cards: Sequence[CardChoice], put: Callable[[str], None], look: Callable[[], None] = lambda: None
    ) -> None:
        """Offer the virtual cards; from any thread."""

        def ask(card: str) -> None:
            self._io.to_loop(lambda: put(card))

        self._io.to_chart(lambda: self.frame.cards.set_cards(cards, ask, lambda: self._io.to_loop(look)))

    # -- the program's life ----------------------------------------------------------------------------------------

    def run(self) -> int:
        """Show it and run until it is over; return 0, or 1 when the order was not answered (see ``failure``)."""
        with Interrupts(self.finish):
            self.begin()
            try:
                self.qt.exec()
            finally:
                self.finish()
        return 0 if self.failure is None else 1

    def begin(self) -> None:
        """Show that something is going on, and begin."""
        self.frame.show_view(View(state="manage_working", task=ANSWER_ORDER))
        self.frame.show()
        bring_to_front(self.frame)
        self._io.to_loop(self._start)

    def _start(self) -> None:
        try:
            self.ports.start(self)
        except LoginFailure as failure:
            self.on_failure(failure)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for it
            self.on_failure(LoginFailure("internal.error", type(error).__name__))
        else:
            self._io.to_chart(self._answer)

    def _answer(self) -> None:
        if not self._ended:
            self._begun, self.failure = True, LoginFailure("order.cancelled")
            self.conductor.manage(ANSWER_ORDER)

    def _fail(self, failure: LoginFailure) -> None:
        """Show a failure, unless the order is being answered: then that goes on without what could not be started."""
        if not self._begun and not self._ended:
            self.failure = failure
            self.frame.show_view(View(state="manage_failed", task=ANSWER_ORDER, failure=failure))

    def show_view(self, view: View) -> None:
        """Show what is the case; go when nothing is."""
        if view.state == "managed" and view.task == ANSWER_ORDER:
            self.failure = None
        elif view.state == "manage_failed" and view.task == ANSWER_ORDER:
            self.failure = view.failure
        if not self._begun or self._ended:
            return
        if view.state == "start" or (view.state == "managed" and view.task == ANSWER_ORDER):
            QTimer.singleShot(0, self.finish)  # not in the middle of the chart's step
            return
        self.frame.show_view(view)
        self.siths.show_view(view)
        self.frame.setVisible(not self.siths.up)
        self.view_changed.emit(view)

    def _come_back(self) -> None:
        if not self._ended:
            self.frame.show()
            bring_to_front(self.frame)

    def finish(self) -> None:
        """Close the windows, give up what goes on, join the thread; may be called more than once."""
        if self._ended:
            return
        self._ended = True
        self.client_session.stop()
        for window in (self.siths, self.frame):
            window.hide()
        self._io.close()
        self.qt.quit()


class _Context:
    """``WindowContext`` of the program, for what it shares with the login window."""

    def __init__(self, program: SithsEidApplication) -> None:
        self._program = program
        self.view_changed, self.settings_changed = program.view_changed, program.settings_changed
        self.owner = program.frame

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._program.settings

    @property
    def screen(self) -> Screen:
        """The screen that is up."""
        return self._program.frame.screens.of("manage_working")

    def screen_of(self, state: str) -> Screen:
        """Return the screen of a state."""
        return self._program.frame.screens.of(state)

    def signal(self, kind: str) -> None:
        """Post a signal to the chart if it has an edge for it now."""
        if self._program.conductor.allows(kind):
            self._program.conductor.signal(kind)

    def change_setting(self, name: str, value: Value) -> None:
        """Change one setting."""
        self._program.settings_controller.change(name, value)

    def offer(
        self, label: str, call: Callable[[], None], keys: str = "", locked: Callable[[], bool] = lambda: False
    ) -> None:
        """Do nothing: there is no menu."""
