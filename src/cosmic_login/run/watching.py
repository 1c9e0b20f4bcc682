"""Who looks on while a run goes on, in a window or by a command: a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.engine.view import View


class RunWatch(Protocol):
    """Hears of the world of a run, once, and then of every view, in their order."""

    def begin(self, world: World) -> None:
        """Hear which world the run has; nothing has been shown yet."""

    def view(self, view: View) -> None:
        """Hear what is shown now; on the thread that may wait."""
