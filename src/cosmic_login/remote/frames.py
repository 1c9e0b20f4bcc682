"""The frames that desk and session send each other, and how they are cut out of a stream.

A frame is four bytes of length (big endian; of what follows them), one byte of kind, and a body. The bodies of ``SEND``
and ``ANSWER`` are bytes, since a command may hold a code and has to be wiped; all others are one JSON object each. The
format is ours, version ``PROTOCOL``; docs/remote.md describes it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, NamedTuple

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.secret import wipe

#: Goes up when a frame changes its meaning; the two sides refuse each other when theirs differ.
PROTOCOL: Final = 1
#: The longest frame: an extended answer, or what was read ahead of a card full of certificates.
LONGEST: Final = 160 * 1024
#: The longest one from somebody who has not said who they are.
LONGEST_FROM_STRANGERS: Final = 4 * 1024

#: What a desk may say that became of a card.
TOLD: Final = frozenset({
    "card.absent", "card.garbled", "card.in_use", "card.removed", "card.unreadable", "pcsc.missing", "pcsc.stopped",
    "reader.denied", "reader.desk_unable", "reader.lost", "reader.remote_garbled", "reader.unknown",
})  # fmt: skip

_HEAD = struct.Struct(">I")
_SEND = struct.Struct(">IIB")
_ANSWER = struct.Struct(">II")


class Kind(IntEnum):
    """What a frame is. Below 0x80 the session's, from there on the desk's; ``ALIVE`` is anybody's."""

    ALIVE = 0x00  # nothing, said now and then
    HELLO = 0x01
    PAIR = 0x02
    PROOF = 0x03
    CONNECT = 0x10
    SEND = 0x11
    CLOSE = 0x12
    LEAVE = 0x13
    WELCOME = 0x81
    PAIR_SHARE = 0x82
    PAIRED = 0x83
    REFUSED = 0x84
    READERS = 0x90
    CONNECTED = 0x91
    ANSWER = 0x92
    FAILED = 0x93


@dataclass(frozen=True)
class Frame:
    """One frame. ``body`` is wiped by whoever takes it, when it may hold a code."""

    kind: Kind
    body: bytearray = field(repr=False)

    def members(self) -> dict[str, Any]:
        """Return the JSON object in the body. Raises ``reader.remote_garbled``."""
        try:
            found = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise garbled(f"{self.kind.name}: no JSON object")
        return found


class Send(NamedTuple):
    """A command for the card: of which connection, the how manyeth (from 1), and whether its 61xx is followed up."""

    connection: int
    number: int
    whole: bool
    command: bytearray


class CardReply(NamedTuple):
    """The card's answer to command ``number`` of a connection."""

    connection: int
    number: int
    response: bytes


def garbled(detail: str) -> LoginFailure:
    """Return the failure of whoever does not speak this protocol."""
    return LoginFailure("reader.remote_garbled", detail)


def encode(kind: Kind, body: bytes | bytearray = b"") -> bytearray:
    """Return a frame's bytes. Raises ``ValueError`` for one that nobody would take."""
    if len(body) + 1 > LONGEST:
        raise ValueError(f"{len(body)} bytes do not fit into a frame")
    raw = bytearray(_HEAD.pack(len(body) + 1))
    raw.append(kind)
    raw += body
    return raw


def encode_members(kind: Kind, members: Mapping[str, object]) -> bytearray:
    """Return the bytes of a frame with a JSON object."""
    return encode(kind, json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def encode_send(connection: int, number: int, command: bytes | bytearray, *, whole: bool) -> bytearray:
    """Return a ``SEND`` frame's bytes, which the caller wipes when the command holds a code."""
    raw = bytearray(_HEAD.size + 1 + _SEND.size + len(command))  # never grows: growing would leave copies behind
    _HEAD.pack_into(raw, 0, len(raw) - _HEAD.size)
    raw[_HEAD.size] = Kind.SEND
    _SEND.pack_into(raw, _HEAD.size + 1, connection, number, whole)
    raw[_HEAD.size + 1 + _SEND.size :] = command
    return raw


def parse_send(body: bytearray) -> Send:
    """Read a ``SEND`` frame. Raises ``reader.remote_garbled``."""
    if len(body) < _SEND.size + 4:
        raise garbled("SEND: cut short")
    connection, number, whole = _SEND.unpack_from(body)
    return Send(connection, number, bool(whole), body[_SEND.size :])


def encode_answer(connection: int, number: int, response: bytes) -> bytearray:
    """Return an ``ANSWER`` frame's bytes."""
    return encode(Kind.ANSWER, _ANSWER.pack(connection, number) + response)


def parse_answer(body: bytearray) -> CardReply:
    """Read an ``ANSWER`` frame. Raises ``reader.remote_garbled``."""
    if len(body) < _ANSWER.size + 2:
        raise garbled("ANSWER: cut short")
    connection, number = _ANSWER.unpack_from(body)
    return CardReply(connection, number, bytes(body[_ANSWER.size :]))


def failed(failure: LoginFailure, **more: object) -> bytearray:
    """Return a ``FAILED`` frame: what became of something that was asked for."""
    return encode_members(Kind.FAILED, {"code": failure.code, **more})


def failure_of(members: Mapping[str, Any], allowed: frozenset[str]) -> LoginFailure:
    """Return the failure that a frame tells of; one that nobody may tell is ``reader.remote_garbled``."""
    code = members.get("code")
    if not isinstance(code, str) or code not in FAILURES or code not in allowed:
        return garbled("a failure that is none")
    tries = members.get("tries_left")
    return LoginFailure(code, "told by the other side", tries_left=tries if isinstance(tries, int) else None)


class Deframer:
    """Cuts frames out of what comes.

    Nothing is kept of a frame that has been given out, and no room is made for one that is longer than ``longest``.
    """

    def __init__(self, longest: int = LONGEST_FROM_STRANGERS) -> None:
        self.longest = longest
        self._head = bytearray()
        self._body: bytearray | None = None
        self._filled = 0

    @property
    def amid(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._head)

    def feed(self, data: bytearray | memoryview) -> Iterator[Frame]:
        """Take what has come, and give every frame that is whole. Raises ``reader.remote_garbled``."""
        rest = memoryview(data)
        while rest:
            if self._body is None:
                rest = self._take_head(rest)
                continue
            taken = rest[: len(self._body) - self._filled]
            self._body[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            rest = rest[len(taken) :]
            if self._filled == len(self._body):
                yield self._whole()

    def drop(self) -> None:
        """Forget, and wipe, what is there of a frame that will not come to its end."""
        if self._body is not None:
            wipe(self._body)
        self._head.clear()
        self._body = None

    def _take_head(self, rest: memoryview) -> memoryview:
        wanted = _HEAD.size - len(self._head)
        self._head += rest[:wanted]
        if len(self._head) == _HEAD.size:
            (length,) = _HEAD.unpack(self._head)
            if not 1 <= length <= self.longest:
                raise garbled(f"a frame of {length} bytes")
            self._body, self._filled = bytearray(length), 0
        return rest[wanted:]

    def _whole(self) -> Frame:
        whole, self._body = self._body or bytearray(), None
        self._head.clear()
        try:
            kind = Kind(whole[0])
        except ValueError:
            number = whole[0]
            wipe(whole)
            raise garbled(f"a frame of kind {number:#04x}") from None
        body = whole[1:]
        wipe(whole)
        return Frame(kind, body)
