"""R19, R24 with everything real: each pair of ways to log in, and everything that can happen in every single step.

Whatever happens: the first person's session is never lost by accident, and never usable by anyone else (``computer.py``
checks that at every view), no try of a code is lost, nothing hangs, and the audit trail verifies.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.core import login_methods
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import app_of
from cosmic_login.core.prompts import CodeEntered, CodePurpose, EnterCode
from cosmic_login.core.secret import Code
from tests.e2e.shared_computer import FIRST, SECOND, Disturb, SharedComputer
from tests.walks import rest_whole

METHODS = sorted(login_methods.METHODS)
#: The ways whose second login asks for the code again (R24); with MD the card remembers (R19).
ASK_AGAIN = {row.name for row in login_methods.METHODS.values() if row.card and not row.repeats_without_code}


def one_of_each(these: Sequence[str], those: Sequence[str]) -> Callable[[tuple[str, str]], bool]:
    """Return what takes as many pairs as have each of both in them: each with the next but one of the others."""
    return lambda pair: those[(these.index(pair[0]) + 2) % len(those)] == pair[1]


#: Who was in by which way, and who comes by which.
PAIRS = rest_whole(list(itertools.product(METHODS, METHODS)), one_of_each(METHODS, METHODS), apart=True)


def in_ward(root: Path, story: Callable[[SharedComputer], Coroutine[Any, Any, None]]) -> None:
    """Run a story on a computer of its own, and check what it left behind."""

    async def run() -> None:
        computer = SharedComputer(root)
        try:
            await story(computer)
            assert computer.broken == [], computer.trace[-30:]
            check_trail(computer)
            for card in (f"{FIRST}-1", f"{SECOND}-1"):
                assert computer.world.cards.summary(card).tries_left == 3, f"{card} has lost a try"
        finally:
            await computer.close()

    asyncio.run(run())


def check_trail(computer: SharedComputer) -> None:
    assert computer.world.audit.verify().ok
    events = [row.event for row in computer.world.audit.records()]
    answered = events.count("session.takeover_refused") + events.count("session.taken_over")
    assert events.count("session.takeover_asked") == answered
    for row in computer.world.audit.records():
        if row.event.startswith(("session.takeover", "session.taken")):
            assert row.name == computer.names[SECOND]
            assert row.extra["session_name"] == computer.names[FIRST]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_take_over_with_each_pair_of_ways(cosmic_profile: Path, first: str, second: str) -> None:
    async def story(computer: SharedComputer) -> None:
        await computer.session_locked(first)
        assert (await computer.take_over(second, yes=False)).state == "locked"
        computer.robots[SECOND].asked.clear()
        view = await computer.take_over(second)
        assert view.state == "workspace"
        assert view.identity is not None
        assert view.identity.name == computer.names[SECOND]
        codes = computer.robots[SECOND].asked_for(EnterCode)
        if second in ASK_AGAIN:
            assert [code.purpose for code in codes] == [CodePurpose.AUTHENTICATE] * 2
        elif second == "siths-md":
            assert len(codes) == 1, "R19: with MD the code is not asked for again"
        await computer.back_to_the_start(first)

    in_ward(cosmic_profile, story)


@pytest.mark.parametrize(("first", "again"), PAIRS)
def test_the_same_person_by_another_way_is_let_in_without_a_question(
    cosmic_profile: Path, first: str, again: str
) -> None:
    async def story(computer: SharedComputer) -> None:
        await computer.session_locked(first)
        await computer.sit_down(FIRST, again)
        computer.conductor.choose(again)
        await computer.until(lambda view: view.state == "workspace")
        events = [row.event for row in computer.world.audit.records()]
        assert "session.takeover_asked" not in events
        assert events.count("session.unlocked") == 1
        computer._shared = False
        computer.conductor.signal("log_out")
        await computer.until(lambda view: view.state == "start")

    in_ward(cosmic_profile, story)


# -- in every step ----------------------------------------------------------------------------------------------------


async def cancels(computer: SharedComputer) -> None:
    """Cancel, or say no at the question."""
    for kind in ("cancelled", "declined"):
        if computer.conductor.allows(kind):
            computer.conductor.signal(kind)
            return


async def pulls(computer: SharedComputer) -> None:
    """Take the card out; it comes back when it is asked for."""
    await asyncio.to_thread(computer.pull)


async def idp_stops(computer: SharedComputer) -> None:
    """Lose the IdP."""
    await computer.idp_stops()


async def closes_the_question(computer: SharedComputer) -> None:
    """Close the window where that is a no."""
    if computer.view.state == "take_over":
        computer.conductor.signal("close")


DISTURBANCES: dict[str, Disturb] = {
    "cancels": cancels, "pulls-the-card": pulls, "idp-stops": idp_stops, "closes": closes_the_question,
}  # fmt: skip


#: A phone has no card to pull.
TOGETHER = [
    (method, what) for method in METHODS for what in DISTURBANCES if app_of(method) is None or what != "pulls-the-card"
]


@pytest.mark.parametrize(
    ("second", "disturbance"), rest_whole(TOGETHER, one_of_each(METHODS, list(DISTURBANCES)), apart=True)
)
def test_in_every_step_of_a_take_over(cosmic_profile: Path, second: str, disturbance: str) -> None:
    async def story(computer: SharedComputer) -> None:
        await computer.session_locked("siths-this-device")
        await computer.take_over(second)
        steps = computer.steps
        assert len(steps) >= 6
        for step in range(1, len(steps) + 1):
            # Closing says something at the question alone, which the step before leads to; elsewhere it does nothing.
            if disturbance == "closes" and "take_over" not in steps[step - 1 : step + 1]:
                continue
            await computer.back_to_the_lock("siths-this-device")
            view = await computer.take_over(second, step=step, disturb=DISTURBANCES[disturbance])
            if not computer.accepted:
                assert view.identity is not None, f"step {step}: {view.state}"
                assert view.identity.name == computer.names[FIRST]
            assert computer.broken == [], f"step {step}"
        await computer.back_to_the_start("siths-this-device")

    in_ward(cosmic_profile, story)


def test_who_fails_leaves_the_session_alone(cosmic_profile: Path) -> None:
    """Wrong codes until the second person's card is blocked."""

    async def story(computer: SharedComputer) -> None:
        await computer.session_locked("siths-this-device")
        computer.robots[SECOND].codes = ("000000",)
        view = await computer.take_over("siths-this-device")
        assert view.state == "unlock_failed"
        assert view.failure is not None
        assert view.failure.code == "code.blocked"
        await computer.back_to_the_start("siths-this-device")
        computer.world.cards.issue(computer.world.directory.card(f"{SECOND}-1"))

    in_ward(cosmic_profile, story)


def test_who_fails_in_the_second_login_is_not_in(cosmic_profile: Path) -> None:
    """The yes has logged the first person out; that the second login fails lets nobody in."""

    async def story(computer: SharedComputer) -> None:
        await computer.session_locked("siths-this-device")
        codes = iter((Code("123456"),))

        def only_once(_prompt: EnterCode) -> CodeEntered:
            code = next(codes, None)
            if code is None:
                raise LoginFailure("order.cancelled")
            return CodeEntered(code)

        computer.robots[SECOND].on(EnterCode, only_once)
        view = await computer.take_over("siths-this-device")
        assert view.state == "authentication_failed"
        assert view.identity is None
        del computer.robots[SECOND]._reactions[EnterCode]
        await computer.back_to_the_start("siths-this-device")

    in_ward(cosmic_profile, story)
