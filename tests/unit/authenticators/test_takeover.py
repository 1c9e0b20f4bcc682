"""R19, R24: somebody else at a locked session. Only a clear yes ends it, and nobody else ever gets into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.engine.conductor import LoginConductor, LoopBridge, View
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.core.prompts import Ask, ChooseServiceId, CodeEntered, Prompt, ServiceIdChosen, Step, Working
from cosmic_login.core.secret import Code
from tests.looped import looped
from tests.unit.authenticators.test_conductor import ENTER
from tests.unit.authenticators.test_conductor_lock import ANNA, BO

Play = Callable[[LoginOrder, Ask], Coroutine[Any, Any, Identity]]
Row = tuple[str, str, str, str]  # event, who, whose session, reason


async def with_code(ask: Ask, who: Identity) -> Identity:
    (await ask(ENTER)).code.wipe()
    await ask(Working(Step.VERIFYING))
    return who


class Desk:
    """A computer that Anna has locked, and what comes after her; each login is one function of ``plays``."""

    def __init__(self, *plays: Play, **limits: float) -> None:
        self.method = "m"
        self.plays = [self._anna, *plays]
        self.bridge = LoopBridge(asyncio.get_running_loop())
        self.views: list[View] = []
        self.rows: list[Row] = []
        self.ended: list[Identity] = []
        self.idp_down = False
        self.asked: list[Prompt[Any]] = []
        self._changed = asyncio.Event()
        self.conductor = LoginConductor(
            self.bridge,
            self.bridge,
            authenticators=lambda: {"m": self},
            make_order=lambda _method: LoginOrder(NoIdp(), (), SystemClock()),
            end_session=self._end,
            on_view=self._look,
            limits=limits,
            record=self._record,
        )

    @staticmethod
    async def _anna(_order: LoginOrder, ask: Ask) -> Identity:
        return await with_code(ask, ANNA)

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        return await self.plays.pop(0)(order, ask)

    async def _end(self, identity: Identity) -> None:
        self.ended.append(identity)
        if self.idp_down:
            raise LoginFailure("idp.unreachable")

    def _record(self, event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        self.rows.append((event, identity.name, other.name if other else "", reason))

    def _look(self, view: View) -> None:
        self.views.append(view)
        self._changed.set()

    @property
    def view(self) -> View:
        return self.conductor.view

    async def until(self, *states: str) -> View:
        return await self.until_it(lambda view: view.state in states)

    async def until_it(self, true: Callable[[View], bool]) -> View:
        async with asyncio.timeout(10):
            while not true(self.view):
                self._changed.clear()
                await self._changed.wait()
        return self.view

    async def code(self, state: str) -> None:
        view = await self.until(state)
        self.conductor.answer(view.number, CodeEntered(Code("123456")))

    async def locked(self) -> Desk:
        """Bring Anna in and out of the room."""
        self.conductor.card_present("975", "R")
        self.conductor.choose("m")
        await self.code("enter_code")
        await self.until("workspace")
        self.conductor.signal("lock")
        return self

    async def question(self) -> View:
        """Let the next person authenticate at the locked screen."""
        self.conductor.choose("m")
        await self.code("unlock_enter_code")
        return await self.until("take_over")

    async def settle(self) -> None:
        await self.bridge.settle()
        await asyncio.sleep(0)
        await self.bridge.settle()

    def still_annas(self) -> None:
        """Anna's session is as she left it."""
        assert self.view.identity == ANNA
        assert self.view.other is None
        assert self.view.locked_since is not None
        assert ANNA not in self.ended
        assert all(view.identity in (None, ANNA) for view in self.views), "somebody else got in"


async def _bo(_order: LoginOrder, ask: Ask) -> Identity:
    return await with_code(ask, BO)


@looped
async def test_yes_logs_the_first_out_and_repeats_the_login() -> None:
    desk = await Desk(_bo, _bo).locked()
    view = await desk.question()
    assert (view.identity, view.other) == (ANNA, BO)
    assert desk.ended == []
    desk.conductor.signal("accepted")
    await desk.until("taking_over", "working", "enter_code")
    await desk.code("enter_code")  # R24: the code is asked for once more
    assert (await desk.until("workspace")).identity == BO
    await desk.settle()
    assert [identity.id_token for identity in desk.ended] == ["first", "bo's"], "Anna's, and Bo's first"
    assert desk.rows == [
        ("session.locked", ANNA.name, "", ""),
        ("session.takeover_asked", "Bo", ANNA.name, ""),
        ("session.taken_over", "Bo", ANNA.name, ""),
    ]


