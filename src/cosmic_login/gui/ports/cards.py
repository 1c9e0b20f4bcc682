"""The virtual cards that there are to put in; what is in the readers is a ``CardStatus``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


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
