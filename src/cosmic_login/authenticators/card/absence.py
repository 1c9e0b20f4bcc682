"""How somebody ends who is asked for a card, and has no other to put in."""

from __future__ import annotations

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import InsertCard
from cosmic_login.core.situations import CardSituation

#: The failure of each situation.
WITHOUT_CARD = {
    CardSituation.NO_SERVICE: "pcsc.stopped",
    CardSituation.NO_READER: "reader.none",
    CardSituation.NO_CARD: "card.absent",
    CardSituation.UNREADABLE: "card.unreadable",
    CardSituation.OTHER_KIND: "card.other_kind",
    CardSituation.IN_USE: "card.in_use",
    CardSituation.CHOOSE: "card.several",
}


def without_card(prompt: InsertCard) -> LoginFailure:
    """Return the failure of whoever was asked for a card, with what is known of readers and other programs."""
    if prompt.situation is CardSituation.IN_USE:
        programs = ", ".join(prompt.programs) or "not known"
        return LoginFailure("card.in_use", f"programs that use card readers: {programs}")
    return LoginFailure(WITHOUT_CARD[prompt.situation], ", ".join(prompt.readers))
