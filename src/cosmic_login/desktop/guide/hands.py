"""The window's hands with a camera: before each act, and before each button on the way there, pictures are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cosmic_login.desktop.lesson.hands import WindowHands

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication
    from cosmic_login.lessons.stage import Stage
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.model import Act
    from cosmic_login.ui.widgets.button import ActionButton

#: Called in the GUI's thread with the act that is about to be done; None at the end.
Before = Callable[["Act | None"], None]
_LOOK_S: Final = 0.01


class GuideHands(WindowHands):
    """``Hands`` in a window. ``before`` takes the pictures."""

    def __init__(self, stage: Stage, app: LoginApplication, cast: Cast, before: Before) -> None:
        super().__init__(stage, app, cast)
        self._before = before
        self._act: Act | None = None

    async def do(self, act: Act) -> None:
        """Take what is due, then do it."""
        self._act = act
        await self.take()
        await super().do(act)

    async def take(self) -> None:
        """Take what is due now, when the window says which ways are open."""
        availability = self._app.features.availability
        while availability is not None and await self.gui(lambda: availability.asking):  # noqa: ASYNC110 - another thread knows
            await asyncio.sleep(_LOOK_S)
        await self.gui(lambda: self._before(self._act))

    def at_the_end(self) -> None:
        """Nothing more is going to be done."""
        self._act = None

    async def _click(self, button: ActionButton) -> None:
        await self.take()
        await super()._click(button)
