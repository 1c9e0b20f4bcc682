"""The desk's card in a reader of a real pcscd in the session, and a desk whose card is in a real pcscd itself."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.cards.pcsc import PcscReaders
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis.network import USUAL_PORTS, listening, ports_of_vpcd
from cosmic_login.remote.bridge import BridgedCard, CardBridge
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import make_card, pin
from tests.unit.remote.stage import READER, Desk, Relay, Session, closing

__all__ = ["private_pcscd"]


@contextlib.contextmanager
def bridging(session: Session, pcscd: PrivatePcscd) -> Iterator[None]:
    """Bridge until the block ends."""
    inside: list[VpcdCard] = []

    def put_in(card: BridgedCard) -> None:
        made = VpcdCard(card, port=pcscd.ports[0], reconnect=True)
        made.start()
        inside.append(made)

    def pull() -> None:
        while inside:
            inside.pop().stop()

    bridge = CardBridge(session.readers, READER_NAME, put_in, pull)
    bridge.start()
    try:
        yield
    finally:
        bridge.stop()


@pytest.fixture
def local(private_pcscd: PrivatePcscd) -> Iterator[tuple[PcscReaders, Heard, str]]:
    """Give the PC/SC service of the session, and what it tells."""
    service, heard = PcscReaders(), Heard()
    watch = service.watch(heard)
    yield service, heard, private_pcscd.reader_names[0]
    watch.stop()
    service.close()


def _sign(service: PcscReaders, reader: str) -> int:
    connection = service.connect(reader)
    try:
        driver = IdPrimeCard(connection)
        driver.open()
        (certificate,) = driver.certificates()
        assert driver.tries_left() == 3  # nothing is left of whoever was here before
        with pin() as code:
            driver.verify(code)
        return len(driver.sign(certificate, Scheme.RS256, b"through two readers"))
    finally:
        connection.close()


def test_other_programs_use_the_desks_card_by_a_pcscd_in_the_session(
    desk: Desk, session: Session, private_pcscd: PrivatePcscd, local: tuple[PcscReaders, Heard, str]
) -> None:
    service, heard, reader = local
    with bridging(session, private_pcscd):
        desk.virtual.insert(READER, make_card())
        heard.wait(lambda heard: heard.cards.get(reader) == VirtualCard.ATR)
        for _ in range(2):
            assert _sign(service, reader) == 256
        desk.virtual.pull(READER)
        heard.wait(lambda heard: heard.cards.get(reader) is None)
        desk.virtual.insert(READER, make_card())
        heard.wait(lambda heard: heard.cards.get(reader) == VirtualCard.ATR)
        assert _sign(service, reader) == 256
    heard.wait(lambda heard: heard.cards.get(reader) is None)


def test_a_gap_in_the_line_is_no_pulled_card(
    desk: Desk, tmp_path: Path, private_pcscd: PrivatePcscd, local: tuple[PcscReaders, Heard, str]
) -> None:
    service, heard, reader = local
    relay, session = Relay(lambda: desk.address), Session(tmp_path / "far")
    with closing(relay, session):
        session.pair(desk)
        session.address = str(relay.address)
        desk.virtual.insert(READER, make_card())
        with bridging(session, private_pcscd):
            heard.wait(lambda heard: heard.cards.get(reader) == VirtualCard.ATR)
            before = len(heard.events)
            relay.cut()
            assert _sign(service, reader) == 256
            assert heard.events[before:] == []


def test_a_card_that_others_have_is_not_taken_for_one_that_is_out(desk: Desk, session: Session) -> None:
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    first = session.readers.connect(READER_NAME)
    card = BridgedCard(session.readers, READER_NAME, VirtualCard.ATR)
    assert card.transmit(bytes.fromhex("00200011")) == b"\x6f\x00"
    first.close()
    assert card.transmit(bytes.fromhex("00a4040c0ba000000018800000000662"))[-2:] == b"\x90\x00"
    card.pull()
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        card.transmit(bytes.fromhex("00200011"))
    card.power_off()


def test_a_card_in_a_real_reader_of_the_desk(tmp_path: Path, private_pcscd: PrivatePcscd) -> None:
    """Others at the desk may speak to a card that is shared there; the session does not notice."""
    from cosmic_login.core.clock import SystemClock
    from cosmic_login.remote.share import Share

    pcsc, other, heard = PcscReaders(), PcscReaders(), Heard()
    reader = private_pcscd.reader_names[0]
    card = VpcdCard(make_card(), port=private_pcscd.ports[0])
    desk = Desk(tmp_path / "desk")
    share = Share(desk.profile, pcsc, SystemClock(), name="Skrivbord 2", only=frozenset({reader}))
    session = Session(tmp_path / "session")
    try:
        share.start()
        session.pair(desk)
        session.address = f"reader://127.0.0.1:{share.port}"
        session.readers.watch(heard)
        card.start()
        heard.wait(lambda heard: heard.cards.get(READER_NAME) == VirtualCard.ATR)
        driver = IdPrimeCard(session.readers.connect(READER_NAME))
        driver.open()
        (certificate,) = driver.certificates()
        intruder = other.connect(reader)  # leads the card elsewhere
        intruder.transmit(bytes.fromhex("00a4040c07a0000000180c00"))
        intruder.close()
        assert driver.tries_left() == 3
        with pin() as code:
            driver.verify(code)
        assert len(driver.sign(certificate, Scheme.RS256, b"a shared card")) == 256
        card.stop()
        heard.wait(lambda heard: heard.cards.get(READER_NAME) is None)
    finally:
        session.close()
        share.stop()
        desk.close()
        card.stop()
        pcsc.close()
        other.close()


def test_doctor_knows_the_ports_of_vpcd_and_who_listens(tmp_path: Path) -> None:
    (tmp_path / "vpcd").write_text(
        'FRIENDLYNAME "V"\nDEVICENAME /dev/null:0x5000\nLIBPATH /x/libifdvpcd.so\nCHANNELID 0x5000\n'
    )
    (tmp_path / "other").write_text("DEVICENAME /dev/null:0x6000\n")
    assert ports_of_vpcd(tmp_path) == {*USUAL_PORTS, 0x5000, 0x5001}
    assert ports_of_vpcd(tmp_path / "none") == set(USUAL_PORTS)
    head = "  sl  local_address rem_address   st\n"
    (tmp_path / "tcp").write_text(f"{head}   0: 00000000:8C7B 00000000:0000 0A\n   1: 0100007F:8C7C 00000000:0000 0A\n"
                                  "   2: 0100007F:1F90 00000000:0000 01\n")  # fmt: skip
    (tmp_path / "tcp6").write_text(f"{head}   0: 00000000000000000000000001000000:8C7B {'0' * 32}:0000 0A\n")
    found = [
        (str(address), port) for address, port in listening((tmp_path / "tcp", tmp_path / "tcp6", tmp_path / "no"))
    ]
    assert found == [("0.0.0.0", 35963), ("127.0.0.1", 35964), ("::1", 35963)]  # noqa: S104


def test_doctor_warns_where_vpcd_is_reachable(private_pcscd: PrivatePcscd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private pcscd's vpcd listens everywhere, as all do."""
    from cosmic_login.diagnosis import network

    monkeypatch.setattr(network, "USUAL_PORTS", (private_pcscd.ports[0],))
    (finding,) = network.check_vpcd(None)  # type: ignore[arg-type]
    assert (finding.name, finding.status) == ("vpcd", "warn")
    assert str(private_pcscd.ports[0]) in finding.found.words()
