"""A line that is lost: what the session is told, what goes on when it comes back, and that nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from cosmic_login.cards.idprime import IdPrimeCard, PinRef, Scheme
from cosmic_login.cards.reader import CardInserted, CardRemoved, ReaderEvent, ReaderRemoved, ServiceLost
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.connection import RemoteConnection
from cosmic_login.remote.keeper import RemotePatience
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import SharePatience
from cosmic_login.remote.weather import WEATHERS, Weather
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import make_card, pin
from tests.unit.remote.stage import LINE, READER, SHORT, WAIT_S, Desk, Relay, Session, closing

ASK_TRIES = bytes.fromhex("00200011")


class CountedCard:
    """A card that counts which instructions reached it, and can be made to wait in the middle of one."""

    def __init__(self) -> None:
        self.card = make_card()
        self.seen: list[int] = []
        self.reached, self.goes_on = threading.Event(), threading.Event()
        self.goes_on.set()
        self.waits_at = 0
        self.ATR = VirtualCard.ATR

    def power_on(self) -> bytes:
        return self.card.power_on()

    def power_off(self) -> None:
        self.card.power_off()

    def transmit(self, command: bytes | bytearray) -> bytes:
        self.seen.append(command[1])
        answer = self.card.transmit(command)
        if command[1] == self.waits_at:
            self.reached.set()
            assert self.goes_on.wait(WAIT_S)
        return answer

    def wait_at(self, instruction: int) -> None:
        self.waits_at = instruction
        self.reached.clear()
        self.goes_on.clear()


@pytest.fixture
def card() -> CountedCard:
    return CountedCard()


@pytest.fixture
def relay(desk: Desk) -> Iterator[Relay]:
    made = Relay(lambda: desk.address)
    yield made
    made.close()


@pytest.fixture
def far(tmp_path: Path, desk: Desk, relay: Relay, card: CountedCard) -> Iterator[Session]:
    """Give a session behind the relay, with a card in the desk's reader, which gives a line all the time it needs."""
    desk.virtual.insert(READER, card)  # type: ignore[arg-type]
    made = Session(tmp_path / "far", str(relay.address))
    made.pair(desk)
    yield made
    made.close()


def _in_background(call: object) -> tuple[threading.Thread, list[object]]:
    found: list[object] = []

    def run() -> None:
        try:
            found.append(call())  # type: ignore[operator]
        except LoginFailure as failure:
            found.append(failure.code)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def _opened(session: Session) -> tuple[IdPrimeCard, RemoteConnection]:
    connection = session.readers.connect(READER_NAME)
    driver = IdPrimeCard(connection)
    driver.open()
    driver.certificates()
    return driver, connection


def test_a_line_that_comes_back_is_never_missed(far: Session, relay: Relay) -> None:
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    driver, _ = _opened(far)
    before = list(heard.events)
    for _ in range(3):
        relay.cut()
        assert driver.tries_left() == 3
    with pin() as code:
        driver.verify(code)
    relay.cut()
    (certificate,) = driver.certificates()
    assert len(driver.sign(certificate, Scheme.RS256, b"signed after the line was lost")) == 256
    assert heard.events == before


@pytest.mark.parametrize("instruction", [0x20, 0x22, 0x2A], ids=["VERIFY", "MSE", "PSO"])
def test_what_reached_the_card_is_done_once_and_its_answer_comes_by_the_next_line(
    far: Session, relay: Relay, card: CountedCard, instruction: int
) -> None:
    driver, _ = _opened(far)
    (certificate,) = driver.certificates()

    def use() -> object:
        with pin() as code:
            driver.verify(code)
        return len(driver.sign(certificate, Scheme.RS256, b"once"))

    card.wait_at(instruction)
    thread, found = _in_background(use)
    assert card.reached.wait(WAIT_S)
    relay.cut()
    card.waits_at = 0
    card.goes_on.set()
    thread.join(WAIT_S)
    assert found == [256]
    used = [each for each in card.seen if each in {0x20, 0x22, 0x2A}]
    card.seen.clear()
    driver.sign(certificate, Scheme.RS256, b"over a line that stays")
    assert used == [0x20, *(each for each in card.seen if each in {0x22, 0x2A})]


