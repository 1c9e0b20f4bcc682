"""R3 (the client's side): lock, unlock by the same person, a pulled card, and its return."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from cosmic_login.authenticators.engine.bridge import LoopTimer
from cosmic_login.authenticators.engine.conductor import CardRemoval, NotAllowed
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.core.prompts import Ask, ChooseServiceId, CodeEntered, ServiceIdChosen
from cosmic_login.core.secret import Code
from tests.looped import looped
from tests.unit.authenticators.test_conductor import ENTER, WHO, Stage

ANNA = replace(WHO, claims={"sub": "anna"}, evidence={"number": "975", "reader": "R"}, id_token="first")
ANNA_AGAIN = replace(ANNA, since=ANNA.since.replace(year=2030), id_token="second")
BO = replace(
    ANNA, name="Bo", claims={"sub": "bo"}, evidence={"number": "976", "reader": "R2"}, id_token="bo's", hsa_id="bo's id"
)


def logins(*identities: Identity) -> Callable[[Ask], object]:
    """Return a script that asks for the code and gives one identity after the other."""
    left = list(identities)

    async def script(ask: Ask) -> Identity:
        (await ask(ENTER)).code.wipe()
        return left.pop(0)

    return script


async def logged_in(*identities: Identity, **limits: float) -> Stage:
    stage = Stage(logins(*identities), **limits)  # type: ignore[arg-type]
    await enter(stage, "enter_code")
    await stage.until("workspace")
    return stage


async def enter(stage: Stage, state: str) -> None:
    stage.conductor.choose("m")
    view = await stage.until(state)
    stage.conductor.answer(view.number, CodeEntered(Code("123456")))


@looped
async def test_the_same_person_unlocks_and_the_session_goes_on() -> None:
    stage = await logged_in(ANNA, ANNA_AGAIN)
    stage.conductor.signal("lock")
    assert stage.conductor.view.locked_since is not None
    await enter(stage, "unlock_enter_code")
    view = await stage.until("workspace")
    assert view.identity is not None
    assert (view.identity.since, view.identity.id_token) == (ANNA.since, "second")
    assert view.locked_since is None
    await stage.bridge.settle()
    await asyncio.sleep(0)
    assert [event for event, _ in stage.recorded] == ["session.locked", "session.unlocked"]
    assert stage.ended == []


@looped
async def test_leaving_an_unlocking_leaves_the_session_locked() -> None:
    stage = await logged_in(ANNA, ANNA)
    stage.conductor.signal("lock")
    stage.conductor.choose("m")
    await stage.until("unlock_enter_code")
    stage.conductor.signal("cancelled")
    assert stage.conductor.view.state == "locked"
    assert stage.conductor.view.identity == ANNA


@looped
async def test_who_unlocks_is_not_asked_which_service_id_the_session_has() -> None:
    own = ServiceId(ANNA.hsa_id, "Region", "1")
    asked: list[str] = []

    async def script(ask: Ask) -> Identity:
        (await ask(ENTER)).code.wipe()
        asked.append((await ask(ChooseServiceId((replace(own, hsa_id="other"), own)))).hsa_id)
        return ANNA

    stage = Stage(script)
    await enter(stage, "enter_code")
    view = await stage.until("choose_service_id")
    stage.conductor.answer(view.number, ServiceIdChosen(own.hsa_id))
    await stage.until("workspace")
    stage.conductor.signal("lock")
    await enter(stage, "unlock_enter_code")
    await stage.until("workspace")
    assert asked == [own.hsa_id, own.hsa_id]
    assert "unlock_choose_service_id" not in {seen.state for seen in stage.views}


@pytest.mark.parametrize(
    ("policy", "soon", "then"),
    [(CardRemoval.LOCK, "lock_soon", "locked"), (CardRemoval.LOG_OUT, "log_out_soon", "start")],
)
def test_a_pulled_card_counts_down(policy: CardRemoval, soon: str, then: str) -> None:
    @looped
    async def run() -> None:
        stage = await logged_in(ANNA, removal_countdown=0.01)
        stage.conductor.card_removal = policy
        stage.conductor.card_pulled("another reader")
        assert stage.conductor.view.state == "workspace"
        stage.conductor.card_pulled("R")
        assert stage.conductor.view.state == soon
        await stage.until(then)
        await stage.bridge.settle()

    run()


@looped
async def test_the_same_card_put_back_ends_the_countdown_another_does_not() -> None:
    stage = await logged_in(ANNA)
    stage.conductor.card_pulled("R")
    stage.conductor.card_present("123")
    assert stage.conductor.view.state == "lock_soon"
    stage.conductor.card_present("975")
    assert stage.conductor.view.state == "workspace"
    stage.conductor.card_present("975")  # means nothing now
    stage.conductor.stop()


@looped
async def test_a_pulled_card_may_be_ignored() -> None:
    stage = await logged_in(ANNA)
    stage.conductor.card_removal = CardRemoval.IGNORE
    stage.conductor.card_pulled("R")
    assert stage.conductor.view.state == "workspace"


@looped
async def test_trying_to_unlock_does_not_prolong_a_locked_session() -> None:
    stage = await logged_in(ANNA)
    stage.conductor.limits["locked"] = 1000.0
    clock = stage.conductor._clock = ManualClock()
    stage.conductor.signal("lock")
    clock.advance(300)
    stage.conductor.choose("m")
    stage.conductor.signal("cancelled")
    view = stage.conductor.view
    assert view.state == "locked"
    assert view.deadline is not None
    assert view.deadline - clock.monotonic() == pytest.approx(700)
    assert view.limit_s == pytest.approx(700)


@looped
async def test_a_session_nobody_unlocks_ends() -> None:
    stage = await logged_in(ANNA, locked=0.01)
    stage.conductor.signal("lock")
    assert (await stage.until("start")).identity is None
    await stage.bridge.settle()
    assert stage.ended == [ANNA]


@looped
async def test_the_next_lock_has_its_whole_time() -> None:
    """However long ago the last one was: the session was open in between."""
    stage = await logged_in(ANNA, ANNA_AGAIN)
    stage.conductor.limits["locked"] = 1000.0
    clock = stage.conductor._clock = ManualClock()
    stage.conductor.signal("lock")
    await enter(stage, "unlock_enter_code")
    await stage.until("workspace")
    clock.advance(2000)
    armed, call_later = [], stage.bridge.call_later

    def listening(seconds: float, call: Callable[[], None]) -> LoopTimer:
        armed.append(seconds)
        return call_later(seconds, call)

    stage.bridge.call_later = listening  # type: ignore[method-assign]
    stage.conductor.signal("lock")
    assert stage.conductor.view.state == "locked"
    assert armed == [1000.0]


@looped
async def test_nobody_closes_a_locked_session_but_the_system() -> None:
    stage = await logged_in(ANNA)
    stage.conductor.signal("lock")
    assert not stage.conductor.allows("close")
    with pytest.raises(NotAllowed):
        stage.conductor.signal("close")
    assert stage.ended == []
    stage.conductor.signal("shut_down")
    await stage.until("closed")
    assert stage.ended == [ANNA]
