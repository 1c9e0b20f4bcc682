"""BER-TLV data objects as smart cards use them (ISO/IEC 7816-4, section 5.2.2; ITU-T X.690).

Strict: what is cut short, of indefinite length or followed by something else is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_MAX_TAG_BYTES = 4
_MAX_LENGTH_BYTES = 4


class TlvError(ValueError):
    """The bytes are not well-formed BER-TLV. The text names the place, never the content."""


@dataclass(frozen=True, slots=True)
class Tlv:
    """One data object. ``tag`` is the tag's bytes read as one big-endian number (``0x9F7F``, ``0x30``)."""

    tag: int
    value: bytes

    @property
    def constructed(self) -> bool:
        """Whether the value is itself a row of data objects (bit 6 of the first tag byte)."""
        return bool(_tag_bytes(self.tag)[0] & 0x20)

    def children(self) -> tuple[Tlv, ...]:
        """Return the data objects inside. Raises ``TlvError`` when this one is primitive or its value is not TLV."""
        if not self.constructed:
            raise TlvError(f"the data object {self.tag:X} is primitive")
        return parse(self.value)

    def encode(self) -> bytes:
        """Return tag, shortest length and value."""
        return encode(self.tag, self.value)


def encode(tag: int, value: bytes) -> bytes:
    """Return a data object with the shortest length that fits. Raises ``TlvError`` for an impossible tag."""
    length = len(value)
    if length < 0x80:
        head = bytes((length,))
    else:
        size = (length.bit_length() + 7) // 8
        head = bytes((0x80 | size,)) + length.to_bytes(size, "big")
    return _tag_bytes(tag) + head + value


def read_one(data: bytes, offset: int = 0) -> tuple[Tlv, int]:
    """Read the data object at ``offset``; return it and the offset behind it. Raises ``TlvError``."""
    tag, at = _read_tag(data, offset)
    length, at = _read_length(data, at)
    if at + length > len(data):
        raise TlvError(f"the value at {at} is cut short: {length} bytes wanted, {len(data) - at} there")
    return Tlv(tag, bytes(data[at : at + length])), at + length


def parse(data: bytes) -> tuple[Tlv, ...]:
    """Read data objects until the bytes end. Raises ``TlvError``."""
    found: list[Tlv] = []
    at = 0
    while at < len(data):
        item, at = read_one(data, at)
        found.append(item)
    return tuple(found)


def only(data: bytes) -> Tlv:
    """Read exactly one data object with nothing behind it. Raises ``TlvError``."""
    item, end = read_one(data)
    if end != len(data):
        raise TlvError(f"{len(data) - end} bytes follow the data object")
    return item


def find(items: Iterable[Tlv], tag: int) -> Tlv | None:
    """Return the first data object with the tag, or None."""
    return next((item for item in items if item.tag == tag), None)


def _tag_bytes(tag: int) -> bytes:
    if tag < 0:
        raise TlvError("a tag is not negative")
    raw = tag.to_bytes(max(1, (tag.bit_length() + 7) // 8), "big")
    try:
        whole = _read_tag(raw, 0) == (tag, len(raw))
    except TlvError:
        whole = False
    if not whole:
        raise TlvError(f"{tag:X} is not a tag")
    return raw


def _read_tag(data: bytes, offset: int) -> tuple[int, int]:
    if offset >= len(data):
        raise TlvError(f"no tag at {offset}")
    tag = data[offset]
    at = offset + 1
    if tag & 0x1F != 0x1F:
        return tag, at
    while True:
        if at >= len(data):
            raise TlvError(f"the tag at {offset} is cut short")
        byte = data[at]
        if at == offset + 1 and byte == 0x80:
            raise TlvError(f"the tag at {offset} begins with a zero")
        if at - offset >= _MAX_TAG_BYTES:
            raise TlvError(f"the tag at {offset} is too long")
        tag = tag << 8 | byte
        at += 1
        if not byte & 0x80:
            return tag, at


def _read_length(data: bytes, offset: int) -> tuple[int, int]:
    if offset >= len(data):
        raise TlvError(f"no length at {offset}")
    first = data[offset]
    at = offset + 1
    if first < 0x80:
        return first, at
    size = first & 0x7F
    if size == 0:
        raise TlvError(f"indefinite length at {offset}")
    if size > _MAX_LENGTH_BYTES:
        raise TlvError(f"the length at {offset} is too long")
    if at + size > len(data):
        raise TlvError(f"the length at {offset} is cut short")
    return int.from_bytes(data[at : at + size], "big"), at + size
