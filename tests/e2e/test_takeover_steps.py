"""R19, R24 with everything real: each pair of ways to log in, and everything that can happen in every single step.

Whatever happens: the first person's session is never lost by accident, and never usable by anyone else (``ward.py``
checks that at every view), no try of a code is lost, nothing hangs, and the audit trail verifies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CodeEntered, CodePurpose, EnterCode
from cosmic_login.core.secret import Code
from tests.e2e.ward import FACES, FIRST, SECOND, Disturb, Ward

#: Our own ways, as they are installed.
METHODS = sorted(
    {each.name for each in entry_points(group="cosmic_login.authenticators")}
    & {"siths-this-device", "siths-other-device", "siths-md", "bankid"}
)
#: The ways whose second login asks for the code again (R24); with MD the card remembers (R19).
ASK_AGAIN = {"siths-this-device"}


def in_ward(root: Path, story: Callable[[Ward], Coroutine[Any, Any, None]]) -> None:
    """Run a story on a computer of its own, and check what it left behind."""

    async def run() -> None:
        ward = Ward(root)
        try:
            await story(ward)
            assert ward.broken == [], ward.trace[-30:]
            check_trail(ward)
            for card in (f"{FIRST}-1", f"{SECOND}-1"):
                assert ward.world.cards.summary(card).tries_left == 3, f"{card} has lost a try"
        finally:
            await ward.close()

    asyncio.run(run())


def check_trail(ward: Ward) -> None:
    assert ward.world.audit.verify().ok
    events = [row.event for row in ward.world.audit.records()]
    answered = events.count("session.takeover_refused") + events.count("session.taken_over")
    assert events.count("session.takeover_asked") == answered
    for row in ward.world.audit.records():
        if row.event.startswith(("session.takeover", "session.taken")):
            assert row.name == ward.names[SECOND]
            assert row.extra["session_name"] == ward.names[FIRST]


@pytest.mark.parametrize("second", METHODS)
@pytest.mark.parametrize("first", METHODS)
def test_take_over_with_each_pair_of_ways(cosmic_profile: Path, first: str, second: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.session_locked(first)
        assert (await ward.take_over(second, yes=False)).state == "locked"
        ward.robots[SECOND].asked.clear()
        view = await ward.take_over(second)
        assert view.state == "workspace"
        assert view.identity is not None
        assert view.identity.name == ward.names[SECOND]
        codes = ward.robots[SECOND].asked_for(EnterCode)
        if second in ASK_AGAIN:
            assert [code.purpose for code in codes] == [CodePurpose.AUTHENTICATE] * 2
        elif second == "siths-md":
            assert len(codes) == 1, "R19: with MD the code is not asked for again"
        await ward.back_to_the_start(first)

    in_ward(cosmic_profile, story)


@pytest.mark.parametrize("again", METHODS)
@pytest.mark.parametrize("first", METHODS)
def test_the_same_person_by_another_way_is_let_in_without_a_question(
    cosmic_profile: Path, first: str, again: str
) -> None:
    async def story(ward: Ward) -> None:
        await ward.session_locked(first)
        await ward.sit_down(FIRST, again)
        ward.conductor.choose(again)
        await ward.until(lambda view: view.state == "workspace")
        events = [row.event for row in ward.world.audit.records()]
        assert "session.takeover_asked" not in events
        assert events.count("session.unlocked") == 1
        ward._shared = False
        ward.conductor.signal("log_out")
        await ward.until(lambda view: view.state == "start")

    in_ward(cosmic_profile, story)


# -- in every step ----------------------------------------------------------------------------------------------------


async def cancels(ward: Ward) -> None:
    """Cancel, or say no at the question."""
    for kind in ("cancelled", "declined"):
        if ward.conductor.allows(kind):
            ward.conductor.signal(kind)
            return


async def pulls(ward: Ward) -> None:
    """Take the card out; it comes back when it is asked for."""
    await asyncio.to_thread(ward.pull)


async def idp_stops(ward: Ward) -> None:
    """Lose the IdP."""
    await ward.idp_stops()


async def closes_the_question(ward: Ward) -> None:
    """Close the window where that is a no."""
    if ward.view.state == "take_over":
        ward.conductor.signal("close")


DISTURBANCES: dict[str, Disturb] = {
    "cancels": cancels, "pulls-the-card": pulls, "idp-stops": idp_stops, "closes": closes_the_question,
}  # fmt: skip


#: A phone has no card to pull.
TOGETHER = [
    (method, what) for method in METHODS for what in DISTURBANCES if method not in FACES or what != "pulls-the-card"
]


@pytest.mark.parametrize(("second", "disturbance"), TOGETHER)
def test_in_every_step_of_a_take_over(cosmic_profile: Path, second: str, disturbance: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.session_locked("siths-this-device")
        await ward.take_over(second)
        steps = ward.steps
        assert steps >= 6
        await ward.back_to_the_start("siths-this-device")
        for step in range(1, steps + 1):
            await ward.session_locked("siths-this-device")
            view = await ward.take_over(second, step=step, disturb=DISTURBANCES[disturbance])
            if not ward.accepted:
                assert view.identity is not None, f"step {step}: {view.state}"
                assert view.identity.name == ward.names[FIRST]
            assert ward.broken == [], f"step {step}"
            await ward.back_to_the_start("siths-this-device")

    in_ward(cosmic_profile, story)


def test_who_fails_leaves_the_session_alone(cosmic_profile: Path) -> None:
    """Wrong codes until the second person's card is blocked."""

    async def story(ward: Ward) -> None:
        await ward.session_locked("siths-this-device")
        ward.robots[SECOND].codes = ("000000",)
        view = await ward.take_over("siths-this-device")
        assert view.state == "unlock_failed"
        assert view.failure is not None
        assert view.failure.code == "code.blocked"
        await ward.back_to_the_start("siths-this-device")
        ward.world.cards.issue(ward.world.directory.card(f"{SECOND}-1"))

    in_ward(cosmic_profile, story)


def test_who_fails_in_the_second_login_is_not_in(cosmic_profile: Path) -> None:
    """The yes has logged the first person out; that the second login fails lets nobody in."""

    async def story(ward: Ward) -> None:
        await ward.session_locked("siths-this-device")
        codes = iter((Code("123456"),))

        def only_once(_prompt: EnterCode) -> CodeEntered:
            code = next(codes, None)
            if code is None:
                raise LoginFailure("order.cancelled")
            return CodeEntered(code)

        ward.robots[SECOND].on(EnterCode, only_once)
        view = await ward.take_over("siths-this-device")
        assert view.state == "authentication_failed"
        assert view.identity is None
        del ward.robots[SECOND]._reactions[EnterCode]
        await ward.back_to_the_start("siths-this-device")

    in_ward(cosmic_profile, story)
