"""A way to every state of the chart with everything real, and the way back from wherever something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from cosmic_login.authenticators.engine.conductor import CardRemoval
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.prompts import (
    CardChosen,
    ChangeCode,
    ChooseCard,
    CodesEntered,
    EnterCode,
    ShowActivation,
    UnblockCode,
)
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import CardSituation
from tests.e2e.shared_computer import FIRST, SECOND, SharedComputer

THIS = "siths-this-device"
Journey = Callable[[SharedComputer], Coroutine[Any, Any, None]]
LEAVES = [state.name for state in LOGIN.leaves()]
#: Who meets which prompt, and by which way; everybody else meets those of the ordinary login.
PROMPTS = {
    "register_code": ("farid", THIS),
    "choose_service_id": ("bo", THIS),
    "show_qr": (SECOND, "siths-other-device"),
    "reading_certificate": (SECOND, "siths-md"),
    "confirm_certificate": (SECOND, "siths-md"),
    "md_code": (SECOND, "siths-md"),
}
#: Whose card gets a new code, and is issued anew afterwards.
CHANGER = "maj"
_BACK = ("restart", "cancelled", "declined", "retry", "log_out")


def refusing(code: str) -> Callable[[Any], NoReturn]:
    """Return a reaction that ends the login with a failure."""

    def refuse(_prompt: Any) -> NoReturn:
        raise LoginFailure(code)

    return refuse


def prompt(name: str, *, locked: bool) -> Journey:
    """Return the way to a prompt of a login, at the start or at a locked session."""

    async def go(computer: SharedComputer) -> None:
        if locked:
            await computer.session_locked(THIS)
        who, method = PROMPTS.get(name, (SECOND, THIS))
        await computer.sit_down(who, method)
        if name == "insert_card":
            computer.pull()
            await computer.until(lambda view: view.card is not None)
        if name == "choose_card":
            await another_card(computer, who)
        computer.conductor.choose(method)

    return go


async def another_card(computer: SharedComputer, who: str) -> None:
    """Put somebody else's card in beside the one of ``who``, who knows which is theirs."""
    name = computer.names[who]

    def own(prompt: ChooseCard) -> CardChosen:
        return CardChosen(next((each for each in prompt.choices if each.holder == name), prompt.choices[0]).reader)

    computer.robots[who].on(ChooseCard, own)
    await computer.lay_beside()
    await computer.until(lambda view: view.card is CardSituation.CHOOSE)


def task(name: str, state: str, who: str = CHANGER) -> Journey:
    """Return the way to a state of a card task."""

    async def go(computer: SharedComputer) -> None:
        await computer.sit_down(who, THIS)
        if state == "manage_insert_card":
            computer.pull()
            await computer.until(lambda view: view.card is not None)
        if state == "manage_choose_card":
            await another_card(computer, who)
        robot = computer.robots[who]
        robot.on(ChangeCode, changed)
        robot.on(UnblockCode, refusing("puk.blocked") if state == "manage_failed" else lambda _prompt: None)
        robot.on(ShowActivation, lambda _prompt: None)
        computer.conductor.manage(name)

    return go


def changed(prompt: ChangeCode) -> CodesEntered:
    """Change the code, or change it back: somebody who was killed behind a change has left the other one."""
    codes = Code("123456"), Code("135790")
    return CodesEntered(*(reversed(codes) if prompt.wrong_before else codes))


def failing(code: str, *, locked: bool = False, then: str = "") -> Journey:
    """Return the way to a failure screen, and on by a signal."""

    async def go(computer: SharedComputer) -> None:
        if locked:
            await computer.session_locked(THIS)
        await computer.sit_down(SECOND, THIS)
        computer.robots[SECOND].on(EnterCode, refusing(code))
        computer.conductor.choose(THIS)
        if then:
            await computer.until(lambda view: view.state.endswith("_failed"))
            computer.conductor.signal(then)

    return go


def session(then: str = "", *, removal: CardRemoval = CardRemoval.LOCK) -> Journey:
    """Return the way to a session, and on by a signal or by pulling the card."""

    async def go(computer: SharedComputer) -> None:
        computer.conductor.card_removal = removal
        computer.conductor.limits["removal_countdown"] = 600.0
        await computer.sit_down(FIRST, THIS)
        computer.conductor.choose(THIS)
        await computer.until(lambda view: view.state == "workspace")
        if then == "pull":
            computer.pull()
        elif then:
            computer.conductor.signal(then)

    return go


