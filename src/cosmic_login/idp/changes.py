"""News of logins: whoever waits for one is told when it has moved on, by whichever process moved it.

News says no more than "look again". A poll stands behind it, so that what is missed costs seconds and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

#: After so many seconds without news one looks all the same.
POLL: Final = 2.0

Found = TypeVar("Found")


class Changes:
    """Who waits for what, in one event loop. ``tell`` and ``end`` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._over = False

    async def newer(self, login: str, within: float, look: Callable[[], Found], same: Callable[[Found], bool]) -> Found:
        """Look at a login until it is not the ``same`` any more, or ``within`` seconds are over, or everything ends.

        ``login`` is its name in the audit trail. What ``look`` raises is raised.
        """
        self._loop = asyncio.get_running_loop()
        until = self._loop.time() + within
        while True:
            with self._waits(login) as news:  # before looking: what is told meanwhile is not missed
                found = look()
                left = until - self._loop.time()
                if left <= 0 or self._over or not same(found):
                    return found
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(left, POLL)):
                        await news.wait()

    @contextlib.contextmanager
    def _waits(self, login: str) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        self._waiting.setdefault(login, set()).add(news)
        try:
            yield news
        finally:
            those = self._waiting[login]
            those.discard(news)
            if not those:
                del self._waiting[login]

    def tell(self, login: str = "") -> None:
        """Say that a login has moved on, or that nobody knows which have."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._tell, login)

    def _tell(self, login: str) -> None:
        for each in self._waiting.get(login, ()) if login else (e for those in self._waiting.values() for e in those):
            each.set()

    def end(self) -> None:
        """Let nobody wait any more."""
        self._over = True
        self.tell()
