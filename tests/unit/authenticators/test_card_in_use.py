"""A login, and the watch between logins, beside another program that has the card for itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from queue import Queue

import pytest

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.card.watch import CardWatch
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.prompts import CodeEntered, EnterCode, InsertCard
from cosmic_login.core.situations import CardSituation
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from cosmic_login.testing.robot import Robot
from tests.another_program import AnotherProgram, another_program
from tests.unit.cards.hearing import Heard

__all__ = ["private_pcscd"]
pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@pytest.fixture
def reader(cosmic: LoginBench, private_pcscd: PrivatePcscd) -> Iterator[str]:
    """Put Anna's card into a reader of a real pcscd."""
    vpcd, heard, service = VpcdCard(cosmic.card("anna-1"), port=private_pcscd.ports[0]), Heard(), PcscReaders()
    name = private_pcscd.reader_names[0]
    service.watch(heard)
    vpcd.start()
    try:
        heard.wait(lambda h: h.cards.get(name) is not None)
        service.close()
        yield name
    finally:
        vpcd.stop()


def test_a_login_says_so_and_goes_on_by_itself(cosmic: LoginBench, private_pcscd: PrivatePcscd, reader: str) -> None:
    with another_program(private_pcscd, reader) as holder:

        def let_go(_prompt: InsertCard) -> None:
            if holder.holds:
                holder.let_go()

        robot = Robot().on(InsertCard, let_go)
        assert cosmic.login(robot, reader=reader).identity is not None
    (prompt, *_) = robot.asked_for(InsertCard)
    assert prompt.situation is CardSituation.IN_USE
    assert [name for name in prompt.programs if name.startswith("python")]


def test_a_login_is_left_at_once_while_it_waits(cosmic: LoginBench, private_pcscd: PrivatePcscd, reader: str) -> None:
    with another_program(private_pcscd, reader) as holder:

        async def leave() -> None:
            asked = asyncio.Event()
            robot = Robot().on(InsertCard, lambda _prompt: asked.set())
            login = asyncio.create_task(cosmic.login_async(robot, reader=reader))
            await asked.wait()
            login.cancel()
            with pytest.raises(asyncio.CancelledError):
                await login

        asyncio.run(leave())
        assert holder.holds


def test_the_watch_looks_again_until_the_card_is_let_go(private_pcscd: PrivatePcscd, reader: str) -> None:
    told: Queue[CardStatus] = Queue()
    service = PcscReaders(card_wait=0.2)
    watch = CardWatch(service, told.put)
    with another_program(private_pcscd, reader) as holder:
        watch.start()
        while (status := told.get(timeout=20)).situation is not CardSituation.IN_USE:
            pass
        assert status.reader == reader
        assert status.programs
        holder.let_go()
        while (status := told.get(timeout=20)).situation is not None:
            pass
    assert status.who.startswith("Anna")
    watch.stop()
    service.close()


def test_a_code_waits_for_the_card_and_is_sent_once(
    cosmic: LoginBench, private_pcscd: PrivatePcscd, reader: str
) -> None:
    with contextlib.ExitStack() as programs:
        holders: list[AnotherProgram] = []

        def taken(_prompt: EnterCode) -> CodeEntered:
            holders.append(programs.enter_context(another_program(private_pcscd, reader)))
            return CodeEntered(robot.next_code())

        def let_go(_prompt: InsertCard) -> None:
            if holders[-1].holds:
                holders[-1].let_go()

        robot = Robot(codes=["111111", "123456"]).on(EnterCode, taken).on(InsertCard, let_go)
        assert cosmic.login(robot, reader=reader).identity is not None
    asked = robot.asked_for(EnterCode)
    assert [prompt.tries_left for prompt in asked] == [3, 2]
    assert [prompt.situation for prompt in robot.asked_for(InsertCard)] == [CardSituation.IN_USE] * 2
