"""Who there is; people and cards of one's own are kept in the profile's ``people.toml``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from cosmic_login.directory.checks import KEY
from cosmic_login.directory.model import Person
from cosmic_login.lab.control.operations import ApiCall, Operation, unknown
from cosmic_login.lab.control.own_people import OwnPeople
from cosmic_login.lab.control.shapes import Many, Named, ObjectShape, TextShape
from cosmic_login.lab.control.topics.common import NO_PERSON, PERSON

OWN_KEY: Final = TextShape(
    1, 40, f"^{KEY.pattern}$", words="1 to 40 small letters a to z, digits, hyphens and underscores"
)
_SERVICE_ID: Final = ObjectShape(
    "ServiceId",
    (
        Named("hsa_id", TextShape(1, 31), "the HSA-id", needed=True),
        Named("organisation", TextShape(1, 100), "its name", needed=True),
        Named("organisation_id", TextShape(10, 10), "its organisation number", needed=True),
        Named("title", TextShape(0, 64), "such as Läkare", needed=True),
    ),
)
PERSON_RECORD: Final = ObjectShape(
    "Person",
    (
        Named("person", TextShape(1), "the key", needed=True),
        Named("name", TextShape(1), "given and family name", needed=True),
        Named("personal_number", TextShape(12, 12), "a published test number", needed=True),
        Named("service_ids", Many(_SERVICE_ID), "the person's employments", needed=True),
        Named("cards", Many(TextShape(1)), "the names of the person's cards", needed=True),
    ),
)
_NEW_PERSON: Final = ObjectShape(
    "NewPerson",
    (
        Named("personal_number", TextShape(12, 12), "a published test number that nobody here has", needed=True),
        Named("given_name", TextShape(1, 64), "visibly invented", needed=True),
        Named("family_name", TextShape(1, 64), "visibly invented", needed=True),
        Named(
            "service_ids",
            Many(
                ObjectShape(
                    "NewServiceId",
                    (
                        Named(
                            "hsa_id",
                            TextShape(1, 31),
                            "TSTNMT, an organisation number, a hyphen, letters and digits",
                            needed=True,
                        ),
                        Named("organisation", TextShape(1, 40), "a key of the directory: `rjl`", needed=True),
                        Named("title", TextShape(0, 64), "such as Läkare", default=""),
                    ),
                ),
                most=20,
            ),
            "the person's employments",
        ),
    ),
    "A person of one's own, by the rules of docs/directory.md.",
)
_KEY: Final = Named("person", OWN_KEY, "the person's key", needed=True)


def _told(person: Person) -> dict[str, Any]:
    return {
        "person": person.key,
        "name": person.name,
        "personal_number": person.personal_number,
        "service_ids": [
            {name: getattr(each, name) for name in ("hsa_id", "organisation", "organisation_id", "title")}
            for each in person.service_ids
        ],
        "cards": [spec.card for spec in person.cards],
    }


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell of everybody."""
    return {"people": [_told(person) for person in call.environment.world.directory.persons.values()]}


async def one(call: ApiCall) -> dict[str, Any]:
    """Tell of one."""
    return _told(call.environment.world.directory.person(call["person"]))


async def put(call: ApiCall) -> dict[str, Any]:
    """Add a person of one's own, or replace one."""
    members = {name: call[name] for name in ("personal_number", "given_name", "family_name")}
    services: list[Mapping[str, str]] = call["service_ids"] or []
    await change(call, "persons", call["person"], {**members, "service_ids": services})
    return _told(call.environment.world.directory.persons[call["person"]])


async def drop(call: ApiCall) -> None:
    """Forget a person of one's own."""
    own = OwnPeople(call.environment.world)
    if call["person"] not in await asyncio.to_thread(lambda: own.kept()["persons"]):
        raise unknown("person", "the people that were added here")
    await change(call, "persons", call["person"], None)


async def change(call: ApiCall, section: str, key: str, entry: Mapping[str, Any] | None) -> None:
    """Change an entry of one's own (None: take it out). Raises ``CallRefused`` with member and rule."""
    async with call.environment.replacing:
        await asyncio.to_thread(OwnPeople(call.environment.world).change, section, key, entry)
    call.environment.happenings.tell("people.changed", **{section[:-1]: key})


_PEOPLE: Final = ObjectShape("People", (Named("people", Many(PERSON_RECORD, most=10_000), "everybody", needed=True),))
OPERATIONS: Final = (
    Operation("listPeople", "GET", "/people", "people", "Tell of everybody.", every, _PEOPLE),
    Operation(
        "getPerson",
        "GET",
        "/people/{person}",
        "people",
        "Tell of one person.",
        one,
        PERSON_RECORD,
        (PERSON,),
        refusing=(NO_PERSON,),
    ),
    Operation(
        "putPerson",
        "PUT",
        "/people/{person}",
        "people",
        "Add a person of one's own, or replace one.",
        put,
        PERSON_RECORD,
        (_KEY,),
        _NEW_PERSON,
    ),
    Operation(
        "dropPerson",
        "DELETE",
        "/people/{person}",
        "people",
        "Forget a person of one's own.",
        drop,
        None,
        (_KEY,),
        status=204,
    ),
)
