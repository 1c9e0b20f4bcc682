"""Blocking calls that nothing can end, made where nobody has to wait for them (docs/adr/0015).

A card call may wait for another program, for as long as that likes. So it is made on a daemon thread: who asked waits
as long as is sensible, then leaves, and the thread finishes by itself. The end of the program waits for none.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Final, TypeVar

T = TypeVar("T")
_Item = tuple["Future[Any]", Callable[[], Any]]


class CallThread:
    """One daemon thread that makes the calls it is given, one after the other. It begins with the first of them."""

    def __init__(self, name: str) -> None:
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._lock = threading.Lock()
        self._closing = False

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Have ``call`` made after those before it. Raises ``RuntimeError`` after ``end``."""
        future: Future[T] = Future()
        with self._lock:
            if self._closing:
                raise RuntimeError("the thread takes no more calls")
            self._queue.put((future, call))
            if self._thread.ident is None:
                self._thread.start()
        return future

    def end(self) -> None:
        """Let the thread end with the last call that it was given; may be called more than once."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._queue.put(None)

    def join(self, seconds: float) -> bool:
        """Wait after ``end`` until the last call has come back; tell whether it has."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            future, call = item
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:  # noqa: BLE001 - it is the asker's
                    future.set_exception(error)
            del item, future, call  # what they hold must not live until the next call


def left_alone(call: Callable[[], T], name: str = "card-call") -> Future[T]:
    """Make one call on a thread of its own."""
    thread = CallThread(name)
    future = thread.submit(call)
    thread.end()
    return future


#: How long something that is to end at once is waited for: three such waits are less than a second.
LEAVE_S: Final = 0.2


async def in_time(future: asyncio.Future[Any], seconds: float = LEAVE_S) -> bool:
    """Wait for a call, not longer than ``seconds``; tell whether it came back, whatever became of it."""
    await asyncio.wait({future}, timeout=seconds)
    return future.done()


async def off_the_loop(call: Callable[[], T]) -> T:
    """Make one blocking call beside the event loop. When cancelled, it is left to finish by itself."""
    return await asyncio.shield(quietly(left_alone(call)))


def quietly(future: Future[T]) -> asyncio.Future[T]:
    """Return a future of the loop's; that of a call which was left may fail unheard."""
    wrapped = asyncio.wrap_future(future)
    wrapped.add_done_callback(_heard)
    return wrapped


def _heard(future: asyncio.Future[Any]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        future.exception()
