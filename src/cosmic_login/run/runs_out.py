"""What of a profile does not renew itself: cards that are good or were, and e-IDs on phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import RunsOut
from cosmic_login.phone.sealed_state import phone_names

if TYPE_CHECKING:
    from cosmic_login.app import World


def runs_out(world: World) -> tuple[RunsOut, ...]:
    """Return when each ends. Raises whatever the profile's files lead to.

    Reserve cards are short-lived on purpose, and a card that is ordered as expired is to be so.
    """
    lasting = {
        spec.card
        for person in world.directory.persons.values()
        for spec in person.cards
        if spec.valid_days > 0 and not spec.reserve
    }
    cards = [world.cards.summary(card) for card in world.cards.issued() if card in lasting]
    good = [row for row in cards if row.state in {"ok", "unregistered", "expired"}]
    found = [RunsOut("card", row.card, row.not_after) for row in good]
    for name in phone_names(world.profile):
        phone = world.phone(name)
        found += [
            RunsOut("e-id", f"{name}, {app}", eid.valid_until) for app in phone.installed for eid in phone.ids(app)
        ]
    return tuple(found)
