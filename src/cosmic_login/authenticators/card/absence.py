"""How somebody ends who is asked for a card, and has no other to put in."""

from __future__ import annotations

from collections.abc import Iterable

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import InsertCard
from cosmic_login.core.situations import DESK_AWAY, CardSituation

#: The failure of each situation.
WITHOUT_CARD = {
    CardSituation.NO_SERVICE: "pcsc.stopped",
    CardSituation.LINE_LOST: "reader.remote_lost",
    CardSituation.NOT_PAIRED: "reader.not_paired",
    CardSituation.OTHER_VERSION: "reader.other_protocol",
    CardSituation.DESK_UNABLE: "reader.desk_unable",
    CardSituation.NO_READER: "reader.none",
    CardSituation.NO_CARD: "card.absent",
    CardSituation.UNREADABLE: "card.unreadable",
    CardSituation.OTHER_KIND: "card.other_kind",
    CardSituation.IN_USE: "card.in_use",
    CardSituation.CHOOSE: "card.several",
}


#: What the desk's readers are lost by (``reader.*`` failures), as a person is told of it. All others are PC/SC's.
_OF_THE_DESK = {
    "reader.remote_lost": CardSituation.LINE_LOST,
    "reader.address": CardSituation.LINE_LOST,
    "reader.remote_garbled": CardSituation.LINE_LOST,
    "reader.desk_unable": CardSituation.DESK_UNABLE,
    "reader.other_protocol": CardSituation.OTHER_VERSION,
    "reader.not_paired": CardSituation.NOT_PAIRED,
}
#: What keeps this machine itself from calling at the desk: its own file of keys. No other reader service has one.
_OF_THIS_MACHINE = ("profile.damaged", "profile.readonly", "profile.place", "profile.full")
_TOLD = frozenset({*_OF_THE_DESK, *_OF_THIS_MACHINE})


def desk_lost(codes: Iterable[str]) -> CardSituation | None:
    """Return what stands between this session and the reader on the person's own desk, if anything does.

    ``codes`` are the failures of the reader services that are lost. It comes before an empty reader of this machine:
    whoever has a desk has the card there.
    """
    found = [_OF_THE_DESK.get(code, CardSituation.LINE_LOST) for code in codes if code in _TOLD]
    return found[0] if found else None


def check_own_part(codes: Iterable[str]) -> None:
    """Raise what keeps this machine from calling at the desk, if anything does: no waiting for a card mends that."""
    for code in codes:
        if code in _OF_THIS_MACHINE:
            raise LoginFailure(code, "of the desks that this machine is paired with")


def why_gone(situation: CardSituation | None) -> str:
    """Return the failure by which a card has left its reader, by how readers and cards stand since."""
    return WITHOUT_CARD[situation] if situation in DESK_AWAY else "card.removed"


def without_card(prompt: InsertCard) -> LoginFailure:
    """Return the failure of whoever was asked for a card, with what is known of readers and other programs."""
    if prompt.programs:
        return LoginFailure(
            WITHOUT_CARD[prompt.situation], f"programs that use card readers: {', '.join(prompt.programs)}"
        )
    return LoginFailure(WITHOUT_CARD[prompt.situation], ", ".join(prompt.readers))
