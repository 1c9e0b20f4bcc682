"""PC/SC with a real pcscd and vpcd: connections, and what each of their failures is called."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal

import pytest

from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.reader import CardConnection, Leave, ReaderState
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.testing.pcscd import PrivatePcscd
from tests.another_program import another_program

from .hearing import Heard
from .some_cards import ASK_CODE_STATE, SELECT, VERIFY, OtherCard, PausingCard, plain_card

pytest.importorskip("smartcard.scard", reason="pyscard is not installed")

WRONG = VERIFY[:5] + b"999999".ljust(16, b"\0")


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


def test_a_card_is_shared_until_it_took_a_code(private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard) -> None:
    with (
        inserted(plain_card(), private_pcscd, heard) as reader,
        another_program(private_pcscd, reader, "shared") as other,
    ):
        connection = service.connect(reader)
        connection.transmit(SELECT)
        connection.transmit(WRONG)
        assert other.send(ASK_CODE_STATE) == b"\x63\xc2"  # a code that was wrong keeps nobody out
        connection.transmit(VERIFY)
        impatient = PcscReaders(card_wait=0.2)
        with failing("card.in_use"):
            impatient.connect(reader)
        assert connection.transmit(ASK_CODE_STATE) == b"\x90\x00"
        connection.close()
        connection = service.connect(reader)
        connection.transmit(SELECT)
        assert connection.transmit(ASK_CODE_STATE) == b"\x63\xc3"
        connection.close()
        impatient.close()


def test_a_card_that_was_only_read_keeps_what_another_program_made_of_it(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    with (
        inserted(plain_card(), private_pcscd, heard) as reader,
        another_program(private_pcscd, reader, "shared") as other,
    ):
        other.send(SELECT)
        other.send(VERIFY)
        connection = service.connect(reader)
        connection.transmit(ASK_CODE_STATE)
        connection.close()
        assert other.send(ASK_CODE_STATE) == b"\x90\x00"


def test_a_card_that_another_program_reset_is_taken_up_again(
    private_pcscd: PrivatePcscd, service: PcscReaders, heard: Heard
) -> None:
    with inserted(plain_card(), private_pcscd, heard) as reader:
        ours, other = service.connect(reader), PcscReaders().connect(reader)
        for connection in (ours, other):
            connection.transmit(SELECT)
        other.transmit(VERIFY)
        other.close()  # with a reset
        assert ours.transmit(SELECT) == b"\x90\x00"
        ours.close()


@pytest.mark.parametrize("how", ["exclusive", "transaction"])
def test_a_card_that_another_program_has_alone_is_in_use_until_it_lets_go(
    private_pcscd: PrivatePcscd, heard: Heard, how: Literal["exclusive", "transaction"]
) -> None:
    service = PcscReaders(card_wait=0.3)
    with (
        inserted(plain_card(), private_pcscd, heard) as reader,
        another_program(private_pcscd, reader, how) as holder,
    ):
        for _ in range(2):  # the second time it is the first call that is waited for
            with failing("card.in_use"):
                service.connect(reader)
        holder.let_go()
        patient = PcscReaders(card_wait=20)
        patient.connect(reader).close()
    service.close()
    for thread in threading.enumerate():
        if thread.name == "pcsc-card":
            thread.join(20)
            assert not thread.is_alive()


def test_a_transaction_that_begins_beside_us_is_waited_for_and_no_longer(
    private_pcscd: PrivatePcscd, heard: Heard
) -> None:
    service = PcscReaders(card_wait=0.3)
    with inserted(plain_card(), private_pcscd, heard) as reader:
        connection = service.connect(reader)
        connection.transmit(SELECT)
        with another_program(private_pcscd, reader):
            with failing("card.in_use"):
                connection.transmit(bytearray(VERIFY))
            with failing("card.removed"):  # it has been left, and shuts itself
                connection.transmit(SELECT)
            connection.close()
        again = PcscReaders(card_wait=20).connect(reader)
        again.transmit(SELECT)
        assert again.transmit(ASK_CODE_STATE) == b"\x63\xc3"  # the code never reached the card
        again.close()


def test_a_reader_of_any_name_works_beside_others() -> None:
    name = "Läsare Ωmega"
    with PrivatePcscd((name, "L\udce4sare")) as pcscd:  # the second in Latin-1
        service, heard = PcscReaders(), Heard()
        service.watch(heard)
        heard.wait(lambda h: len(h.cards) == 4)
        with inserted(plain_card(), pcscd, heard) as reader:
            assert reader.startswith(name)
            assert [state.name.rpartition(" ")[0] for state in service.readers()[::2]] == [f"{name} 00", "Läsare 00"]
            assert service.readers()[0] == ReaderState(reader, VirtualCard.ATR)
            with failing("card.absent"):
                service.connect("Läsare 00 01")
            connection = service.connect(reader)
            assert connection.transmit(SELECT) == b"\x90\x00"
            connection.close()
        service.close()


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
from cosmic_login.cards import pcsc_lite
sys.modules["smartcard"] = None
pcsc_lite.LIBRARY = "libnone.so"
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


def test_without_a_library_it_is_missing_and_nothing_breaks() -> None:
    run = subprocess.run([sys.executable, "-c", _BLOCKED], capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.splitlines() == [
        "pcsc.missing",
        "pcsc.missing",
        "ServiceLost(service='pcsc', code='pcsc.missing')",
    ], run.stderr
    assert run.stderr == ""


_PYSCARD = """
import sys
from cosmic_login.cards import pcsc_lite
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.core.failures import LoginFailure
from queue import Queue
pcsc_lite.LIBRARY = "libnone.so"
service = PcscReaders()
first = service.readers()[0]
connection = service.connect(first.name)
print(connection.transmit(bytes.fromhex(sys.argv[1])).hex())
connection.close()

