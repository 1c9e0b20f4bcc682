"""A card in a reader at the desk, used in the session: over real TLS, with the driver that every login has."""

from __future__ import annotations

import contextlib

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
