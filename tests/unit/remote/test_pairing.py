"""A short code becomes trust in two keys: three tries, two minutes, and one guess for whoever sits in between."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
from cosmic_login.remote.address import DeskAddress, desk_address, followed_setting
from cosmic_login.remote.frames import Frame, Kind, encode
from cosmic_login.remote.introduction import pair_with
from cosmic_login.remote.keys import Pairings, Partner
from cosmic_login.remote.pairing import (
    PAIRING_S,
    TRIES,
    DeskPairing,
    OpenPairing,
    PairingDoor,
    SessionPairing,
    shown_code,
    typed_code,
)
from tests.unit.remote.stage import Desk, Session, closing


def _pair(pairings: Pairings, address: DeskAddress, code: str) -> str:
    return pair_with(pairings, address, code, "Session 1", SystemClock()).name


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10**9:09d}"


def _full_below(folder: Path) -> Callable[[int], None]:
    """Return an ``os.fsync`` for which the disk is full under a folder, and nowhere else."""
    true_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        true_fsync(descriptor)

    return fsync


def _nothing_new_below(folder: Path) -> Callable[..., int]:
    """Return an ``os.open`` that makes no file that is to be put in another's place, under a folder."""
    true_open = os.open

    def opened(path: str | Path, *arguments: int, **more: int) -> int:
        if Path(path).is_relative_to(folder) and Path(path).suffix == ".new":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return true_open(path, *arguments, **more)

    return opened


@pytest.fixture
def stranger(tmp_path: Path) -> Pairings:
    return Pairings(Profile.open(tmp_path / "stranger"))


def test_two_that_know_the_code_know_each_other_until_it_is_taken_back(desk: Desk, stranger: Pairings) -> None:
    assert _pair(stranger, desk.address, desk.door.open().code) == "Skrivbord 1"
    (there,), (here,) = stranger.partners("desk"), desk.pairings.partners("session")
    assert (there.fingerprint, there.address) == (desk.pairings.own().fingerprint, str(desk.address))
    assert (here.fingerprint, here.name) == (stranger.own().fingerprint, "Session 1")
    assert desk.news.wait_for("paired").name == "Session 1"
    assert desk.pairings.forget("Session 1") == (here,)
    assert desk.pairings.partners() == ()
    with pytest.raises(LoginFailure, match=r"reader\.partner_unknown"):
        desk.pairings.forget("Session 1")


def test_a_pairing_is_over_after_three_wrong_codes(desk: Desk, stranger: Pairings) -> None:
    code = desk.door.open().code
    left = []
    for _ in range(TRIES):
        with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong") as wrong:
            _pair(stranger, desk.address, _other(code))
        left.append(wrong.value.tries_left)
    assert left == [2, 1, 0]
    with pytest.raises(LoginFailure, match=r"reader\.pairing_closed"):
        _pair(stranger, desk.address, code)
    assert desk.pairings.partners() == ()
    assert not desk.profile.pairing_file.exists()


def test_a_code_is_good_once(desk: Desk, stranger: Pairings, tmp_path: Path) -> None:
    code = desk.door.open().code
    _pair(stranger, desk.address, code)
    with pytest.raises(LoginFailure, match=r"reader\.pairing_closed"):
        _pair(Pairings(Profile.open(tmp_path / "next")), desk.address, code)


@pytest.mark.parametrize("later", [PAIRING_S + 1, -3600.0], ids=["two minutes later", "the clock was set back"])
def test_a_pairing_does_not_outlive_its_time(tmp_path: Path, later: float) -> None:
    profile = Profile.open(tmp_path / "desk")
    PairingDoor(profile, SystemClock()).open()
    assert PairingDoor(profile, SystemClock(timedelta(seconds=later))).look() is None
    assert not profile.pairing_file.exists()


def test_a_damaged_pairing_is_none(tmp_path: Path) -> None:
    profile = Profile.open(tmp_path / "desk")
    profile.pairing_file.write_bytes(profile.vault.seal(b"{}", "a pairing under way"))
    assert PairingDoor(profile, SystemClock()).look() is None


def test_tries_that_come_at_once_are_counted_one_by_one(desk: Desk, tmp_path: Path) -> None:
    code = desk.door.open().code
    found: list[str] = []

    def one(number: int) -> None:
        pairings = Pairings(Profile.open(tmp_path / f"stranger {number}"))
        try:
            found.append(_pair(pairings, desk.address, _other(code)))
        except LoginFailure as failure:
            found.append(failure.code)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["reader.pairing_closed"] * 3 + ["reader.pairing_wrong"] * 3


