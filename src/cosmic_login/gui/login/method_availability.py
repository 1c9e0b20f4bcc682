"""Keeps the screens' word on which ways to log in are open: the start, a locked session, the waiting for a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.ports.context import Background, WindowContext
    from cosmic_login.gui.ports.window import OpenMethods

#: How often it is asked while the start screen is up: one small request, on the I/O thread.
EVERY_MS = 5_000

#: Where it is asked; other screens are told what was known then.
WHERE = frozenset({"start", "locked"})


@runtime_checkable
class ShowsAvailability(Protocol):
    """A screen that says which ways are open."""

    def show_availability(self, ways: Mapping[str, bool], unreachable: LoginFailure | None = None) -> None:
        """Take what is known now."""


class MethodAvailability(QObject):
    """Asks when a screen to choose from comes up and every few seconds while it stays; one question at a time."""

    def __init__(self, context: WindowContext, io: Background, ask: OpenMethods) -> None:
        super().__init__(context.owner)
        self._context, self._io, self._ask = context, io, ask
        #: Whether an answer is out.
        self.asking = self._again = False
        self._state = "start"
        self._known: tuple[Mapping[str, bool], LoginFailure | None] = ({}, None)
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self.look)
        context.view_changed.connect(self._follow)
        context.settings_changed.connect(lambda _settings: self.look())  # perhaps another IdP
        self.timer.start()
        self.look()

    def look(self) -> None:
        """Ask now, if there is something to choose; once more when the answer to an earlier question is still out."""
        if self._state not in WHERE or self._context.owner.isMinimized():
            return
        if self.asking:
            self._again = True
            return
        self.asking, self._again = True, False
        self._io.start(self._question())

    def _follow(self, view: View) -> None:
        if view.state == self._state:
            return
        self._state = view.state
        self._tell(self._context.screen)
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
        self.asking, self._known = False, (ways, failure)
        self._tell(self._context.screen_of("start"))
        self._tell(self._context.screen)
        if self._again:
            self.look()

    def _tell(self, screen: object) -> None:
        """Tell a screen, when it says such things."""
        if isinstance(screen, ShowsAvailability):
            screen.show_availability(*self._known)
