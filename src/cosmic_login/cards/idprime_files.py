"""What stands in the files of an IDPrime card: index, key map, certificate containers, card number.

The formats are not published; they are those that OpenSC's card-idprime driver reads from real cards (versions
0.23 to 0.27). Nothing here trusts a size or an offset: what does not fit is ``card.garbled``.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from cosmic_login.cards import tlv
from cosmic_login.core.failures import LoginFailure

#: A certificate larger than this (bytes, unpacked) is not one.
MAX_CERTIFICATE = 16 * 1024

_INDEX_ENTRY = 21
_KEY_MAP_ENTRY = 8
_OID_RSA = bytes.fromhex("2a864886f70d010101")  # 1.2.840.113549.1.1.1
_OID_EC = bytes.fromhex("2a8648ce3d0201")  # 1.2.840.10045.2.1
_OID_P256 = bytes.fromhex("2a8648ce3d030107")  # 1.2.840.10045.3.1.7


class PinRef(IntEnum):
    """The card's codes by their reference in VERIFY and its kin."""

    AUTHENTICATE = 0x11
    SIGN = 0x83


@dataclass(frozen=True)
class IndexEntry:
    """One file in EF 0101: its identifier and the names the minidriver knows it by."""

    fid: int
    name: str
    directory: str

    @property
    def container(self) -> tuple[Literal["authenticate", "sign"], int] | None:
        """What a certificate file is for, and its key container's number; None for other files."""
        kind = self.name[:3]
        if self.directory != "mscp" or kind not in {"kxc", "ksc"}:
            return None
        digits = self.name[3:]
        if not (1 <= len(digits) <= 2 and digits.isascii() and digits.isdecimal()):
            raise LoginFailure("card.garbled", "the index names a certificate without a number")
        return ("authenticate" if kind == "kxc" else "sign"), int(digits)


@dataclass(frozen=True)
class KeyShape:
    """A public key's kind and the length of its signatures in bytes."""

    key_type: Literal["rsa", "ec"]
    signature_length: int


def parse_index(content: bytes) -> tuple[IndexEntry, ...]:
    """Read EF 0101: a count, then 21 bytes each (identifier, size, name, directory, flags)."""
    count = content[0] if content else -1
    if count < 0 or len(content) < 1 + count * _INDEX_ENTRY:
        raise LoginFailure("card.garbled", f"the index says {count} files in {len(content)} bytes")
    return tuple(_index_entry(content[1 + i * _INDEX_ENTRY :][:_INDEX_ENTRY]) for i in range(count))


def _index_entry(raw: bytes) -> IndexEntry:
    try:
        name, directory = (raw[at : at + 8].partition(b"\0")[0].decode("ascii") for at in (4, 12))
    except UnicodeDecodeError:
        raise LoginFailure("card.garbled", "a name in the index is not ASCII") from None
    return IndexEntry(int.from_bytes(raw[:2], "big"), name, directory)


def parse_key_map(content: bytes) -> dict[int, tuple[int, PinRef]]:
    """Read EF 0005: container number to key reference and the code that the key wants; 8 bytes each."""
    if len(content) % _KEY_MAP_ENTRY:
        raise LoginFailure("card.garbled", f"a key map of {len(content)} bytes")
    keys: dict[int, tuple[int, PinRef]] = {}
    for at in range(0, len(content), _KEY_MAP_ENTRY):
        used, key_ref, number, pin = content[at], content[at + 1], content[at + 2], content[at + 7]
        if used:
            keys[number] = key_ref, PinRef.AUTHENTICATE if pin == 1 else PinRef.SIGN
    return keys


def default_key_ref(os_level: int, number: int) -> int:
    """Return the key reference of container ``number`` on cards without a key map, by the CPLC's OS level."""
    ref = {2: 0x11, 3: 0xF7}.get(os_level, 0x56) + number
    if ref > 0xFF:
        raise LoginFailure("card.garbled", f"no key reference for container {number}")
    return ref


def unpack_certificate(content: bytes) -> bytes:
    """Return the DER of a certificate file: ``01 00``, length (little endian), zlib (RFC 1950) - or plain DER."""
    if content[:2] != b"\x01\x00":
        return _der(content)
    expected = int.from_bytes(content[2:4], "little")
    unpacker = zlib.decompressobj()
    try:
        der = unpacker.decompress(content[4:], MAX_CERTIFICATE + 1)
    except zlib.error:
        raise LoginFailure("card.garbled", "a packed certificate does not unpack") from None
    if not unpacker.eof or len(der) != expected or len(der) > MAX_CERTIFICATE:
        raise LoginFailure("card.garbled", "a packed certificate has another length than it says")
    return _der(der)


def _der(raw: bytes) -> bytes:
    """Cut off the filling behind the certificate; refuse what is not one DER SEQUENCE."""
    try:
        item, end = tlv.read_one(raw)
    except tlv.TlvError as error:
        raise LoginFailure("card.garbled", f"certificate: {error}") from None
    if item.tag != 0x30 or any(raw[end:]) or end > MAX_CERTIFICATE:
        raise LoginFailure("card.garbled", "a certificate file holds something else")
    return raw[:end]


def key_shape(der: bytes) -> KeyShape:
    """Find the public key in a certificate (RFC 5280, section 4.1) and say what its signatures look like.

    Only as much is read as choosing the card's algorithm takes; whoever trusts the certificate parses it whole.
    """
    try:
        fields = list(tlv.only(der).children()[0].children())
        if fields[0].tag == 0xA0:
            del fields[0]  # the version
        algorithm, key = fields[5].children()
        oids = [item.value for item in algorithm.children() if item.tag == 0x06]
        if oids and oids[0] == _OID_RSA:
            modulus = tlv.only(key.value[1:]).children()[0].value.lstrip(b"\0")
            return KeyShape("rsa", len(modulus))
        if oids == [_OID_EC, _OID_P256]:
            return KeyShape("ec", 64)
    except (tlv.TlvError, IndexError, ValueError):
        raise LoginFailure("card.garbled", "a certificate without a public key in its place") from None
    raise LoginFailure("card.garbled", "a certificate with a key that cards of this family do not have")


def printable_card_number(content: bytes) -> str:
    """Return EF 0201 for people: decimal digits filled with F, ASCII as it is, else hexadecimal."""
    if len(content) != 16:
        raise LoginFailure("card.garbled", f"a card number of {len(content)} bytes")
    text = content.hex().upper()
    digits = text.strip("F")
    if len(digits) >= 8 and digits.isdecimal() and len(digits) < len(text):
        return digits
    shown = content.rstrip(b"\0 ")
    if shown and all(0x21 <= byte <= 0x7E for byte in shown):
        return shown.decode("ascii")
    return text