def test_nothing_of_the_code_or_the_key_lies_in_clear(desk: Desk, stranger: Pairings) -> None:
    code = desk.door.open().code
    assert code.encode() not in desk.profile.pairing_file.read_bytes()
    _pair(stranger, desk.address, code)
    sealed = desk.profile.paired_file.read_bytes()
    assert b"partners" not in sealed
    assert b"Session 1" not in sealed
    assert desk.profile.paired_file.stat().st_mode & 0o077 == 0


def test_whoever_sees_the_pairing_ended_sees_the_partner(tmp_path: Path) -> None:
    """The command that shows the code looks at both; it must not say that nobody came. The last try counts, too."""
    door, partners, seen = PairingDoor(Profile.open(tmp_path), SystemClock()), list[str](), list[bool]()
    door.open()
    for tries_left in (2, 1):
        with pytest.raises(LoginFailure) as wrong:
            door.judge(False, lambda: None)
        assert wrong.value.tries_left == tries_left
    looks = threading.Thread(target=lambda: seen.append(door.look() is None and partners == ["Session 1"]))

    def remember() -> None:
        looks.start()
        partners.append("Session 1")

    door.judge(True, remember)
    looks.join()
    assert seen == [True]
    with pytest.raises(LoginFailure, match=r"reader\.pairing_closed"):
        door.judge(True, lambda: None)


# -- somebody in between --------------------------------------------------------------------------------------------


def _by_hand(door: PairingDoor, session_sees: str, desk_sees: str, code: str, alter: Callable[[Frame], Frame]) -> None:
    """Take a pairing step by step, as over a line on which ``alter`` changes what it likes."""
    session = SessionPairing(code, "a" * 64, session_sees, "Session 1")
    desk = DeskPairing(door, desk_sees, "d" * 64, "Skrivbord 1")
    share = desk.answer(alter(_frame(session.begin())))
    session.check(alter(_frame(desk.prove(alter(_frame(session.prove(alter(_frame(share))))), lambda: None))))


def _frame(raw: bytearray) -> Frame:
    return Frame(Kind(raw[4]), raw[5:])


def _as_it_is(frame: Frame) -> Frame:
    return frame


def test_who_relays_everything_unaltered_gets_nothing_but_a_wasted_try(tmp_path: Path) -> None:
    door = PairingDoor(Profile.open(tmp_path), SystemClock())
    code = door.open().code
    with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong"):
        _by_hand(door, session_sees="b" * 64, desk_sees="b" * 64, code=code, alter=_as_it_is)
    assert (door.look() or OpenPairing("", 0, 0)).tries_left == TRIES - 1


def test_who_is_in_between_gets_one_guess_a_try_against_either_side(tmp_path: Path) -> None:
    """Plays both sides of whoever is in between, with a code that is guessed: right once in a thousand million."""
    door = PairingDoor(Profile.open(tmp_path), SystemClock())
    code = door.open().code
    # Towards the session: a false desk, which has a door of its own with the guessed code.
    guessed = PairingDoor(Profile.open(tmp_path / "false"), SystemClock(), lambda _below: int(_other(code)))
    guessed.open()
    with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong"):
        _by_hand(guessed, session_sees="d" * 64, desk_sees="a" * 64, code=code, alter=_as_it_is)
    # Towards the desk: a false session with the guess. Each time one try is gone, and after the last one the door is.
    for _ in range(TRIES):
        with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong"):
            _by_hand(door, session_sees="d" * 64, desk_sees="a" * 64, code=_other(code), alter=_as_it_is)
    with pytest.raises(LoginFailure, match=r"reader\.pairing_closed"):
        _by_hand(door, session_sees="d" * 64, desk_sees="a" * 64, code=code, alter=_as_it_is)


