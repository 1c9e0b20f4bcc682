"""What belongs to a session in the window: the lock after idle time, and the list of one's own logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cosmic_login.ui.announce import bring_to_front
from cosmic_login.ui.background import BackgroundRunner
from cosmic_login.ui.idle import IdleWatch

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.identity import Identity
    from cosmic_login.gui.session.login_history import OwnLoginsView
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.ui.io_thread import IoThread


class SessionController(QObject):
    """Follows the views. Nothing of a session stays open when its person has left the workspace."""

    def __init__(self, app: LoginApplication, io: IoThread, idle_minutes: float) -> None:
        super().__init__(app)
        self._app = app
        self._helper = BackgroundRunner(io)
        self._identity: Identity | None = None
        self.idle = IdleWatch(app.qt, lambda: app.signal("idle"), idle_minutes)
        self.own_logins: OwnLoginsView | None = None
        app.view_changed.connect(self._look)
        app.settings_changed.connect(lambda settings: self.set_idle_minutes(settings.idle_minutes))

    def set_idle_minutes(self, minutes: float) -> None:
        """Lock after another time without activity; 0: never."""
        if minutes != self.idle.minutes:
            self.idle.set_minutes(minutes)
            self._offer()

    def _look(self, view: View) -> None:
        inside = view.state == "workspace"
        self.idle.watch(on=inside)
        self._identity = view.identity if inside else None
        if view.state == "locked":  # what may not be opened over a locked session may not stay open either
            self._app.desk.close()
            if self._app.looking is not None:
                self._app.looking.close_log()
        if inside:
            self._offer()
        else:
            self._close_own_logins()

    def _offer(self) -> None:
        from cosmic_login.gui.login.screens.workspace import WorkspaceScreen  # noqa: PLC0415 - it is there by now

        if self._identity is not None:
            screen = self._app.window.screen_of("workspace")
            if isinstance(screen, WorkspaceScreen):
                screen.offer(self.idle.minutes, own_logins=self._app.parts.own_logins is not None)

    def show_own_logins(self) -> None:
        """Open the list, or bring it to the front."""
        from cosmic_login.gui.session.login_history import OwnLoginsView  # noqa: PLC0415 - when it is needed

        read, identity = self._app.parts.own_logins, self._identity
        if read is None or identity is None:
            return
        if self.own_logins is None or not self.own_logins.there:
            self.own_logins = OwnLoginsView(lambda: read(identity), self._helper, self._app.window)
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
