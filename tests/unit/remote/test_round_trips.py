"""How often a login waits for the line, counted by a relay on it, and that nothing but reading is done ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.remote.ahead import Ahead, Exchange
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import SharePatience
from tests.unit.cards.support import make_card, pin
from tests.unit.remote.stage import LINE, LONG, READER, Desk, Relay, Session, closing

QUIET = replace(LINE, alive=60.0, silence=120.0)  # nothing is said in between
SELECT_APPLICATION = bytes.fromhex("00a4040c0ba000000018800000000662")
SELECT_INDEX, SELECT_CARD_ID = bytes.fromhex("00a40800020101"), bytes.fromhex("00a40800020201")
READ = bytes.fromhex("00b0000010")


@pytest.fixture
def quiet_line(tmp_path: Path) -> Iterator[tuple[Desk, Relay, Session]]:
    desk = Desk(tmp_path / "quiet desk", patience=SharePatience(line=QUIET))
    relay = Relay(lambda: desk.address)
    session = Session(tmp_path / "session", str(relay.address), replace(LONG, line=QUIET))
    with closing(desk, relay, session):
        session.pair(desk)
        desk.virtual.insert(READER, make_card("rsa2048", "rsa2048"))
        session.wait_card(there=True)
        yield desk, relay, session


def _prove(driver: IdPrimeCard) -> None:
    (certificate, *_) = driver.certificates()
    assert driver.tries_left() == 3
    with pin() as code:
        driver.verify(code)
    driver.sign(certificate, Scheme.RS256, b"a challenge")


def test_a_login_waits_at_most_twelve_times(quiet_line: tuple[Desk, Relay, Session]) -> None:
    """The first use of a card has two proofs (R7); what is read between them costs nothing."""
    _, relay, session = quiet_line
    before = relay.turns
    connection = session.readers.connect(READER_NAME)
    driver = IdPrimeCard(connection)
    driver.open()
    _prove(driver)
    once = relay.turns - before
    _prove(driver)
    connection.close()
    assert once <= 7
    assert relay.turns - before <= 12


def test_reading_after_something_else_leads_the_card_there_first() -> None:
    ahead = Ahead([
        Exchange(SELECT_APPLICATION, b"\x90\0"),
        Exchange(SELECT_INDEX, b"index\x90\0"), Exchange(READ, b"1\x90\0"),
        Exchange(SELECT_CARD_ID, b"card id\x90\0"), Exchange(READ, b"2\x90\0"),
    ])  # fmt: skip
    further = bytes.fromhex("00b0001010")
    assert ahead.answer(READ) is None  # nothing was selected
    for command, answer in ((SELECT_APPLICATION, b""), (SELECT_INDEX, b"index"), (READ, b"1")):
        assert ahead.answer(command) == answer + b"\x90\0"
    assert ahead.answer(further) is None
    assert ahead.behind(further) == [SELECT_INDEX]  # the card stands at its number
    assert ahead.behind(further) == []
    assert ahead.answer(SELECT_CARD_ID) == b"card id\x90\0"
    assert ahead.behind(bytes.fromhex("00200011")) == []  # a code is asked for wherever one stands
    assert ahead.behind(further) == [SELECT_CARD_ID]


def test_writing_makes_what_was_read_worth_nothing() -> None:
    ahead = Ahead(
        [Exchange(SELECT_APPLICATION, b"\x90\0"), Exchange(SELECT_INDEX, b"\x90\0"), Exchange(READ, b"1\x90\0")]
    )
    for command in (SELECT_APPLICATION, SELECT_INDEX, READ):
        assert ahead.answer(command) is not None
    ahead.behind(bytes.fromhex("00db3fff025c00"))
    assert ahead.answer(READ) is None
    assert ahead.answer(SELECT_INDEX) is None
