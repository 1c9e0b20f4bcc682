"""Whoever comes to a desk, or plays one: refused with a code, the card untouched, and the others are served on."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from cosmic_login.cards.apdu import Command, transmit_t0
from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
from cosmic_login.remote.ahead import as_members, of_members, read_ahead
from cosmic_login.remote.frames import PROTOCOL, Frame, Kind, Send, encode, encode_members, encode_send
from cosmic_login.remote.held import HeldCard, Use
from cosmic_login.remote.keys import Pairings, Partner, Role
from cosmic_login.remote.line import TlsLine
from cosmic_login.remote.readers import READER_NAME
from cosmic_login.remote.share import News, SharePatience
from tests.unit.cards.hearing import Heard
from tests.unit.cards.support import Wire, make_card, pin
from tests.unit.remote.stage import LINE, READER, SHORT, WAIT_S, Desk, Session, closing, talk

HELLO = {"protocol": PROTOCOL, "token": "0123456789abcdef", "name": "Session 2"}
VERIFY = bytes.fromhex("0020001110") + b"123456" + bytes(10)


class Caller:
    """Somebody with a key of their own and no manners: sends what it likes, keeps what comes."""

    def __init__(self, desk: Desk, pairings: Pairings) -> None:
        self.coming: SimpleQueue[Frame | LoginFailure] = SimpleQueue()
        self.line = TlsLine(
            socket.create_connection(desk.address),
            pairings.own(),
            serving=False,
            opened=lambda line: line.trust(),
            heard=lambda _line, frame: self.coming.put(frame),
            ended=lambda _line, failure: self.coming.put(failure),
            patience=LINE,
        )
        self.line.start()

    def say(self, *frames: bytes | bytearray) -> None:
        for frame in frames:
            self.line.send(bytearray(frame))

    def heard(self, kind: Kind) -> dict[str, object]:
        """Return the next frame of a kind."""
        while True:
            come = self.coming.get(timeout=WAIT_S)
            assert isinstance(come, Frame), come.code
            if come.kind is kind:
                return come.members()

    def refusal(self) -> str:
        """Return the code that the desk refuses with, and see it hang up."""
        code = self.heard(Kind.REFUSED)["code"]
        while not isinstance(self.coming.get(timeout=WAIT_S), LoginFailure):
            pass
        return str(code)

    def close(self) -> None:
        self.line.cut()
        self.line.join()


@pytest.fixture
def paired(tmp_path: Path, desk: Desk) -> Pairings:
    """Give the key of somebody whom the desk knows."""
    pairings = Pairings(Profile.open(tmp_path / "paired"))
    desk.pairings.remember(Partner("Session 2", "session", pairings.own().fingerprint, "2026-01-01"))
    return pairings


@pytest.fixture
def stranger(tmp_path: Path) -> Pairings:
    return Pairings(Profile.open(tmp_path / "stranger"))


@contextlib.contextmanager
def calling(desk: Desk, pairings: Pairings) -> Iterator[Caller]:
    caller = Caller(desk, pairings)
    try:
        yield caller
    finally:
        caller.close()


@pytest.fixture
def unharmed(desk: Desk, session: Session) -> Iterator[None]:
    """See, after a test, that a session which was there before goes on, and that the card has all its tries."""
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    yield
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    assert driver.tries_left() == 3
    with pin() as code:
        driver.verify(code)


# -- at the desk ----------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_that_nobody_knows_them(desk: Desk, stranger: Pairings, unharmed: None) -> None:
    with calling(desk, stranger) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        assert caller.refusal() == "reader.not_paired"
    assert desk.news.wait_for("refused", "reader.not_paired").name == "127.0.0.1"


@pytest.mark.parametrize(
    "frame",
    [encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}), encode_send(1, 1, VERIFY, whole=True)],
    ids=["CONNECT", "SEND"],
)
def test_nobody_gets_to_the_card_before_a_greeting(
    desk: Desk, stranger: Pairings, paired: Pairings, unharmed: None, frame: bytearray
) -> None:
    for who in (stranger, paired):
        with calling(desk, who) as caller:
            caller.say(frame)
            assert caller.refusal() == "reader.remote_garbled"


def test_a_pairing_that_was_taken_back_ends_at_once(desk: Desk, paired: Pairings, unharmed: None) -> None:
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.heard(Kind.WELCOME)
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        caller.heard(Kind.CONNECTED)
        desk.pairings.forget("Session 2")
        assert caller.refusal() == "reader.not_paired"
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        assert caller.refusal() == "reader.not_paired"


def test_who_is_refused_again_and_again_is_told_of_once_at_the_desk(
    tmp_path: Path, paired: Pairings, stranger: Pairings, desk: Desk
) -> None:
    """A window whose pairing was taken back calls for as long as it is open; the person has heard it the first time."""

    def call(who: Pairings, hello: dict[str, object], answer: str) -> None:
        with calling(desk, who) as caller:
            caller.say(encode_members(Kind.HELLO, hello))
            assert (caller.refusal() if answer else caller.heard(Kind.WELCOME)) or not answer

    for _ in range(3):
        call(stranger, HELLO, "refused")
    call(stranger, {**HELLO, "protocol": PROTOCOL + 1}, "refused")  # for another reason
    partner = Partner("Session 2", "session", paired.own().fingerprint, "2026-01-01")
    for _ in range(2):
        desk.pairings.forget("Session 2")
        for _ in range(3):
            call(paired, HELLO, "refused")
        desk.pairings.remember(partner)
        call(paired, HELLO, "")  # it came in: from here on it is news again
    desk.share.stop()
    codes = [news.code for news in desk.news.all if news.kind == "refused"]
    assert codes == ["reader.not_paired", "reader.other_protocol", *["reader.not_paired"] * 2]


def test_who_was_refused_and_comes_back_later_is_told_of_anew(tmp_path: Path, stranger: Pairings) -> None:
    desk = Desk(tmp_path / "forgetful desk", patience=SharePatience(quiet=0.0, line=LINE))
    with closing(desk):
        for _ in range(2):
            with calling(desk, stranger) as caller:
                caller.say(encode_members(Kind.HELLO, HELLO))
                assert caller.refusal() == "reader.not_paired"
        desk.share.stop()
        assert [news.code for news in desk.news.all] == ["reader.not_paired"] * 2


def test_a_desk_that_cannot_read_whom_it_knows_says_that_and_not_that_it_knows_nobody(
    desk: Desk, paired: Pairings, stranger: Pairings, tmp_path: Path
) -> None:
    """Pairing anew would be no use. At the desk the true cause is told, once, and who was there goes all the same."""
    mark = desk.pairings.own().fingerprint
    with calling(desk, paired) as there:
        there.say(encode_members(Kind.HELLO, HELLO))
        there.heard(Kind.WELCOME)
        whole = desk.profile.paired_file.read_bytes()
        desk.profile.paired_file.write_bytes(b"damaged")
        assert there.refusal() == "reader.desk_unable"
    assert desk.news.wait_for("refused") == News("refused", "Session 2", code="profile.damaged")
    for who in (paired, stranger):
        for _ in range(2):
            with calling(desk, who) as caller:
                caller.say(encode_members(Kind.HELLO, HELLO))
                assert caller.refusal() == "reader.desk_unable"
    session = Session(tmp_path / "session", str(desk.address))
    with closing(session):
        session.pairings.remember(Partner("Skrivbord 1", "desk", mark, "2026-01-01"))
        with pytest.raises(LoginFailure, match=r"reader\.desk_unable"):
            session.readers.readers()
    desk.profile.paired_file.write_bytes(whole)
    with calling(desk, paired) as there:
        there.say(encode_members(Kind.HELLO, HELLO))
        there.heard(Kind.WELCOME)
    desk.share.stop()
    told = [news.code for news in desk.news.all if news.kind == "refused"]
    assert told == ["profile.damaged"] * 3  # of three callers


def test_a_file_that_cannot_be_read_is_logged_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """The desk looks at it several times a second."""
    desk.profile.paired_file.write_bytes(b"damaged")

    def logged() -> list[str]:
        return [record.getMessage() for record in caplog.records if "pairings_unread" in record.getMessage()]

    looked = threading.Event()
    true_partners = Pairings.partners
    looks: list[int] = []

    def partners(self: Pairings, role: Role | None = None) -> tuple[Partner, ...]:
        looks.append(1)
        if len(looks) > 3:
            looked.set()
        return true_partners(self, role)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Pairings, "partners", partners)
        assert looked.wait(WAIT_S)
    desk.share.stop()
    assert len(logged()) == 1


def test_another_version_is_told_so(desk: Desk, paired: Pairings, unharmed: None) -> None:
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, {**HELLO, "protocol": PROTOCOL + 1}))
        assert caller.refusal() == "reader.other_protocol"


@pytest.mark.parametrize(
    "said",
    [b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", bytes(64), b"\x16\x03\x01\xff\xff" + bytes(600)],
    ids=["HTTP", "SSH", "zeros", "half a ClientHello"],
)
def test_another_protocol_gets_no_further_than_tls(desk: Desk, unharmed: None, said: bytes) -> None:
    talk(desk.address, said)
    assert desk.news.wait_for("refused", "reader.remote_garbled") if said[:1] != b"\x16" else True


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack(">I", 2**32 - 1) + b"\x01",
        struct.pack(">I", 0),
        struct.pack(">I", 5000) + b"\x01",
        encode(Kind.HELLO, b"{"),
        encode(Kind.HELLO, b"[]"),
        encode(Kind.HELLO, b'{"protocol":1}'),
        encode(Kind.HELLO, b"[" * 4000),
        struct.pack(">I", 1) + b"\x7f",
        encode_members(Kind.WELCOME, {}),
        encode_members(Kind.PROOF, {"proof": ""}),
    ],
    ids=[
        "4 GiB",
        "empty",
        "long from a stranger",
        "half JSON",
        "a list",
        "no token",
        "deep",
        "kind",
        "desk's",
        "proof",
    ],
)
def test_nonsense_is_refused(desk: Desk, paired: Pairings, unharmed: None, raw: bytes) -> None:
    with calling(desk, paired) as caller:
        caller.say(raw)
        deadline: list[object] = []
        while not any(isinstance(each, LoginFailure) for each in deadline):
            deadline.append(caller.coming.get(timeout=WAIT_S))
    assert desk.news.wait_for("refused", "reader.remote_garbled")


def test_half_a_frame_is_not_waited_for_without_end(tmp_path: Path, stranger: Pairings) -> None:
    desk = Desk(tmp_path / "hasty desk", patience=SharePatience(line=replace(LINE, frame=0.2)))
    with closing(desk), calling(desk, stranger) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO)[:9])
        desk.news.wait_for("refused", "reader.remote_garbled")


def test_who_does_not_greet_is_sent_away_with_a_code(tmp_path: Path, stranger: Pairings) -> None:
    """One who sends half a greeting or nothing, and one who does not even begin with TLS; each once."""
    desk = Desk(tmp_path / "hasty desk", patience=SharePatience(hello=0.2, line=LINE))
    with closing(desk):
        with calling(desk, stranger) as caller:
            caller.say(encode_members(Kind.HELLO, HELLO)[:9])
            assert caller.refusal() == "reader.remote_garbled"
        assert talk(desk.address) == b""
        desk.share.stop()
        assert [(news.kind, news.code) for news in desk.news.all] == [("refused", "reader.remote_garbled")] * 2


def test_strangers_who_stand_in_the_door_keep_nobody_out(tmp_path: Path, paired: Pairings, desk: Desk) -> None:
    """They say nothing, and would be let stand for long: whoever has stood there longest goes when somebody comes."""
    patient = Desk(tmp_path / "patient desk", patience=SharePatience(hello=60.0, line=LINE))
    patient.pairings.remember(Partner("Session 2", "session", paired.own().fingerprint, "2026-01-01"))
    with closing(patient), contextlib.ExitStack() as standing:
        for _ in range(40):
            standing.enter_context(socket.create_connection(patient.address))
        with calling(patient, paired) as caller:
            caller.say(encode_members(Kind.HELLO, HELLO))
            caller.heard(Kind.WELCOME)
        assert patient.news.wait_for("refused", "reader.remote_garbled").name == "127.0.0.1"


@pytest.mark.parametrize(
    "frames",
    [
        [encode_send(1, 2, VERIFY, whole=True)],
        [encode_send(1, 1, b"\0\x20", whole=True)],
        [encode_members(Kind.CONNECT, {"connection": 0, "reader": READER})],
        [encode_members(Kind.CONNECT, {"connection": "1", "reader": READER})],
        [encode_members(Kind.HELLO, HELLO)],
    ],
    ids=["a number left out", "half a command", "no number", "a text", "greets twice"],
)
def test_a_known_session_that_talks_nonsense_is_sent_away(
    desk: Desk, paired: Pairings, unharmed: None, frames: list[bytearray]
) -> None:
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        caller.heard(Kind.CONNECTED)
        caller.say(*frames)
        assert caller.refusal() == "reader.remote_garbled"
    # The card is held for a session that may come back; it says goodbye properly.
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.heard(Kind.WELCOME)
        caller.say(encode_members(Kind.LEAVE, {}))
        desk.news.wait_for("left")


def test_a_session_that_asks_for_more_cards_than_there_can_be_is_sent_away(tmp_path: Path, stranger: Pairings) -> None:
    """While somebody at the desk is asked, all that come after it wait; a quick desk would answer each in turn."""
    answered = threading.Event()
    desk = Desk(tmp_path / "asking desk", asked=lambda *_question: answered.wait(WAIT_S))
    desk.pairings.remember(Partner("Session 2", "session", stranger.own().fingerprint, "2026-01-01"))
    desk.virtual.insert(READER, make_card())
    with closing(desk), calling(desk, stranger) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.say(*(encode_members(Kind.CONNECT, {"connection": n, "reader": READER}) for n in range(1, 40)))
        assert caller.refusal() == "reader.remote_garbled"
        answered.set()


def test_the_same_command_again_is_not_done_again(desk: Desk, paired: Pairings, unharmed: None) -> None:
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        caller.heard(Kind.CONNECTED)
        wrong = bytes.fromhex("0020001110") + b"999999" + bytes(10)
        answers = []
        for _ in range(4):
            caller.say(encode_send(1, 1, wrong, whole=True))
            while not (isinstance(come := caller.coming.get(timeout=WAIT_S), Frame) and come.kind is Kind.ANSWER):
                pass
            answers.append(bytes(come.body[8:]))
        assert answers == [bytes.fromhex("63c2")] * 4
        # The right one, so that the next who comes finds three tries.
        caller.say(encode_send(1, 2, VERIFY, whole=True), encode_members(Kind.LEAVE, {}))
        desk.news.wait_for("left")


def test_one_reader_is_one_sessions(desk: Desk, paired: Pairings, session: Session, unharmed: None) -> None:
    first = session.readers.connect(READER_NAME)
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        assert caller.heard(Kind.FAILED)["code"] == "card.in_use"
        first.close()


def test_who_says_no_at_the_desk_is_obeyed(desk: Desk, session: Session) -> None:
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    desk.share.deny()
    with pin() as code, pytest.raises(LoginFailure, match=r"reader\.denied|card\.removed"):
        driver.verify(code)
    with pytest.raises(LoginFailure, match=r"reader\.denied"):
        session.readers.connect(READER_NAME)
    desk.share.allow()
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    assert driver.tries_left() == 3


def test_a_no_is_for_who_comes_later_too(desk: Desk, paired: Pairings) -> None:
    desk.virtual.insert(READER, make_card())
    desk.share.deny()
    with calling(desk, paired) as caller:
        caller.say(encode_members(Kind.HELLO, HELLO))
        caller.say(encode_members(Kind.CONNECT, {"connection": 1, "reader": READER}))
        assert caller.heard(Kind.FAILED)["code"] == "reader.denied"
        desk.share.allow()
        caller.say(encode_members(Kind.CONNECT, {"connection": 2, "reader": READER}))
        caller.heard(Kind.CONNECTED)


def test_a_code_is_asked_about_and_a_no_keeps_it_from_the_card(tmp_path: Path) -> None:
    asked: list[str] = []

    def no(name: str, reader: str, use: object) -> bool:
        asked.append(f"{name}, {reader}, {use}")
        return use.value == "read"  # type: ignore[attr-defined,no-any-return]

    desk, session = Desk(tmp_path / "asking desk", asked=no), Session(tmp_path / "session")
    with closing(desk, session):
        session.pair(desk)
        session.address = str(desk.address)
        desk.virtual.insert(READER, make_card())
        session.wait_card(there=True)
        driver = IdPrimeCard(session.readers.connect(READER_NAME))
        driver.open()
        with pin("999999") as code, pytest.raises(LoginFailure, match=r"reader\.denied"):
            driver.verify(code)
        assert driver.tries_left() == 3
        assert asked[-1] == f"Session 1, {READER}, Use.CODE"


def test_a_greeting_that_comes_with_the_end_of_the_handshake_is_heard_at_once(tmp_path: Path) -> None:
    """TLS has it all by then, and nothing more comes that would have anybody look."""
    quiet = replace(LINE, alive=60.0, silence=120.0)
    desk, pairings = (
        Desk(tmp_path / "quiet", patience=SharePatience(line=quiet)),
        Pairings(Profile.open(tmp_path / "s")),
    )
    desk.pairings.remember(Partner("Session 2", "session", pairings.own().fingerprint, "2026-01-01"))
    with closing(desk):
        for _ in range(5):
            with calling(desk, pairings) as caller:
                caller.say(encode_members(Kind.HELLO, HELLO))
                caller.heard(Kind.WELCOME)


# -- in the session: a desk that lies -------------------------------------------------------------------------------


class LyingDesk:
    """A desk with the right key that answers whatever a test wants."""

    def __init__(self, pairings: Pairings, answers: Callable[[Frame], list[bytearray]]) -> None:
        self._own, self._answers = pairings.own(), answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lines: list[TlsLine] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            line = TlsLine(
                connection, self._own, serving=True,
                opened=lambda line: line.trust(), heard=self._heard, ended=lambda _line, _failure: None, patience=LINE,
            )  # fmt: skip
            self._lines.append(line)
            line.start()

    def _heard(self, line: TlsLine, frame: Frame) -> None:
        for answer in self._answers(frame):
            with contextlib.suppress(LoginFailure):
                line.send(bytearray(answer))

    def hang_up(self) -> None:
        """End every line; who is told lies is welcome to call again."""
        lines, self._lines = self._lines, []
        for line in lines:
            line.cut()
        for line in lines:
            line.join()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(WAIT_S)
        self.hang_up()


TABLE = {"epoch": "e", "readers": [["R", "3b00", 1]], "lost": "", "held": [], "name": "Skrivbord 1"}


@pytest.fixture
def lied_to(tmp_path: Path) -> Iterator[Callable[[Callable[[Frame], list[bytearray]]], Session]]:
    made: list[LyingDesk | Session] = []

    def make(answers: Callable[[Frame], list[bytearray]]) -> Session:
        desk = Pairings(Profile.open(tmp_path / "liar"))
        session = Session(tmp_path / "session", patience=SHORT)
        session.pairings.remember(Partner("Skrivbord 1", "desk", desk.own().fingerprint, "2026-01-01"))
        liar = LyingDesk(desk, answers)
        session.address = f"reader://127.0.0.1:{liar.port}"
        made.extend((liar, session))
        return session

    yield make
    for each in reversed(made):
        each.close()


@pytest.mark.parametrize(
    "welcome",
    [
        {},
        {**TABLE, "readers": "many"},
        {**TABLE, "readers": [["R", "3b00", 1]] * 2},
        {**TABLE, "readers": [["R\n", "3b00", 1]]},
        {**TABLE, "readers": [["R", "nothex", 1]]},
        {**TABLE, "readers": [["R", "3b" * 65, 1]]},
        {**TABLE, "readers": [[f"R{n}", None, 1] for n in range(33)]},
        {**TABLE, "readers": [["R", None]]},
        {**TABLE, "held": [["a", "b"]]},
    ],
    ids=["empty", "no list", "twice", "a line break", "no hex", "a long ATR", "too many", "short", "held"],
)
def test_a_table_that_makes_no_sense(lied_to: Callable[..., Session], welcome: dict[str, object]) -> None:
    session = lied_to(lambda _frame: [encode_members(Kind.WELCOME, welcome)])
    with pytest.raises(LoginFailure, match=r"reader\.remote_garbled"):
        session.readers.readers()


@pytest.mark.parametrize("lost", [["pcsc.stopped"], {}, 1, "no.such_code"])
def test_a_reason_that_is_none_is_not_heeded(lied_to: Callable[..., Session], lost: object) -> None:
    session = lied_to(lambda _frame: [encode_members(Kind.WELCOME, {**TABLE, "readers": [], "lost": lost})])
    assert session.readers.readers() == ()


def test_a_desk_that_names_new_readers_without_end(lied_to: Callable[..., Session]) -> None:
    tables = [{**TABLE, "readers": [[f"R{number}", "3b00", 1]]} for number in range(400)]

    def answers(frame: Frame) -> list[bytearray]:
        return [encode_members(Kind.WELCOME, TABLE), *(encode_members(Kind.READERS, table) for table in tables)]

    session, heard = lied_to(answers), Heard()
    watch = session.readers.watch(heard)
    heard.wait(lambda heard: heard.cards == {f"{READER_NAME}: R399": b"\x3b\x00"})
    assert len(session.readers._names) <= 256
    watch.stop()


def _connected(frame: Frame, connected: dict[str, object]) -> list[bytearray]:
    if frame.kind is Kind.HELLO:
        return [encode_members(Kind.WELCOME, TABLE)]
    if frame.kind is Kind.CONNECT:
        return [encode_members(Kind.CONNECTED, {"connection": 1, "atr": "3b00", "ahead": [], **connected})]
    return []


@pytest.mark.parametrize(
    "connected",
    [
        {"atr": ""},
        {"atr": 1},
        {"ahead": None},
        {"ahead": [["002000111031323334353600000000000000000000", "9000"]]},
        {"ahead": [["002a9e9a00", "0102" + "9000"]]},
        {"ahead": [["00a4", "9000"]]},
        {"ahead": [["00b0000010", ""]]},
        {"ahead": [["00b0000010", "9000"]] * 401},
        {"connection": "x"},
    ],
    ids=[
        "no ATR",
        "a number",
        "nothing",
        "VERIFY ahead",
        "a signature ahead",
        "half",
        "no answer",
        "too much",
        "whose",
    ],
)
def test_a_card_that_makes_no_sense(lied_to: Callable[..., Session], connected: dict[str, object]) -> None:
    session = lied_to(lambda frame: _connected(frame, connected))
    with pytest.raises(LoginFailure, match=r"reader\.remote_(garbled|lost)"):
        session.readers.connect(READER_NAME)


@pytest.mark.parametrize(
    "answer",
    [
        encode_members(Kind.FAILED, {"connection": 1, "number": 1, "code": "certificate.revoked"}),
        encode_members(Kind.FAILED, {"connection": 1, "number": 1, "code": ["card.removed"]}),
        encode_members(Kind.FAILED, {"connection": 1, "number": [1], "code": "card.removed"}),
        encode(Kind.ANSWER, struct.pack(">II", 1, 1)),
        encode_members(Kind.HELLO, {}),
        struct.pack(">I", 2**31) + b"\x92",
    ],
    ids=["a failure of others", "no failure", "whose failure", "no answer", "a session's frame", "2 GiB"],
)
def test_an_answer_that_makes_no_sense(lied_to: Callable[..., Session], answer: bytes) -> None:
    session = lied_to(lambda f: [bytearray(answer)] if f.kind is Kind.SEND else _connected(f, {}))
    connection = session.readers.connect(READER_NAME)
    with pytest.raises(LoginFailure, match=r"reader\.remote_garbled"):
        connection.transmit(bytes.fromhex("00200011"))


def test_a_desk_that_shows_another_persons_card_gets_no_signature_out_of_it(lied_to: Callable[..., Session]) -> None:
    """What it reads ahead is believed as far as any card is: the code goes to whoever it is, and proves nothing."""
    card = make_card()
    card.power_on()
    exchanges = as_members(read_ahead(lambda command: _whole(card, command), "R", card.ATR))
    assert of_members(exchanges)
    session = lied_to(
        lambda f: [_answer_to(f)] if f.kind is Kind.SEND else _connected(f, {"ahead": exchanges, "atr": card.ATR.hex()})
    )
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    (certificate,) = driver.certificates()
    with pin() as code:
        driver.verify(code)
    with pytest.raises(LoginFailure, match=r"card\.(garbled|refused)"):
        driver.sign(certificate, Scheme.RS256, b"anything")


def _whole(card: VirtualCard, command: bytearray) -> bytes:
    return transmit_t0(Wire(card), Command.parse(command)).encode()


def _answer_to(frame: Frame) -> bytearray:
    return encode(Kind.ANSWER, bytes(frame.body[:8]) + bytes.fromhex("9000"))


def test_nobody_is_told_a_code_in_what_is_logged(
    desk: Desk, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    driver = IdPrimeCard(session.readers.connect(READER_NAME))
    driver.open()
    with pin() as code:
        driver.verify(code)
    numbers = {"thread", "process", "created", "msecs", "relativeCreated"}  # which may have any digits in them
    logged = [{name: said for name, said in vars(each).items() if name not in numbers} for each in caplog.records]
    told = "\n".join(map(str, [*logged, *desk.news.all]))
    assert "123456" not in told
    assert VERIFY.hex() not in told


def test_a_code_is_wiped_at_both_ends(desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.virtual.insert(READER, make_card())
    session.wait_card(there=True)
    connection = session.readers.connect(READER_NAME)
    driver = IdPrimeCard(connection)
    driver.open()
    sent: list[bytearray] = []
    taken: list[bytearray] = []
    true_send, true_do = connection._send, HeldCard.do

    def send(frame: bytearray) -> bool:
        sent.append(frame)
        return true_send(frame)

    def do(card: HeldCard, what: Send, allowed: Callable[[Use], bool]) -> bytearray:
        taken.append(what.command)
        assert VERIFY in bytes(what.command)
        return true_do(card, what, allowed)

    monkeypatch.setattr(connection, "_send", send)
    monkeypatch.setattr(HeldCard, "do", do)
    with pin() as code:
        driver.verify(code)
    assert len(sent) == len(taken) == 1
    assert not any(sent[0])
    assert not any(taken[0])
