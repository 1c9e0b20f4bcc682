"""The window program: what is painted first, what comes after, and how it ends.

Nothing heavy is imported here. The window paints; then a thread imports asyncio and the conductor; then the I/O
thread calls ``WindowPorts.start``, which may take its time. A button pressed meanwhile is not lost.
"""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

import cosmic_login.ui.unread_sources  # noqa: F401 - before everything that it spares

# isort: split
from cosmic_login.gui.settings.controller import SettingsController
from cosmic_login.gui.shell.actions import PersonActions
from cosmic_login.gui.shell.features import Features
from cosmic_login.gui.shell.main_window import TITLE, MainWindow
from cosmic_login.gui.shell.sink import GuiSink
from cosmic_login.ui.application import application
from cosmic_login.ui.design_tokens import THEMES
from cosmic_login.ui.interrupts import Interrupts

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.authenticators.engine.conductor import LoginConductor
    from cosmic_login.authenticators.engine.session import ClientSession
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.help.controller import HelpController
    from cosmic_login.gui.ports.window import WindowPorts
    from cosmic_login.gui.shell.parts import Parts
    from cosmic_login.gui.shell.tuning import LoginTuning
    from cosmic_login.ui.io_thread import IoThread
    from cosmic_login.ui.qt_classes import ClassMaker


