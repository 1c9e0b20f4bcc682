"""The window program: what is painted first, what comes after, and how it ends.

Nothing heavy is imported here. The window paints; then a thread imports asyncio and the conductor; then the I/O
thread calls ``WindowPorts.start``, which may take its time. A button pressed meanwhile is not lost.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6 import QtCore  # not "Qt" itself: see window.py
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from cosmic_login.gui.ports.window import CardChoice, CardNews, WindowPorts
from cosmic_login.gui.settings.controller import SettingsController
from cosmic_login.gui.shell.main_window import TITLE, MainWindow
from cosmic_login.ui.design_tokens import THEMES

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import Authenticator
    from cosmic_login.authenticators.engine.conductor import LoginConductor, View
    from cosmic_login.core.prompts import Answer
    from cosmic_login.core.settings import Settings
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.diagnosis.controller import DiagnosisController
    from cosmic_login.gui.help.view import HelpView
    from cosmic_login.gui.login.method_availability import MethodAvailability
    from cosmic_login.gui.login.siths_window import SithsWindow
    from cosmic_login.gui.session.controller import SessionController
    from cosmic_login.gui.shell.freeze import FreezeSimulation
    from cosmic_login.gui.trainer.controller import TrainerController
    from cosmic_login.ui.io_thread import IoThread
    from cosmic_login.ui.theme import Theme

__all__ = ["CardChoice", "CardNews", "LoginApplication", "WindowPorts"]


class LoginApplication(QObject):
    """Application, windows, I/O thread and conductor, put together. Make one per process and ``run`` it."""

    view_changed = Signal(object)  # View; after the windows have shown it
    ready = Signal()  # the conductor is there
    settings_changed = Signal(object)  # Settings; they have been applied
    shut = Signal()  # windows closed, threads joined

    _told = Signal(object)  # a call for the GUI's thread, from any thread

    def __init__(
        self,
        parts: WindowPorts,
        *,
        theme: str | None = None,
        text_scale: float | None = None,
        language: str | None = None,
    ) -> None:
        app = QApplication.instance() or QApplication([TITLE])
        assert isinstance(app, QApplication)  # noqa: S101 - somebody made a console application before us
        super().__init__()
        self.qt = app
        app.setApplicationName(TITLE)
        app.setQuitOnLastWindowClosed(False)
        self.parts = parts
        self.methods: Mapping[str, str] = {}
        self.theme: Theme  # from the first paint on
        given: dict[str, Value] = {"theme": theme, "text_scale": text_scale, "language": language}
        self.desk = SettingsController(self, {name: value for name, value in given.items() if value is not None})
        self.desk.changed.connect(self.settings_changed)
        self.conductor: LoginConductor | None = None
        self.siths: SithsWindow | None = None
        self.help: HelpView | None = None
        self.looking: DiagnosisController | None = None
        self.session: SessionController | None = None
        self.ways: MethodAvailability | None = None
        self.trainer: TrainerController | None = None
        self.freezer: FreezeSimulation | None = None
        self._io: IoThread | None = None
        self._warm: threading.Thread | None = None
        self._started = False  # touched on the I/O thread only
        self._ending = False
        self._wish: Callable[[], None] | None = None  # what was pressed before the conductor was there
        self._last_news: CardNews | None = None
        self.window = MainWindow(self, THEMES.get(self.settings.theme))
        # By a timer, not by a queued connection: naming that would load all of Qt's enums before the first paint.
        self.window.painted.connect(lambda: QTimer.singleShot(0, self._begin))

    def run(self) -> int:
        """Show the window and run until it is closed; return the exit status."""
        from cosmic_login.ui.interrupts import Interrupts  # noqa: PLC0415 - light, but not needed by tests

        self.shut.connect(self.qt.quit)
        with Interrupts(self.interrupt):
            self.show()
            try:
                return self.qt.exec()
            finally:
                self.finish()

    @property
    def settings(self) -> Settings:
        """The settings in force; ``settings_changed`` tells of others."""
        return self.desk.settings

    def show(self) -> None:
        """Show the main window where it was the last time; the rest follows its first paint."""
        place = self.parts.load_place()
        if place is None:
            self.window.show()
            return
        from cosmic_login.ui.window_geometry import restore_geometry  # noqa: PLC0415 - not needed the first time

        restore_geometry(self.window, place)

    # -- from other threads ------------------------------------------------------------------------------------

    def on_cards(self, news: CardNews) -> None:
        """Tell what readers and cards look like now; from any thread, in order."""
        self._told.emit(lambda: self._cards(news))

    def on_methods(self, methods: Mapping[str, str]) -> None:
        """Tell which ways to log in there are (name: label, empty for our own wording); from any thread."""
        self._told.emit(lambda: self._know_methods(methods))

    def _know_methods(self, methods: Mapping[str, str]) -> None:
        self.methods = dict(methods)
        self.window.start.set_methods(methods)

    def on_idp(self, idp: str) -> None:
        """Tell which IdP is asked, in a word or an address; from any thread."""
        self._told.emit(lambda: self.window.status.show_idp(idp))

    def on_card_choices(self, cards: Sequence[CardChoice], put: Callable[[str], None]) -> None:
        """Tell which virtual cards there are; ``put`` is called on the I/O thread. From any thread."""

        def ask(card: str) -> None:
            self.to_io(lambda: put(card))

        self._told.emit(lambda: self.window.header.table.lay(cards, ask))

    def to_io(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the I/O thread, in order; nothing happens before there is one and after it has ended."""
        if self._io is not None:
            self._io.to_loop(call)

    # -- Actions: what a person does -----------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in; at once, or as soon as the conductor is there."""
        if self.conductor is None:
            self._wish = lambda: self.choose(method)
        elif self.conductor.allows("method_chosen"):
            self.conductor.choose(method)

    def manage(self, task: str) -> None:
        """Start a card task (``change-code``, ``unblock``); at once, or as soon as the conductor is there."""
        if self.conductor is None:
            self._wish = lambda: self.manage(task)
        elif self.conductor.allows("manage_chosen"):
            self.conductor.manage(task)

    def answer(self, number: int, answer: Answer) -> None:
        """Answer a prompt; a late answer is dropped and its code wiped."""
        if self.conductor is not None:
            self.conductor.answer(number, answer)

    def signal(self, kind: str) -> None:
        """Post a signal if the chart has an edge for it now."""
        if self.conductor is not None and self.conductor.allows(kind):
            self.conductor.signal(kind)

    def show_siths(self) -> None:
        """Bring the SITHS eID window to the front."""
        if self.siths is not None:
            self.siths.front()

    def show_own_logins(self) -> None:
        """Open the list of the logins of the person who is in, if the composition root offers it."""
        if self.session is not None:
            self.session.show_own_logins()

    def show_help(self, *, topic: str = "") -> None:
        """Open the help over whichever window is active, at a topic; by default the one of what is shown now."""
        from cosmic_login.gui.shell.opening import open_help  # noqa: PLC0415

        open_help(self, topic)

    @property
    def locked(self) -> bool:
        """Whether a session is locked: who is not its person sees neither settings nor log until it is opened."""
        return self.conductor is not None and self.conductor.view.locked_since is not None

    def show_settings(self) -> None:
        """Open the settings; not over a locked session, whose locking they decide."""
        from cosmic_login.gui.shell.locked import kept_shut  # noqa: PLC0415

        if not kept_shut(self):
            self.desk.open()

    def show_diagnosis(self) -> None:
        """Open the diagnosis, if the composition root offers one; nothing before the I/O thread is there."""
        if (looking := self._look_into()) is not None:
            looking.show_diagnosis()

    def show_log(self) -> None:
        """Open the program's log, under the same conditions; not over a locked session."""
        from cosmic_login.gui.shell.locked import kept_shut  # noqa: PLC0415

        if not kept_shut(self) and (looking := self._look_into()) is not None:
            looking.show_log()

    def _look_into(self) -> DiagnosisController | None:
        if self.looking is None and self._io is not None and self.parts.insight is not None:
            from cosmic_login.gui.diagnosis.controller import DiagnosisController  # noqa: PLC0415

            self.looking = DiagnosisController(self.parts.insight, self._io, self.window, self.show_log)
        return self.looking

    def retranslate(self) -> None:
        """Say everything anew, in the language that is in force now."""
        if self._ending:
            return
        self.window.retranslate()
        if self.help is not None:
            self.show_help(topic=self.help.topic)
        for part in (self.siths, self.looking, self.desk, self.session, self.freezer):
            if part is not None:
                part.retranslate()

    def request_close(self) -> bool:
        """End by way of the chart: a login is abandoned, a session is logged out, then the windows close."""
        if self._ending:
            return True
        if self.conductor is None or self.conductor.finished:
            self._end()
            return True
        if self.conductor.allows("close"):
            self.conductor.signal("close")
        return self._ending

    # -- life --------------------------------------------------------------------------------------------------

    def interrupt(self) -> None:
        """End because the system says so: not even a Cosmic that does not answer, or a question, holds it up."""
        if self.conductor is not None:
            for kind in ("restart", "declined"):
                self.signal(kind)
        self.window.close()

    def _begin(self) -> None:
        """After the first paint: furnish the window."""
        if not self._ending:
            from cosmic_login.ui.language import active_language, set_language  # noqa: PLC0415
            from cosmic_login.ui.theme import Theme  # noqa: PLC0415

            # Calls of other threads wait for the loop's next round, and come in order.
            self._told.connect(self._hear, QtCore.Qt.ConnectionType.QueuedConnection)
            self.theme = Theme(self.qt, self.settings.theme, self.settings.text_scale)
            set_language(self.qt, self.settings.language)
            self.desk.begin()
            active_language().changed.connect(self.retranslate)
            self.window.furnished.connect(self._warm_up)
            self.window.furnish()
            self.desk.warn()

    def _warm_up(self) -> None:
        """After the start screen's first paint: import what the login needs, beside the GUI's thread."""
        if self._warm is None and not self._ending:
            self._warm = threading.Thread(target=self._import, name="cosmic-import")
            self._warm.start()

    def _import(self) -> None:
        importlib.import_module("cosmic_login.ui.io_thread")
        importlib.import_module("cosmic_login.authenticators.engine.conductor")
        importlib.import_module("cosmic_login.gui.session.controller")
        self._told.emit(self._connect)

    def _connect(self) -> None:
        if self._ending:
            return
        from cosmic_login.authenticators.engine.conductor import LoginConductor  # noqa: PLC0415
        from cosmic_login.gui.login.method_availability import MethodAvailability  # noqa: PLC0415
        from cosmic_login.gui.session.controller import SessionController  # noqa: PLC0415
        from cosmic_login.gui.shell.freeze import FreezeSimulation  # noqa: PLC0415
        from cosmic_login.gui.shell.opening import siths_window  # noqa: PLC0415
        from cosmic_login.gui.trainer.controller import TrainerController  # noqa: PLC0415
        from cosmic_login.ui.io_thread import IoThread, QtScheduler  # noqa: PLC0415
        from cosmic_login.ui.pictograms import application_icon  # noqa: PLC0415

        self.siths = siths_window(self)
        self._io = IoThread(self._start_parts_quietly, self.parts.stop)
        self.conductor = LoginConductor(
            self._io,
            QtScheduler(self),
            authenticators=self._authenticators,
            make_order=self.parts.make_order,
            end_session=self.parts.end_session,
            on_view=self._show,
            limits=self.parts.limits,
            record=self.parts.record,
        )
        self.freezer = FreezeSimulation(self.qt, self, self.window)
        self.session = SessionController(self, self._io, self.settings.idle_minutes)
        if self.parts.ways is not None:
            self.ways = MethodAvailability(self, self._io, self.parts.ways)
        if self.parts.trainer is not None:
            self.trainer = TrainerController(self, self._io, self.parts.trainer)
        self.desk.connected()
        self.qt.setWindowIcon(application_icon())
        self.qt.setDesktopFileName("cosmic-login")  # Wayland takes name and icon from there
        if self._last_news is not None:
            self._cards(self._last_news)
        self.ready.emit()
        if self._wish is not None:
            self._wish()

    def show_view(self, view: View) -> None:
        """Show in all windows what is the case; while Cosmic does not answer, none of its own windows changes."""
        if self.freezer is None or not self.freezer.look(view):
            self.window.show_view(view)
            if self.siths is not None:
                self.siths.show_view(view)

    def _show(self, view: View) -> None:
        self.show_view(view)
        self.view_changed.emit(view)
        if view.state == "closed":
            QTimer.singleShot(0, self._end)

    @property
    def ending(self) -> bool:
        """Whether the program is about to end."""
        return self._ending

    def _cards(self, news: CardNews) -> None:
        self._last_news = news
        self.window.status.show_news(news)
        if self.looking is not None:
            self.looking.something_changed()
        if self.conductor is not None and not self.conductor.finished:
            if news.pulled:
                self.conductor.card_pulled(news.pulled)
            for reader, number in news.present:
                self.conductor.card_present(number, reader)
            self.conductor.card_seen(news.situation)

    @Slot(object)
    def _hear(self, call: Callable[[], None]) -> None:
        if not self._ending:
            call()

    def _end(self) -> None:
        self.finish()
        self.shut.emit()

    def finish(self) -> None:
        """Close the windows and join the threads; may be called more than once."""
        if self._ending:
            return
        self._ending = True
        if self.conductor is not None:
            self.conductor.stop()
        for part in (self.freezer, self.looking, self.session, self.desk):
            if part is not None:
                part.close()
        if self.window.isVisible():
            from cosmic_login.ui.window_geometry import geometry_of  # noqa: PLC0415

            place = geometry_of(self.window)
            self.to_io(lambda: self.parts.save_place(place))
        for widget in (self.help, self.siths, self.window):
            if widget is not None:
                widget.hide()
        if self._warm is not None:
            self._warm.join()
        if self._io is not None:
            self._io.close()

    # -- on the I/O thread -------------------------------------------------------------------------------------

    def _start_parts_quietly(self) -> None:
        from cosmic_login.core.failures import LoginFailure  # noqa: PLC0415
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415

        try:
            self._start_parts()
        except LoginFailure as failure:
            said = failure  # the name of the clause ends with the clause
            self._told.emit(lambda: self.window.start.warn(lambda: texts.failure_line(said)))

    def _start_parts(self) -> None:
        if not self._started:
            self.parts.start(self)
            self._started = True

    def _authenticators(self) -> Mapping[str, Authenticator]:
        """Start what did not start, so that its failure ends the login with its own code."""
        self._start_parts()
        return self.parts.authenticators()
