"""A login without a window: the same chart and the same prompts, answered by a function."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.engine.conductor import LoginConductor, LoopBridge, View
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import prompt_name
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Answer, Prompt, renews

#: Answers a prompt, raises the failure that ends the login, or returns None to leave the prompt standing.
Answerer = Callable[[Prompt[Any]], Answer | None]


@dataclass(frozen=True)
class StepTaken:
    """One prompt, and how many milliseconds passed until the next or the end."""

    prompt: str
    milliseconds: float


@dataclass
class Outcome:
    """What came of a login: exactly one of ``identity`` and ``failure`` is set."""

    identity: Identity | None = None
    failure: LoginFailure | None = None
    steps: list[StepTaken] = field(default_factory=list)


async def run_login(
    method: str,
    answerer: Answerer,
    *,
    authenticators: Callable[[], Mapping[str, Authenticator]],
    make_order: Callable[[str], LoginOrder],
    clock: Clock,
    limits: Mapping[str, float] | None = None,
    on_view: Callable[[View], None] = lambda _view: None,
) -> Outcome:
    """Log in by ``method``. Cancelling the task abandons the login with its whole clean-up.

    ``on_view`` is told every view, before it is answered.
    """
    loop = asyncio.get_running_loop()
    bridge = LoopBridge(loop)
    done: asyncio.Future[None] = loop.create_future()
    marks: list[tuple[str, float]] = []
    last = 0
    shown: Prompt[Any] | None = None

    def look(view: View) -> None:
        nonlocal last, shown
        on_view(view)
        if view.state in {"workspace", "authentication_failed", "login_failed"}:
            marks.append(("", clock.monotonic()))
            if not done.done():
                done.set_result(None)
        elif view.prompt is not None and view.number != last:
            last = view.number
            if not renews(shown, view.prompt):
                marks.append((prompt_name(view.prompt), clock.monotonic()))
            shown = view.prompt
            try:
                _reply(conductor, view, answerer)
            except Exception as error:  # noqa: BLE001 - a defect of the answering side ends the login
                if not done.done():
                    done.set_exception(error)

    conductor = LoginConductor(
        bridge,
        bridge,
        authenticators=authenticators,
        make_order=make_order,
        end_session=_nothing,
        on_view=look,
        limits=limits,
    )
    try:
        conductor.choose(method)
        await done
        view = conductor.view
        steps = [
            StepTaken(name, round((after - before) * 1000, 1))
            for (name, before), (_, after) in itertools.pairwise(marks)
        ]
        return Outcome(view.identity, view.failure, steps)
    finally:
        conductor.stop()
        await bridge.settle()


def _reply(conductor: LoginConductor, view: View, answerer: Answerer) -> None:
    assert view.prompt is not None  # noqa: S101 - told to the type checker
    try:
        answer = answerer(view.prompt)
    except LoginFailure as failure:
        conductor.refuse(view.number, failure)
        return
    if answer is not None and conductor.allows("answered"):
        conductor.answer(view.number, answer)


def _nothing(_identity: Identity) -> Coroutine[Any, Any, None]:
    return asyncio.sleep(0)
