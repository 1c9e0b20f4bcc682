"""How the chart's thread and the event loop reach each other; and the bridge for when they are one and the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.deadline import Deadline
from cosmic_login.core.failures import LoginFailure


class Running(Protocol):
    """A coroutine under way on the loop."""

    def cancel(self, reason: str = "", /) -> object:
        """Ask it to stop; its own clean-up still runs, and finds why (a failure code) in the ``CancelledError``."""


class Bridge(Protocol):
    """How the chart's thread and the event loop reach each other."""

    def to_chart(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the chart's thread; in order; from any thread."""

    def to_loop(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the event loop; in order; from any thread."""

    def start(self, coroutine: Coroutine[Any, Any, None]) -> Running:
        """Start a coroutine on the loop; called in the chart's thread."""


class LoopBridge:
    """The chart and the authenticators on one event loop: command line, tests, automatic mode."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: Clock | None = None) -> None:
        self._loop, self._clock = loop, clock or SystemClock()
        self._tasks: set[asyncio.Task[None]] = set()

    def to_chart(self, call: Callable[[], None]) -> None:
        """Run on the loop, soon."""
        self._loop.call_soon_threadsafe(call)

    to_loop = to_chart

    def start(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task and keep it until it is done."""
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settle(self) -> None:
        """Wait until every task has ended, clean-up included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def call_later(self, seconds: float, call: Callable[[], None]) -> LoopTimer:
        """Put a call off; makes the bridge a ``Scheduler`` too."""
        return LoopTimer(self._loop, seconds, call, self._clock)


class LoopTimer:
    """A call that has been put off on an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float, call: Callable[[], None], clock: Clock) -> None:
        self._loop, self._call, self._clock = loop, call, clock
        self._deadline = Deadline.after(seconds, clock)
        self._handle = loop.call_later(self._deadline.pause(clock), self._look)

    def _look(self) -> None:
        if self._deadline.over(self._clock):
            self._call()
        else:
            self._handle = self._loop.call_later(self._deadline.pause(self._clock), self._look)

    def cancel(self) -> None:
        """Drop the call; does nothing when it has been made."""
        self._handle.cancel()


def internal_error(error: BaseException) -> LoginFailure:
    """Wrap a defect: its type and place, never its text (which might hold anything)."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    failure = LoginFailure("internal.error", f"{type(error).__name__}{place}")
    failure.__cause__ = error
    return failure
