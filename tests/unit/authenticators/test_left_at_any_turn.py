"""A login that is left ends at once, at whatever turn of the event loop that happens.

Where a cancellation meets an answer that has just come, some calls keep the answer and lose the cancellation; the
login would then go on with nobody there, and wait for ever.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.methods.cancellation import tell_of_end
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import EnterCode, ShowQr
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from cosmic_login.testing.robot import Robot

_ENOUGH_S = 30.0


class CountedLoop(asyncio.SelectorEventLoop):
    """A loop that cancels a task at the beginning of a certain turn."""

    task: asyncio.Task[Any] | None = None
    turn = leave_at = 0
    left = False

    def _run_once(self) -> None:
        if self.task is not None:
            self.turn += 1
            if self.turn == self.leave_at:
                self.left = self.task.cancel()
        super()._run_once()  # type: ignore[misc]


def left_at(cosmic: LoginBench, turn: int, robot: Robot, method: str) -> bool:
    """Leave a login at this turn; False when it was over before."""

    async def run() -> bool:
        loop = cast("CountedLoop", asyncio.get_running_loop())
        loop.leave_at, loop.task = turn, asyncio.ensure_future(cosmic.login_async(robot, method=method))
        task = loop.task
        await asyncio.wait({task}, timeout=_ENOUGH_S)
        assert task.done(), f"left at turn {turn}, it goes on"
        if task.cancelled():
            return True
        assert not loop.left, f"left at turn {turn}, it came to its end: {task.result()}"
        return False

    with asyncio.Runner(loop_factory=CountedLoop) as runner:
        return runner.run(run())


def leave_at_turns(cosmic: LoginBench, phone: TestPhone, method: str, step: int) -> None:
    """Leave one login after the other, each ``step`` turns later, until one is over before."""
    if method == "bankid":
        phone.activate("anna", "bankid")
    else:
        cosmic.insert("anna-1")
    assert cosmic.login(Robot().on(ShowQr, phone.reaction()), method=method).identity is not None
    turn = 1
    while left_at(cosmic, turn, robot := Robot().on(ShowQr, phone.reaction()), method):
        turn += step
    assert turn > 20
    assert robot.asked_for(ShowQr if method == "bankid" else EnterCode)
    rows = cosmic.audit()
    # Each one that the IdP knew of has its end in the trail, and no way out has another reason.
    ends = [row for row in rows if row.event in {"login.failed", "login.succeeded"}]
    assert len(ends) >= len([row for row in rows if row.event == "login.attempted"])
    assert {row.reason for row in ends} == {"", "order.cancelled"}


#: Every turn, or some of them in a short while: a phone is waited for in hundreds.
STEPS = {"siths-this-device": 1, "siths-md": 3, "bankid": 11}


@pytest.mark.parametrize("method", STEPS)
def test_a_login_left_at_any_turn_ends_at_once(cosmic: LoginBench, phone: TestPhone, method: str) -> None:
    leave_at_turns(cosmic, phone, method, STEPS[method])


@pytest.mark.soak
@pytest.mark.parametrize("method", STEPS)
def test_a_login_left_at_every_turn_ends_at_once(cosmic: LoginBench, phone: TestPhone, method: str) -> None:
    leave_at_turns(cosmic, phone, method, 1)


class Heard:
    """What a login puts down when the IdP cannot be told."""

    def __init__(self) -> None:
        self.not_told_of: list[str] = []

    def not_told(self, reason: str) -> None:
        self.not_told_of.append(reason)


def test_who_is_cancelled_twice_still_tells_and_says_so_where_it_fails() -> None:
    heard, defects = Heard(), list[Any]()

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: defects.append(context))
        telling, gone = asyncio.Event(), asyncio.Event()

        async def cancel(_reason: str) -> None:
            telling.set()
            await gone.wait()
            raise LoginFailure("idp.unreachable")

        async def log_in() -> None:
            async with AsyncExitStack() as clean_up:
                tell_of_end(cast("LoginOrder", heard), cancel, clean_up)
                await asyncio.Event().wait()

        login = asyncio.ensure_future(log_in())
        await asyncio.sleep(0)
        login.cancel("card.removed")
        await telling.wait()
        login.cancel()  # the program ends
        with pytest.raises(asyncio.CancelledError):
            await login
        gone.set()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

    asyncio.run(run())
    assert heard.not_told_of == ["card.removed"]
    assert defects == []
