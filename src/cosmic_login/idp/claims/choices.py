"""As what a person comes in: the smallest choice that gives everything a system asks for.

The principle is Inera's: nothing is chosen that is not needed, a service ID rather than an organisation, either rather
than a commission; a choice gives what the certificate gives too. What no single choice gives cannot be had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.model import Commission, Person
from cosmic_login.idp.claims.catalogue import CLAIMS, ClaimSource
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.orders.evidence import Evidence


class Level(StrEnum):
    """What has to be chosen, if there are several; from the smallest up."""

    NONE = "none"
    SERVICE_ID = "service-id"
    ORGANISATION = "organisation"
    COMMISSION = "commission"


@dataclass(frozen=True)
class Option:
    """One thing a person can come in as. ``key`` names it among the options of a person.

    An organisation's ``service_id`` is the first that the person has there: by it the organisation is theirs.
    """

    key: str
    level: Level = Level.NONE
    service_id: ServiceId | None = None
    organisation_id: str = ""
    commission: Commission | None = None


_WITHOUT_CHOICE: Final = frozenset({ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON})
_COVERS: Final[Mapping[Level, frozenset[ClaimSource]]] = {
    Level.NONE: _WITHOUT_CHOICE,
    Level.SERVICE_ID: _WITHOUT_CHOICE | {ClaimSource.EMPLOYMENT},
    Level.ORGANISATION: _WITHOUT_CHOICE | {ClaimSource.ORGANISATION},
    Level.COMMISSION: _WITHOUT_CHOICE | {ClaimSource.COMMISSION},
}


def level_for(wanted: Sequence[WantedClaim]) -> Level:
    """Return the smallest choice that covers all that is wanted. Raises ``LoginFailure`` ``claims.illegal``."""
    rows = [CLAIMS[each.name] for each in wanted if each.name in CLAIMS]
    for level, covered in _COVERS.items():
        if all(row.sources & covered for row in rows):
            return level
    alone = sorted(row.name for row in rows if len(row.sources - _WITHOUT_CHOICE) == 1)
    raise LoginFailure("claims.illegal", f"no one choice gives {', '.join(alone)}")


def options(person: Person, evidence: Evidence, level: Level) -> tuple[Option, ...]:
    """Return what the person can come in as; the own region's first.

    A certificate with an HSA-id speaks for that service ID alone, one with a personal number for all of them.
    """
    if level is Level.NONE:
        return (Option(""),)
    mine = [each for each in person.service_ids if evidence.kind != "hsa" or each.hsa_id == evidence.serial_number]
    mine.sort(key=lambda each: not each.own_region)
    if level is Level.SERVICE_ID:
        return tuple(Option(f"s:{each.hsa_id}", level, each, each.organisation_id) for each in mine)
    if level is Level.ORGANISATION:
        first = {each.organisation_id: each for each in reversed(mine)}
        places = dict.fromkeys(each.organisation_id for each in mine)
        return tuple(Option(f"o:{place}", level, first[place], place) for place in places)
    return tuple(
        Option(f"c:{each.hsa_id}", level, service, service.organisation_id, each)
        for service in mine
        for each in person.commissions
        if each.employee_hsa_id == service.hsa_id
    )


def implied(before: Option, offered: Sequence[Option]) -> Option | None:
    """Return the option that was chosen ``before``, or that follows from it; None: it has to be asked for.

    A commission says which service ID, and that which organisation; never the other way round.
    """
    same = next((each for each in offered if each.key == before.key), None)
    if same is not None or before.service_id is None or before.level is Level.ORGANISATION:
        return same
    if before.level is Level.COMMISSION:
        service_id = before.service_id
        found = (each for each in offered if each.level is Level.SERVICE_ID and each.service_id == service_id)
        if (mine := next(found, None)) is not None:
            return mine
    place = before.organisation_id
    return next((each for each in offered if each.level is Level.ORGANISATION and each.organisation_id == place), None)
