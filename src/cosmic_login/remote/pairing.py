"""Pairing a session with a desk: a short code, shown at the desk and typed in the session, becomes trust in two keys.

The code is used up in SPAKE2 (Abdalla and Pointcheval 2005; the library's own encoding, which is older than RFC 9382),
with the two certificates of the TLS connection as the identities. Who sits between the two has other certificates: the
keys differ, and what was heard is worth one guess, which costs a try. Each side then proves that it has the same key.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Final, NamedTuple

from spake2 import SPAKE2_A, SPAKE2_B

from cosmic_login.core.clock import Clock, is_over
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.remote.frames import Frame, Kind, encode_members, garbled
from cosmic_login.remote.manners import shown_name

#: How long a code is good, in seconds, and how many wrong ones are taken.
PAIRING_S: Final = 120.0
TRIES: Final = 3
#: Digits of a code: in three groups, and neither six nor eight, so that nobody takes it for a card's code.
DIGITS: Final = 9
_LABEL = "a pairing under way"
_SHARE_LENGTH = 33


class OpenPairing(NamedTuple):
    """A pairing that waits for a session: the code, when it ends (Unix seconds), how many wrong ones are taken yet."""

    code: str
    ends: float
    tries_left: int


class PairingDoor:
    """The desk's side: a sealed file, so that whichever program shares the readers lets in who knows the code."""

    def __init__(self, profile: Profile, clock: Clock, digits: Callable[[int], int] = secrets.randbelow) -> None:
        """``digits`` gives a number below its argument that nobody can foretell."""
        self._profile, self._clock, self._digits = profile, clock, digits

    def open(self) -> OpenPairing:
        """Begin a pairing, in the place of one that is under way; return it with its code."""
        begun = OpenPairing(f"{self._digits(10**DIGITS):0{DIGITS}d}", self._now() + PAIRING_S, TRIES)
        with self._profile.lock("pairing"):
            self._write(begun)
        return begun

    def close(self) -> None:
        """End the pairing under way."""
        with self._profile.lock("pairing"), contextlib.suppress(FileNotFoundError):
            self._profile.pairing_file.unlink()

    def look(self) -> OpenPairing | None:
        """Return the pairing under way. One whose time or tries are up is none, and is removed."""
        with self._profile.lock("pairing"):
            return self._look()

    def judge(self, right: bool, remember: Callable[[], None]) -> None:
        """Take a try away for a proof that is ``right`` or not; after a right one ``remember`` the partner and end it.

        Whoever looks meanwhile waits: they see the partner as soon as they see no pairing, also after the last try.
        Raises ``reader.pairing_wrong`` with the tries left, ``reader.pairing_closed``.
        """
        with self._profile.lock("pairing"):
            found = self._look()
            if found is None:
                raise LoginFailure("reader.pairing_closed")
            spent = found._replace(tries_left=found.tries_left - 1)
            self._write(spent)
            if not right:
                raise LoginFailure("reader.pairing_wrong", tries_left=spent.tries_left)
            remember()
            self._profile.pairing_file.unlink(missing_ok=True)

    def _look(self) -> OpenPairing | None:
        sealed = read_bytes(self._profile.pairing_file)
        if sealed is None:
            return None
        try:
            found = OpenPairing(*json.loads(self._profile.vault.unseal(sealed, _LABEL)))
        except (ValueError, TypeError):
            found = OpenPairing("", 0.0, 0)
        if found.tries_left > 0 and not is_over(found.ends, self._now(), PAIRING_S):
            return found
        with contextlib.suppress(FileNotFoundError):
            self._profile.pairing_file.unlink()
        return None

    def _write(self, pairing: OpenPairing) -> None:
        write_atomic(self._profile.pairing_file, self._profile.vault.seal(json.dumps(pairing).encode(), _LABEL))

    def _now(self) -> float:
        return self._clock.now().timestamp()


