"""The window program: what is painted first, what comes after, and how it ends.

Nothing heavy is imported here. The window paints; then a thread imports asyncio and the conductor; then the I/O
thread calls ``WindowParts.start``, which may take its time. A button pressed meanwhile is not lost.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Answer, CodeEntered
from cosmic_login.gui import texts
from cosmic_login.gui.announce import bring_to_front
from cosmic_login.gui.status import CardNews
from cosmic_login.gui.theme import SYSTEM, Theme
from cosmic_login.gui.window import MainWindow

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.conductor import LoginConductor, View
    from cosmic_login.core.identity import Identity
    from cosmic_login.gui.help import Contacts, HelpView
    from cosmic_login.gui.loop import IoThread
    from cosmic_login.gui.siths_window import SithsWindow


async def _nothing() -> None:
    """End without anything to give back."""


@dataclass(frozen=True)
class WindowParts:
    """What the composition root gives the window. All are called on the I/O thread.

    ``start`` gets the ``CosmicApp`` for its thread-safe methods (``on_cards``, ``on_methods``, ``on_idp``); it may
    block and may raise ``LoginFailure``, which the start screen shows; it is called again with the next login.
    ``stop`` runs on the loop when every login has been cleaned up.
    """

    authenticators: Callable[[], Mapping[str, Authenticator]]
    make_order: Callable[[str], LoginOrder]
    end_session: Callable[[Identity], Coroutine[Any, Any, None]]
    start: Callable[[CosmicApp], None] = lambda _app: None
    stop: Callable[[], Coroutine[Any, Any, None]] = _nothing
    limits: Mapping[str, float] = field(default_factory=dict)
    contacts: Contacts | None = None


class CosmicApp(QObject):
    """Application, windows, I/O thread and conductor, put together. Make one per process and ``run`` it."""

    view_changed = Signal(object)  # View; after the windows have shown it
    ready = Signal()  # the conductor is there
    shut = Signal()  # windows closed, threads joined

    _told = Signal(object)  # a call for the GUI's thread, from any thread

    def __init__(self, parts: WindowParts, *, theme: str = SYSTEM, text_scale: float | None = None) -> None:
        app = QApplication.instance() or QApplication([texts.COSMIC])
        assert isinstance(app, QApplication)  # noqa: S101 - somebody made a console application before us
        super().__init__()
        self.qt = app
        app.setApplicationName(texts.COSMIC)
        app.setQuitOnLastWindowClosed(False)
        self.parts = parts
        self.theme = Theme(app, theme, text_scale)
        self.conductor: LoginConductor | None = None
        self.siths: SithsWindow | None = None
        self.help: HelpView | None = None
        self._io: IoThread | None = None
        self._warm: threading.Thread | None = None
        self._started = False  # touched on the I/O thread only
        self._ending = False
        self._wish = ""  # the method that was pressed before the conductor was there
        self._last_news: CardNews | None = None
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self.window = MainWindow(self)
        self.window.painted.connect(self._begin, Qt.ConnectionType.QueuedConnection)

    def run(self) -> int:
        """Show the window and run until it is closed; return the exit status."""
        from cosmic_login.gui.interrupts import Interrupts  # noqa: PLC0415

        self.shut.connect(self.qt.quit)
        with Interrupts(self.window.close):
            self.show()
            try:
                return self.qt.exec()
            finally:
                self.finish()

    def show(self) -> None:
        """Show the main window; the rest follows its first paint."""
        self.window.show()

    # -- from other threads ------------------------------------------------------------------------------------

    def on_cards(self, news: CardNews) -> None:
        """Tell what readers and cards look like now; from any thread, in order."""
        self._told.emit(lambda: self._cards(news))

    def on_methods(self, methods: Mapping[str, str]) -> None:
        """Tell which ways to log in there are (name: label, empty for our own wording); from any thread."""
        self._told.emit(lambda: self.window.start.set_methods(methods))

    def on_idp(self, idp: str) -> None:
        """Tell which IdP is asked, in a word or an address; from any thread."""
        self._told.emit(lambda: self.window.status.show_idp(idp))

    # -- Actions: what a person does -----------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in; at once, or as soon as the conductor is there."""
        if self.conductor is None:
            self._wish = method
        elif self.conductor.allows("method_chosen"):
            self.conductor.choose(method)

    def answer(self, number: int, answer: Answer) -> None:
        """Answer a prompt; a late answer is dropped and its code wiped."""
        if self.conductor is not None:
            self.conductor.answer(number, answer)
        elif isinstance(answer, CodeEntered):
            answer.code.wipe()

    def signal(self, kind: str) -> None:
        """Post a signal if the chart has an edge for it now."""
        if self.conductor is not None and self.conductor.allows(kind):
            self.conductor.signal(kind)

    def show_siths(self) -> None:
        """Bring the SITHS eID window to the front."""
        if self.siths is not None:
            self.siths.front()

    def show_help(self) -> None:
        """Open the help over whichever window is active."""
        from cosmic_login.gui.help import Contacts, HelpView  # noqa: PLC0415

        if self.help is not None:
            self.help.close()
        siths_up = self.siths is not None and self.siths.isActiveWindow()
        owner = self.siths if siths_up and self.siths is not None else self.window
        self.help = HelpView(self.parts.contacts or Contacts(), owner)
        self.help.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.help.destroyed.connect(self._help_gone)
        self.help.show()

    def _help_gone(self) -> None:
        self.help = None

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

    def _begin(self) -> None:
        """After the first paint: import what the login needs, beside the GUI's thread."""
        if self._warm is None and not self._ending:
            self._warm = threading.Thread(target=self._import, name="cosmic-import")
            self._warm.start()

    def _import(self) -> None:
        importlib.import_module("cosmic_login.gui.loop")
        importlib.import_module("cosmic_login.authenticators.conductor")
        self._told.emit(self._connect)

    def _connect(self) -> None:
        if self._ending:
            return
        from cosmic_login.authenticators.conductor import LoginConductor  # noqa: PLC0415
        from cosmic_login.gui.loop import IoThread, QtScheduler  # noqa: PLC0415
        from cosmic_login.gui.pictograms import application_icon  # noqa: PLC0415
        from cosmic_login.gui.siths_window import SithsWindow  # noqa: PLC0415

        self.siths = SithsWindow(self, self.window)
        self.siths.went.connect(self._back_to_main)
        self._io = IoThread(self._start_parts_quietly, self.parts.stop)
        self.conductor = LoginConductor(
            self._io,
            QtScheduler(self),
            authenticators=self._authenticators,
            make_order=self.parts.make_order,
            end_session=self.parts.end_session,
            on_view=self._show,
            limits=self.parts.limits,
        )
        self.qt.setWindowIcon(application_icon())
        if self._last_news is not None:
            self._cards(self._last_news)
        self.ready.emit()
        if self._wish:
            self.choose(self._wish)

    def _show(self, view: View) -> None:
        self.window.show_view(view)
        if self.siths is not None:
            self.siths.show_view(view)
        self.view_changed.emit(view)
        if view.state == "closed":
            QTimer.singleShot(0, self._end)

    def _back_to_main(self) -> None:
        if not self._ending:
            bring_to_front(self.window)

    def _cards(self, news: CardNews) -> None:
        self._last_news = news
        self.window.status.show_news(news)
        if self.conductor is not None and not self.conductor.finished:
            if news.pulled:
                self.conductor.card_pulled(news.pulled)
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
        for widget in (self.help, self.siths, self.window):
            if widget is not None:
                widget.hide()
        if self._warm is not None:
            self._warm.join()
        if self._io is not None:
            self._io.close()

    # -- on the I/O thread -------------------------------------------------------------------------------------

    def _start_parts_quietly(self) -> None:
        try:
            self._start_parts()
        except LoginFailure as failure:
            said = f"{' '.join(texts.failure_texts(failure))} ({failure.code})"
            self._told.emit(lambda: self.window.start.warn(said))

    def _start_parts(self) -> None:
        if not self._started:
            self.parts.start(self)
            self._started = True

    def _authenticators(self) -> Mapping[str, Authenticator]:
        """Start what did not start, so that its failure ends the login with its own code."""
        self._start_parts()
        return self.parts.authenticators()
