"""What other threads tell the window: each call waits for the GUI's loop, and they come in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6 import QtCore  # not "Qt" itself: see main_window.py
from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.session import ClientSession
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.settings import Settings
    from cosmic_login.gui.ports.cards import CardChoice
    from cosmic_login.gui.shell.actions import PersonActions
    from cosmic_login.gui.shell.features import Features


class GuiSink(QObject):
    """``WindowSink`` of the running program. Lives in the GUI's thread; ``open`` lets through, ``shut`` drops."""

    _told = Signal(object)

    def __init__(
        self,
        features: Features,
        actions: PersonActions,
        to_io: Callable[[Callable[[], None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._features, self._actions, self._to_io = features, actions, to_io
        self._client_session: ClientSession | None = None
        self._shut = False
        self._failures: list[LoginFailure] = []  # of parts of the program that are not there

    def open(self) -> None:
        """Hear, from the next round of the loop on."""
        self._told.connect(self._on_told, QtCore.Qt.ConnectionType.QueuedConnection)

    def shut(self) -> None:
        """Hear nothing any more."""
        self._shut = True

    def tell(self, call: Callable[[], None]) -> None:
        """Call something in the GUI's thread, in order; from any thread."""
        self._told.emit(call)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._features.settings.settings

    @property
    def client_session(self) -> ClientSession:
        """The login client; there before anything is started behind the window."""
        if self._client_session is None:
            raise RuntimeError("the window has no login client yet")
        return self._client_session

    @client_session.setter
    def client_session(self, session: ClientSession) -> None:
        self._client_session = session

    def on_methods(self, methods: Mapping[str, str]) -> None:
        """Tell which ways to log in there are (name: label, empty for our own wording); from any thread."""
        self.tell(lambda: self._set_methods(methods))

    def on_idp(self, idp: str) -> None:
        """Tell which IdP is asked, in a word or an address; from any thread."""
        self.tell(lambda: self._features.window.status.show_idp(idp))

    def on_failure(self, failure: LoginFailure) -> None:
        """Tell that a part could not be started; all that is told stays on the start screen. From any thread."""
        self.tell(lambda: self._warn(failure))

    def on_card_choices(
        self, cards: Sequence[CardChoice], put: Callable[[str], None], look: Callable[[], None] = lambda: None
    ) -> None:
        """Tell which virtual cards there are; ``put`` and ``look`` are called on the I/O thread. From any thread."""

        def ask(card: str) -> None:
            self._to_io(lambda: put(card))

        self.tell(lambda: self._features.window.header.card_menu.set_cards(cards, ask, lambda: self._to_io(look)))

    def _warn(self, failure: LoginFailure) -> None:
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415

        if str(failure) not in [str(known) for known in self._failures]:
            self._failures.append(failure)
        told = tuple(self._failures)
        self._features.window.start.warn(
            lambda: "\n".join(f"{' '.join(texts.failure_texts(each))} ({each})" for each in told)
        )

    def _set_methods(self, methods: Mapping[str, str]) -> None:
        self._actions.methods = dict(methods)
        self._features.window.start.set_methods(methods)

    @Slot(object)
    def _on_told(self, call: Callable[[], None]) -> None:
        if not self._shut:
            call()
