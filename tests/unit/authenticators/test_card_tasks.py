"""Changing the code and unblocking it with the PUK, with the real card: what costs a try, and what must not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.watch import CardStatus, CardWatch, exclusive
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.authenticators.tasks.card_tasks import TASKS, change_code, unblock
from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import (
    Answer,
    ChangeCode,
    CodesEntered,
    InsertCard,
    Prompt,
    Seen,
    Step,
    UnblockCode,
    Working,
)
from cosmic_login.core.secret import Code
from cosmic_login.testing.bench import LoginBench

A = TypeVar("A", bound=Answer)
CARD, BLOCKED = "anna-1", "eva-1"
CODE_TASKS = ("change-code", "unblock")
OLD, NEW, WRONG = "123456", "739164", "000000"
PUK, WRONG_PUK = "12345678", "00000000"


class Person:
    """Answers with the openings one after the other; ``stop_at`` cancels at that prompt, counted from 1."""

    def __init__(self, *openings: str, new: str = NEW, stop_at: int = 0) -> None:
        self.asked: list[Prompt[Any]] = []
        self.codes: list[Code] = []
        self._openings, self._new, self._stop_at = iter(openings), new, stop_at

    async def ask(self, prompt: Prompt[A]) -> A:
        self.asked.append(prompt)
        stops = len(self.asked) == self._stop_at
        if stops:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        match prompt:
            case InsertCard():
                raise LoginFailure("card.absent")
            case ChangeCode() | UnblockCode():
                if stops:
                    await asyncio.Event().wait()
                kind = "pin" if isinstance(prompt, ChangeCode) else "puk"
                opening, new = Code(next(self._openings), cast("Any", kind)), Code(self._new)
                self.codes += [opening, new]
                return cast("A", CodesEntered(opening, new))
        return cast("A", Seen())

    def tries(self) -> list[int | None]:
        """Return what was said of the tries left, prompt by prompt."""
        return [
            prompt.tries_left if isinstance(prompt, ChangeCode) else prompt.puk_tries_left
            for prompt in self.asked
            if isinstance(prompt, ChangeCode | UnblockCode)
        ]


def run(cosmic: LoginBench, person: Person, task: Callable[..., Any] = change_code) -> None:
    asyncio.run(task(LoginOrder(NoIdp(), cosmic.world.readers, cosmic.world.clock), person.ask))


def opens_with(cosmic: LoginBench, card: str, digits: str) -> bool:
    """Whether the card takes the code; costs a try when it does not."""
    cosmic.insert(card, faults=FaultProfile())
    connection = cosmic.readers.connect(DEFAULT_READER)
    try:
        driver = IdPrimeCard(connection)
        driver.open()
        with Code(digits) as code:
            driver.verify(code)
    except LoginFailure as failure:
        if failure.code != "code.wrong":
            raise
        return False
    finally:
        connection.close()
    return True


def tries(cosmic: LoginBench, card: str) -> int:
    return cosmic.world.cards.summary(card).tries_left


@pytest.fixture
def inserted(cosmic: LoginBench) -> Iterator[LoginBench]:
    """Give the world with Anna's card in the reader; afterwards no card may have been kept."""
    cosmic.insert(CARD)
    yield cosmic
    assert not cosmic.card(CARD).powered
    assert not cosmic.card(BLOCKED).powered


def test_a_new_code_takes_the_place_of_the_old_one(inserted: LoginBench) -> None:
    person = Person(OLD)
    run(inserted, person)
    (asked,) = (prompt for prompt in person.asked if isinstance(prompt, ChangeCode))
    assert (asked.holder, asked.tries_left, asked.wrong_before) == ("Anna Testsson", 3, False)
    assert person.asked[-1] == Working(Step.CHANGING, DEFAULT_READER)
    assert all(code.wiped for code in person.codes)
    assert opens_with(inserted, CARD, NEW)
    assert not opens_with(inserted, CARD, OLD)


def test_a_wrong_old_code_costs_a_try_and_is_told_before_the_next(inserted: LoginBench) -> None:
    person = Person(WRONG, OLD)
    run(inserted, person)
    asked = [prompt for prompt in person.asked if isinstance(prompt, ChangeCode)]
    assert [(prompt.tries_left, prompt.wrong_before) for prompt in asked] == [(3, False), (2, True)]
    assert len(person.codes) == 4
    assert all(code.wiped for code in person.codes)
    assert tries(inserted, CARD) == 3  # the right one restores them
    assert opens_with(inserted, CARD, NEW)


def test_the_last_wrong_old_code_blocks(inserted: LoginBench) -> None:
    person = Person(WRONG, WRONG, WRONG, OLD)
    with pytest.raises(LoginFailure) as caught:
        run(inserted, person)
    assert (caught.value.code, caught.value.tries_left) == ("code.blocked", 0)
    assert person.tries() == [3, 2, 1]
    assert all(code.wiped for code in person.codes)
    assert tries(inserted, CARD) == 0