@looped
async def test_no_leaves_the_session_as_it_was_and_its_person_unlocks_it() -> None:
    desk = await Desk(_bo, Desk._anna).locked()
    since = desk.view.locked_since
    await desk.question()
    desk.conductor.signal("declined")
    assert desk.view.state == "locked"
    assert desk.view.locked_since == since
    await desk.settle()
    desk.still_annas()
    assert desk.ended == [BO]
    assert desk.rows[-1] == ("session.takeover_refused", "Bo", ANNA.name, "session.other_person")
    desk.conductor.choose("m")
    await desk.code("unlock_enter_code")
    assert (await desk.until("workspace")).identity == ANNA


@looped
async def test_nobodys_answer_is_a_no() -> None:
    desk = await Desk(_bo, take_over=0.01).locked()
    await desk.question()
    await desk.until("locked")
    await desk.settle()
    desk.still_annas()
    assert desk.ended == [BO]
    assert desk.rows[-1] == ("session.takeover_refused", "Bo", ANNA.name, "login.timeout")


@looped
async def test_closing_the_window_at_the_question_is_a_no() -> None:
    desk = await Desk(_bo).locked()
    await desk.question()
    desk.conductor.signal("close")
    assert desk.view.state == "locked"
    await desk.settle()
    desk.still_annas()


@looped
async def test_the_card_pulled_at_the_question_is_a_no() -> None:
    desk = await Desk(_bo).locked()
    await desk.question()
    desk.conductor._reader = "R2"  # ENTER of the script names Anna's
    desk.conductor.card_pulled("R2")
    assert desk.view.state == "unlock_failed"
    assert desk.view.failure is not None
    assert desk.view.failure.code == "card.removed"
    await desk.settle()
    desk.still_annas()
    assert desk.rows[-1] == ("session.takeover_refused", "Bo", ANNA.name, "card.removed")


@looped
async def test_a_card_taken_before_the_question_came_up_is_a_no_too() -> None:
    taken = asyncio.Event()

    async def bo(_order: LoginOrder, ask: Ask) -> Identity:
        who = await with_code(ask, BO)
        await taken.wait()
        return who

    desk = await Desk(bo).locked()
    desk.conductor.choose("m")
    await desk.code("unlock_enter_code")
    await desk.until_it(lambda view: view.prompt == Working(Step.VERIFYING))
    desk.conductor.card_pulled("R")
    taken.set()
    await desk.until("unlock_failed")
    await desk.settle()
    desk.still_annas()


@looped
async def test_the_card_before_that_is_told_late_to_be_gone_answers_nothing() -> None:
    taken = asyncio.Event()

    async def bo(_order: LoginOrder, ask: Ask) -> Identity:
        who = await with_code(ask, BO)
        await taken.wait()
        return replace(who, evidence={"number": "his", "reader": "R"})

    desk = await Desk(bo).locked()
    desk.conductor.choose("m")
    await desk.code("unlock_enter_code")
    await desk.until_it(lambda view: view.prompt == Working(Step.VERIFYING))
    desk.conductor.card_pulled("R", "hers")
    taken.set()
    assert (await desk.until("take_over")).other is not None


@looped
async def test_who_has_chosen_a_service_id_is_not_asked_again_after_yes() -> None:
    asked: list[str] = []

    async def bo(_order: LoginOrder, ask: Ask) -> Identity:
        choices = (ServiceId("another", "Region", "1"), ServiceId(BO.hsa_id, "Region", "1"))
        asked.append((await ask(ChooseServiceId(choices))).hsa_id)
        return BO

    desk = await Desk(bo, bo).locked()
    desk.conductor.choose("m")
    view = await desk.until("unlock_choose_service_id")
    desk.conductor.answer(view.number, ServiceIdChosen(BO.hsa_id))
    await desk.until("take_over")
    desk.conductor.signal("accepted")
    await desk.until("workspace")
    assert asked == [BO.hsa_id, BO.hsa_id]
    assert "choose_service_id" not in {view.state for view in desk.views}


@looped
async def test_an_idp_that_is_down_keeps_nobody_in() -> None:
    """Anna was logged out by a yes; that the IdP cannot be told does not bring her back."""

    async def down(_order: LoginOrder, _ask: Ask) -> Identity:
        raise LoginFailure("idp.unreachable")

    desk = await Desk(_bo, down).locked()
    await desk.question()
    desk.idp_down = True
    desk.conductor.signal("accepted")
    view = await desk.until("authentication_failed")
    assert view.identity is None
    await desk.settle()
    assert desk.ended == [ANNA, BO]


