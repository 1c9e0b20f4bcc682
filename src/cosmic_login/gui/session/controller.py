"""What belongs to a session in the window: the lock after idle time, and the list of one's own logins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

from cosmic_login.gui.ports.session import LoginHistory, OffersSession
from cosmic_login.ui.announce import bring_to_front
from cosmic_login.ui.background import BackgroundRunner
from cosmic_login.ui.idle import IdleWatch

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.core.clock import Clock
    from cosmic_login.core.identity import Identity
    from cosmic_login.gui.ports.context import WindowContext
    from cosmic_login.gui.session.login_history import OwnLoginsView


class SessionController(QObject):
    """Follows the views. Nothing of a session stays open when its person has left the workspace.

    ``closers`` close what may not stay open over a locked session. ``history`` is None where own logins cannot be
    listed.
    """

    def __init__(
        self,
        context: WindowContext,
        runner: BackgroundRunner,
        history: LoginHistory | None,
        closers: Sequence[Callable[[], None]] = (),
        clock: Clock | None = None,
    ) -> None:
        super().__init__(context.owner)
        self._context, self._runner, self._history, self._closers = context, runner, history, closers
        self._identity: Identity | None = None
        app = QCoreApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there is a window
        self.idle = IdleWatch(app, lambda: context.signal("idle"), context.settings.idle_minutes, clock)
        self.own_logins: OwnLoginsView | None = None
        context.view_changed.connect(self._on_view)
        context.settings_changed.connect(lambda settings: self.set_idle_minutes(settings.idle_minutes))

    def set_idle_minutes(self, minutes: float) -> None:
        """Lock after another time without activity; 0: never."""
        if minutes != self.idle.minutes:
            self.idle.set_minutes(minutes)
            self._offer()

    def _on_view(self, view: View) -> None:
        inside = view.state == "workspace"
        self.idle.watch(on=inside)
        self._identity = view.identity if inside else None
        if view.locked_since is not None:
            for close in self._closers:
                close()
        if inside:
            self._offer()
        else:
            self._close_own_logins()

    def _offer(self) -> None:
        if self._identity is not None:
            screen = self._context.screen_of("workspace")
            if isinstance(screen, OffersSession):
                screen.offer(self.idle.minutes, own_logins=self._history is not None)

    def show_own_logins(self) -> None:
        """Open the list, or bring it to the front."""
        from cosmic_login.gui.session.login_history import OwnLoginsView  # noqa: PLC0415 - when it is needed

        read, identity = self._history, self._identity
        if read is None or identity is None:
            return
        if self.own_logins is None or not self.own_logins.there:
            self.own_logins = OwnLoginsView(lambda: read(identity), self._runner, self._context.owner)
        bring_to_front(self.own_logins)

    def retranslate(self) -> None:
        """Say everything anew."""
        if self.own_logins is not None and self.own_logins.there:
            self.own_logins.close()
            self.show_own_logins()

    def close(self) -> None:
        """Stop watching and close what is open."""
        self.idle.watch(on=False)
        self._close_own_logins()

    def _close_own_logins(self) -> None:
        if self.own_logins is not None and self.own_logins.there:
            self.own_logins.close()
