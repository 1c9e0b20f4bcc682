"""Virtual cards without keys, and one that stops in the middle of a command until it is told to go on."""

from __future__ import annotations

import threading
from typing import ClassVar

from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile

SELECT = bytes.fromhex("00A4040C0BA000000018800000000662")
VERIFY = bytes.fromhex("00200011") + b"\x10" + b"123456".ljust(16, b"\0")
ASK_CODE_STATE = bytes.fromhex("00200011")


def plain_card(card_id: str = "plain") -> VirtualCard:
    return VirtualCard.make(card_id, [])


class OtherCard(VirtualCard):
    """A card that can be told from the others by its answer to reset."""

    ATR: ClassVar[bytes] = VirtualCard.ATR[:-2] + bytes([0x91, 0x00])


class PausingCard:
    """Makes a card whose every command waits for ``go_on`` after it set ``inside``."""

    def __init__(self) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.card = VirtualCard.make("pausing", [], sleep=self._pause)
        self.card.faults = FaultProfile(slow_ms=1)

    def _pause(self, _seconds: float) -> None:
        self.inside.set()
        assert self.go_on.wait(20)
