"""One client session for all: a login without a window notices a pulled card too, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.engine.headless import Answerer
from cosmic_login.cards.virtual.slot import VirtualConnection
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Answer, CodeEntered, ConfirmCertificate, EnterCode, Prompt
from cosmic_login.core.secret import Code
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot

CARD = "anna-1"
MD = "siths-md"
OTHER_READER = "Läsare 2"


def pulls(cosmic: LoginBench) -> Callable[[Prompt[Answer]], None]:
    """Return the reaction of somebody who takes the card instead of answering."""
    return lambda _prompt: cosmic.pull()


def by(robot: Robot, typed: Callable[[], Coroutine[Any, Any, Answer]]) -> Answerer:
    """Let the robot answer all but the code, which is typed by and by."""

    def answer(prompt: Prompt[Any]) -> Answer | Coroutine[Any, Any, Answer] | None:
        given = robot(prompt)
        return typed() if isinstance(prompt, EnterCode) else given

    return answer


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(("watch-", "card", "asyncio_"))}


@pytest.mark.parametrize(
    ("method", "prompt"), [("siths-this-device", EnterCode), (MD, ConfirmCertificate), (MD, EnterCode)]
)
def test_a_card_pulled_while_a_prompt_stands_ends_the_login(
    cosmic: LoginBench, method: str, prompt: type[Prompt[Answer]]
) -> None:
    cosmic.insert(CARD)
    robot = Robot().on(prompt, pulls(cosmic))
    outcome = cosmic.login(robot, method=method)
    assert outcome.failure is not None
    assert outcome.failure.code == "card.removed"
    assert len(robot.asked_for(prompt)) == 1
    assert cosmic.world.cards.summary(CARD).tries_left == 3


def test_nothing_is_left_behind(cosmic: LoginBench) -> None:
    cosmic.insert(CARD)
    cosmic.login()  # the IdP runs, and what is loaded once is loaded
    before = threads()
    assert cosmic.login(Robot().on(EnterCode, pulls(cosmic))).failure is not None
    assert threads() <= before
    last = cosmic.audit()[-1]
    assert (last.event, last.reason) == ("login.failed", "card.removed")
    cosmic.insert(CARD)
    cosmic.readers.connect(DEFAULT_READER).close()  # nobody has it


def test_a_login_that_is_abandoned_leaves_nothing_either(cosmic: LoginBench) -> None:
    cosmic.insert(CARD)
    cosmic.login()
    before = threads()

    async def abandon() -> None:
        asked = asyncio.Event()
        robot = Robot().on(EnterCode, lambda _prompt: asked.set())
        login = asyncio.create_task(cosmic.login_async(robot))
        await asked.wait()
        login.cancel()
        with pytest.raises(asyncio.CancelledError):
            await login

    asyncio.run(abandon())
    assert threads() <= before
    assert (cosmic.audit()[-1].event, cosmic.audit()[-1].reason) == ("login.failed", "order.cancelled")
    cosmic.readers.connect(DEFAULT_READER).close()


def test_the_card_in_another_reader_may_go(cosmic: LoginBench) -> None:
    cosmic.readers.add(OTHER_READER)
    cosmic.insert(CARD)
    cosmic.insert("bo-1", OTHER_READER)

    def react(_prompt: EnterCode) -> Answer:
        cosmic.pull(OTHER_READER)
        return CodeEntered(Code("123456"))

    assert cosmic.login(Robot().on(EnterCode, react), reader=DEFAULT_READER).identity is not None


def test_the_watch_reads_no_card(cosmic: LoginBench, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    connect = cosmic.readers.connect

    def counted(reader: str) -> VirtualConnection:
        made.append(threading.current_thread().name)
        return connect(reader)

    monkeypatch.setattr(cosmic.readers, "connect", counted)
    cosmic.insert(CARD)
    assert cosmic.login().identity is not None
    assert len(made) == 1
    assert made[0].startswith("card")


def test_an_answer_may_take_its_time(cosmic: LoginBench) -> None:
    cosmic.insert(CARD)
    robot = Robot().on(EnterCode, lambda _prompt: None)
    codes = iter(("999999", "123456"))

    async def typed() -> Answer:
        await asyncio.sleep(0)
        return CodeEntered(Code(next(codes)))

    assert cosmic.login(by(robot, typed)).identity is not None
    assert [prompt.tries_left for prompt in robot.asked_for(EnterCode)] == [3, 2]


def test_an_answer_under_way_is_dropped_with_its_prompt(cosmic: LoginBench) -> None:
    cosmic.insert(CARD)
    ended: list[str] = []

    async def typed() -> Answer:
        try:
            cosmic.pull()
            await asyncio.Event().wait()
        finally:
            ended.append("terminal as it was")
        raise AssertionError

    outcome = cosmic.login(by(Robot(), typed))
    assert outcome.failure is not None
    assert outcome.failure.code == "card.removed"
    assert ended


@pytest.mark.parametrize("error", [LoginFailure("code.missing"), ZeroDivisionError()])
def test_an_answer_that_fails_later_ends_the_login(cosmic: LoginBench, error: Exception) -> None:
    cosmic.insert(CARD)

    async def typed() -> Answer:
        await asyncio.sleep(0)
        raise error

    answerer = by(Robot(), typed)
    if isinstance(error, LoginFailure):
        outcome = cosmic.login(answerer)
        assert outcome.failure is not None
        assert outcome.failure.code == error.code
    else:
        with pytest.raises(type(error)):
            cosmic.login(answerer)
    assert cosmic.audit()[-1].event == "login.failed"
