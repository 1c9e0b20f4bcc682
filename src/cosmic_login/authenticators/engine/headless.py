"""A login without a window: the same chart and the same prompts, answered by a function."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.engine.conductor import LoginConductor, View
from cosmic_login.authenticators.engine.session import nothing, on_this_loop
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import prompt_name
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Answer, Prompt, Working, renews

#: Answers a prompt, raises the failure that ends the login, or returns None to leave the prompt standing. An answer
#: that takes its time is a coroutine, which is cancelled when its prompt goes (the card was pulled, say).
Answerer = Callable[[Prompt[Any]], Answer | Coroutine[Any, Any, Answer | None] | None]

_ENDS = frozenset({"workspace", "authentication_failed", "login_failed"})


@dataclass(frozen=True)
class StepTaken:
    """One prompt, and how many milliseconds passed until the next or the end; ``step`` says what is being done."""

    prompt: str
    milliseconds: float
    step: str = ""


@dataclass
class Outcome:
    """What came of a login: exactly one of ``identity`` and ``failure`` is set."""

    identity: Identity | None = None
    failure: LoginFailure | None = None
    steps: list[StepTaken] = field(default_factory=list)


class _Answering:
    """Puts what is shown before the answerer, until the login has come to its end."""

    def __init__(self, answerer: Answerer, clock: Clock) -> None:
        self._answerer, self._clock = answerer, clock
        self._marks: list[tuple[str, str, float]] = []
        self._number = 0
        self._shown: Prompt[Any] | None = None
        self._slow: asyncio.Task[None] | None = None  # the answer that takes its time
        self._dropped: list[asyncio.Task[None]] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def look(self, conductor: LoginConductor, view: View) -> None:
        """Take a view; answer what it asks, once."""
        if view.number != self._number:
            self._drop()
        if view.state in _ENDS:
            self._marks.append(("", "", self._clock.monotonic()))
            if not self.done.done():
                self.done.set_result(None)
        elif view.prompt is not None and view.number != self._number:
            if not renews(self._shown, view.prompt):
                step = view.prompt.step.value if isinstance(view.prompt, Working) else ""
                self._marks.append((prompt_name(view.prompt), step, self._clock.monotonic()))
            self._number, self._shown = view.number, view.prompt
            self._reply(conductor, view.number, view.prompt)

    def _reply(self, conductor: LoginConductor, number: int, prompt: Prompt[Any]) -> None:
        try:
            answer = self._answerer(prompt)
            if isinstance(answer, Coroutine):
                self._slow = asyncio.get_running_loop().create_task(self._reply_later(conductor, number, answer))
            elif answer is not None and conductor.allows("answered"):
                conductor.answer(number, answer)
        except LoginFailure as failure:
            conductor.refuse(number, failure)
        except Exception as error:  # noqa: BLE001 - a defect of the answering side ends the login
            self._break(error)

    async def _reply_later(
        self, conductor: LoginConductor, number: int, work: Coroutine[Any, Any, Answer | None]
    ) -> None:
        try:
            answer = await work
        except LoginFailure as failure:
            conductor.refuse(number, failure)
        except Exception as error:  # noqa: BLE001 - as above
            self._break(error)
        else:
            self._slow = None  # done: what follows is not to be cancelled with the prompt
            if answer is not None:
                conductor.answer(number, answer)

    def _break(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def _drop(self) -> None:
        slow, self._slow = self._slow, None
        if slow is not None:
            slow.cancel()
            self._dropped.append(slow)

    async def close(self) -> None:
        """Wait until no answer is being made any more."""
        self._drop()
        await asyncio.gather(*self._dropped, return_exceptions=True)

    def steps(self) -> list[StepTaken]:
        """Return each prompt and how long it stood."""
        pairs = itertools.pairwise(self._marks)
        return [
            StepTaken(name, round((after - before) * 1000, 1), step) for (name, step, before), (_, _, after) in pairs
        ]


async def run_login(
    method: str,
    answerer: Answerer,
    *,
    authenticators: Callable[[], Mapping[str, Authenticator]],
    make_order: Callable[[str], LoginOrder],
    clock: Clock,
    limits: Mapping[str, float] | None = None,
    on_view: Callable[[View], None] = lambda _view: None,
    close_clients: Callable[[], Coroutine[Any, Any, None]] = nothing,
) -> Outcome:
    """Log in by ``method``. Cancelling the task abandons the login with its whole clean-up.

    A card that is pulled while a prompt stands ends the login with ``card.removed``. ``on_view`` is told every view,
    before it is answered. ``close_clients`` is called last, on every way out.
    """
    answering = _Answering(answerer, clock)

    def look(view: View) -> None:
        on_view(view)
        answering.look(session.conductor, view)

    async with on_this_loop(
        authenticators=authenticators,
        make_order=make_order,
        on_view=look,
        limits=limits,
        close_clients=close_clients,
        clock=clock,
    ) as session:
        try:
            session.conductor.choose(method)
            await answering.done
            view = session.conductor.view
            return Outcome(view.identity, view.failure, answering.steps())
        finally:
            await answering.close()
