"""Erasing what a profile and its IdP keep of a person. The audit trail goes on, with a row that names nobody."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cosmic_login.profile.logs import log_event
from cosmic_login.run.operator import ask_as_operator

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.lab.control.erasing import ErasedFiles
    from cosmic_login.net.control import ErasedByIdp

_log = logging.getLogger(__name__)


def erase_person(world: World, person: str) -> tuple[ErasedByIdp, ErasedFiles]:
    """Erase a person, by key, personal number, HSA-id or name; return how much there was. May block.

    Raises ``person.unknown``, ``card.in_use``, ``control.refused`` and ``idp.*``, and then nothing is changed, but for
    what the IdP has done already when ``profile.*`` or ``phone.damaged`` comes after it: ask once more then.
    """
    from cosmic_login.lab.control.erasing import erasing

    found = world.directory.person(person)
    with world.profile.lock("starting-over"), erasing(world, found) as files:
        rows = ask_as_operator(world, lambda control: control.erase(found.personal_number))
        kept = files()
    log_event(_log, "person.erased", rows=rows.rows, cards=kept.issued, eids=kept.eids, snapshots=kept.snapshots)
    return rows, kept
