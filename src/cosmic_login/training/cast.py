"""Who there is to play with, as whoever has the directory tells it; and what else a scenario may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Member:
    """A person of the directory: HSA-ids and cards, in its order; ``name`` is what people call them."""

    key: str
    service_ids: tuple[str, ...]
    cards: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Cast:
    """The people by their keys, and the topics of the help."""

    members: Mapping[str, Member] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()

    @property
    def cards(self) -> frozenset[str]:
        """Every card."""
        return frozenset(card for member in self.members.values() for card in member.cards)

    @property
    def service_ids(self) -> frozenset[str]:
        """Every HSA-id."""
        return frozenset(each for member in self.members.values() for each in member.service_ids)

    def who_is(self, hsa_id: str) -> str:
        """Return the key of whose HSA-id it is; empty for nobody's."""
        return next((each.key for each in self.members.values() if hsa_id in each.service_ids), "")

    def holder(self, card: str) -> str:
        """Return the key of whose card it is; empty for nobody's."""
        return next((each.key for each in self.members.values() if card in each.cards), "")
