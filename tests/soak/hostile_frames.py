"""Frames that no desk and no session should send: the right ones broken, and whatever else there is."""

from __future__ import annotations

import json
import struct
from random import Random

from cosmic_login.remote.frames import LONGEST, PROTOCOL, Kind, encode, encode_members, encode_send

_READER = "Virtuell läsare 1"
_COMMANDS = ("00200011", "00a4040c0ba000000018800000000662", "00a40800020101", "00b00000e0", "00ca9f7f2d", "0084000008")
_TABLE: dict[str, object] = {
    "epoch": "e",
    "readers": [["R", "3b00", 1], ["S", None, 0]],
    "lost": "",
    "held": [[1, 3]],
    "name": "Skrivbord",
}
#: What ends a call, or makes no sense twice: rare, so that there is something to end.
_ENDS = frozenset({Kind.HELLO, Kind.PAIR, Kind.PROOF, Kind.LEAVE, Kind.REFUSED, Kind.PAIR_SHARE, Kind.PAIRED})
_VALUES: tuple[object, ...] = (
    None, True, -1, 0, 1, 2**32, 1e308, "", "R", "\n", "x" * 300, "3b00", [], {}, [[]], [["R"]], [1, 2], {"a": {}},
    [None] * 40,
)  # fmt: skip


class HostileFrames:
    """Gives one frame after the other, whole ones mostly; ``session`` says whose."""

    def __init__(self, random: Random, *, session: bool) -> None:
        self._random = random
        self._kinds = [kind for kind in Kind if (kind < Kind.WELCOME) is session]
        self._session = session
        self._number = 0
        #: Whether the last one was broken: most of those end the line, so that what comes after them is not read.
        self.broke = False

    def __call__(self) -> bytes:
        """Return the next: mostly such as there are, so that the broken ones come to somebody who listens."""
        way = self._random.random()
        self.broke = way >= 0.92
        if way < 0.92:
            return bytes(self._usual())
        if way < 0.95:
            return self._spoilt(self._usual())
        if way < 0.97:
            return bytes(encode(self._random.choice(list(Kind)), self._noise(60)))
        if way < 0.98:
            return struct.pack(">I", self._random.choice((0, 1, LONGEST, LONGEST + 1, 2**31, 2**32 - 1))) + self._noise(
                9
            )
        return self._noise(200)

    def greeting(self) -> bytes:
        """Return what has to come first."""
        self._number = 0
        if self._session:
            return bytes(encode_members(Kind.HELLO, {"protocol": PROTOCOL, "token": "0" * 16, "name": "S"}))
        return bytes(encode_members(Kind.WELCOME, _TABLE))

    def _usual(self) -> bytearray:
        kind = self._random.choice(self._kinds)
        if kind in _ENDS and self._random.random() < 0.9:
            kind = Kind.CONNECT if self._session else Kind.READERS
        if kind is Kind.SEND:
            self._number += self._random.choice((0, 1, 1, 1, 1, 1, 1, 2))
            command = bytes.fromhex(self._random.choice(_COMMANDS))
            return encode_send(1, self._number, command, whole=self._random.random() < 0.7)
        if kind is Kind.ANSWER:
            return encode(kind, struct.pack(">II", 1, self._random.randrange(4)) + bytes.fromhex("9000"))
        usual: dict[Kind, dict[str, object]] = {
            Kind.HELLO: {"protocol": PROTOCOL, "token": "0" * 16, "name": "S"},
            Kind.CONNECT: {"connection": self._random.randrange(1, 4), "reader": _READER, "ahead": True},
            Kind.CLOSE: {"connection": self._random.randrange(1, 4)},
            Kind.WELCOME: _TABLE,
            Kind.READERS: _TABLE,
            Kind.CONNECTED: {"connection": 1, "atr": "3b00", "ahead": [["00b0000010", "01029000"]]},
            Kind.FAILED: {"connection": 1, "number": 1, "code": "card.removed"},
            Kind.REFUSED: {"code": "reader.not_paired"},
        }
        members = usual.get(kind, {"share": "QQ==", "proof": "QQ==", "name": "N"})
        if self._random.random() < 0.08:
            members = {**members, self._random.choice(list(members)): self._random.choice(_VALUES)}
        return encode_members(kind, members)

    def _spoilt(self, frame: bytearray) -> bytes:
        """Change some bytes behind the head, or leave some out of the body and say so."""
        for _ in range(self._random.randrange(1, 4)):
            frame[self._random.randrange(4, len(frame))] = self._random.randrange(256)
        if self._random.random() < 0.3:
            body = frame[5 : self._random.randrange(5, len(frame) + 1)]
            return struct.pack(">IB", len(body) + 1, frame[4]) + body
        return bytes(frame)

    def _noise(self, most: int) -> bytes:
        raw = self._random.randbytes(self._random.randrange(most))
        return json.dumps(raw.hex()).encode() if self._random.random() < 0.2 else raw
