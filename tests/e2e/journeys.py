"""A way to every state of the chart with everything real, and the way back from wherever something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from cosmic_login.authenticators.engine.conductor import CardRemoval
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.prompts import ChangeCode, CodesEntered, EnterCode, ShowActivation, UnblockCode
from cosmic_login.core.secret import Code
from tests.e2e.ward import FIRST, SECOND, Ward

THIS = "siths-this-device"
Journey = Callable[[Ward], Coroutine[Any, Any, None]]
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

    async def go(ward: Ward) -> None:
        if locked:
            await ward.session_locked(THIS)
        who, method = PROMPTS.get(name, (SECOND, THIS))
        await ward.sit_down(who, method)
        if name == "insert_card":
            ward.pull()
            await ward.until(lambda view: view.card is not None)
        ward.conductor.choose(method)

    return go


def task(name: str, state: str, who: str = CHANGER) -> Journey:
    """Return the way to a state of a card task."""

    async def go(ward: Ward) -> None:
        await ward.sit_down(who, THIS)
        if state == "manage_insert_card":
            ward.pull()
            await ward.until(lambda view: view.card is not None)
        robot = ward.robots[who]
        robot.on(ChangeCode, lambda _prompt: CodesEntered(Code("123456"), Code("135790")))
        robot.on(UnblockCode, refusing("puk.blocked") if state == "manage_failed" else lambda _prompt: None)
        robot.on(ShowActivation, lambda _prompt: None)
        ward.conductor.manage(name)

    return go


def failing(code: str, *, locked: bool = False, then: str = "") -> Journey:
    """Return the way to a failure screen, and on by a signal."""

    async def go(ward: Ward) -> None:
        if locked:
            await ward.session_locked(THIS)
        await ward.sit_down(SECOND, THIS)
        ward.robots[SECOND].on(EnterCode, refusing(code))
        ward.conductor.choose(THIS)
        if then:
            await ward.until(lambda view: view.state.endswith("_failed"))
            ward.conductor.signal(then)

    return go


def session(then: str = "", *, removal: CardRemoval = CardRemoval.LOCK) -> Journey:
    """Return the way to a session, and on by a signal or by pulling the card."""

    async def go(ward: Ward) -> None:
        ward.conductor.card_removal = removal
        ward.conductor.limits["removal_countdown"] = 600.0
        await ward.sit_down(FIRST, THIS)
        ward.conductor.choose(THIS)
        await ward.until(lambda view: view.state == "workspace")
        if then == "pull":
            ward.pull()
        elif then:
            ward.conductor.signal(then)

    return go


async def take_over(ward: Ward) -> None:
    """Go to the question of a take-over, and say yes."""
    await ward.session_locked(THIS)
    await ward.sit_down(SECOND, THIS)
    ward.conductor.choose(THIS)
    await ward.until(lambda view: view.state == "take_over")
    if ward.at_state is not None:  # the question itself is not what this is about
        ward.accepted = True
        ward.conductor.signal("accepted")


def frozen(*, locked: bool) -> Journey:
    """Return the way to a Cosmic that does not answer."""

    async def go(ward: Ward) -> None:
        if locked:
            await ward.session_locked(THIS)
        ward.pull()
        await ward.until(lambda view: view.card is not None)
        ward.conductor.true_to_life = True
        ward.conductor.choose("siths-md")

    return go


async def nowhere(_ward: Ward) -> None:
    """Stay."""


async def close(ward: Ward) -> None:
    """Close the program."""
    ward.conductor.signal("close")


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


async def back(ward: Ward) -> None:
    """Mend what was broken, go back to the start, and log in as if nothing had happened."""
    await ward.mend()
    ward.robots.clear()
    ward.conductor.true_to_life = False
    ward.conductor.card_removal = CardRemoval.LOCK
    ward.conductor.limits.update({"starting_over": 0.01, "removal_countdown": 0.01})
    ward._shared = False
    while (state := ward.view.state) not in {"start", "closed"}:
        kind = next((kind for kind in _BACK if ward.conductor.allows(kind)), "")
        if state in {"locked", "unlock_failed"} and ward.view.identity is not None:
            if state == "unlock_failed":
                ward.conductor.signal("retry")
            # Whoever was quick enough to get in is the one who can open it.
            owner = ward.view.identity.name
            await ward.sit_down(next(key for key, name in ward.names.items() if name == owner), THIS)
            ward.conductor.choose(THIS)
            await ward.until(lambda view: view.state not in {"locked", "unlock_working", "unlock_enter_code"})
        elif kind:
            ward.conductor.signal(kind)
        else:
            await ward.until(lambda view, state=state: view.state != state)  # type: ignore[misc]
    await ward.bridge.settle()
    for who in ward.guests & {CHANGER, "farid"}:  # a new code, and a card that is not new to the IdP any more
        ward.pull()
        assert ward.world.cards.summary(f"{who}-1").tries_left == 3
        ward.world.cards.issue(ward.world.directory.card(f"{who}-1"))
    ward.guests.clear()


async def log_in_and_out(ward: Ward) -> None:
    """Do what people come for."""
    await ward.sit_down(FIRST, THIS)
    ward.conductor.choose(THIS)
    await ward.until(lambda view: view.state == "workspace")
    ward.conductor.signal("log_out")
    await ward.until(lambda view: view.state == "start")
