"""Looks into what takes time beside the GUI's thread, with the answer back in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.ui.io_thread import IoThread

T = TypeVar("T")


class BackgroundRunner:
    """Runs calls in worker threads of the I/O loop. Lives in the GUI's thread."""

    def __init__(self, io: IoThread) -> None:
        self._io = io

    def run(self, call: Callable[[], T], done: Callable[[T], None], failed: Callable[[LoginFailure], None]) -> None:
        """Run ``call``; afterwards ``done`` or ``failed`` in the GUI's thread, unless the program has ended."""

        async def work() -> None:
            try:
                result = await asyncio.to_thread(call)
            except LoginFailure as failure:
                answer = failure
                self._io.to_chart(lambda: failed(answer))
            else:
                self._io.to_chart(lambda: done(result))

        self._io.start(work())
