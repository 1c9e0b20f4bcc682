"""Conducts a login: the chart says what may happen, an authenticator makes it happen, somebody answers.

The chart lives in one thread (the GUI's, or the event loop's own on the command line). Authenticators live on an
event loop. ``Bridge`` is how the two reach each other; nothing else crosses.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar, cast

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import (
    CHART,
    DEFAULT_LIMITS,
    Answered,
    Authenticated,
    CardPulled,
    CardSeen,
    Failed,
    MethodChosen,
    Prompted,
    Signal,
)
from cosmic_login.core.identity import Identity
from cosmic_login.core.machine import Event, Machine, NotAllowed, Scheduler
from cosmic_login.core.prompts import Answer, CardSituation, CodeEntered, Prompt, Seen, Working

A = TypeVar("A", bound=Answer)
_ENOUGH_S = 3.0  # a session's end is told to the IdP for this long, then the person goes on


class Running(Protocol):
    """A coroutine under way on the loop."""

    def cancel(self) -> object:
        """Ask it to stop; its own clean-up still runs."""


class Bridge(Protocol):
    """How the chart's thread and the event loop reach each other."""

    def to_chart(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the chart's thread; in order; from any thread."""

    def to_loop(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the event loop; in order; from any thread."""

    def start(self, coroutine: Coroutine[Any, Any, None]) -> Running:
        """Start a coroutine on the loop; called in the chart's thread."""


@dataclass(frozen=True)
class View:
    """All that a screen needs to know, as of one moment. ``number`` tells prompts apart."""

    state: str = "start"
    method: str = ""
    number: int = 0
    prompt: Prompt[Any] | None = None
    failure: LoginFailure | None = None
    identity: Identity | None = None
    card: CardSituation | None = CardSituation.NO_CARD  # None: a card to log in with is there
    steps: tuple[str, ...] = field(default_factory=tuple)


class LoginConductor:
    """The chart, the authenticator under way, and the current view.

    All public methods are called in the chart's thread. ``make_order`` is called on the event loop, so that heavy
    imports happen there.
    """

    def __init__(
        self,
        bridge: Bridge,
        scheduler: Scheduler,
        *,
        authenticators: Callable[[], Mapping[str, Authenticator]],
        make_order: Callable[[str], LoginOrder],
        end_session: Callable[[Identity], Coroutine[Any, Any, None]],
        on_view: Callable[[View], None] = lambda _view: None,
        limits: Mapping[str, float] | None = None,
    ) -> None:
        self._bridge = bridge
        self._authenticators, self._make_order, self._end_session = authenticators, make_order, end_session
        self._on_view = on_view
        self._limits = {**DEFAULT_LIMITS, **(limits or {})}
        self._numbers = itertools.count(1)
        self._run = 0
        self._task: Running | None = None
        self._answers: dict[int, asyncio.Future[Answer]] = {}  # touched on the loop only
        self._reader = ""
        self.view = View()
        self._machine = Machine(
            CHART,
            {
                "start_login": self._start_login,
                "end_login": self._end_login,
                "show_prompt": self._show_prompt,
                "pass_answer": self._pass_answer,
                "keep_identity": self._keep_identity,
                "keep_failure": self._keep_failure,
                "keep_time_out": lambda _event: self._set(failure=LoginFailure("login.timeout")),
                "keep_card_removed": lambda _event: self._set(failure=LoginFailure("card.removed")),
                "keep_card_status": self._keep_card_status,
                "end_session": self._start_ending,
                "close_window": lambda _event: None,
            },
            scheduler,
            self._limits.get,
            self._changed,
        )

    # -- what a person does ------------------------------------------------------------------------------------

    def choose(self, method: str) -> None:
        """Start logging in by ``method``."""
        self._machine.post(MethodChosen(method))

    def answer(self, number: int, answer: Answer) -> None:
        """Answer prompt ``number``; an answer to a prompt no longer shown is dropped (its screen has gone)."""
        if number == self.view.number and self.view.prompt is not None and self._machine.allows("answered"):
            self._machine.post(Answered(number, answer))
        elif isinstance(answer, CodeEntered):
            answer.code.wipe()

    def refuse(self, number: int, failure: LoginFailure) -> None:
        """End the login from the answering side (the command line has no code to give, say)."""
        self._bridge.to_loop(lambda: self._resolve(number, failure))

    def signal(self, kind: str) -> None:
        """Post ``cancelled``, ``retry``, ``log_out`` or ``close``; ``NotAllowed`` where the chart has no edge."""
        self._machine.post(Signal(kind))

    def allows(self, kind: str) -> bool:
        """Whether the chart has an edge for this kind of event now."""
        return self._machine.allows(kind)

    @property
    def finished(self) -> bool:
        """Whether the chart has come to its end."""
        return self._machine.finished

    def stop(self) -> None:
        """Drop timers and the login under way, in whatever state."""
        self._machine.stop()
        self._end_login(Signal("close"))

    # -- what the world does -----------------------------------------------------------------------------------

    def card_seen(self, situation: CardSituation | None) -> None:
        """Readers and cards look like this now."""
        self._machine.post(CardSeen(situation))

    def card_pulled(self, reader: str) -> None:
        """Say that a card left ``reader``; it matters when it is the login's own."""
        if reader == self._reader:
            self._machine.post(CardPulled(reader))

    # -- effects -----------------------------------------------------------------------------------------------

    def _start_login(self, event: Event) -> None:
        method = cast("MethodChosen", event).method
        self._run += 1
        self._reader = ""
        self.view = replace(self.view, method=method, failure=None, identity=None, prompt=None, number=0, steps=())
        self._task = self._bridge.start(self._login(self._run, method))

    def _end_login(self, _event: Event) -> None:
        """Leave the login by whatever way; the coroutine's ``finally`` is the one clean-up chain."""
        task, self._task = self._task, None
        self._run += 1  # what the old run still says is not heard any more
        if task is not None:
            task.cancel()
        self._set(prompt=None, number=0)

    def _show_prompt(self, event: Event) -> None:
        prompted = cast("Prompted", event)
        self._reader = getattr(prompted.prompt, "reader", "") or self._reader
        name = prompted.kind.removeprefix("prompted.")
        self._set(prompt=prompted.prompt, number=prompted.number, steps=(*self.view.steps, name))

    def _pass_answer(self, event: Event) -> None:
        answered = cast("Answered", event)
        self._set(prompt=None, number=0)
        self._bridge.to_loop(lambda: self._resolve(answered.number, answered.answer))

    def _keep_identity(self, event: Event) -> None:
        self._set(identity=cast("Authenticated", event).identity)

    def _keep_failure(self, event: Event) -> None:
        self._set(failure=cast("Failed", event).failure)

    def _keep_card_status(self, event: Event) -> None:
        self._set(card=cast("CardSeen", event).situation)

    def _start_ending(self, _event: Event) -> None:
        identity = self.view.identity
        self._set(identity=None)

        async def end() -> None:
            try:
                if identity is not None:
                    await asyncio.wait_for(self._end_session(identity), _ENOUGH_S)
            except (LoginFailure, TimeoutError):
                pass  # the composition root has put it on the local record; the person goes on
            finally:
                self._bridge.to_chart(self._session_ended)

        self._bridge.start(end())

    def _session_ended(self) -> None:
        if self._machine.allows("session_ended"):  # not when the time limit was faster
            self._machine.post(Signal("session_ended"))

    def _set(self, **changes: Any) -> None:  # noqa: ANN401 - any field of View
        self.view = replace(self.view, **changes)

    def _changed(self, _event: Event) -> None:
        self._set(state=self._machine.state)
        self._on_view(self.view)

    # -- on the loop -------------------------------------------------------------------------------------------

    async def _login(self, run: int, method: str) -> None:
        async def ask(prompt: Prompt[A]) -> A:
            number = next(self._numbers)
            future: asyncio.Future[Answer] | None = None
            if not isinstance(prompt, Working):
                future = self._answers[number] = asyncio.get_running_loop().create_future()
            try:
                self._bridge.to_chart(lambda: self._heard(run, Prompted(number, prompt)))
                return cast("A", Seen() if future is None else await future)
            finally:
                self._answers.pop(number, None)

        event: Event
        try:
            authenticator = self._authenticators().get(method)
            if authenticator is None:
                raise LoginFailure("method.unknown", method)
            identity = await authenticator.authenticate(self._make_order(method), ask)
            event = Authenticated(identity)
        except LoginFailure as failure:
            event = Failed(failure)
        except Exception as error:  # noqa: BLE001 - a defect must reach the person as a failure with a code
            event = Failed(internal_error(error))
        self._bridge.to_chart(lambda: self._heard(run, event))

    def _heard(self, run: int, event: Event) -> None:
        """Take an event of the authenticator's, unless its login has been left meanwhile."""
        if run == self._run:
            self._machine.post(event)

    def _resolve(self, number: int, outcome: Answer | LoginFailure) -> None:
        future = self._answers.get(number)
        if future is None or future.done():
            if isinstance(outcome, CodeEntered):
                outcome.code.wipe()
            return
        if isinstance(outcome, LoginFailure):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


def internal_error(error: BaseException) -> LoginFailure:
    """Wrap a defect: its type and place, never its text (which might hold anything)."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    failure = LoginFailure("internal.error", f"{type(error).__name__}{place}")
    failure.__cause__ = error
    return failure


class LoopBridge:
    """The chart and the authenticators on one event loop: command line, tests, automatic mode."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
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

    def call_later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        """Put a call off; makes the bridge a ``Scheduler`` too."""
        return self._loop.call_later(seconds, call)


__all__ = ["Bridge", "LoginConductor", "LoopBridge", "NotAllowed", "Running", "View", "internal_error"]
