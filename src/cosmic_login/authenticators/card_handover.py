"""What one login leaves for its repetition: a card that is still open, and knows that its code was right (R19)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any


class CardHandover:
    """Holds an open card between a login and its repetition, and lets it go when there is none.

    The card alone remembers that its code was verified; no code is held here or anywhere else. Whoever made the
    login decides how long: the conductor lets go when the question of a take-over is not answered with yes, or not in
    time. Lives on the event loop.
    """

    def __init__(self) -> None:
        self._held: object | None = None
        self._close: Callable[[], Coroutine[Any, Any, None]] | None = None
        self._open = True

    async def deposit(self, held: object, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Leave ``held``; ``close`` lets it go. It is let go at once when nobody is going to take it."""
        await self.let_go()
        if self._open:
            self._held, self._close = held, close
        else:
            await close()

    def claim(self) -> object | None:
        """Return what was left, or None; from now on it is the taker's to close."""
        held, self._held, self._close = self._held, None, None
        return held

    async def let_go(self) -> None:
        """Close what is held. May be called more than once."""
        close, self._held, self._close = self._close, None, None
        if close is not None:
            await close()

    async def shut(self) -> None:
        """Close what is held, and whatever is still put here."""
        self._open = False
        await self.let_go()