def test_a_blocked_code_cannot_be_changed_and_nobody_is_asked(inserted: LoginBench) -> None:
    inserted.insert(BLOCKED)
    person = Person(OLD)
    with pytest.raises(LoginFailure) as caught:
        run(inserted, person)
    assert caught.value.code == "code.blocked"
    assert person.codes == []


def test_the_puk_opens_a_blocked_card_and_sets_the_code(inserted: LoginBench) -> None:
    inserted.insert(BLOCKED)
    person = Person(PUK)
    run(inserted, person, unblock)
    assert person.tries() == [None]
    assert all(code.wiped for code in person.codes)
    assert tries(inserted, BLOCKED) == 3
    assert opens_with(inserted, BLOCKED, NEW)


def test_nine_wrong_puks_are_counted_and_the_tenth_try_can_still_be_right(inserted: LoginBench) -> None:
    inserted.insert(BLOCKED)
    person = Person(*[WRONG_PUK] * 9, PUK)
    run(inserted, person, unblock)
    assert person.tries() == [None, *range(9, 0, -1)]
    asked = [prompt for prompt in person.asked if isinstance(prompt, UnblockCode)]
    assert [prompt.wrong_before for prompt in asked] == [False] + [True] * 9
    assert all(code.wiped for code in person.codes)
    assert opens_with(inserted, BLOCKED, NEW)
    assert inserted.world.cards.summary(BLOCKED).puk_tries_left == 10


def test_ten_wrong_puks_block_it_for_good(inserted: LoginBench) -> None:
    inserted.insert(BLOCKED)
    person = Person(*[WRONG_PUK] * 10)
    with pytest.raises(LoginFailure) as caught:
        run(inserted, person, unblock)
    assert caught.value.code == "puk.blocked"
    assert all(code.wiped for code in person.codes)
    with pytest.raises(LoginFailure) as caught:
        run(inserted, Person(PUK), unblock)
    assert caught.value.code == "puk.blocked"


@pytest.mark.parametrize("task", CODE_TASKS)
def test_cancelled_at_each_prompt_the_card_is_let_go_and_every_code_wiped(inserted: LoginBench, task: str) -> None:
    opening = OLD if task == "change-code" else PUK
    whole = Person(opening)
    run(inserted, whole, TASKS[task])
    inserted.world.cards.issue(inserted.world.directory.card(CARD))
    for stop_at in range(1, len(whole.asked) + 1):
        inserted.insert(CARD)
        person = Person(opening, stop_at=stop_at)
        with pytest.raises(asyncio.CancelledError):
            run(inserted, person, TASKS[task])
        assert len(person.asked) == stop_at
        assert all(code.wiped for code in person.codes)
        assert not inserted.card(CARD).powered
        inserted.readers.connect(DEFAULT_READER).close()  # nobody has it
        assert tries(inserted, CARD) == 3


@pytest.mark.parametrize("task", CODE_TASKS)
def test_a_card_pulled_at_any_command_costs_no_try(inserted: LoginBench, task: str) -> None:
    opening = OLD if task == "change-code" else PUK
    pulled_at = 0
    while True:
        pulled_at += 1
        inserted.insert(CARD, faults=FaultProfile(pulled_at=pulled_at))
        person = Person(opening)
        try:
            run(inserted, person, TASKS[task])
        except LoginFailure as failure:
            if failure.code not in {"card.removed", "card.absent"}:
                raise
        else:
            break  # done before that many commands
        assert all(code.wiped for code in person.codes)
        assert tries(inserted, CARD) == 3
        assert inserted.world.cards.summary(CARD).puk_tries_left == 10
        assert opens_with(inserted, CARD, OLD)
    assert pulled_at > 5
    assert opens_with(inserted, CARD, NEW)


def test_nobody_else_reads_the_card_meanwhile(cosmic: LoginBench) -> None:
    told: list[CardStatus] = []
    watch = CardWatch(cosmic.readers, told.append)
    watch.start()
    free: list[bool] = []

    class Looking(Person):
        async def ask(self, prompt: Prompt[A]) -> A:
            with watch.undisturbed() as nobody:
                free.append(nobody)
            return await super().ask(prompt)

    order = LoginOrder(NoIdp(), cosmic.world.readers, cosmic.world.clock, undisturbed=lambda: exclusive(watch))
    cosmic.insert(CARD)
    try:
        asyncio.run(change_code(order, Looking(OLD).ask))
        with watch.undisturbed() as nobody:
            assert nobody
    finally:
        watch.stop()
    assert free
    assert not any(free)
