"""The desk of an ID administrator (LRA): a reserve card is issued, and the trail says so (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_login.app import World

#: What a forgotten card usually gets, in days.
USUAL_DAYS = 10


def issue_reserve(world: World, person: str, days: int = USUAL_DAYS) -> str:
    """Issue a reserve card for the person with this key; return its name.

    Raises ``person.unknown``; ``ValueError`` for the days.
    """
    found = world.directory.person(person)
    card = world.cards.issue_reserve(found.key, days)
    summary = world.cards.summary(card.card_id)
    world.audit.append(
        "card.issued",
        person=found.personal_number,
        name=found.name,
        loa=summary.loa,
        source="desk",
        extra={"card": summary.card_number, "kind": "reserve"},
    )
    return card.card_id