@pytest.mark.parametrize(
    ("at", "what"),
    [
        (Kind.PAIR, "name"), (Kind.PAIR_SHARE, "name"),
        (Kind.PAIR, "bytes"), (Kind.PAIR_SHARE, "bytes"), (Kind.PROOF, "bytes"), (Kind.PAIRED, "bytes"),
    ],
)  # fmt: skip
def test_whatever_is_altered_no_pairing_comes_of_it(tmp_path: Path, at: Kind, what: str) -> None:
    door = PairingDoor(Profile.open(tmp_path), SystemClock())

    def alter(frame: Frame) -> Frame:
        if frame.kind is not at:
            return frame
        body = bytearray(frame.body)
        if what == "name":
            body = bytearray(body.replace(b"Session 1", b"Session 2").replace(b"Skrivbord 1", b"Skrivbord 2"))
        else:
            place = body.index(b'": "' if b'": "' in body else b'":"') + 8
            body[place] = ord("A") if body[place] != ord("A") else ord("B")
        return Frame(frame.kind, body)

    with pytest.raises(LoginFailure, match=r"reader\.(pairing_wrong|remote_garbled)"):
        _by_hand(door, session_sees="d" * 64, desk_sees="a" * 64, code=door.open().code, alter=alter)


def test_an_honest_one_is_paired_by_the_same_steps(tmp_path: Path) -> None:
    door = PairingDoor(Profile.open(tmp_path), SystemClock())
    _by_hand(door, session_sees="d" * 64, desk_sees="a" * 64, code=door.open().code, alter=_as_it_is)
    assert door.look() is None


def test_what_was_said_once_is_worth_nothing_later(tmp_path: Path) -> None:
    """A recorded pairing, played again at the open door."""
    door = PairingDoor(Profile.open(tmp_path), SystemClock(), lambda _below: 123456789)
    said: list[Frame] = []

    def record(frame: Frame) -> Frame:
        said.append(Frame(frame.kind, bytearray(frame.body)))
        return frame

    code = door.open().code
    _by_hand(door, session_sees="d" * 64, desk_sees="a" * 64, code=code, alter=record)
    door.open()  # the same code, even
    again = DeskPairing(door, "a" * 64, "d" * 64, "Skrivbord 1")
    again.answer(next(frame for frame in said if frame.kind is Kind.PAIR))
    with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong"):
        again.prove(next(frame for frame in said if frame.kind is Kind.PROOF), lambda: None)
    with pytest.raises(LoginFailure, match=r"reader\.remote_garbled"):
        again.prove(next(frame for frame in said if frame.kind is Kind.PROOF), lambda: None)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"share":1}', b'{"share":"QQ=="}', b'{"share":"' + b"A" * 44 + b'"}', b"[" * 3000],
    ids=["nothing", "a list", "half", "a number", "short", "the zero point", "deep"],
)
def test_a_share_that_is_none_is_refused(tmp_path: Path, body: bytes) -> None:
    door = PairingDoor(Profile.open(tmp_path), SystemClock())
    door.open()
    with pytest.raises(LoginFailure, match=r"reader\.remote_garbled"):
        DeskPairing(door, "a" * 64, "d" * 64, "Skrivbord 1").answer(_frame(encode(Kind.PAIR, body)))


def test_a_desk_that_cannot_remember_says_why(desk: Desk, stranger: Pairings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its disk is full: the address is none the less right, nobody is paired, the code is good once there is room."""
    stranger.own()
    code = desk.door.open().code

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full_below(desk.profile.root))
        with pytest.raises(LoginFailure, match=r"profile\.full.*the other side"):
            _pair(stranger, desk.address, code)
    desk.news.wait_for("refused", "profile.full")
    assert (desk.pairings.partners(), stranger.partners()) == ((), ())
    assert _pair(stranger, desk.address, code) == "Skrivbord 1"


def test_a_session_that_cannot_remember_is_not_paired_at_the_desk_either(
    desk: Desk, stranger: Pairings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its disk is full: that costs no try, the desk says nothing of a pairing, and the code is good afterwards."""
    stranger.own()
    code = desk.door.open().code
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full_below(tmp_path / "stranger"))
        with pytest.raises(LoginFailure, match=r"profile\.full.*stranger"):
            _pair(stranger, desk.address, code)
    assert (desk.pairings.partners(), stranger.partners()) == ((), ())
    pairing = desk.door.look()
    assert pairing is not None
    assert pairing.tries_left == TRIES
    assert not [*(tmp_path / "stranger").glob(".paired*.new")]
    assert _pair(stranger, desk.address, code) == "Skrivbord 1"
    assert [news.kind for news in desk.news.all] == ["paired"]


