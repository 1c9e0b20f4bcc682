"""What readers and cards look like, in one value. Light: the start screen imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cosmic_login.core.situations import CardSituation


class CardStatus(NamedTuple):
    """What there is now.

    ``situation`` is None when a card to log in with is there. ``who`` is its holder's name when it is known.
    ``pulled`` names the reader that a card has just left; it is told even when the situation stayed the same.
    ``pulled_number`` is that card's, where it had been read; not for showing.
    """

    situation: CardSituation | None
    reader: str = ""
    who: str = ""
    pulled: str = ""
    #: Reader and number of every card that has been read and can log in. The number is not for showing.
    present: tuple[tuple[str, str], ...] = ()
    #: Which other programs may have the card that is in use.
    programs: tuple[str, ...] = ()
    pulled_number: str = ""
