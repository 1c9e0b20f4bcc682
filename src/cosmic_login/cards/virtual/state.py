"""All that a virtual card keeps: who it is for, its keys and certificates, its codes and their counters.

Serialised as JSON; what seals it is the card's medium. Codes are kept as salted digests only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from cosmic_login.cards.apdu import Sw
from cosmic_login.core.secret import wipe
from cosmic_login.directory.model import CardKind

Usage = Literal["authenticate", "sign"]
Buffer: TypeAlias = bytes | bytearray | memoryview

#: References of the codes (P2 of VERIFY and its kin).
AUTHENTICATION_PIN = 0x11
SIGNATURE_PIN = 0x83

#: A code as the card gets it: ASCII digits, filled with zero bytes.
BLOCK = 16
_DIGITS = 6
_PUK_DIGITS = 8
#: PBKDF2 rounds. Six digits can be searched whatever the rounds; what protects them at rest is the seal.
_ROUNDS = 2_000
_FORMAT = 1


class CardStateError(ValueError):
    """The bytes are not a card's state."""


@dataclass(frozen=True, repr=False)
class CodeState:
    """One code: digest, and its counter. Values do not change; a change makes a new one."""

    salt: bytes
    digest: bytes
    tries_left: int
    tries: int

    @classmethod
    def of(cls, digits: Buffer | str, tries: int, *, tries_left: int | None = None) -> CodeState:
        """Digest a code given as digits or as its block of 16 bytes."""
        block = padded(digits)
        salt = os.urandom(16)
        try:
            return cls(salt, _digest(block, salt), tries if tries_left is None else tries_left, tries)
        finally:
            wipe(block)

    def matches(self, block: Buffer) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.digest, _digest(block, self.salt))

    def counted(self) -> CodeState:
        """Return it with one try less."""
        return replace(self, tries_left=max(0, self.tries_left - 1))

    def restored(self) -> CodeState:
        """Return it with all its tries."""
        return replace(self, tries_left=self.tries)

    @property
    def wrong(self) -> int:
        """The status word for a wrong code with this counter: 63Cx, or 6983 when that was the last try."""
        return 0x63C0 | min(self.tries_left, 15) if self.tries_left else Sw.BLOCKED

    def __repr__(self) -> str:
        return f"<CodeState {self.tries_left} of {self.tries} tries left>"


def padded(digits: Buffer | str) -> bytearray:
    """Return digits as the card gets them; wipe it."""
    raw = digits.encode("ascii") if isinstance(digits, str) else digits
    block = bytearray(BLOCK)
    block[: len(raw)] = raw
    return block


def _digest(block: Buffer, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", block, salt, _ROUNDS)


def well_formed(block: Buffer, kind: Literal["pin", "puk"] = "pin") -> bool:
    """Whether a block of 16 bytes holds a code that the card would take as a new one."""
    digits = _DIGITS if kind == "pin" else _PUK_DIGITS
    return len(block) == BLOCK and all(0x30 <= byte <= 0x39 for byte in block[:digits]) and not any(block[digits:])


@dataclass(frozen=True)
class Slot:
    """A key container: private key, certificate, and the code that the key wants.

    ``private_key`` is PKCS #8 DER (RFC 5208) and never shown. ``kind`` says whose number the certificate carries
    (``hsa``, ``person``), for issuing it anew.
    """

    index: int
    usage: Usage
    key_ref: int
    pin: int
    key_type: Literal["rsa2048", "ec256"]
    certificate: bytes = field(repr=False)
    private_key: bytes = field(repr=False)
    kind: Literal["hsa", "person"] = "hsa"


@dataclass(frozen=True)
class CardState:
    """A whole card. Values do not change; every change makes a new state that the medium keeps."""

    card_id: str
    person: str
    name: str
    card_number: str
    slots: tuple[Slot, ...]
    codes: dict[int, CodeState]
    puk: CodeState
    loa: int = 3
    reserve: bool = False
    registered: bool = True
    foreign: bool = False
    not_before: float = 0.0
    not_after: float = 0.0
    kind: CardKind = "siths"

    def with_code(self, ref: int, code: CodeState) -> CardState:
        """Return the state with one code replaced."""
        return replace(self, codes={**self.codes, ref: code})

    def with_puk(self, puk: CodeState) -> CardState:
        """Return the state with the PUK replaced."""
        return replace(self, puk=puk)

    def dump(self) -> bytes:
        """Return the state as bytes. They hold private keys: seal them."""
        plain = {key: value for key, value in self.__dict__.items() if key not in {"slots", "codes", "puk"}}
        plain["slots"] = [_pack(slot.__dict__) for slot in self.slots]
        plain["codes"] = {str(ref): _pack(code.__dict__) for ref, code in self.codes.items()}
        plain["puk"] = _pack(self.puk.__dict__)
        return json.dumps({"format": _FORMAT, "card": plain}).encode()

    @classmethod
    def load(cls, raw: bytes) -> CardState:
        """Read what ``dump`` wrote. Raises ``CardStateError``."""
        try:
            whole = json.loads(raw)
            if whole["format"] != _FORMAT:
                raise CardStateError("a format that this program does not know")
            plain = whole["card"]
            plain["slots"] = tuple(Slot(**_unpack(slot)) for slot in plain["slots"])
            plain["codes"] = {int(ref): CodeState(**_unpack(code)) for ref, code in plain["codes"].items()}
            plain["puk"] = CodeState(**_unpack(plain["puk"]))
            return cls(**plain)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CardStateError(type(error).__name__) from None


_BYTES = frozenset({"salt", "digest", "certificate", "private_key"})


def _pack(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: base64.b64encode(v).decode() if k in _BYTES else v for k, v in fields.items()}


def _unpack(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: base64.b64decode(v, validate=True) if k in _BYTES else v for k, v in fields.items()}
