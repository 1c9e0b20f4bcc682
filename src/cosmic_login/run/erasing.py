"""Erasing what a profile and its IdP keep of a person. The audit trail goes on, with a row that names nobody."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cosmic_login.profile.logs import log_event

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
        rows, kept = _at_the_idp(world, found.personal_number), files()
    log_event(_log, "person.erased", rows=rows.rows, cards=kept.issued, eids=kept.eids, snapshots=kept.snapshots)
    return rows, kept


def _at_the_idp(world: World, number: str) -> ErasedByIdp:
    """Ask the IdP, on an event loop of its own: the caller may be on one."""

    async def asked() -> ErasedByIdp:
        control = world.control()
        try:
            return await control.erase(number)
        finally:
            await control.aclose()

    with ThreadPoolExecutor(1, "erasing") as own:
        return own.submit(asyncio.run, asked()).result()