from smartcard import scard
def broken(*args):
    raise SystemError("<built-in function SCardListReaders> returned a result with an exception set")
scard.SCardListReaders = broken
heard = Queue()
watch = service.watch(heard.put)
for use in (service.readers, lambda: service.connect("L\u00e4sare 00 00")):
    try:
        use()
    except LoginFailure as failure:
        print(failure.code)
while "ServiceLost" not in str(event := heard.get(timeout=20)):
    pass
print(event)
service.close()
"""


def test_pyscard_lets_nothing_out_and_is_told_no_other_name_than_ascii(
    private_pcscd: PrivatePcscd, heard: Heard
) -> None:
    with inserted(plain_card(), private_pcscd, heard):
        run = subprocess.run(
            [sys.executable, "-c", _PYSCARD, SELECT.hex()],
            env=os.environ | private_pcscd.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.stdout.splitlines() == [
        "9000",
        "pcsc.stopped",
        "reader.unknown",
        "ServiceLost(service='pcsc', code='pcsc.stopped')",
    ], run.stderr


def test_a_card_that_took_a_code_is_given_back_in_time_and_reset(private_pcscd: PrivatePcscd, heard: Heard) -> None:
    service = PcscReaders(kept=0.3)
    with (
        inserted(plain_card(), private_pcscd, heard) as reader,
        another_program(private_pcscd, reader, "shared") as other,
    ):
        connection = service.connect(reader)
        connection.transmit(SELECT)
        connection.transmit(VERIFY)
        assert other.send(SELECT) == b""  # it waited for its turn, and is told that the card was reset
        patient = PcscReaders(card_wait=20)
        again = patient.connect(reader)
        again.transmit(SELECT)
        assert again.transmit(ASK_CODE_STATE) == b"\x63\xc3"
        again.close()
        with failing("login.timeout"):
            connection.transmit(ASK_CODE_STATE)
    service.close()


def test_a_daemon_that_does_not_answer_is_left(private_pcscd: PrivatePcscd, heard: Heard) -> None:
    with inserted(plain_card(), private_pcscd, heard) as reader:
        service, told = PcscReaders(), Heard()
        service.watch(told)
        told.wait(lambda h: h.cards.get(reader) is not None)
        connection = service.connect(reader)
        os.kill(private_pcscd.pid, signal.SIGSTOP)
        try:
            with failing("pcsc.stopped"):
                service.readers()
            service.close()
            with failing("card.removed"):
                connection.transmit(SELECT)
        finally:
            os.kill(private_pcscd.pid, signal.SIGCONT)
