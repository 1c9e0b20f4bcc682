"""Hostile frames to a desk that shares its reader, and to a session: refused, the others served on, no defect."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
from cosmic_login.remote.connection import RemoteConnection
from cosmic_login.remote.frames import Frame, Kind, encode, encode_members, encode_send
from cosmic_login.remote.keeper import RemotePatience
from cosmic_login.remote.keys import Pairings, Partner
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import SharePatience
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_frames import HostileFrames
from tests.unit.cards.support import make_card
from tests.unit.remote.stage import LINE, READER, WAIT_S, Desk, Session, closing
from tests.unit.remote.test_strangers import Caller, LyingDesk

#: What a session may be told by a desk that sends anything.
TOLD = frozenset({
    "card.absent", "card.garbled", "card.in_use", "card.other_kind", "card.refused", "card.removed", "card.unreadable",
    "pcsc.missing", "pcsc.stopped", "reader.denied", "reader.lost", "reader.not_paired", "reader.other_protocol",
    "reader.desk_unable", "reader.remote_garbled", "reader.remote_lost", "reader.unknown",
})  # fmt: skip
#: Frames that one caller sends at the most, and how many it still sends after a broken one.
A_CALL, AFTER_BROKEN = 80, 2
#: What nobody may send: heard, the desk hangs up, and has read all that came before it.
END, END_OF_DESK = bytes(encode(Kind.WELCOME, b"")), bytes(encode(Kind.HELLO, b""))
#: A line that is asked for again at once, whatever the desk said: there is nobody to wait for.
HASTY = RemotePatience(answer=1.0, back=0.05, again=0.001, refused=0.001, refused_most=0.001, line=LINE)


def to_the_desk(run: Campaign, desk: Desk, folder: Path) -> None:
    """Call again and again, greet most times, and send what nobody should."""
    pairings = Pairings(Profile.open(folder))
    desk.pairings.remember(Partner("Session 2", "session", pairings.own().fingerprint, "2026-01-01"))
    frames = HostileFrames(run.random, session=True)
    _see_an_answer(run, desk, pairings)
    for _ in run.rounds(0):
        caller = Caller(desk, pairings)
        try:
            for frame in a_call(run.random, frames):
                run.done += 1
                try:
                    caller.say(frame)
                except LoginFailure:
                    break  # sent away
            if run.random.random() < 0.9:
                _hear_out(run, caller)
            desk.news.all.clear()
        finally:
            caller.close()


def a_call(random: Random, frames: HostileFrames, *, greets: float = 0.9) -> Iterator[bytes]:
    """Give what one caller sends: it greets mostly, and is done soon after it has sent something broken."""
    left = random.randrange(1, A_CALL)
    if random.random() < greets:
        yield frames.greeting()
    while left:
        yield frames()
        left = min(left - 1, random.randrange(AFTER_BROKEN + 1)) if frames.broke else left - 1


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
    """Have the desk hang up, if it has not yet, and count what it said until then."""
    with contextlib.suppress(LoginFailure):
        caller.say(END)
    while not isinstance(come := caller.coming.get(timeout=WAIT_S), LoginFailure):
        run.counts[come.kind.name] += 1
    run.counts["hung up"] += 1


def to_the_session(run: Campaign, folder: Path) -> None:
    """Be a desk that answers anything with anything."""
    frames, greeted = HostileFrames(run.random, session=False), threading.Event()

    def answers(frame: Frame) -> list[bytearray]:
        """Say what comes to mind; now and then before it what is right, so that there is more to ask for."""
        sent = [bytearray(each) for each in a_call(run.random, frames, greets=0.1)]
        run.done += len(sent)
        right = _right_answer(frame) if run.random.random() < 0.7 else None
        if frame.kind is Kind.HELLO:
            greeted.set()
            right = bytearray(frames.greeting())
        ends = right is None or run.random.random() < 0.4  # somebody who has no answer would wait for a minute
        return [*([right] if right else []), *sent, *([bytearray(END_OF_DESK)] if ends else [])]

    desk = Pairings(Profile.open(folder / "liar"))
    liar = LyingDesk(desk, answers)
    session = Session(folder / "session", f"reader://127.0.0.1:{liar.port}", HASTY)
    session.pairings.remember(Partner("Skrivbord", "desk", desk.own().fingerprint, "2026-01-01"))
    unheard_of: set[str] = set()
    try:
        for _ in run.rounds(0):
            liar.hang_up()
            session.readers.watch(lambda _event: None).stop()  # it begins by that, and asks again until it is greeted
            assert greeted.wait(WAIT_S)
            greeted.clear()
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


def _right_answer(frame: Frame) -> bytearray | None:
    if frame.kind is Kind.CONNECT:
        return encode_members(Kind.CONNECTED, {"connection": frame.members()["connection"], "atr": "3b00", "ahead": []})
    if frame.kind is Kind.SEND:
        return encode(Kind.ANSWER, bytes(frame.body[:8]) + bytes.fromhex("9000"))
    return None


class NoDefect(logging.Handler):
    """Writes all that is logged, and keeps errors: a thread of ours that has met what nobody thought of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        written = self.format(record)
        if record.levelno >= logging.ERROR:
            self.found.append(written)


@contextlib.contextmanager
def no_defect() -> Iterator[None]:
    """See that nothing is logged as an error; pytest, which keeps every line, hears nothing meanwhile."""
    logger, heard = logging.getLogger("cosmic_login.remote"), NoDefect()
    logger.addHandler(heard)
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = True
        logger.removeHandler(heard)
    assert heard.found == []


def both(run: Campaign, tmp_path: Path) -> None:
    """Meet the desk, then the session; the desk's other session is served to the end."""
    desk, other = Desk(tmp_path / "desk", patience=SharePatience(away=0.1, line=LINE)), Session(tmp_path / "other")
    with no_defect():
        with closing(desk, other):
            other.pair(desk)
            other.address = str(desk.address)
            desk.virtual.insert(READER, make_card())
            size, run.size = run.size, max(1, run.size * 3 // 4)
            to_the_desk(run, desk, tmp_path / "caller")
            run.size = size
            other.wait_card(there=True)
            driver = IdPrimeCard(_free(other))
            driver.open()
            assert driver.tries_left() == 3
        to_the_session(run, tmp_path)


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
    run = Campaign.whole("frames", 1_000_000)
    both(Campaign.short("frames", max(1000, run.size // 100)), tmp_path / "warm")
    before = memory_of()
    both(run, tmp_path / "whole")
    run.must_not_grow("both ends", before, memory_of(), most=0.1)
    run.tell()
