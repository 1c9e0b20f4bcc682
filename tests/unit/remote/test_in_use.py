"""What is said of a card that cannot be had: at the desk or in a virtual reader no program of this machine has it."""

from __future__ import annotations

import asyncio
import ctypes.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.card.watch import CardWatch
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import CardConnection, ReaderService
from cosmic_login.cards.readers import ReaderHub
from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import InsertCard
from cosmic_login.core.situations import CardSituation
from cosmic_login.remote.readers import READER_NAME, RemoteReaders
from tests.unit.cards.support import make_card
from tests.unit.remote.stage import READER, WAIT_S, Desk, Session, closing

_USES_READERS = "import ctypes, sys; ctypes.CDLL(sys.argv[1]); print('here', flush=True); sys.stdin.read()"


@pytest.fixture(autouse=True)
def program_here() -> Iterator[None]:
    """Have a program on this machine that uses card readers, as a browser does."""
    library = ctypes.util.find_library("pcsclite")
    assert library, "libpcsclite1 is not installed"
    arguments = [sys.executable, "-c", _USES_READERS, library]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        assert PcscReaders().programs("any"), "it is to be seen, or these tests say nothing"
        try:
            yield
        finally:
            process.kill()


@pytest.fixture
def other(tmp_path: Path, desk: Desk) -> Iterator[Session]:
    """Give another session of that desk, which has the card."""
    desk.virtual.insert(READER, make_card())
    made = Session(tmp_path / "other")
    with closing(made):
        made.pair(desk)
        made.address = str(desk.address)
        made.readers.connect(READER_NAME)
        yield made


def asked_by_a_login(service: ReaderService) -> InsertCard:
    """Look for a card and return what the person is asked."""

    async def look() -> InsertCard:
        asked: asyncio.Future[InsertCard] = asyncio.get_running_loop().create_future()

        async def ask(prompt: object) -> object:
            if isinstance(prompt, InsertCard):
                asked.set_result(prompt)
                await asyncio.Event().wait()
            return None

        looking = asyncio.create_task(wait_for_card([service], ask))  # type: ignore[arg-type]
        try:
            async with asyncio.timeout(WAIT_S):
                either: set[asyncio.Future[Any]] = {asked, looking}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if looking.done():
                looking.result()
            return asked.result()
        finally:
            looking.cancel()
            await asyncio.wait({looking})

    return asyncio.run(look())


def test_a_login_names_no_program_of_the_session_for_a_card_at_the_desk(session: Session, other: Session) -> None:
    assert other.readers.readers()
    prompt = asked_by_a_login(session.readers)
    assert prompt == InsertCard(CardSituation.IN_USE, (READER_NAME,), ())
    assert str(without_card(prompt)) == f"card.in_use: {READER_NAME}"


def test_a_login_that_cannot_read_its_own_pairings_ends_with_that(session: Session, desk: Desk) -> None:
    """It was told as an empty reader, for there is a virtual one."""
    desk.virtual.insert(READER, make_card())
    session.profile.paired_file.write_bytes(b"damaged")
    with pytest.raises(LoginFailure, match=r"profile\.damaged"):
        asked_by_a_login(session.readers)
    told: Queue[CardStatus] = Queue()
    empty = VirtualReaders()
    empty.add("Läsare")
    watch = CardWatch(ReaderHub([empty, session.readers]), told.put)
    watch.start()
    while told.get(timeout=WAIT_S).situation is not CardSituation.LINE_LOST:
        pass
    watch.stop()
    empty.close()


def test_a_login_names_no_program_for_a_card_in_a_virtual_reader(desk: Desk) -> None:
    desk.virtual.insert(READER, make_card())
    desk.virtual.connect(READER)
    assert asked_by_a_login(desk.virtual) == InsertCard(CardSituation.IN_USE, (READER,), ())


def test_the_watch_names_no_program_of_the_session_for_a_card_at_the_desk(session: Session, other: Session) -> None:
    assert other.readers.readers()
    told: Queue[CardStatus] = Queue()
    watch = CardWatch(ReaderHub([session.readers]), told.put)
    watch.start()
    while (status := told.get(timeout=WAIT_S)).situation is not CardSituation.IN_USE:
        pass
    watch.stop()
    assert (status.reader, status.programs) == (READER_NAME, ())


def test_a_command_that_waits_names_no_program_of_the_session(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program at the desk takes the card between two commands: the desk's own service says so, the desk tells it."""
    desk.virtual.insert(READER, make_card())
    taken = [True]
    true_connect = desk.virtual.connect

    def connect(reader: str) -> CardConnection:
        made = true_connect(reader)
        true_transmit = made.transmit

        def transmit(command: bytes | bytearray) -> bytes:
            if taken and command[1] == 0x20:  # after what is read ahead
                taken.clear()
                raise LoginFailure("card.in_use", "programs that use card readers: a browser at the desk")
            return true_transmit(command)

        monkeypatch.setattr(made, "transmit", transmit)
        return made

    monkeypatch.setattr(desk.virtual, "connect", connect)
    prompts: list[object] = []

    async def use(readers: RemoteReaders) -> int:
        card = await CardSession(readers, READER_NAME).open()

        async def ask(prompt: object) -> object:
            prompts.append(prompt)
            return None

        card.ask = ask  # type: ignore[assignment]
        try:
            return await card.tries_left()
        finally:
            await card.close()

    assert asyncio.run(use(session.readers)) == 3
    assert [each for each in prompts if isinstance(each, InsertCard)] == [
        InsertCard(CardSituation.IN_USE, (READER_NAME,), ())
    ]
