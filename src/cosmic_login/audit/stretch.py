"""Checking many rows at once: the pieces of a trail that can be checked beside each other.

A stretch is whole when every line in it is, to the byte, a row as this program writes them, with a good code, a real
time, the number after the one before, and that one's code as its predecessor's. Whoever puts stretches together
compares their ends. A stretch that is not whole is no verdict: it is walked row by row (``verify.walk``), which finds
out what is wrong with which row, or that nothing is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

#: Bytes of a stretch: some thousand rows, so that handing it out costs little and what is in memory stays small.
STRETCH = 1 << 22
#: No row of ours is as long as this; what is looks for an end of line no further.
_LONGEST_ROW = 1 << 20

# What json.dumps makes of a text: no bare control characters, and the escapes of RFC 8259, section 7. Possessive: a
# text that does not match has no other way to match, and looking for one could take for ever.
_TEXT = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-f]{4})[^"\\\x00-\x1f]*+)*+"'
_PAIR = _TEXT + rb":" + _TEXT
_ROW = re.compile(
    rb'\{(?:"v":2,)?"seq":([1-9][0-9]*+),"time":"([0-9-]{10}T[0-9]{2}):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"'
    + b"".join(b',"' + name + b'":' + _TEXT for name in (b"event", b"login", b"person", b"name", b"method"))
    + rb',"loa":(?:null|-?[0-9]++)'
    + b"".join(b',"' + name + b'":' + _TEXT for name in (b"service_id", b"organisation", b"reason", b"source"))
    + rb',"extra":(\{(?:'
    + _PAIR
    + rb"(?:,"
    + _PAIR
    + rb")*+)?+\})"
    + rb',"previous":"([0-9a-f]{64})","mac":"([0-9a-f]{64})"\}'
)
_MAC_TAIL = len(',"mac":"') + 64 + len('"}')
_BLOCK = 64  # bytes of a block of SHA-256


@dataclass(frozen=True)
class Whole:
    """A whole stretch: so many rows, the first one's number and predecessor, and the last one's code."""

    rows: int
    first: int
    previous: str
    last: str


def check_stretch(path: Path, start: int, end: int, key: bytes) -> Whole | None:
    """Return what the bytes from ``start`` to ``end`` are, or None when they have to be walked row by row.

    ``key`` is that of the rows (``ChainKeys.row``), 32 bytes. Raises ``OSError``.
    """
    with path.open("rb") as file:
        file.seek(start)
        raw = file.read(end - start)
    if len(raw) != end - start or not raw.endswith(b"\n"):
        return None
    try:
        raw.decode()
    except UnicodeDecodeError:
        return None
    lines = raw.split(b"\n")
    lines.pop()
    found = _ROW.match(lines[0])
    if found is None:
        return None
    first, previous = int(found[1]), found[4]
    last = _chained(lines, first, previous, key)
    return None if last is None else Whole(len(lines), first, previous.decode(), last.decode())


def _chained(lines: list[bytes], seq: int, last: bytes, key: bytes) -> bytes | None:
    """Return the last row's code when the lines are a chain that begins with ``seq`` after ``last``."""
    # HMAC (RFC 2104, section 2) begins with the same two blocks for every row, so these are made once.
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
    match, hours = _ROW.fullmatch, set[bytes]()
    for line in lines:
        found = match(line)
        if found is None:
            return None
        number, hour, extra, previous, mac = found.groups()
        if previous != last or int(number) != seq:
            return None
        code, whole = inner.copy(), outer.copy()
        code.update(line[:-_MAC_TAIL])
        whole.update(code.digest())
        if whole.hexdigest().encode() != mac:
            return None
        if hour not in hours:
            if not _is_hour(hour):
                return None
            hours.add(hour)
        if len(extra) > 2 and not _names_once(extra):
            return None
        last = mac
        seq += 1
    return last


def _is_hour(text: bytes) -> bool:
    try:
        datetime.fromisoformat(text.decode())
    except ValueError:
        return False
    return True


def _names_once(extra: bytes) -> bool:
    pairs: list[tuple[str, str]] = json.loads(extra, object_pairs_hook=list)
    return len(dict(pairs)) == len(pairs)


def stretches(path: Path, start: int, end: int, size: int = 0) -> Iterator[tuple[int, int]]:
    """Cut the bytes from ``start`` to ``end`` into stretches of ``size`` bytes or some more: they end with a line."""
    size = size or STRETCH
    with path.open("rb") as file:
        while start < end:
            cut = min(start + size, end)
            if cut < end:
                file.seek(cut - 1)
                cut = min(cut - 1 + len(file.readline(_LONGEST_ROW)), end)
            yield start, cut
            start = cut
