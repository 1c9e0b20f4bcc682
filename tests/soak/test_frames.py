"""Hostile frames to a desk that shares its reader, and to a session: refused, the others served on, no defect."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from queue import Empty

import pytest

from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
from cosmic_login.remote.connection import RemoteConnection
from cosmic_login.remote.frames import Kind, encode_members, encode_send
from cosmic_login.remote.keys import Pairings, Partner
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import SharePatience
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_frames import HostileFrames
from tests.unit.cards.support import make_card
from tests.unit.remote.stage import LINE, READER, SHORT, WAIT_S, Desk, Session, closing
from tests.unit.remote.test_strangers import Caller, LyingDesk

#: What a session may be told by a desk that sends anything.
TOLD = frozenset({
    "card.absent", "card.garbled", "card.in_use", "card.other_kind", "card.refused", "card.removed", "card.unreadable",
    "pcsc.missing", "pcsc.stopped", "reader.denied", "reader.lost", "reader.not_paired", "reader.other_protocol",
    "reader.remote_garbled", "reader.remote_lost", "reader.unknown",
})  # fmt: skip
#: Frames that one caller sends at the most.
A_CALL = 40


def to_the_desk(run: Campaign, desk: Desk, folder: Path) -> None:
    """Call again and again, greet most times, and send what nobody should."""
    pairings = Pairings(Profile.open(folder))
    desk.pairings.remember(Partner("Session 2", "session", pairings.own().fingerprint, "2026-01-01"))
    frames = HostileFrames(run.random, session=True)
    _see_an_answer(run, desk, pairings)
    for _ in run.rounds(0):
        caller = Caller(desk, pairings)
        try:
            with_frames = [frames() for _ in range(run.random.randrange(1, A_CALL))]
            if run.random.random() < 0.8:
                with_frames.insert(0, frames.greeting())
            for frame in with_frames:
                run.done += 1
                try:
                    caller.say(frame)
                except LoginFailure:
                    break  # sent away
            _hear_out(run, caller)
        finally:
            caller.close()


def _see_an_answer(run: Campaign, desk: Desk, pairings: Pairings) -> None:
    """Be orderly once: what follows reaches a desk that would answer it."""
    caller = Caller(desk, pairings)
    try:
        caller.say(bytearray(HostileFrames(run.random, session=True).greeting()))
        caller.heard(Kind.WELCOME)
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        caller.heard(Kind.CONNECTED)
        caller.say(encode_send(1, 1, bytes.fromhex("0084000008"), whole=True))
        while True:
            come = caller.coming.get(timeout=WAIT_S)
            assert not isinstance(come, LoginFailure), come.code
            run.counts[come.kind.name] += 1
            if come.kind is Kind.ANSWER:
                return
    finally:
        caller.close()


def _hear_out(run: Campaign, caller: Caller) -> None:
    """Count what the desk said, as far as it has come; who is not sent away hangs up."""
    while True:
        try:
            come = caller.coming.get(timeout=0.3)
        except Empty:
            run.counts["heard out"] += 1
            return
        if isinstance(come, LoginFailure):
            run.counts["hung up"] += 1
            return
        run.counts[come.kind.name] += 1


def to_the_session(run: Campaign, folder: Path) -> None:
    """Be a desk that answers anything with anything."""
    frames = HostileFrames(run.random, session=False)

    def answers(frame: object) -> list[bytearray]:
        kind = getattr(frame, "kind", None)
        greeting = [bytearray(frames.greeting())] if kind is Kind.HELLO and run.random.random() < 0.9 else []
        sent = [bytearray(frames()) for _ in range(run.random.randrange(6))]
        run.done += len(sent)
        return greeting + sent

    desk = Pairings(Profile.open(folder / "liar"))
    liar = LyingDesk(desk, answers)
    session = Session(folder / "session", f"reader://127.0.0.1:{liar.port}", SHORT)
    session.pairings.remember(Partner("Skrivbord", "desk", desk.own().fingerprint, "2026-01-01"))
    unheard_of: set[str] = set()
    try:
        for _ in run.rounds(1):
            try:
                connection = session.readers.connect(READER_NAME)
                try:
                    IdPrimeCard(connection).open()
                finally:
                    connection.close()
                run.counts["opened"] += 1
            except LoginFailure as failure:
                unheard_of.update({failure.code} - TOLD)
                run.counts[failure.code] += 1
    finally:
        session.close()
        liar.close()
    assert unheard_of == set()


class NoDefect(logging.Handler):
    """Keeps what is logged as an error: a thread of ours that has met what nobody thought of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))


def both(run: Campaign, tmp_path: Path) -> None:
    """Meet the desk, then the session; the desk's other session is served to the end."""
    no_defect = NoDefect()
    logging.getLogger("cosmic_login.remote").addHandler(no_defect)
    desk, other = Desk(tmp_path / "desk", patience=SharePatience(away=0.1, line=LINE)), Session(tmp_path / "other")
    try:
        with closing(desk, other):
            other.pair(desk)
            other.address = str(desk.address)
            desk.virtual.insert(READER, make_card())
            size, run.size = run.size, max(1, run.size * 3 // 4)
            to_the_desk(run, desk, tmp_path / "caller")
            run.size = size
            desk.news.all.clear()
            other.wait_card(there=True)
            driver = IdPrimeCard(_free(other))
            driver.open()
            assert driver.tries_left() == 3
        to_the_session(run, tmp_path)
    finally:
        logging.getLogger("cosmic_login.remote").removeHandler(no_defect)
    assert no_defect.found == []


def _free(other: Session) -> RemoteConnection:
    """Connect once the hostile caller's card is let go, whose line has just ended."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            return other.readers.connect(READER_NAME)
        except LoginFailure as failure:
            if failure.code != "card.in_use" or time.monotonic() > until:
                raise
            time.sleep(0.05)


def test_hostile_frames(tmp_path: Path) -> None:
    run = Campaign.short("frames", 1200)
    both(run, tmp_path)
    assert {"REFUSED", "WELCOME", "ANSWER", "reader.remote_garbled"} <= run.counts.keys(), run.counts


@pytest.mark.soak
def test_hostile_frames_for_long(tmp_path: Path) -> None:
    run = Campaign.whole("frames", 200_000)
    before = memory_of()
    both(run, tmp_path)
    run.must_not_grow("both ends", before, memory_of(), most=0.5)
    run.tell()
