"""The card's file system: the files of an IDPrime 940, built from the card's state.

======  ==========  ==========================================================================
EF      name        content
======  ==========  ==========================================================================
0005    -           key map, 8 bytes a key
0101    -           index of the files below, a count and 21 bytes each
0201    cardid      16 bytes: F, then the card number's decimal digits (PKCS #11 shows the last 16)
0203    tinfo       ``01``, length, token label
0204    cmapfile    container map, 86 bytes a container (Microsoft smart card minidriver, section 5.4.1)
0301 …  kxcNN       certificate for authentication, packed
        kscNN       certificate for signatures, packed
======  ==========  ==========================================================================
"""

from __future__ import annotations

import hashlib
import zlib

from cosmic_login.cards.virtual.state import AUTHENTICATION_PIN, CardState, Slot

_KEY_MAP, _INDEX, _CARD_ID, _TOKEN, _CONTAINERS, _FIRST_CERTIFICATE = 0x0005, 0x0101, 0x0201, 0x0203, 0x0204, 0x0301
_GUID_BYTES = 80
_VALID, _DEFAULT = 0x01, 0x02
_LABEL = "SITHS eID"

#: Key reference of container 0; also what terminals assume when they do not read the key map.
FIRST_KEY_REF = 0x56


def build_files(state: CardState, *, with_certificates: bool = True) -> dict[int, bytes]:
    """Return all files by identifier; without certificates the card looks as one that was never personalised."""
    slots = state.slots if with_certificates else ()
    certificates = {_FIRST_CERTIFICATE + i: pack_certificate(slot.certificate) for i, slot in enumerate(slots)}
    files = {
        _CARD_ID: bytes.fromhex(state.card_number.rjust(32, "F")),
        _TOKEN: _token_label(),
        _CONTAINERS: b"".join(_container(slot, default=i == 0) for i, slot in enumerate(slots)) or bytes(86),
    }
    names = {_CARD_ID: ("cardid", ""), _TOKEN: ("tinfo", "p11"), _CONTAINERS: ("cmapfile", "mscp")}
    for fid, slot in zip(certificates, slots, strict=True):
        names[fid] = (f"k{'x' if slot.usage == 'authenticate' else 's'}c{slot.index:02d}", "mscp")
    files |= certificates
    index = b"".join(_index_entry(fid, len(files[fid]), *names[fid]) for fid in names)
    files[_INDEX] = bytes((len(names),)) + index
    files[_KEY_MAP] = b"".join(_key_map_entry(slot) for slot in slots) or bytes(8)
    return files


def control_information(fid: int, size: int) -> bytes:
    """Return what SELECT answers for a file (ISO/IEC 7816-4, section 7.4.3)."""
    inside = b"\x80\x02" + size.to_bytes(2, "big") + b"\x82\x01\x01\x83\x02" + fid.to_bytes(2, "big") + b"\x8a\x01\x05"
    return bytes((0x6F, len(inside))) + inside


def pack_certificate(der: bytes) -> bytes:
    """Return a certificate as the minidriver stores it: ``01 00``, length (little endian), zlib."""
    return b"\x01\x00" + len(der).to_bytes(2, "little") + zlib.compress(der, 9)


def _token_label() -> bytes:
    label = _LABEL.encode("ascii") + b"\0"
    return bytes((0x01, len(label))) + label


def _index_entry(fid: int, size: int, name: str, directory: str) -> bytes:
    fields = name.encode("ascii").ljust(8, b"\0") + directory.encode("ascii").ljust(8, b"\0") + b"\0"
    return fid.to_bytes(2, "big") + size.to_bytes(2, "big") + fields


def _key_map_entry(slot: Slot) -> bytes:
    pin = 1 if slot.pin == AUTHENTICATION_PIN else 2
    return bytes((1, slot.key_ref, slot.index, 0, 0, 0, 0, pin))


def _container(slot: Slot, *, default: bool) -> bytes:
    """Name the container after its certificate, so that the name stays the same for as long as that does."""
    raw = hashlib.sha256(slot.certificate).hexdigest()
    name = f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:32]}"
    bits = (2048 if slot.key_type == "rsa2048" else 256).to_bytes(2, "little")
    sizes = b"\0\0" + bits if slot.usage == "authenticate" else bits + b"\0\0"
    flags = _VALID | (_DEFAULT if default else 0)
    return name.encode("utf-16-le").ljust(_GUID_BYTES, b"\0") + bytes((flags, 0)) + sizes