@looped
async def test_a_person_without_a_name_of_their_own_is_nobody_elses() -> None:
    """Two logins without ``sub`` are not one person's."""

    async def nameless(_order: LoginOrder, ask: Ask) -> Identity:
        return await with_code(ask, replace(ANNA, claims={}))

    desk = Desk(nameless)
    desk.plays = [nameless, nameless]
    await desk.locked()
    await desk.question()


@looped
async def test_a_login_that_came_through_too_late_is_ended() -> None:
    ready, go = asyncio.Event(), asyncio.Event()

    async def stubborn(_order: LoginOrder, _ask: Ask) -> Identity:
        ready.set()
        try:
            await go.wait()
        except asyncio.CancelledError:
            return BO  # the IdP had answered already
        return BO

    desk = await Desk(stubborn).locked()
    desk.conductor.choose("m")
    await ready.wait()
    desk.conductor.signal("cancelled")
    await desk.settle()
    desk.still_annas()
    assert desk.ended == [BO]


# -- the card that is kept for the repetition (R19) -------------------------------------------------------------------


class OpenCard:
    """A card whose code was right; ``closed`` tells how often it was let go."""

    def __init__(self) -> None:
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1


def keeping(card: OpenCard, kept: list[CardHandover | None]) -> Play:
    """Return a login that leaves its card, as one with SITHS eID MD does."""

    async def play(order: LoginOrder, ask: Ask) -> Identity:
        kept.append(order.card_handover)
        if order.card_handover is not None and (held := order.card_handover.claim()) is not None:
            assert held is card
            await card.close()
            return BO
        who = await with_code(ask, BO)
        assert order.card_handover is not None
        await order.card_handover.deposit(card, card.close)
        return who

    return play


@looped
async def test_with_a_card_that_is_kept_the_code_is_not_asked_again() -> None:
    card, kept = OpenCard(), []  # type: ignore[var-annotated]
    desk = await Desk(keeping(card, kept), keeping(card, kept)).locked()
    await desk.question()
    assert card.closed == 0
    desk.conductor.signal("accepted")
    await desk.until("workspace")
    assert card.closed == 1
    assert kept[0] is kept[1]
    assert [view.state for view in desk.views].count("enter_code") == 1, "Anna's own, long before"


@pytest.mark.parametrize("end", ["declined", "close", "time", "card", "stop"])
def test_without_a_yes_the_card_is_let_go(end: str) -> None:
    @looped
    async def run() -> None:
        card = OpenCard()
        desk = await Desk(keeping(card, []), take_over=0.01 if end == "time" else 600.0).locked()
        await desk.question()
        if end == "card":
            desk.conductor.card_pulled(desk.conductor._reader)
        elif end == "stop":
            desk.conductor.stop()
        elif end == "time":
            await desk.until("locked")
        else:
            desk.conductor.signal(end)
        await desk.settle()
        assert card.closed == 1

    run()


@looped
async def test_who_closes_the_window_while_the_first_is_logged_out_leaves_no_card_open() -> None:
    card = OpenCard()
    desk = await Desk(keeping(card, [])).locked()
    await desk.question()
    desk.conductor.signal("accepted")
    desk.conductor.signal("close")
    assert desk.view.state == "closed"
    await desk.settle()
    assert card.closed == 1
    assert desk.ended == [ANNA, BO]


@looped
async def test_a_card_that_the_repetition_does_not_take_is_let_go_with_it() -> None:
    card = OpenCard()
    desk = await Desk(keeping(card, []), _bo).locked()
    await desk.question()
    desk.conductor.signal("accepted")
    await desk.code("enter_code")
    await desk.until("workspace")
    await desk.settle()
    assert card.closed == 1


@looped
async def test_an_ordinary_login_keeps_nothing() -> None:
    kept: list[CardHandover | None] = []

    async def look(order: LoginOrder, ask: Ask) -> Identity:
        kept.append(order.card_handover)
        return await with_code(ask, ANNA)

    desk = Desk()
    desk.plays = [look]
    await desk.locked()
    assert kept == [None]


@looped
async def test_what_is_put_when_nobody_waits_any_more_is_closed_at_once() -> None:
    first, second, kept = OpenCard(), OpenCard(), CardHandover()
    await kept.deposit(first, first.close)
    await kept.deposit(second, second.close)
    assert (first.closed, second.closed) == (1, 0)
    await kept.shut()
    await kept.deposit(first, first.close)
    assert (first.closed, second.closed) == (2, 1)
    assert kept.claim() is None
