"""Keeps the start screen's word on which ways to log in are open, while it is up."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View
    from cosmic_login.gui.loop import IoThread
    from cosmic_login.gui.run import CosmicApp

#: How often it is asked while the start screen is up: one small request, on the I/O thread.
EVERY_MS = 5_000

Ask = Callable[[], Coroutine[Any, Any, Mapping[str, bool]]]


class WaysWatch(QObject):
    """Asks when the start screen comes up and every few seconds while it stays; one question at a time."""

    def __init__(self, app: CosmicApp, io: IoThread, ask: Ask) -> None:
        super().__init__(app)
        self._app, self._io, self._ask = app, io, ask
        self._asking = self._again = False
        self._state = "start"
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.look)
        app.view_changed.connect(self._follow)
        app.settings_changed.connect(lambda _settings: self.look())  # perhaps another IdP
        self.timer.start()
        self.look()

    def look(self) -> None:
        """Ask now, if the start screen is up; once more when the answer to an earlier question is still out."""
        if self._state != "start" or self._app.window.isMinimized():
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
        if view.state == "start":
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
        self._asking = False
        self._app.window.start.show_ways(ways, failure)
        if self._again:
            self.look()