class LoginApplication(QObject):
    """The life of the program: first paint, furnishing, conductor, end. Make one per process and ``run`` it.

    What a person does is ``actions``, what other threads tell ``sink``, what stands beside the window ``features``.
    """

    view_changed = Signal(object)  # View; after the windows have shown it
    ready = Signal()  # the conductor is there
    settings_changed = Signal(object)  # Settings; they have been applied
    ending = Signal()  # windows are about to close; what other programs were started is to end
    shut = Signal()  # windows closed, threads joined

    def __init__(
        self,
        ports: WindowPorts,
        *,
        theme: str | None = None,
        text_scale: float | None = None,
        language: str | None = None,
    ) -> None:
        app = application(TITLE)
        super().__init__()
        self.qt = app
        app.setApplicationName(TITLE)
        app.setQuitOnLastWindowClosed(False)
        self.ports = ports
        given: dict[str, Value] = {"theme": theme, "text_scale": text_scale, "language": language}
        settings = SettingsController(
            ports.preferences, {name: value for name, value in given.items() if value is not None}, self
        )
        settings.changed.connect(self.settings_changed)
        self.features = Features(settings, self._make_help)
        self.actions = PersonActions(self.features, self._request_close, self._trained)
        self.sink = GuiSink(self.features, self.actions, self.to_io, self)
        self.conductor: LoginConductor | None = None
        self._client_session: ClientSession | None = None
        self._io: IoThread | None = None
        self._warm: threading.Thread | None = None
        self._classes: ClassMaker | None = None
        self._tuning: LoginTuning | None = None
        self._ending = False
        self.window = self.features.window = MainWindow(self.actions, THEMES.get(settings.settings.theme))
        # By a timer, not by a queued connection: naming that would load all of Qt's enums before the first paint.
        self.window.painted.connect(lambda: QTimer.singleShot(0, self._begin))

    def run(self) -> int:
        """Show the window and run until it is closed; return the exit status."""
        self.shut.connect(self.qt.quit)
        # From here on Qt calls us: what Python's own handlers of signals raise would be lost in it.
        with Interrupts(self.interrupt):
            self.show()
            try:
                return self.qt.exec()
            finally:
                self.finish()

    def show(self) -> None:
        """Show the main window where it was the last time; the rest follows its first paint."""
        geometry = self.ports.preferences.load_geometry()
        if geometry is None:
            self.window.show()
            return
        from cosmic_login.ui.window_geometry import restore_geometry  # noqa: PLC0415 - not needed the first time

        restore_geometry(self.window, geometry)

    def to_io(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the I/O thread, in order; nothing happens before there is one and after it has ended."""
        if self._io is not None:
            self._io.to_loop(call)

    def show_view(self, view: View) -> None:
        """Show in all windows what is the case; while Cosmic does not answer, none of its own windows changes."""
        from cosmic_login.gui.ports.states import CODE_STATES  # noqa: PLC0415 - after the first paint

        freeze = self.features.freeze
        siths = self.features.need_siths() if view.state in CODE_STATES else self.features.siths
        was_frozen = freeze is not None and freeze.frozen
        if freeze is None or not freeze.look(view):
            if was_frozen:
                self.features.restart()
                self.window.restart(view)
            else:
                self.window.show_view(view)
            if siths is not None:
                siths.show_view(view)

    # -- the beginning -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """After the first paint: furnish the window."""
        if self._ending:
            return
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415
        from cosmic_login.ui.language import active_language  # noqa: PLC0415

        settings = self.features.settings
        self.sink.open()
        settings.begin(self.qt)
        active_language().changed.connect(self._retranslate)
        self.window.furnished.connect(self._warm_up)
        self.window.furnish()
        if (failure := settings.failure) is not None:
            self.window.start.warn(lambda: f"{' '.join(texts.failure_texts(failure))} ({failure})")

    def _warm_up(self) -> None:
        """After the start screen's first paint: get ready what the login needs, between what a person does."""
        from cosmic_login.gui.shell.parts import Parts  # noqa: PLC0415
        from cosmic_login.ui.qt_classes import ClassMaker  # noqa: PLC0415
        from cosmic_login.ui.turns import take_short_turns  # noqa: PLC0415

        if self._warm is None and not self._ending:
            take_short_turns()
            classes = self._classes = ClassMaker(self)
            classes.begin()
            self._warm = threading.Thread(
                target=self._import, args=(classes, Parts(self.sink.on_failure)), name="cosmic-import"
            )
            self._warm.start()

    def _import(self, classes: ClassMaker, parts: Parts) -> None:
        def take(module: str) -> None:
            parts.begin(module, lambda: importlib.import_module(f"cosmic_login.{module}"))

        take("authenticators.engine.session")  # knows nothing of Qt
        if not classes.wait():
            return  # the program ends
        take("ui.io_thread")
        take("gui.shell.furnishing")
        registry = "cosmic_login.gui.shell.screen_registry"
        parts.begin("screens", lambda: importlib.import_module(registry).find_others())
        self.sink.tell(lambda: parts.begin("window", self._connect))

    def _connect(self) -> None:
        """When all is imported: the I/O thread, the conductor, and what stands beside the window."""
        if self._ending:
            return
        from cosmic_login.authenticators.engine.session import ClientSession  # noqa: PLC0415
        from cosmic_login.gui.shell.context import ShellContext  # noqa: PLC0415
        from cosmic_login.gui.shell.furnishing import furnish_features  # noqa: PLC0415
        from cosmic_login.gui.shell.parts import Parts  # noqa: PLC0415
        from cosmic_login.gui.shell.starting import PortStarter  # noqa: PLC0415
        from cosmic_login.gui.shell.tuning import LoginTuning  # noqa: PLC0415
        from cosmic_login.ui.io_thread import IoThread, QtScheduler  # noqa: PLC0415
        from cosmic_login.ui.names import name_controls  # noqa: PLC0415
        from cosmic_login.ui.pictograms import application_icon  # noqa: PLC0415

        ports, settings = self.ports, self.features.settings
        starter = PortStarter(ports, self.sink, lambda text: self.sink.tell(lambda: self.window.start.warn(text)))
        io = self._io = IoThread(ports.stop)
        session = self._client_session = self.sink.client_session = ClientSession(
            io,
            QtScheduler(self, ports.clock),
            authenticators=starter.authenticators,
            make_order=ports.make_order,
            end_session=ports.end_session,
            on_view=self._show,
            on_cards=self._show_cards,
            limits=ports.limits,
            record=ports.record,
            clock=ports.clock,
        )
        self.conductor = session.conductor
        io.to_loop(starter.start_quietly)
        context = ShellContext(self.view_changed, self.settings_changed, self.window, settings, self.actions)
        parts = Parts(self.sink.on_failure)
        furnish_features(self.features, context, ports, io, parts)
        conductor = session.conductor
        parts.begin("settings", lambda: self._tune(LoginTuning(settings, conductor, ports.limits, self.window.status)))
        parts.begin("names", lambda: name_controls(self.window))
        parts.begin("icon", lambda: self.qt.setWindowIcon(application_icon()))
        self.qt.setDesktopFileName("cosmic-login")  # Wayland takes name and icon from there
        self.ready.emit()
        self.actions.connect(self.conductor)

    def _tune(self, tuning: LoginTuning) -> None:
        self._tuning = tuning
        self.features.settings.connect_io(self.to_io)

    def _make_help(self) -> HelpController:
        from cosmic_login.gui.shell.furnishing import make_help  # noqa: PLC0415 - when somebody is lost

        return make_help(
            self.features, self.actions, self.ports, lambda: self.conductor.view if self.conductor is not None else None
        )

    # -- what is told ------------------------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        self.show_view(view)
        self.view_changed.emit(view)
        if view.state == "closed":
            QTimer.singleShot(0, self._end)

    def _show_cards(self, status: CardStatus) -> None:
        self.window.status.show_cards(status)
        if self.features.diagnosis is not None:
            self.features.diagnosis.something_changed()
        if self.features.my_card is not None:
            self.features.my_card.something_changed()

    def _retranslate(self) -> None:
        if not self._ending:
            self.features.retranslate()

    # -- the end -----------------------------------------------------------------------------------------------

    def _request_close(self) -> bool:
        if self._ending:
            return True
        if self.conductor is None or self.conductor.finished:
            self._end()
            return True
        if self.conductor.allows("close"):
            self.conductor.signal("close")
        elif self.actions.locked:
            self.actions.say_locked()
        return self._ending

    def _trained(self) -> bool:
        """Whether a trainer started the program."""
        return self.ports.trainer is not None and self.ports.trainer.opened

    def interrupt(self) -> None:
        """End because the system says so: not even a Cosmic that does not answer, or a question, holds it up."""
        for kind in ("restart", "declined", "shut_down"):
            self.actions.signal(kind)
        self.window.close()

    def _end(self) -> None:
        self.finish()
        self.shut.emit()

    def finish(self) -> None:
        """Close the windows and join the threads; may be called more than once."""
        if self._ending:
            return
        self._ending = True
        self.ending.emit()
        self.sink.shut()
        if self._client_session is not None:
            self._client_session.stop()
        self.features.close()
        if self.window.isVisible():
            from cosmic_login.ui.side_by_side import beside_of  # noqa: PLC0415
            from cosmic_login.ui.window_geometry import geometry_of  # noqa: PLC0415

            beside_of(self.window).give_back_all()
            geometry = geometry_of(self.window)
            self.to_io(lambda: self.ports.preferences.save_geometry(geometry))
        self.features.hide_windows()
        if self._classes is not None:
            self._classes.stop()
        if self._warm is not None:
            self._warm.join()
        if self._io is not None:
            self._io.close()
