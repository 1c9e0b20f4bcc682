"""The conductor: stale answers, cancelling, defects of an authenticator, closing with a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.engine.conductor import LoginConductor, LoopBridge, View
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.machine import NotAllowed
from cosmic_login.core.prompts import Ask, AuthenticatorApp, CodeEntered, CodePurpose, EnterCode, ShowQr, Step, Working
from cosmic_login.core.secret import Code
from tests.looped import looped

WHO = Identity("Anna Testsson", "TSTNMT2321000057-1001", "Region", "m", 3, datetime.now(UTC), {})
ENTER = EnterCode(CodePurpose.AUTHENTICATE, "Anna Testsson", "Region", 3, reader="R")

Script = Callable[[Ask], Coroutine[Any, Any, Identity]]


class Scripted:
    method = "m"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def authenticate(self, _order: LoginOrder, ask: Ask) -> Identity:
        return await self._script(ask)


class Stage:
    """A conductor on the running loop, and a way to wait for a state."""

    def __init__(self, script: Script, **limits: float) -> None:
        self.bridge = LoopBridge(asyncio.get_running_loop())
        self.views: list[View] = []
        self._changed = asyncio.Event()
        self.ended: list[Identity] = []
        self.recorded: list[tuple[str, Identity]] = []
        self.conductor = LoginConductor(
            self.bridge,
            self.bridge,
            authenticators=lambda: {"m": Scripted(script)},
            make_order=lambda _method: LoginOrder(NoIdp(), (), SystemClock()),
            end_session=self._end,
            on_view=self._look,
            limits=limits,
            record=lambda event, identity, other=None, reason="": self.recorded.append((event, identity)),
        )

    async def _end(self, identity: Identity) -> None:
        self.ended.append(identity)

    def _look(self, view: View) -> None:
        self.views.append(view)
        self._changed.set()

    async def until(self, state: str) -> View:
        async with asyncio.timeout(10):
            while self.conductor.view.state != state:
                self._changed.clear()
                await self._changed.wait()
        return self.conductor.view


async def _code(ask: Ask) -> Identity:
    answer = await ask(ENTER)
    answer.code.wipe()
    return WHO


@looped
async def test_login_and_log_out() -> None:
    stage = Stage(_code)
    stage.conductor.choose("m")
    view = await stage.until("enter_code")
    stage.conductor.answer(view.number, CodeEntered(Code("123456")))
    assert (await stage.until("workspace")).identity == WHO
    stage.conductor.signal("log_out")
    assert (await stage.until("start")).identity is None
    await stage.bridge.settle()
    assert stage.ended == [WHO]


@looped
async def test_close_with_a_session_logs_out_first() -> None:
    stage = Stage(_code)
    stage.conductor.choose("m")
    view = await stage.until("enter_code")
    stage.conductor.answer(view.number, CodeEntered(Code("123456")))
    await stage.until("workspace")
    stage.conductor.signal("close")
    await stage.until("closed")
    assert stage.conductor.finished
    assert stage.ended == [WHO]


@looped
async def test_stale_answer_is_dropped_and_wiped() -> None:
    stage = Stage(_code)
    stage.conductor.choose("m")
    view = await stage.until("enter_code")
    stale = Code("123456")
    stage.conductor.answer(view.number - 1, CodeEntered(stale))
    assert stale.wiped
    assert stage.conductor.view.state == "enter_code"
    stage.conductor.signal("cancelled")
    late = Code("123456")
    stage.conductor.answer(view.number, CodeEntered(late))
    assert late.wiped
    await stage.bridge.settle()


@looped
async def test_cancel_runs_the_clean_up_and_is_not_a_failure() -> None:
    cleaned: list[str] = []

    async def script(ask: Ask) -> Identity:
        try:
            await ask(ENTER)
        finally:
            await asyncio.sleep(0)
            cleaned.append("done")
        return WHO

    stage = Stage(script)
    stage.conductor.choose("m")
    await stage.until("enter_code")
    stage.conductor.signal("cancelled")
    assert stage.conductor.view.state == "start"
    await stage.bridge.settle()
    assert cleaned == ["done"]
    assert stage.conductor.view.state == "start"
    assert stage.conductor.view.failure is None


@pytest.mark.parametrize(
    ("code", "state"), [("code.blocked", "authentication_failed"), ("access.no_service_id", "login_failed")]
)
@looped
async def test_failures_go_to_their_own_screen(code: str, state: str) -> None:
    async def script(_ask: Ask) -> Identity:
        raise LoginFailure(code)

    stage = Stage(script, starting_over=0.01)
    stage.conductor.choose("m")
    view = await stage.until(state)
    assert view.failure is not None
    assert view.failure.code == code
    stage.conductor.signal("retry")
    await stage.until("start")  # R21: by way of "starting over", whose time is a limit; R22: at once
    assert ("starting_over" in {view.state for view in stage.views}) == (state == "authentication_failed")


@looped
async def test_a_defect_is_a_failure_with_a_code_and_without_its_text() -> None:
    async def script(_ask: Ask) -> Identity:
        raise RuntimeError("the secret is 123456")

    stage = Stage(script)
    stage.conductor.choose("m")
    view = await stage.until("authentication_failed")
    assert view.failure is not None
    assert view.failure.code == "internal.error"
    assert "RuntimeError" in view.failure.detail
    assert "123456" not in str(view.failure)


@looped
async def test_unknown_method() -> None:
    stage = Stage(_code)
    stage.conductor.choose("brevduva")
    view = await stage.until("authentication_failed")
    assert view.failure is not None
    assert view.failure.code == "method.unknown"


@looped
async def test_the_logins_own_card_being_pulled_ends_it_another_does_not() -> None:
    stage = Stage(_code)
    stage.conductor.choose("m")
    await stage.until("enter_code")
    stage.conductor.card_pulled("another")
    assert stage.conductor.view.state == "enter_code"
    stage.conductor.card_pulled("R")
    view = await stage.until("authentication_failed")
    assert view.failure is not None
    assert view.failure.code == "card.removed"


@looped
async def test_the_time_limit_ends_a_login_nobody_finishes() -> None:
    stage = Stage(_code, login=0.01)
    stage.conductor.choose("m")
    view = await stage.until("authentication_failed")
    assert view.failure is not None
    assert view.failure.code == "login.timeout"
    await stage.bridge.settle()


@looped
async def test_events_that_do_not_belong_raise() -> None:
    stage = Stage(_code)
    with pytest.raises(NotAllowed):
        stage.conductor.signal("log_out")


@looped
async def test_what_a_left_login_still_says_is_not_heard() -> None:
    go = asyncio.Event()

    async def script(ask: Ask) -> Identity:
        await ask(Working(Step.CONNECTING))
        try:
            await go.wait()
        except asyncio.CancelledError:
            await ask(Working(Step.VERIFYING))
            raise
        return WHO

    stage = Stage(script)
    stage.conductor.choose("m")
    await stage.until("working")
    stage.conductor.signal("cancelled")
    await stage.bridge.settle()
    await asyncio.sleep(0)
    assert stage.conductor.view.state == "start"


@looped
async def test_a_code_on_the_screen_is_one_step_however_often_it_is_renewed() -> None:
    async def script(ask: Ask) -> Identity:
        await ask(Working(Step.CONNECTING))
        for second in range(3):
            await ask(ShowQr(AuthenticatorApp.SITHS, f"siths.token.{second}.digest"))
        await ask(Working(Step.VERIFYING))
        return WHO

    stage = Stage(script)
    stage.conductor.choose("m")
    view = await stage.until("workspace")
    shown = [view.prompt.frame for view in stage.views if isinstance(view.prompt, ShowQr) and view.state == "show_qr"]
    assert shown == [f"siths.token.{second}.digest" for second in range(3)]
    assert view.steps == ("working", "show_qr", "working")


@looped
async def test_try_again_leaves_a_code_that_was_chosen_by_mistake() -> None:  # R23
    cleaned = asyncio.Event()

    async def script(ask: Ask) -> Identity:
        try:
            await ask(ShowQr(AuthenticatorApp.BANKID, "bankid.token.0.digest"))
            await asyncio.Event().wait()
        finally:
            cleaned.set()
        return WHO

    stage = Stage(script)
    stage.conductor.choose("m")
    await stage.until("show_qr")
    stage.conductor.signal("retry")
    assert stage.conductor.view.state == "start"
    await stage.bridge.settle()
    assert cleaned.is_set()


@looped
async def test_refusing_what_nobody_answers_ends_the_login_with_its_next_prompt() -> None:
    go = asyncio.Event()

    async def script(ask: Ask) -> Identity:
        await ask(ShowQr(AuthenticatorApp.SITHS, "siths.token.0.digest"))
        await go.wait()
        await ask(ShowQr(AuthenticatorApp.SITHS, "siths.token.1.digest"))
        return WHO

    stage = Stage(script)
    stage.conductor.choose("m")
    view = await stage.until("show_qr")
    stage.conductor.refuse(view.number, LoginFailure("login.timeout"))
    await asyncio.sleep(0)
    go.set()
    view = await stage.until("authentication_failed")
    assert view.failure is not None
    assert view.failure.code == "login.timeout"
    await stage.bridge.settle()
    assert stage.conductor._conversation.idle
