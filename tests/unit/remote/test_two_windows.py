"""Two windows of one session on one profile, with one shared reader: one key, one pairing, two lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.cards.reader import CardRemoved
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.readers import READER_NAME
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import make_card, pin
from tests.unit.remote.stage import READER, Desk, Session, closing


def test_two_windows_take_turns_and_share_their_pairing(tmp_path: Path, desk: Desk) -> None:
    desk.virtual.insert(READER, make_card())
    first, second = (Session(tmp_path / "session", str(desk.address)) for _ in range(2))
    heard = Heard(), Heard()
    with closing(first, second):
        first.pair(desk)
        for session, each in zip((first, second), heard, strict=True):
            session.readers.watch(each)
            each.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        connection = first.readers.connect(READER_NAME)
        driver = IdPrimeCard(connection)
        driver.open()
        with pin() as code:
            driver.verify(code)
        with pytest.raises(LoginFailure, match=r"card\.in_use"):
            second.readers.connect(READER_NAME)
        first.readers.close()  # that window is closed in the middle of a login
        other = IdPrimeCard(second.readers.connect(READER_NAME))
        other.open()
        assert other.tries_left() == 3  # and what the card knew of it is gone: no code was shown to this connection
        third = Session(tmp_path / "session", str(desk.address))
        with closing(third):
            third.readers.watch(heard_anew := Heard())
            heard_anew.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
            desk.pairings.forget("Session 1")
            for each in (heard[1], heard_anew):
                each.wait(lambda heard: CardRemoved(READER_NAME) in heard.events and heard.cards == {})
                assert each.service_code == "reader.not_paired"
            third.pair(desk)  # in one of them, and in both it is over
            for each in (heard[1], heard_anew):
                each.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
