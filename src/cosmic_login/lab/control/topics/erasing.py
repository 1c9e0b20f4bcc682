"""Erasing what is kept of a person."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any, Final

from cosmic_login.lab.control.erasing import erasing
from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.shapes import Named, ObjectShape, Truth
from cosmic_login.lab.control.topics.common import CARD_HELD, COUNT, NO_PERSON, PERSON

_ERASED: Final = ObjectShape(
    "ErasedPerson",
    (
        Named("logins", COUNT, "logins with their orders, here and in a browser", needed=True),
        Named("sessions", COUNT, "sessions, ended ones too", needed=True),
        Named("devices", COUNT, "e-IDs that the IdP knew", needed=True),
        Named("codes", COUNT, "codes to activate an e-ID", needed=True),
        Named("cards", COUNT, "registrations and activations of cards", needed=True),
        Named("rows", COUNT, "all that the IdP kept, with codes, tokens and log-outs", needed=True),
        Named("issued", COUNT, "virtual cards", needed=True),
        Named("eids", COUNT, "e-IDs on phones", needed=True),
        Named("snapshots", COUNT, "snapshots of this environment: all of them", needed=True),
        Named("own", Truth(), "whether it was a person of one's own, who is gone now", needed=True),
    ),
    "How many there were of each.",
)


async def erase(call: ApiCall) -> dict[str, Any]:
    """Erase what this environment keeps of a person."""
    environment = call.environment
    person = environment.world.directory.person(call["person"])

    def do() -> dict[str, Any]:
        readers = environment.world.virtual_readers
        theirs = set(environment.world.cards.of_person(person.key))
        for reader, card in readers.cards().items():
            if getattr(card, "card_id", "") in theirs:
                readers.pull(reader)
        readers.settle(5)
        with erasing(environment.world, person) as files:
            rows = environment.provider.eraser.erase(person)
            return asdict(rows) | asdict(files())

    async with environment.replacing:
        found = await asyncio.to_thread(do)
    environment.happenings.tell("people.changed", person=person.key)
    return found


OPERATIONS: Final = (
    Operation(
        "erasePerson",
        "POST",
        "/people/{person}/erase",
        "people",
        "Erase what this environment keeps of a person; the audit trail stays. Snapshots go too.",
        erase,
        _ERASED,
        (PERSON,),
        refusing=(NO_PERSON, CARD_HELD),
    ),
)