async def take_over(computer: SharedComputer) -> None:
    """Go to the question of a take-over, and say yes."""
    await computer.session_locked(THIS)
    await computer.sit_down(SECOND, THIS)
    computer.conductor.choose(THIS)
    await computer.until(lambda view: view.state == "take_over")
    if computer.at_state is not None:  # the question itself is not what this is about
        computer.accepted = True
        computer.conductor.signal("accepted")


def frozen(*, locked: bool) -> Journey:
    """Return the way to a Cosmic that does not answer."""

    async def go(computer: SharedComputer) -> None:
        if locked:
            await computer.session_locked(THIS)
        computer.pull()
        await computer.until(lambda view: view.card is not None)
        computer.conductor.true_to_life = True
        computer.conductor.choose("siths-md")

    return go


async def nowhere(_ward: SharedComputer) -> None:
    """Stay."""


async def close(computer: SharedComputer) -> None:
    """Close the program."""
    computer.conductor.signal("close")


_OTHERS: dict[str, Journey] = {
    "start": nowhere,
    "closed": close,
    "authentication_failed": failing("code.missing"),
    "login_failed": failing("session.refused"),
    "starting_over": failing("code.missing", then="retry"),
    "unlock_failed": failing("code.missing", locked=True),
    "workspace": session(),
    "lock_soon": session("pull"),
    "log_out_soon": session("pull", removal=CardRemoval.LOG_OUT),
    "locked": session("lock"),
    "logging_out": session("log_out"),
    "closing": session("close"),
    "take_over": take_over,
    "taking_over": take_over,
    "frozen": frozen(locked=False),
    "unlock_frozen": frozen(locked=True),
    "managed": task("change-code", "managed"),
    "manage_failed": task("unblock", "manage_failed"),
    "manage_unblock_code": task("unblock", "manage_unblock_code"),
    "manage_register_code": task("fetch-signing", "manage_register_code", "farid"),
    "manage_enter_code": task("fetch-signing", "manage_enter_code"),
    "manage_show_activation": task("activate-phone", "manage_show_activation"),
}


def to(state: str) -> Journey:
    """Return the way to a state."""
    if state in _OTHERS:
        return _OTHERS[state]
    if state.startswith("manage_"):
        return task("change-code", state)
    return prompt(state.removeprefix("unlock_"), locked=state.startswith("unlock_"))


async def back(computer: SharedComputer) -> None:
    """Mend what was broken, go back to the start, and log in as if nothing had happened."""
    await computer.mend()
    computer.robots.clear()
    computer.conductor.true_to_life = False
    computer.conductor.card_removal = CardRemoval.LOCK
    computer.conductor.limits.update({"starting_over": 0.01, "removal_countdown": 0.01})
    computer._shared = False
    while (state := computer.view.state) not in {"start", "closed"}:
        kind = next((kind for kind in _BACK if computer.conductor.allows(kind)), "")
        if state in {"locked", "unlock_failed"} and computer.view.identity is not None:
            if state == "unlock_failed":
                computer.conductor.signal("retry")
            # Whoever was quick enough to get in is the one who can open it.
            owner = computer.view.identity.name
            await computer.sit_down(next(key for key, name in computer.names.items() if name == owner), THIS)
            computer.conductor.choose(THIS)
            await computer.until(lambda view: view.state not in {"locked", "unlock_working", "unlock_enter_code"})
        elif kind:
            computer.conductor.signal(kind)
        else:
            await computer.until(lambda view, state=state: view.state != state)  # type: ignore[misc]
    await computer.bridge.settle()
    for who in computer.guests & {CHANGER, "farid"}:  # a new code, and a card that is not new to the IdP any more
        computer.pull()
        assert computer.world.cards.summary(f"{who}-1").tries_left == 3
        computer.world.cards.issue(computer.world.directory.card(f"{who}-1"))
    computer.guests.clear()


async def log_in_and_out(computer: SharedComputer) -> None:
    """Do what people come for."""
    await computer.sit_down(FIRST, THIS)
    computer.conductor.choose(THIS)
    await computer.until(lambda view: view.state == "workspace")
    computer.conductor.signal("log_out")
    await computer.until(lambda view: view.state == "start")
