"""A card that lies: it has the right answers, and gives others now and then."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from cosmic_login.cards.apdu import VERIFY
from cosmic_login.cards.virtual.card import VirtualCard

#: Status words of every kind, also such as no card should say.
_WORDS = (
    "9000", "6100", "6101", "61FF", "6C00", "6C01", "6C10", "6CFF", "6282", "6283", "6300", "63C0", "63C1", "63CF",
    "6581", "6700", "6882", "6982", "6983", "6985", "6999", "6A80", "6A82", "6A88", "6B00", "6D00", "6E00", "6F00",
    "9001", "9F10", "60FF", "6060", "0000", "FFFF", "6A", "",
)  # fmt: skip
_LENGTHS = b"\0\1\x7f\x80\x81\x82\x84\xff"


class Liar:
    """Decides which of a card's answers are lies, and says them. ``said`` counts all answers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.said = self.codes_taken = 0
        self.meet()

    def meet(self) -> None:
        """Begin anew, with another way to lie: once at some place, ever again from there on, or all the time."""
        random = self._random
        self.codes_taken = self._number = 0
        self._first = random.randrange(40)
        self._again = random.choice((0.0, 0.0, 0.1, 1.0))

    def __call__(self, command: bytes, right: bytes) -> bytes:
        """Return the answer to a command."""
        self.said += 1
        self._number += 1
        self.codes_taken += command[1:2] == bytes((VERIFY,)) and len(command) > 5
        if self._number == self._first or (self._number > self._first and self._random.random() < self._again):
            return self._lie(right)
        return right

    def _lie(self, right: bytes) -> bytes:
        random = self._random
        data, word = right[:-2], right[-2:]
        lie: Callable[[], bytes] = random.choice(
            (
                lambda: data + bytes.fromhex(random.choice(_WORDS)),
                lambda: bytes.fromhex(random.choice(_WORDS)),
                lambda: random.randbytes(random.randrange(260)) + word,
                lambda: data[: random.randrange(len(data) + 1)] + word,
                lambda: data + random.randbytes(random.choice((1, 2, 100, 300, 70_000))) + word,
                lambda: self._length(data) + word,
                lambda: self._length(data) + word,
                lambda: self._flipped(right),
            )
        )
        return lie()

    def _length(self, data: bytes) -> bytes:
        """Say what is, as like as not, a length."""
        place = self._random.randrange(min(len(data), 40) + 1)
        return data[:place] + bytes((self._random.choice(_LENGTHS),)) + data[place + 1 :]

    def _flipped(self, right: bytes) -> bytes:
        broken = bytearray(right)
        for _ in range(self._random.randrange(1, 4)):
            broken[self._random.randrange(len(broken))] ^= 1 << self._random.randrange(8)
        return bytes(broken)


class LyingCard(VirtualCard):
    """A virtual card whose answers go through a ``Liar``."""

    liar: Liar

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Carry a command out, and say what the liar says."""
        said = bytes(command)
        return self.liar(said, super().transmit(command))
