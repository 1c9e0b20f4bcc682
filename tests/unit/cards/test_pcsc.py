"""PC/SC with a real pcscd and vpcd: connections, and what each of their failures is called."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import CardConnection, Leave, ReaderState
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.testing.pcscd import PrivatePcscd

from .hearing import Heard
from .some_cards import ASK_CODE_STATE, SELECT, VERIFY, OtherCard, PausingCard, plain_card

pytest.importorskip("smartcard.scard", reason="pyscard is not installed")


@pytest.fixture
def service() -> Iterator[PcscReaders]:
    made = PcscReaders()
    yield made
    made.close()


@pytest.fixture
def heard(private_pcscd: PrivatePcscd, service: PcscReaders) -> Heard:
    listener = Heard()
    service.watch(listener)
    listener.wait(lambda h: len(h.cards) == 2)
    return listener


@contextmanager
def inserted(card: VirtualCard, pcscd: PrivatePcscd, heard: Heard) -> Iterator[str]:
    """Put a card into the first slot and wait until it is seen there; gives the reader's name."""
    reader = pcscd.reader_names[0]
    vpcd = VpcdCard(card, port=pcscd.ports[0])
    vpcd.start()
    try:
        heard.wait(lambda h: h.cards[reader] == card.ATR)
        yield reader
    finally:
        vpcd.stop()


def failing(code: str) -> pytest.RaisesExc[LoginFailure]:
    return pytest.RaisesExc(LoginFailure, match=code.replace(".", r"\."))


def test_readers_and_their_cards_are_listed(private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard) -> None:
    first, second = private_pcscd.reader_names
    assert service.readers() == (ReaderState(first, None), ReaderState(second, None))
    with inserted(OtherCard.make("other", []), private_pcscd, heard):
        assert service.readers() == (ReaderState(first, OtherCard.ATR), ReaderState(second, None))


@pytest.mark.parametrize("leave", list(Leave))
def test_a_connection_carries_commands_and_clears_the_security_status(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard, leave: Leave
) -> None:
    with inserted(plain_card(), private_pcscd, heard) as reader:
        connection = service.connect(reader)
        assert (connection.reader, connection.atr) == (reader, VirtualCard.ATR)
        assert connection.transmit(SELECT) == b"\x90\x00"
        assert connection.transmit(bytearray(VERIFY)) == b"\x90\x00"
        assert connection.transmit(ASK_CODE_STATE) == b"\x90\x00"
        connection.close(leave)
        connection.close(leave)
        with failing("card.removed"):
            connection.transmit(SELECT)
        again = service.connect(reader)
        again.transmit(SELECT)
        assert again.transmit(ASK_CODE_STATE) == b"\x63\xc3"
        again.close()


def test_an_exclusive_connection_is_one(private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard) -> None:
    with inserted(plain_card(), private_pcscd, heard) as reader:
        connection = service.connect(reader)
        with failing("card.in_use"):
            PcscReaders().connect(reader)
        connection.close()


_HOLDER = """
import sys
from smartcard import scard
share = {"exclusive": scard.SCARD_SHARE_EXCLUSIVE, "shared": scard.SCARD_SHARE_SHARED}[sys.argv[2]]
result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
result, card, protocol = scard.SCardConnect(context, sys.argv[1], share, scard.SCARD_PROTOCOL_ANY)
print(result, flush=True)
sys.stdin.readline()
scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
scard.SCardReleaseContext(context)
"""


@pytest.mark.parametrize("share", ["exclusive", "shared"])
def test_a_card_that_another_program_holds_is_in_use_until_it_lets_go(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard, share: str
) -> None:
    with (
        inserted(plain_card(), private_pcscd, heard) as reader,
        subprocess.Popen(
            [sys.executable, "-c", _HOLDER, reader, share],
            env=os.environ | private_pcscd.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as holder,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "0\n"
        with failing("card.in_use"):
            service.connect(reader)
        holder.communicate("\n", timeout=20)
        service.connect(reader).close()


def test_an_empty_slot_and_an_unknown_reader(private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard) -> None:
    with failing("card.absent"):
        service.connect(private_pcscd.reader_names[0])
    with failing("reader.unknown"):
        service.connect("no such reader")


def test_a_card_pulled_in_the_middle_of_a_command_is_removed(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    pausing = PausingCard()
    vpcd = VpcdCard(pausing.card, port=private_pcscd.ports[0])
    vpcd.start()
    reader = private_pcscd.reader_names[0]
    heard.wait(lambda h: h.cards[reader] is not None)
    connection = service.connect(reader)
    with ThreadPoolExecutor(2) as pool:
        command = pool.submit(connection.transmit, SELECT)
        assert pausing.inside.wait(20)
        pulling = pool.submit(vpcd.stop)
        with failing("card.removed"):
            command.result(20)
        pausing.go_on.set()
        pulling.result(20)
    with failing("card.removed"):
        connection.transmit(SELECT)
    connection.close()


def test_a_card_that_leaves_at_a_command_is_removed(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    card = plain_card()
    with inserted(card, private_pcscd, heard) as reader:
        connection = service.connect(reader)
        card.faults = FaultProfile(pulled_at=1)
        card.power_on()
        with failing("card.removed"):
            connection.transmit(SELECT)
        connection.close()


def test_a_connection_does_not_speak_to_the_next_card(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    with inserted(plain_card(), private_pcscd, heard) as reader:
        connection = service.connect(reader)
    heard.wait(lambda h: h.cards[reader] is None)
    other = OtherCard.make("other", [])
    with inserted(other, private_pcscd, heard):
        with failing("card.removed"):
            connection.transmit(VERIFY[:-1] + b"\x39")
        connection.close()
        fresh = service.connect(reader)
        assert fresh.atr == OtherCard.ATR
        fresh.close()
    assert other.tries_left()[0x11] == 3


def test_a_daemon_that_dies_takes_connections_with_it(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    connection: CardConnection
    with inserted(plain_card(), private_pcscd, heard) as reader:
        connection = service.connect(reader)
        private_pcscd.stop(kill=True)
        with failing("pcsc.stopped"):
            connection.transmit(SELECT)
    private_pcscd.start()
    with failing("pcsc.stopped"):  # a handle of the daemon that died
        connection.transmit(SELECT)
    connection.close()


def test_without_a_daemon_the_service_is_stopped(private_pcscd: PrivatePcscd, service: PcscReaders) -> None:
    private_pcscd.stop()
    with failing("pcsc.stopped"):
        service.readers()
    with failing("pcsc.stopped"):
        service.connect("any")


_BLOCKED = """
import sys
sys.modules["smartcard"] = None
from cosmic_login.cards.pcsc import open_reader_service
from cosmic_login.cards.reader import ReaderContext
from cosmic_login.core.failures import LoginFailure
from queue import Queue
service = open_reader_service(ReaderContext(None, {}))
for use in (service.readers, lambda: service.connect("any")):
    try:
        use()
    except LoginFailure as failure:
        print(failure.code)
heard = Queue()
watch = service.watch(heard.put)
print(heard.get(timeout=20))
watch.stop()
service.close()
"""


def test_without_pyscard_it_is_missing_and_nothing_breaks() -> None:
    run = subprocess.run([sys.executable, "-c", _BLOCKED], capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.splitlines() == [
        "pcsc.missing",
        "pcsc.missing",
        "ServiceLost(service='pcsc', code='pcsc.missing')",
    ], run.stderr
    assert run.stderr == ""
