"""Keeps the screens' word on which ways to log in are open: the start, a locked session, the waiting for a card."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.ui.io_thread import IoThread

#: How often it is asked while the start screen is up: one small request, on the I/O thread.
EVERY_MS = 5_000

Ask = Callable[[], Coroutine[Any, Any, Mapping[str, bool]]]


#: Where it is asked; other screens are told what was known then.
WHERE = frozenset({"start", "locked"})


@runtime_checkable
class ShowsAvailability(Protocol):
    """A screen that says which ways are open."""

    def show_availability(self, ways: Mapping[str, bool], unreachable: LoginFailure | None = None) -> None:
        """Take what is known now."""


class MethodAvailability(QObject):
    """Asks when a screen to choose from comes up and every few seconds while it stays; one question at a time."""

    def __init__(self, app: LoginApplication, io: IoThread, ask: Ask) -> None:
        super().__init__(app)
        self._app, self._io, self._ask = app, io, ask
        self._asking = self._again = False
        self._state = "start"
        self._known: tuple[Mapping[str, bool], LoginFailure | None] = ({}, None)
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.look)
        app.view_changed.connect(self._follow)
        app.settings_changed.connect(lambda _settings: self.look())  # perhaps another IdP
        self.timer.start()
        self.look()

    def look(self) -> None:
        """Ask now, if there is something to choose; once more when the answer to an earlier question is still out."""
        if self._state not in WHERE or self._app.window.isMinimized():
            return
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self._io.start(self._question())

    def _follow(self, view: View) -> None:
        if view.state == self._state:
            return
        self._state = view.state
        self._tell()
        if view.state in WHERE:
            self.timer.start()
            self.look()
        else:
            self.timer.stop()

    async def _question(self) -> None:
        """Run on the I/O loop."""
        failure: LoginFailure | None = None
        ways: Mapping[str, bool] = {}
        try:
            ways = await self._ask()
        except LoginFailure as found:
            failure = found
        self._io.to_chart(lambda: self._heard(ways, failure))

    def _heard(self, ways: Mapping[str, bool], failure: LoginFailure | None) -> None:
        self._asking, self._known = False, (ways, failure)
        self._app.window.start.show_availability(ways, failure)
        self._tell()
        if self._again:
            self.look()

    def _tell(self) -> None:
        """Tell the screen that is up, when it says such things."""
        screen = self._app.window.screen_shown
        if isinstance(screen, ShowsAvailability):
            screen.show_availability(*self._known)
