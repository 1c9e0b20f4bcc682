"""The I/O thread: one asyncio loop beside the window, and how the two reach each other."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
from collections.abc import Callable, Coroutine
from typing import Any, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.deadline import Deadline

#: How long the coroutines' clean-up may take when the program ends.
CLEAN_UP_S = 3.0


class Job:
    """A coroutine under way on the I/O thread. ``cancel`` reaches the task itself, so that its clean-up runs."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.task: asyncio.Task[None] | None = None  # touched on the loop only

    def cancel(self, reason: str = "", /) -> None:
        """Ask the task to stop, and say why; may be called at any time, from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nothing is under way any more
            self._loop.call_soon_threadsafe(self._cancel, reason)

    def _cancel(self, reason: str) -> None:
        if self.task is not None:
            self.task.cancel(reason)


class IoThread(QObject):
    """One thread with one event loop; a ``Bridge`` between it and the thread that made it.

    Lives in the GUI's thread. ``last`` runs on the loop when every task has ended.
    """

    _arrived = Signal(object)

    def __init__(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        super().__init__()
        self._last = last
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        # Queued even for emits of the GUI's own thread: what arrives is handled in order, never in the middle.
        self._arrived.connect(self._handle, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="cosmic-io", daemon=True)
        self._thread.start()

    # -- Bridge ------------------------------------------------------------------------------------------------

    def to_chart(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the GUI's thread; in order; from any thread."""
        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the window has gone while a stuck task was still talking
                self._arrived.emit(call)

    def to_loop(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the loop; in order; from any thread."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    def start(self, coroutine: Coroutine[Any, Any, None]) -> Job:
        """Start a coroutine on the loop."""
        job = Job(self._loop)

        def create() -> None:
            job.task = self._loop.create_task(coroutine)
            self._tasks.add(job.task)
            job.task.add_done_callback(self._ended)

        if self._closed or self._loop.is_closed():
            coroutine.close()
        else:
            self._loop.call_soon_threadsafe(create)
        return job

    # -- end ---------------------------------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """Whether the thread is still there."""
        return self._thread.is_alive()

    def close(self, timeout: float = 2 * CLEAN_UP_S) -> bool:
        """Cancel what is under way, wait for its clean-up, join the thread; False when that took too long."""
        if not self._closed:
            self._closed = True
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # -- inside ------------------------------------------------------------------------------------------------

    @Slot(object)
    def _handle(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.to_chart(lambda: _raise(error))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._wind_up())
        finally:
            self._loop.close()

    async def _wind_up(self) -> None:
        # The jobs that were posted just before the end are created by now; each gets to run its clean-up. One that
        # was cancelled before is cleaning up already: a second cancellation would cut that short, and what it
        # shields (an order is cancelled at the IdP, a card let go) is a task of its own that must come to its end.
        for job in list(self._tasks):
            if not job.cancelling():
                job.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLEAN_UP_S):
                while tasks := _others():
                    await asyncio.wait(tasks)
        if tasks := _others():
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=1)
        if self._last is not None:
            await self._last()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()


def _others() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}


def _raise(error: BaseException) -> None:
    """Show a defect of a background task in the GUI thread; it must not pass in silence."""
    raise error


class QtTimer:
    """A call that has been put off by ``QtScheduler``."""

    def __init__(self, seconds: float, call: Callable[[], None], parent: QObject, clock: Clock) -> None:
        self._deadline, self._clock, self._call = Deadline.after(seconds, clock), clock, call
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.look())  # noqa: PLW0108 - a method would not keep us alive
        self._wait()

    def look(self) -> None:
        """Make the call when its time has come."""
        if self._deadline.over(self._clock):
            self._call()
        else:
            self._wait()

    def _wait(self) -> None:
        self._timer.start(math.ceil(self._deadline.pause(self._clock) * 1000))

    def cancel(self) -> None:
        """Drop the call; does nothing when it has been made."""
        self._timer.stop()
        self._timer.deleteLater()


class QtScheduler(QObject):
    """Time limits of the chart, by Qt's timers; must live in the chart's thread."""

    def __init__(self, parent: QObject | None = None, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self._clock = clock or SystemClock()

    def call_later(self, seconds: float, call: Callable[[], None]) -> QtTimer:
        """Call once, after ``seconds``."""
        return QtTimer(seconds, call, self, self._clock)
