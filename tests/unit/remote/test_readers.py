"""A card in a reader at the desk, used in the session: over real TLS, with the driver that every login has."""

from __future__ import annotations

import contextlib
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderRemoved,
    ReaderState,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.held import Use
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import News
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import make_card, pin
from tests.unit.remote.stage import READER, Desk, Session


def test_the_reader_of_the_desk_is_there_with_its_card(desk: Desk, session: Session) -> None:
    assert session.readers.readers() == (ReaderState(READER_NAME),)
    heard = Heard()
    with contextlib.closing(session.readers):
        session.readers.watch(heard)
        heard.wait(lambda heard: heard.cards == {READER_NAME: None})
        desk.virtual.insert(READER, make_card())
        heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        desk.virtual.pull(READER)
        heard.wait(lambda heard: heard.cards == {READER_NAME: None})
        desk.virtual.remove(READER)
        heard.wait(lambda heard: heard.cards == {})
    assert [type(event) for event in heard.events] == [
        ServiceBack, ReaderAdded, CardInserted, CardRemoved, ReaderRemoved,
    ]  # fmt: skip


class FaultyCard:
    """A card that the desk cannot use for a reason of its own: its file may not be written, say."""

    ATR: ClassVar[bytes] = VirtualCard.ATR

    def __init__(self, code: str, at: str) -> None:
        self._code, self._at, self._card = code, at, make_card()
        self._powered = 0

    def power_on(self) -> bytes:
        self._powered += 1
        if self._at == "CONNECT" and self._powered > 1:  # the first time the reader looks whether it is mute
            raise LoginFailure(self._code, "/home/somebody/profile/cards: at the desk")
        return self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def transmit(self, command: bytes | bytearray) -> bytes:
        if self._at == "SEND" and command[1] == 0x20:
            raise LoginFailure(self._code, "/home/somebody/profile/cards: at the desk")
        return self._card.transmit(command)


def _ask_tries(session: Session) -> None:
    with contextlib.closing(session.readers.connect(READER_NAME)) as connection:
        IdPrimeCard(connection).tries_left()


@pytest.mark.parametrize("at", ["CONNECT", "SEND"])
@pytest.mark.parametrize("code", ["profile.readonly", "profile.full", "card.damaged", "plugin.left_out"])
def test_what_is_wrong_at_the_desk_is_told_there_and_the_line_goes_on(
    desk: Desk, session: Session, code: str, at: str
) -> None:
    """To the session it was something that answers at the address and makes no sense."""
    desk.virtual.insert(READER, FaultyCard(code, at))
    session.wait_card(there=True)
    for _ in range(2):
        with pytest.raises(LoginFailure, match=r"reader\.desk_unable") as raised:
            _ask_tries(session)
        assert "somebody" not in str(raised.value)
    assert desk.news.wait_for("refused") == News("refused", "Session 1", code=code)
    assert session.readers.readers()
    assert not [news for news in desk.news.all if news.kind == "lost"]


def test_a_desk_whose_own_service_has_stopped_says_so_to_whoever_comes_later(desk: Desk, session: Session) -> None:
    desk.virtual.stop_service()
    first, heard = Heard(), Heard()  # before the first has heard of it the desk may not know yet itself
    watch = session.readers.watch(first)
    first.wait(lambda heard: ServiceLost("remote", "pcsc.stopped") in heard.events)
    watch.stop()
    with pytest.raises(LoginFailure, match=r"pcsc\.stopped"):
        session.readers.readers()
    session.readers.watch(heard)
    heard.wait(lambda heard: ServiceLost("remote", "pcsc.stopped") in heard.events)
    desk.virtual.start_service()
    heard.wait(lambda heard: heard.cards == {READER_NAME: None})
    assert heard.events[-2:] == [ServiceBack("remote"), ReaderAdded(READER_NAME)]


def test_a_certificate_that_appears_late_is_seen_over_the_line_too(desk: Desk, session: Session) -> None:
    card = make_card()
    card.faults = FaultProfile(certificate_after_s=600.0)
    desk.virtual.insert(READER, card)
    session.wait_card(there=True)
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    assert not any(each.usage == "authenticate" for each in driver.certificates())
    card.faults = FaultProfile()
    assert [each.usage for each in driver.certificates()] == ["authenticate"]


def test_a_card_signs_for_the_session(desk: Desk, session: Session) -> None:
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    connection = session.readers.connect(READER_NAME)
    driver = IdPrimeCard(connection)
    driver.open()
    (certificate,) = driver.certificates()
    with pin() as code:
        driver.verify(code)
    signature = driver.sign(certificate, Scheme.RS256, b"what is signed")
    public = x509.load_der_x509_certificate(certificate.der).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signature, b"what is signed", padding.PKCS1v15(), SHA256())
    connection.close()
    asked = [news.use for news in desk.news.all if news.kind == "asks"]
    assert asked == [Use.READ, Use.CODE, Use.KEY]


def test_a_wrong_code_costs_a_try_and_says_so(desk: Desk, session: Session) -> None:
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    with pin("999999") as code, pytest.raises(LoginFailure) as wrong:
        driver.verify(code)
    assert (wrong.value.code, wrong.value.tries_left) == ("code.wrong", 2)


def test_no_card_no_reader_and_a_card_in_use(desk: Desk, session: Session) -> None:
    with pytest.raises(LoginFailure, match=r"card\.absent"):
        session.readers.connect(READER_NAME)
    with pytest.raises(LoginFailure, match=r"reader\.unknown"):
        session.readers.connect(READER)
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    first = session.readers.connect(READER_NAME)
    with pytest.raises(LoginFailure, match=r"card\.in_use"):
        session.readers.connect(READER_NAME)
    first.close()
    session.readers.connect(READER_NAME).close()
