"""Cards that are held all at once, and what is done to them then: made anew, removed, or put back as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cosmic_login.cards.virtual.issuing import is_as_ordered, issue_state, issuer_is_gone
from cosmic_login.cards.virtual.revoking import Authority, is_revoked, revoke
from cosmic_login.cards.virtual.sealed_state import CardFile
from cosmic_login.cards.virtual.state import CardState
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import read_bytes, write_atomic

if TYPE_CHECKING:
    from cosmic_login.directory.directory import Directory


def readable(medium: CardFile) -> CardState | None:
    """Return what a file says of its card; None when there is none, or when it is damaged."""
    try:
        return medium.read()
    except LoginFailure:
        return None


class HeldCards:
    """Files of cards, by their names, that nobody else has while this is used."""

    def __init__(
        self,
        media: Mapping[str, CardFile],
        directory: Directory,
        authority: Authority,
        clock: Clock,
        forget: Callable[[str], object],
    ) -> None:
        """``forget`` is told of each card that is gone."""
        self._media, self._directory, self._authority, self._clock = media, directory, authority, clock
        self._forget = forget

    def remove(self) -> int:
        """Remove and revoke the cards; return how many there were."""
        for card, medium in self._media.items():
            state = readable(medium)
            if state is not None and state.slots and not state.foreign and not issuer_is_gone(state, self._authority()):
                revoke(state, self._authority)
            self._gone(card, medium)
        return len(self._media)

    def make_anew(self) -> int:
        """Make each card as it is ordered, and return how many were not. One of no order is gone then."""
        anew, orders = 0, {spec.card: spec for person in self._directory.persons.values() for spec in person.cards}
        for card, medium in self._media.items():
            spec = orders.get(card)
            if spec is None:
                self._gone(card, medium)
                anew += 1
                continue
            person, now, kept = self._directory.person(spec.person), self._clock.now(), readable(medium)
            if (
                kept is not None
                and is_as_ordered(kept, spec, person, now)
                and not issuer_is_gone(kept, self._authority())
                and is_revoked(kept, self._authority) == spec.revoked
            ):
                continue
            made = issue_state(spec, person, self._authority(), now)
            if spec.revoked:
                revoke(made, self._authority)
            medium.save(made)
            anew += 1
        return anew

    def put_back(self, files: Mapping[str, bytes]) -> int:
        """Make each card what its file was, and return how many were not. One without a file is gone then."""
        changed = 0
        for card, medium in self._media.items():
            wanted = files.get(card)
            if read_bytes(medium.path) == wanted:
                continue
            changed += 1
            if wanted is None:
                self._gone(card, medium)
            else:
                write_atomic(medium.path, wanted)
        return changed

    def _gone(self, card: str, medium: CardFile) -> None:
        medium.remove()
        self._forget(card)
