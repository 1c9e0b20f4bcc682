"""What can be wrong with a card, for training and tests."""

from __future__ import annotations

from dataclasses import dataclass

#: No status word is 5A3C: a terminal that takes this for an answer does not look.
GARBAGE = bytes.fromhex("a55a17e85a3c")


@dataclass
class FaultProfile:
    """Faults of one card. APDUs are numbered from 1, since the card got power.

    A card that is pulled or dies at APDU n does not carry it out: nothing of it reached the card.
    """

    #: Milliseconds that every APDU takes longer.
    slow_ms: int = 0
    #: Seconds, from the moment the card first got power, until its certificates appear.
    certificate_after_s: float = 0
    #: The card is mute from this APDU on, until it gets power anew.
    dies_at: int | None = None
    #: The card leaves the reader at this APDU.
    pulled_at: int | None = None
    #: This APDU is answered with bytes that are no answer.
    garbage_at: int | None = None
    #: (number, status word): this APDU is answered with the status word alone.
    status_word: tuple[int, int] | None = None