def test_a_code_that_did_not_arrive_is_not_sent_again(
    far: Session, desk: Desk, relay: Relay, card: CountedCard
) -> None:
    """The relay swallows what the session sends: the desk never had the command, and the card keeps its tries."""
    driver, connection = _opened(far)
    sent = threading.Event()
    true_send = connection._send

    def swallowed(frame: bytearray) -> bool:
        connection._send = true_send
        frame[:] = bytes(len(frame))
        sent.set()
        return True  # as a line that has taken it, and is lost before it passed it on

    connection._send = swallowed

    def use() -> object:
        with pin("999999") as code:
            return driver.verify(code)

    thread, found = _in_background(use)
    assert sent.wait(WAIT_S)
    relay.cut()
    thread.join(WAIT_S)
    assert found == ["reader.remote_lost"]
    connection.close()
    assert 0x20 not in card.seen
    driver, _ = _opened(far)
    assert driver.tries_left(PinRef.AUTHENTICATE) == 3


def test_what_did_not_arrive_and_holds_no_code_is_sent(far: Session, relay: Relay, card: CountedCard) -> None:
    _, connection = _opened(far)
    true_send = connection._send

    def swallowed(_frame: bytearray) -> bool:
        connection._send = true_send
        return True

    connection._send = swallowed
    thread, found = _in_background(lambda: connection.transmit(ASK_TRIES))
    relay.cut()
    thread.join(WAIT_S)
    assert found == [bytes.fromhex("63c3")]
    assert card.seen.count(0x20) == 1


def test_a_line_that_does_not_come_back_is_told_as_that_and_not_as_no_card(
    tmp_path: Path, desk: Desk, relay: Relay, card: CountedCard
) -> None:
    desk.virtual.insert(READER, card)  # type: ignore[arg-type]
    session, heard = Session(tmp_path / "short", str(relay.address), SHORT), Heard()
    with closing(session):
        session.pair(desk)
        session.readers.watch(heard)
        heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        driver, _ = _opened(session)
        relay.open.clear()
        relay.cut()
        heard.wait(lambda heard: heard.cards == {})
        gone = heard.events[-3:]
        assert gone == [
            ServiceLost("remote", "reader.remote_lost"), CardRemoved(READER_NAME), ReaderRemoved(READER_NAME),
        ]  # fmt: skip
        for use in (driver.tries_left, session.readers.readers, lambda: session.readers.connect(READER_NAME)):
            with pytest.raises(LoginFailure, match=r"reader\.remote_lost"):
                use()
        relay.open.set()
        heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        with pytest.raises(LoginFailure, match=r"reader\.remote_lost"):
            driver.tries_left()  # what was begun before is over
        assert IdPrimeCard(session.readers.connect(READER_NAME))


def test_a_command_that_waits_ends_with_the_line(tmp_path: Path, desk: Desk, relay: Relay, card: CountedCard) -> None:
    desk.virtual.insert(READER, card)  # type: ignore[arg-type]
    session = Session(tmp_path / "short", str(relay.address), SHORT)
    with closing(session):
        session.pair(desk)
        driver, _ = _opened(session)
        card.wait_at(0x20)
        thread, found = _in_background(driver.tries_left)
        assert card.reached.wait(WAIT_S)
        relay.open.clear()
        relay.cut()
        thread.join(WAIT_S)
        card.goes_on.set()
        assert found == ["reader.remote_lost"]


def test_a_card_that_was_exchanged_while_the_line_was_away_is_another_one(
    far: Session, desk: Desk, relay: Relay
) -> None:
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    driver, _ = _opened(far)
    relay.open.clear()
    relay.cut()
    desk.news.wait_for("lost")
    desk.virtual.pull(READER)
    desk.virtual.insert(READER, make_card())
    relay.open.set()
    heard.wait(lambda heard: CardRemoved(READER_NAME) in heard.events)
    heard.wait(lambda heard: heard.events.count(CardInserted(READER_NAME, VirtualCard.ATR)) == 2)
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        driver.tries_left()


