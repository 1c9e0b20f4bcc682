"""Cards as the window hears of them: what is in the readers, and which virtual ones there are to put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from cosmic_login.core.situations import CardSituation


class CardNews(NamedTuple):
    """What readers and cards look like now, as the composition root tells the window.

    ``situation`` is None when a card to log in with is there. ``who`` is the holder's name when it is known.
    ``pulled`` names a reader that a card has just left; it is told even when the situation stayed the same.
    ``present`` has reader and number of every card that can log in; the numbers are not shown.
    """

    situation: CardSituation | None
    reader: str = ""
    who: str = ""
    pulled: str = ""
    present: tuple[tuple[str, str], ...] = ()


class CardChoice(NamedTuple):
    """A virtual card that can be put into the virtual reader."""

    card: str
    label: str
    #: A card for doors, which nobody logs in with (R26).
    pass_card: bool = False


class CardChoices(Protocol):
    """The window's menu of virtual cards, which the panel shares."""

    @property
    def cards(self) -> Sequence[CardChoice]:
        """The cards that there are to put in."""

    def show_inside(self, card: str) -> None:
        """Say which card is in the reader."""
