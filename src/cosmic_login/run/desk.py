"""What an ID administrator (LRA) does with cards, with its row in the audit trail: the command line and the panel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.cards.virtual.summary import CardSummary

#: Days that a reserve card is valid unless something else is said: what a forgotten card usually gets.
RESERVE_DAYS: Final = 10
#: Why a card is revoked, and what the revocation lists call it (RFC 5280, section 5.3.1).
REASONS: Final[Mapping[str, str]] = {
    "lost": "key_compromise",
    "stolen": "key_compromise",
    "broken": "cessation_of_operation",
    "replaced": "superseded",
    "left": "affiliation_changed",
}


def issue_reserve(world: World, person: str, days: int = RESERVE_DAYS) -> CardSummary:
    """Issue a reserve card of level 2, to be activated on Mina sidor (R14).

    ``person`` is whatever names somebody of the directory. Raises ``person.unknown``, ``usage.invalid`` for days that
    no reserve card has.
    """
    found = world.directory.person(person)
    try:
        card = world.cards.issue_reserve(found.key, days)
    except ValueError as error:
        raise LoginFailure("usage.invalid", f"--days: {error}") from None
    summary = world.cards.summary(card.card_id)
    world.audit.append(
        "card.issued",
        person=found.personal_number,
        name=found.name,
        loa=summary.loa,
        source="desk",
        extra={"card": summary.card_number, "kind": "reserve"},
    )
    return summary


def revoke(world: World, card: str, reason: str = "lost") -> CardSummary:
    """Revoke a card, for one of ``REASONS``; the next login says so. Raises ``card.unknown``, ``card.other_kind``."""
    from cryptography.x509 import ReasonFlags

    world.cards.open(card)  # a card that nobody has used yet is issued now, and gets its number
    before = world.cards.summary(card)
    person = world.directory.persons.get(before.person)
    number = person.personal_number if person else ""
    about = {"card": before.card_number, "reason": reason}
    with world.audit.together(
        [("card.revoked", {"person": number, "name": before.name, "loa": before.loa, "source": "desk", "extra": about})]
    ):  # no row, no revocation; no revocation, no row
        return world.cards.revoke(card, ReasonFlags[REASONS[reason]])


async def activate(world: World, card: str) -> CardSummary:
    """Activate a reserve card in its holder's place, who need not be there with the code; on any event loop.

    Raises ``card.unknown``, ``card.not_reserve``, and what the IdP's control API leads to.
    """
    summary = await asyncio.to_thread(lambda: world.cards.summary(card))
    if not summary.card_number or summary.loa != 2:
        raise LoginFailure("card.not_reserve", card)
    async with await asyncio.to_thread(world.control) as control:
        await control.activate_card(summary.person, summary.card_number)
    return summary
