"""Row R6: for every state of the chart, the line to the person's own desk is cut, and later mended.

Nothing hangs, no try of a code is lost, the end says that it was the line, the trail is whole and names the desk, and a
login with the card on the desk works afterwards. Everything is real but the window.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from cosmic_login.app import World
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.login_methods import app_of
from cosmic_login.core.prompts import ChangeCode, CodeEntered, CodesEntered, EnterCode
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import CardSituation
from cosmic_login.lessons.far_desk import FarDesk, LineManners
from cosmic_login.profile import Profile
from cosmic_login.remote.weather import WEATHERS
from tests.e2e.journeys import LEAVES, back, log_in_and_out
from tests.e2e.shared_computer import RESTS, Disturb, SharedComputer
from tests.e2e.test_every_state import STATES, check, meet
from tests.walks import SOME_STATES

Ends = Coroutine[Any, Any, None]
LOST: Final = "reader.remote_lost"
DESK: Final = "Skrivbordet"
#: A line that is lost is given up soon, and asked for again at once.
_LINE = LineManners(back_s=0.15, refused_s=0.05)
_PATIENCE_S: Final = 30.0
_NOT_LET_IN = frozenset({("authentication_failed", LOST)})
_NOT_UNLOCKED = frozenset({("unlock_failed", LOST)})
_NOT_DONE = frozenset({("manage_failed", LOST)})
_STAYS = (
    *("start", "insert_card", "manage_insert_card", "manage_show_activation", "managed", "lock_soon", "log_out_soon"),
    *("locked", "unlock_insert_card", "frozen", "unlock_frozen", "closed"),
)
_AT_THE_CARD = ("register_code", "enter_code", "reading_certificate", "confirm_certificate", "md_code")
#: Where somebody ends who was in a state: the states there may be then, each with its failure.
ENDS: Final[dict[str, frozenset[tuple[str, str]]]] = {
    # The card has nothing to do with what is shown: it stays, or goes on to its own end.
    **{state: frozenset({(state, "")}) for state in _STAYS},
    "authentication_failed": frozenset({("authentication_failed", "code.missing")}),
    "login_failed": frozenset({("login_failed", "session.refused")}),
    "unlock_failed": frozenset({("unlock_failed", "code.missing")}),
    "manage_failed": frozenset({("manage_failed", "puk.blocked")}),
    "starting_over": frozenset({("start", "")}),
    "logging_out": frozenset({("start", "")}),
    "closing": frozenset({("closed", "")}),
    # By a phone one is in all the same; so is somebody whose card had signed, and then the card is gone (R3).
    "show_qr": frozenset({("workspace", "")}),
    "unlock_show_qr": frozenset({("take_over", "")}),
    "choose_service_id": frozenset({("lock_soon", "")}),
    "workspace": frozenset({("lock_soon", "")}),
    # Somebody who had not come to a card of their own yet may be asked for it, and is told of the line.
    **dict.fromkeys(("working", "choose_card", "taking_over"), _NOT_LET_IN | {("insert_card", "")}),
    **dict.fromkeys(("unlock_working", "unlock_choose_card"), _NOT_UNLOCKED | {("unlock_insert_card", "")}),
    **dict.fromkeys(("manage_working", "manage_choose_card"), _NOT_DONE | {("manage_insert_card", "")}),
    **dict.fromkeys(_AT_THE_CARD, _NOT_LET_IN),
    **dict.fromkeys((f"unlock_{state}" for state in _AT_THE_CARD), _NOT_UNLOCKED),
    **dict.fromkeys(("take_over", "unlock_choose_service_id"), _NOT_UNLOCKED),
    **dict.fromkeys(
        ("manage_register_code", "manage_enter_code", "manage_change_code", "manage_unblock_code"), _NOT_DONE
    ),
}


async def cut(computer: SharedComputer) -> None:
    """Cut the line until the computer is mended; whoever is asked for a code then types a wrong one."""
    line = computer.world.desks_readers
    assert line is not None
    computer.mends.append(lambda: line.make(WEATHERS["good"]))
    robot = computer.robots[computer.who]
    robot.on(EnterCode, lambda _prompt: CodeEntered(Code("999999")))
    robot.on(ChangeCode, lambda _prompt: CodesEntered(Code("999999"), Code("246802")))
    line.make(WEATHERS["cut"])
    await computer.until(lambda view: view.card is CardSituation.LINE_LOST or view.state == "closed")


async def end_of(computer: SharedComputer, state: str) -> None:
    """Wait until a state has ended as it should."""

    def end() -> tuple[str, str]:
        view = computer.view
        return view.state, view.failure.code if view.failure is not None else ""

    try:
        async with asyncio.timeout(_PATIENCE_S):
            await computer.until(lambda _view: end() in ENDS[state])
    except TimeoutError:
        raise AssertionError(f"{end()} after {state}: {computer.trace[-12:]}") from None
    if computer.conductor.allows("cancelled"):  # who is still asked for a card is not to go on with the wrong code
        computer.conductor.signal("cancelled")
    computer.robots.clear()


def check_trail(world: World) -> None:
    """See that each login that was begun has ended once, and that all those with a card name the desk."""
    rows = [row for row in world.audit.records() if row.event.startswith("login.")]
    begun = Counter(row.login for row in rows if row.event == "login.attempted")
    assert Counter(row.login for row in rows if row.event != "login.attempted") == begun
    by_card = [row for row in rows if app_of(row.method) is None]
    assert {(row.extra or {}).get("desk", "") for row in by_card} == {DESK}
    assert all("desk" not in (row.extra or {}) for row in rows if row not in by_card)
    refused = {row.reason for row in world.audit.records() if row.event == "session.takeover_refused"}
    assert "card.removed" not in refused


def test_each_state_of_the_chart_has_its_end() -> None:
    assert set(ENDS) == set(LEAVES)


def in_each(
    root: Path,
    states: Sequence[str],
    manners: LineManners,
    disturb: Disturb,
    ended: Callable[[SharedComputer, str], Ends],
) -> None:
    """Have something happen to the line in one state after the other, with a whole login in between."""

    async def run() -> None:
        desk = await asyncio.to_thread(FarDesk.paired_with, Profile.open(root), SystemClock(), manners)
        desk.readers.add(desk.reader)
        computer = SharedComputer(root, desk=desk)
        try:
            for state in states:
                try:
                    await meet(computer, state, disturb)
                    await ended(computer, state)
                    await back(computer)
                    if computer.view.state == "closed":
                        await computer.close()
                        computer = SharedComputer(root, desk=desk)
                    await log_in_and_out(computer)
                    check(computer)
                    check_trail(computer.world)
                except BaseException as error:
                    error.add_note(f"in {state}: {computer.trace[-12:]}")
                    raise
        finally:
            await computer.close()
            await asyncio.to_thread(desk.close)

    asyncio.run(run())


def test_the_line_is_cut_in_some_states(cosmic_profile: Path) -> None:
    in_each(cosmic_profile, SOME_STATES, _LINE, cut, end_of)


@pytest.mark.whole
def test_the_line_is_cut_in_every_state(cosmic_profile: Path) -> None:
    in_each(cosmic_profile, STATES, _LINE, cut, end_of)


@pytest.mark.soak
def test_the_line_comes_back_in_every_state_before_anybody_knows(cosmic_profile: Path) -> None:
    async def blink(computer: SharedComputer) -> None:
        line = computer.world.desks_readers
        assert line is not None
        line.make(WEATHERS["cut"])
        line.make(WEATHERS["good"])

    async def goes_on(computer: SharedComputer, state: str) -> None:
        stands = RESTS | {"closed", "frozen", "unlock_frozen", "managed", "manage_failed", *_STAYS, state}
        await computer.until(lambda view: view.state in stands)
        for row in computer.world.audit.records():
            assert row.reason not in {LOST, "card.removed"}, row
        failure = computer.view.failure
        assert failure is None or failure.code not in {LOST, "card.removed"}

    # There is one card that the IdP does not know yet, and it does not stay so.
    states = [state for state in STATES if state not in {"unlock_register_code", "manage_register_code"}]
    in_each(cosmic_profile, states, LineManners(back_s=60.0, refused_s=0.05), blink, goes_on)
