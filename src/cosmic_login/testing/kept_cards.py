"""Cards issued once in a run: in the profile that all tests' profiles are copied from, by whoever first uses one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from cosmic_login.cards.virtual.issuing import issue_state, issuer_is_gone
from cosmic_login.cards.virtual.sealed_state import CardFile

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.cards.virtual.state import CardState
    from cosmic_login.directory.model import CardSpec, Person
    from cosmic_login.pki.authority import TrainingPki

#: A card that is kept does for tests whose clock is so near, in seconds; its validity begins months before that.
_NEAR_S = 86_400.0


def lock_of(template: Path) -> FileLock:
    """Return what the workers of a run hold while they change or copy the template."""
    return FileLock(f"{template}.lock")


class KeptCards:
    """Stands before ``issue_state`` in a test's profile, which is a copy of the template.

    What the directory orders as it ships is taken from the template, where it is issued on first use; everything else
    (another directory, a clock of another day, CAs of the test's own) is issued by itself.
    """

    def __init__(self, template: Path) -> None:
        self._template = template
        self._world: World | None = None

    def __call__(self, spec: CardSpec, person: Person, pki: TrainingPki, now: datetime) -> CardState:
        """Return the card's first state, as ``issue_state`` makes it."""
        with lock_of(self._template):
            kept = self._kept(spec, person, now)
        if kept is None or issuer_is_gone(kept, pki):
            return issue_state(spec, person, pki, now)
        return kept

    def _kept(self, spec: CardSpec, person: Person, now: datetime) -> CardState | None:
        world = self._opened()
        ordered = world.directory.persons.get(person.key)
        if ordered != person or spec not in person.cards or abs((world.clock.now() - now).total_seconds()) > _NEAR_S:
            return None
        world.cards.open(spec.card)  # issues it, if nobody has
        return CardFile(world.profile, spec.card).read()

    def _opened(self) -> World:
        from cosmic_login.app import World  # noqa: PLC0415 - where it is needed
        from cosmic_login.profile import Profile  # noqa: PLC0415

        if self._world is None:
            self._world = World(Profile.open(self._template))
        return self._world

    def close(self) -> None:
        """Close what was opened."""
        if self._world is not None:
            self._world.close()
            self._world = None
