"""The card takes a new key pair and its certificate (R5): GENERATE ASYMMETRIC KEY PAIR and PUT DATA.

The command forms are those of ISO/IEC 7816-8, section 11.2, and 7816-4, section 11.5.5; how real cards of the family
are personalised is not published. The private key is made in the card and never leaves it.

A new key is the card's for signatures: it wants the signature code. It lives in the card's memory until its certificate
comes, and is lost when the card is reset before that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cosmic_login.cards import tlv
from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.codes import Codes
from cosmic_login.cards.virtual.files import FIRST_KEY_REF
from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, SIGNATURE_PIN, Slot

Answer = tuple[bytes, int]

_NEW_KEY, _CURRENT_FILE_SYSTEM = (0x80, 0x00), (0x3F, 0xFF)
_TEMPLATE_FOR_SIGNATURE, _PUBLIC_KEY = 0xB6, 0x7F49
_TAG_LIST, _CONTENT = 0x5C, 0x53
_KEY_TYPES: Final[dict[bytes, Literal["rsa2048", "ec256"]]] = {b"\x42": "rsa2048", b"\x44": "ec256"}
#: As many containers as terminals of the family look for.
MOST_KEYS = 10


@dataclass(frozen=True)
class _Pending:
    """A key that waits for its certificate."""

    key_ref: int
    key: keys.PrivateKey = field(repr=False)


class Personalising:
    """New keys. ``changed`` is called when the card's contents are others than before."""

    def __init__(self, codes: Codes, changed: Callable[[], None]) -> None:
        self._codes, self._changed = codes, changed
        self._pending: _Pending | None = None

    def forget(self) -> None:
        """Drop a key that has no certificate."""
        self._pending = None

    def generate(self, command: Command) -> Answer:
        """Make a key pair in the next free container; answer with its public key (template 7F49)."""
        if (command.p1, command.p2) != _NEW_KEY:
            return b"", Sw.WRONG_P1_P2
        wanted = _wanted(bytes(command.data))
        if wanted is None:
            return b"", Sw.WRONG_DATA
        key_type, key_ref = wanted
        taken = len(self._codes.state.slots)
        if key_ref != FIRST_KEY_REF + taken or taken >= MOST_KEYS:
            return b"", Sw.REFERENCE_NOT_FOUND
        if not self._codes.verified(AUTHENTICATION_PIN):
            return b"", Sw.SECURITY_NOT_SATISFIED
        key = keys.generate(key_type)
        self._pending = _Pending(key_ref, key)
        return _public_key(key.public_key()), Sw.OK

    def put(self, command: Command) -> Answer:
        """Take the certificate of the key that was made last; from now on both are on the card."""
        if (command.p1, command.p2) != _CURRENT_FILE_SYSTEM:
            return b"", Sw.WRONG_P1_P2
        pending = self._pending
        if pending is None:
            return b"", Sw.CONDITIONS_NOT_SATISFIED
        if not self._codes.verified(AUTHENTICATION_PIN):
            return b"", Sw.SECURITY_NOT_SATISFIED
        certificate = _certificate(bytes(command.data), pending)
        if certificate is None:
            return b"", Sw.WRONG_DATA
        slots = self._codes.state.slots
        slot = Slot(
            index=len(slots),
            usage="sign",
            key_ref=pending.key_ref,
            pin=SIGNATURE_PIN,
            key_type=keys.type_of(pending.key),
            certificate=certificate.public_bytes(Encoding.DER),
            private_key=keys.dump(pending.key),
            kind=slots[0].kind if slots else "person",
        )
        if not self._codes.keep(replace(self._codes.state, slots=(*slots, slot))):
            return b"", Sw.MEMORY_FAILURE
        self.forget()
        self._changed()
        return b"", Sw.OK


def _wanted(data: bytes) -> tuple[Literal["rsa2048", "ec256"], int] | None:
    """Read the control reference template: algorithm and key reference."""
    try:
        template = tlv.only(data)
        items = {item.tag: item.value for item in template.children()}
    except tlv.TlvError:
        return None
    key_type, key_ref = _KEY_TYPES.get(items.get(0x80, b"")), items.get(0x84, b"")
    if template.tag != _TEMPLATE_FOR_SIGNATURE or key_type is None or len(key_ref) != 1:
        return None
    return key_type, key_ref[0]


def _public_key(key: keys.PublicKey) -> bytes:
    """Return the public key as data objects (ISO/IEC 7816-8, section 11.2.3)."""
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        modulus, exponent = numbers.n.to_bytes(key.key_size // 8, "big"), numbers.e.to_bytes(3, "big")
        return tlv.encode(_PUBLIC_KEY, tlv.encode(0x81, modulus) + tlv.encode(0x82, exponent))
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return tlv.encode(_PUBLIC_KEY, tlv.encode(0x86, point))


def _certificate(data: bytes, pending: _Pending) -> x509.Certificate | None:
    """Return the certificate of a PUT DATA for this key, or None when it is something else."""
    try:
        where, content = tlv.parse(data)
        if (where.tag, content.tag) != (_TAG_LIST, _CONTENT) or where.value != bytes((pending.key_ref,)):
            return None
        certificate = x509.load_der_x509_certificate(content.value)
        return certificate if certificate.public_key() == pending.key.public_key() else None
    except ValueError:
        return None
