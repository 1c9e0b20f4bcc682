"""A card for doors (R26): it answers its reset, and knows nothing of logging in."""

from __future__ import annotations

from typing import ClassVar

from cosmic_login.cards import apdu
from cosmic_login.cards.apdu import Command, Sw
from cosmic_login.cards.virtual.applet import Answer, Applet
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.state import CardState


class _Doors(Applet):
    """What a terminal for logins meets: no such application, no such file, no such command."""

    def process(self, command: Command) -> Answer:
        """Refuse as ISO/IEC 7816-4 has it: nothing to select, and no other instruction."""
        return b"", Sw.FILE_NOT_FOUND if command.ins == apdu.SELECT else Sw.INSTRUCTION_UNKNOWN


class PassCard(VirtualCard):
    """A pass card as the terminal meets it. Its state has no keys; what it opens is no affair of ours."""

    #: T=0 alone, historical bytes "PASS" (ISO/IEC 7816-3, section 8.2).
    ATR: ClassVar[bytes] = bytes.fromhex("3B0450415353")

    def _build(self, state: CardState) -> None:
        super()._build(state)
        self._set_applet(_Doors(state, self._medium.save, self._certificates_visible))