def shown_code(code: str) -> str:
    """Return a code as a person reads it out: ``123 456 789``."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def typed_code(text: str) -> str:
    """Return the code that was typed, with whatever spaces. Raises ``reader.pairing_malformed``."""
    code = "".join(text.split()).replace("-", "")
    if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
        raise LoginFailure("reader.pairing_malformed")
    return code


class DeskPairing:
    """One exchange at the desk, for one line. ``session`` and ``desk`` are the fingerprints in that line's TLS."""

    def __init__(self, door: PairingDoor, session: str, desk: str, name: str) -> None:
        self._door, self._session, self._desk, self._name = door, session, desk, shown_name(name)
        self._key = b""
        #: What the session calls itself, once it has said so.
        self.partner = ""

    def answer(self, frame: Frame) -> bytearray:
        """Answer ``PAIR`` with the desk's share.

        Raises ``reader.pairing_closed`` when none is under way, ``reader.remote_garbled``.
        """
        members = frame.members()
        pairing = self._door.look()
        if pairing is None:
            raise LoginFailure("reader.pairing_closed")
        self.partner = shown_name(str(members.get("name", "")))
        exchange = SPAKE2_B(pairing.code.encode(), idA=self._session.encode(), idB=self._desk.encode())
        share = exchange.start()
        self._key = _finished(exchange, _bytes(members, "share", _SHARE_LENGTH))
        return encode_members(Kind.PAIR_SHARE, {"share": _text(share), "name": self._name})

    def prove(self, frame: Frame, remember: Callable[[], None]) -> bytearray:
        """Judge ``PROOF``, which costs a try; ``remember`` the partner, and answer with the desk's own proof.

        Raises ``reader.pairing_wrong`` with the tries left, ``reader.pairing_closed``, ``reader.remote_garbled``.
        """
        if not self._key:
            raise garbled("a proof before its exchange")
        key, self._key = self._key, b""  # whoever wants another try begins anew
        wanted, proof = _proof(key, "session", self.partner, self._name), _bytes(frame.members(), "proof", 32)
        self._door.judge(hmac.compare_digest(wanted, proof), remember)
        return encode_members(Kind.PAIRED, {"proof": _text(_proof(key, "desk", self.partner, self._name))})


class SessionPairing:
    """One exchange in the session."""

    def __init__(self, code: str, session: str, desk: str, name: str) -> None:
        self._exchange = SPAKE2_A(code.encode(), idA=session.encode(), idB=desk.encode())
        self._key, self._name = b"", shown_name(name)
        #: What the desk calls itself, once it has said so; to be believed when ``check`` has passed.
        self.partner = ""

    def begin(self) -> bytearray:
        """Return ``PAIR``, with the session's share."""
        return encode_members(Kind.PAIR, {"share": _text(self._exchange.start()), "name": self._name})

    def prove(self, frame: Frame) -> bytearray:
        """Answer ``PAIR_SHARE`` with the session's proof. Raises ``reader.remote_garbled``."""
        members = frame.members()
        self.partner = shown_name(str(members.get("name", "")))
        self._key = _finished(self._exchange, _bytes(members, "share", _SHARE_LENGTH))
        return encode_members(Kind.PROOF, {"proof": _text(_proof(self._key, "session", self._name, self.partner))})

    def check(self, frame: Frame) -> None:
        """Judge ``PAIRED``. Raises ``reader.pairing_wrong``: whoever answered does not know the code."""
        if not self._key:
            raise garbled("a proof before its exchange")
        wanted = _proof(self._key, "desk", self._name, self.partner)
        if not hmac.compare_digest(wanted, _bytes(frame.members(), "proof", 32)):
            raise LoginFailure("reader.pairing_wrong")


def _finished(exchange: SPAKE2_A | SPAKE2_B, share: bytes) -> bytes:
    try:
        key: bytes = exchange.finish(share)
    except Exception as error:  # noqa: BLE001 - the library has no one kind of error for a bad point
        raise garbled(f"a share that is none: {type(error).__name__}") from None
    return key


def _proof(key: bytes, side: str, session_name: str, desk_name: str) -> bytes:
    """Return what only somebody with the key can say; the names are in it, so that nobody can change them."""
    said = json.dumps(["cosmic-login reader pairing 1", side, session_name, desk_name]).encode()
    return hmac.digest(key, said, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(members: dict[str, object], name: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(str(members.get(name, "")), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length:
        raise garbled(f"no {name}")
    return raw
