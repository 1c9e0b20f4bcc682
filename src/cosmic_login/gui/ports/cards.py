"""The virtual cards that there are to put in; what is in the readers is a ``CardStatus``."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, Protocol


class CardMark(Enum):
    """What somebody who picks a card ought to know of it."""

    DOORS = "pass"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not-yet-valid"
    BLOCKED = "blocked"
    UNTRUSTED = "untrusted"
    RESERVE = "reserve"
    NOT_ACTIVATED = "not-activated"
    FIRST_TIME = "first-time"


class CardChoice(NamedTuple):
    """A virtual card that can be put into the virtual reader."""

    card: str
    label: str
    #: A card for doors, which nobody logs in with (R26).
    pass_card: bool = False
    #: What is the matter with it, the weightiest first; nothing for a card that is as it should be.
    marks: tuple[CardMark, ...] = ()


class CardChoices(Protocol):
    """The window's menu of virtual cards, which the panel shares."""

    @property
    def cards(self) -> Sequence[CardChoice]:
        """The cards that there are to put in."""

    def show_inside(self, card: str) -> None:
        """Say which card is in the reader."""
