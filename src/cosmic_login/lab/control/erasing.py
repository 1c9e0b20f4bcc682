"""Erasing a person from a world's files: cards, e-IDs on phones, an entry of one's own, and copies of the world."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosmic_login.lab.control.own_people import OwnPeople
from cosmic_login.lab.control.snapshots import SUFFIX
from cosmic_login.phone.sealed_state import forget_ids
from cosmic_login.profile.files import as_failure

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person
    from cosmic_login.lab.control.ports import EnvironmentWorld


@dataclass(frozen=True)
class ErasedFiles:
    """How many virtual cards, e-IDs on phones and snapshots there were; ``own``: the person was added here."""

    issued: int
    eids: int
    snapshots: int
    own: bool


@contextlib.contextmanager
def erasing(world: EnvironmentWorld, person: Person) -> Iterator[Callable[[], ErasedFiles]]:
    """Hold the person's cards, and give the block what erases all that the world's files have of them.

    Snapshots go, whoever is in them: putting one back would bring the person back. The directory's files stay; they are
    yours. Each step can be done again, the entry of one's own last, so whoever is interrupted asks once more. Raises
    ``card.in_use``, and then nothing has been done; the block's call raises ``phone.damaged``, ``profile.*``.
    """
    with world.cards.held_of(person.key) as remove_cards:

        def do() -> ErasedFiles:
            issued, eids = remove_cards(), forget_ids(world.profile, person.personal_number)
            snapshots = _drop_snapshots(world)
            people = OwnPeople(world)
            own = person.key in people.kept()["persons"]
            if own:
                people.change("persons", person.key, None)
            return ErasedFiles(issued, eids, snapshots, own)

        yield do


def _drop_snapshots(world: EnvironmentWorld) -> int:
    folder = world.profile.snapshots_dir
    with as_failure(folder):
        taken = [path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]
        for path in taken:
            path.unlink(missing_ok=True)
    return len(taken)
