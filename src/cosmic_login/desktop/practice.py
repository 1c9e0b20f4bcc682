"""The codes of training cards, as the directory has them: for the notes of those who practise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cosmic_login.core.secret import Code, CodeKind

if TYPE_CHECKING:
    from cosmic_login.app import World


class TrainingCodes:
    """``PracticeCodes`` of a window's world, which may not be there yet: until then there is nothing to tell."""

    def __init__(self, world: Callable[[], World | None]) -> None:
        self._world = world
        self._hidden = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def hidden(self) -> bool:
        """Whether nothing may be shown now: a lesson in the way *test* sets it, and takes it back at its end."""
        return self._hidden

    @hidden.setter
    def hidden(self, hidden: bool) -> None:
        if hidden != self._hidden:
            self._hidden = hidden
            for call in self._listeners:
                call()

    def listen(self, call: Callable[[], None]) -> None:
        """Have ``call`` called whenever ``hidden`` is another."""
        self._listeners.append(call)

    def code(self, reader: str, kind: CodeKind) -> Code | None:
        """Return the ordered code of the virtual card in a reader of this program, while it is the card's code still.

        A card in a reader of PC/SC, real or simulated, is none of ours to tell of.
        """
        from cosmic_login.cards.virtual.card import VirtualCard

        world = self._world()
        card = world.virtual_readers.cards().get(reader) if world is not None else None
        return world.cards.ordered_code(card, kind) if world is not None and isinstance(card, VirtualCard) else None