def test_a_disk_that_fills_up_while_the_desk_decides_makes_no_half_pairing(
    desk: Desk, stranger: Pairings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger.own()
    true_remember = Pairings.remember

    def remember(self: Pairings, partner: Partner) -> None:
        true_remember(self, partner)
        monkeypatch.setattr(os, "open", _nothing_new_below(tmp_path / "stranger"))

    monkeypatch.setattr(Pairings, "remember", remember)
    assert _pair(stranger, desk.address, desk.door.open().code) == "Skrivbord 1"
    monkeypatch.undo()
    assert len(desk.pairings.partners()) == len(stranger.partners()) == 1


def test_a_wrong_code_leaves_nothing_behind_in_the_session(desk: Desk, stranger: Pairings, tmp_path: Path) -> None:
    code = desk.door.open().code
    with pytest.raises(LoginFailure, match=r"reader\.pairing_wrong"):
        _pair(stranger, desk.address, _other(code))
    assert stranger.partners() == ()
    assert not [*(tmp_path / "stranger").glob(".paired*.new")]


def test_a_session_on_the_desks_own_profile_is_paired_with_it(desk: Desk) -> None:
    """The desk writes in the same file while the session waits for its word: neither takes the other's row away."""
    assert _pair(Pairings(desk.profile), desk.address, desk.door.open().code) == "Skrivbord 1"
    assert sorted(partner.role for partner in desk.pairings.partners()) == ["desk", "session"]


# -- words ----------------------------------------------------------------------------------------------------------


def test_a_code_is_shown_in_groups_and_typed_in_any() -> None:
    assert shown_code("123456789") == "123 456 789"
    for text in ("123456789", "123 456 789", "123-456-789", " 12345 6789 "):
        assert typed_code(text) == "123456789"
    for text in ("", "12345678", "1234567890", "12345678x", "١٢٣٤٥٦٧٨٩"):
        with pytest.raises(LoginFailure, match=r"reader\.pairing_malformed"):
            typed_code(text)


def test_addresses() -> None:
    assert desk_address("reader://desk.example:9999") == ("desk.example", 9999)
    assert desk_address("reader://[::1]") == ("::1", 9743)
    assert str(desk_address("reader://[::1]:7/")) == "reader://[::1]:7"
    wrong = ("", "desk", "https://desk:1", "reader://", "reader://desk:0", "reader://desk:x", "reader://desk:70000")
    for text in (*wrong, "reader://a@desk:1", "reader://desk:1/path", "reader://desk:1?x", "reader://[::1:4"):
        with pytest.raises(LoginFailure, match=r"reader\.address"):
            desk_address(text)


@pytest.mark.parametrize("host", ["a..b", ".", ".desk", "a" * 64 + ".example", "\x00", "desk\x00.example"])
def test_a_name_that_no_system_looks_up_is_no_address(host: str) -> None:
    """Python's encoding of names for the network raises on these, whoever dials them."""
    with pytest.raises(LoginFailure, match=r"reader\.address"):
        desk_address(f"reader://{host}:9743")
    assert desk_address("reader://skrivbord-ö.example.") == ("skrivbord-ö.example.", 9743)


def test_a_session_does_not_use_a_reader_of_whoever_answers(desk: Desk, tmp_path: Path) -> None:
    """Another desk took over the address: the session says so, and asks it for nothing."""
    session, other = Session(tmp_path / "session"), Desk(tmp_path / "other desk")
    with closing(other, session):
        session.pair(desk)
        session.address = str(other.address)
        with pytest.raises(LoginFailure, match=r"reader\.not_paired"):
            session.readers.readers()
        assert all(news.kind == "refused" for news in other.news.all)


def test_a_setting_is_followed_whoever_asks_first(tmp_path: Path) -> None:
    """While one thread reads the file anew, another that asks waits for what it says."""
    file, read, going_on = tmp_path / "settings.toml", threading.Event(), threading.Event()

    def slowly(path: Path) -> str:
        read.set()
        assert going_on.wait(20)
        return path.read_text()

    now = followed_setting(file, slowly)
    assert now() == ""
    file.write_text("reader://desk")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(now())) for _ in range(2)]
    threads[0].start()
    assert read.wait(20)
    threads[1].start()
    going_on.set()
    for thread in threads:
        thread.join()
    assert found == ["reader://desk"] * 2
    file.unlink()
    assert now() == ""