def test_what_was_read_ahead_dies_with_the_card(far: Session, desk: Desk) -> None:
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    driver, connection = _opened(far)
    select = bytes.fromhex("00a4040c0ba000000018800000000662")
    assert connection.transmit(select) == bytes.fromhex("9000")
    desk.virtual.pull(READER)
    heard.wait(lambda heard: heard.cards == {READER_NAME: None})
    with pytest.raises(LoginFailure, match=r"card\.removed"):
        connection.transmit(select)
    assert driver


def _noting_what_is_over(
    session: Session, connection: RemoteConnection, monkeypatch: pytest.MonkeyPatch
) -> tuple[Heard, list[bool]]:
    """Watch, and note of each card's leaving, when it is told, whether the connection to it is over."""
    heard = Heard()
    watch = session.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    put, noted = watch.put, list[bool]()

    def noting(event: ReaderEvent) -> None:
        if isinstance(event, ServiceLost | CardRemoved):
            noted.append(connection.over)
        put(event)

    monkeypatch.setattr(watch, "put", noting)
    return heard, noted


@pytest.mark.parametrize("gone", ["pulled", "another run of the desk", "another desk", "no desk"])
def test_nobody_is_told_that_a_card_is_gone_while_it_still_answers(
    far: Session, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """Whoever hears it may ask at once: an answer from what was read ahead would be of a card that is not there."""
    driver, connection = _opened(far)
    heard, noted = _noting_what_is_over(far, connection, monkeypatch)
    match gone:
        case "pulled":
            desk.virtual.pull(READER)
        case "another run of the desk":
            desk.start_anew()
        case "another desk":
            far.address = "reader://127.0.0.1:1"
        case _:
            far.address = ""
    heard.wait(lambda heard: any(isinstance(event, CardRemoved) for event in heard.events))
    assert noted
    assert all(noted)
    assert driver


def test_the_desk_lets_the_card_go_when_the_session_stays_away(tmp_path: Path, relay: Relay, card: CountedCard) -> None:
    desk = Desk(tmp_path / "hasty desk", patience=SharePatience(away=0.2))
    desk.virtual.insert(READER, card)  # type: ignore[arg-type]
    first, second = Session(tmp_path / "first"), Session(tmp_path / "second")
    near = Relay(lambda: desk.address)
    with closing(desk, near, first, second):
        first.pair(desk)
        first.address = str(near.address)
        second.pair(desk)
        second.address = str(desk.address)
        _opened(first)
        with pytest.raises(LoginFailure, match=r"card\.in_use"):
            second.readers.connect(READER_NAME)
        near.open.clear()
        near.cut()
        desk.news.wait_for("left")
        assert second.readers.connect(READER_NAME)


def test_a_sharing_program_that_was_started_anew_is_another_run(far: Session, desk: Desk, relay: Relay) -> None:
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    driver, _ = _opened(far)
    desk.start_anew()
    heard.wait(lambda heard: heard.events.count(CardInserted(READER_NAME, VirtualCard.ATR)) == 2)
    with pytest.raises(LoginFailure, match=r"reader\.remote_lost|card\.removed"):
        driver.tries_left()
    assert relay.turns


def test_a_session_that_moves_to_another_desk_takes_the_card_there(far: Session, desk: Desk, tmp_path: Path) -> None:
    other, heard = Desk(tmp_path / "other desk"), Heard()
    with closing(other):
        far.pair(other)
        far.readers.watch(heard)
        heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        driver, _ = _opened(far)
        far.address = str(other.address)
        heard.wait(lambda heard: heard.cards == {READER_NAME: None})
        assert CardRemoved(READER_NAME) in heard.events
        desk.news.wait_for("lost")
        with pytest.raises(LoginFailure, match=r"reader\.remote_lost|card\.removed"):
            driver.tries_left()
        other.virtual.insert(READER, make_card())
        heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
        assert _opened(far)[0].tries_left() == 3


def test_a_line_that_is_bad_on_purpose(far: Session, desk: Desk) -> None:
    """For trainers: slow and lossy lines get a login done, a cut one is lost, and comes back when it is mended."""
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    for weather in (Weather(slow=0.03), Weather(lossy=True)):
        desk.share.make(weather)
        driver, connection = _opened(far)
        (certificate,) = driver.certificates()
        with pin() as code:
            driver.verify(code)
        assert len(driver.sign(certificate, Scheme.RS256, b"a bad line")) == 256
        connection.close()
    desk.share.make(Weather(cut=True))
    desk.news.wait_for("lost")
    desk.share.make(Weather())
    assert _opened(far)[0].tries_left() == 3


def test_a_line_that_is_bad_on_purpose_from_the_sessions_side(tmp_path: Path, desk: Desk, card: CountedCard) -> None:
    desk.virtual.insert(READER, card)  # type: ignore[arg-type]
    near = Session(tmp_path / "near", str(desk.address), patience=SHORT)
    near.pair(desk)
    with closing(near):
        _bad_from_here(near, desk)


def _bad_from_here(far: Session, desk: Desk) -> None:
    heard = Heard()
    far.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    for word in ("lossy", "slow"):
        far.readers.make(WEATHERS[word]._replace(slow=0.03))
        driver, connection = _opened(far)
        with pin() as code:
            driver.verify(code)
        connection.close()
    far.readers.make(WEATHERS["cut"])
    desk.news.wait_for("lost")
    heard.wait(lambda heard: not heard.cards)
    assert (far.readers.weather, ServiceLost("remote", "reader.remote_lost") in heard.events) == ("cut", True)
    with pytest.raises(LoginFailure, match=r"reader\.remote_lost: cut for practice"):
        far.readers.readers()
    far.readers.make(WEATHERS["good"])
    heard.wait(lambda heard: heard.cards == {READER_NAME: VirtualCard.ATR})
    assert _opened(far)[0].tries_left() == 3


def test_a_session_that_was_refused_calls_more_and_more_seldom_until_it_is_paired_anew(
    tmp_path: Path, desk: Desk
) -> None:
    """It would knock every two seconds for as long as it is open; and a new pairing is heeded at once all the same."""
    asked: SimpleQueue[int] = SimpleQueue()

    class Noting(RemotePatience):
        def rest(self, refusals: int) -> float:
            asked.put(refusals)
            return 0.0 if refusals < 4 else 600.0

    session, heard = (
        Session(tmp_path / "session", str(desk.address), Noting(answer=10.0, again=0.02, line=LINE)),
        Heard(),
    )
    with closing(session):
        session.pair(desk)
        session.readers.watch(heard)
        heard.wait(lambda heard: heard.cards == {READER_NAME: None})
        for _ in range(2):
            desk.pairings.forget("Session 1")
            assert [asked.get(timeout=WAIT_S) for _ in range(4)] == [1, 2, 3, 4]
            heard.wait(lambda heard: heard.events[-1] == ReaderRemoved(READER_NAME))
            assert heard.service_code == "reader.not_paired"
            with pytest.raises(LoginFailure, match=f"here cosmic-login reader pair {desk.address}"):
                session.readers.readers()
            session.pair(desk)
            heard.wait(lambda heard: heard.cards == {READER_NAME: None})


def test_a_rest_grows_up_to_a_minute() -> None:
    rests = [RemotePatience().rest(refusals) for refusals in (1, 2, 3, 4, 5, 6, 10_000)]
    assert rests == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_whoever_was_told_no_hears_that_of_every_command(far: Session, desk: Desk) -> None:
    driver, _ = _opened(far)
    desk.share.deny()
    with pytest.raises(LoginFailure, match=r"reader\.denied"):
        driver.tries_left()


def test_a_card_that_was_let_go_while_the_line_was_away_is_free(far: Session, desk: Desk, relay: Relay) -> None:
    _, connection = _opened(far)
    relay.open.clear()
    relay.cut()
    desk.news.wait_for("lost")
    connection.close()
    relay.open.set()
    assert _opened(far)[0].tries_left() == 3
