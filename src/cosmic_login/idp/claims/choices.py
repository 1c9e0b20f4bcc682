"""As what a person comes in: the smallest choice that gives everything a system asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.model import Commission, Person
from cosmic_login.idp.claims.catalogue import CLAIMS, ClaimSource
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.orders.evidence import Evidence


class Level(StrEnum):
    """What has to be chosen, if there are several."""

    NONE = "none"
    SERVICE_ID = "service-id"
    ORGANISATION = "organisation"
    COMMISSION = "commission"


@dataclass(frozen=True)
class Option:
    """One thing a person can come in as. ``key`` names it among the options of a person."""

    key: str
    level: Level = Level.NONE
    service_id: ServiceId | None = None
    organisation_id: str = ""
    commission: Commission | None = None


_COVERS = {
    Level.NONE: frozenset({ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON}),
    Level.SERVICE_ID: frozenset(
        {ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON, ClaimSource.EMPLOYMENT}
    ),
    Level.ORGANISATION: frozenset(
        {ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON, ClaimSource.ORGANISATION}
    ),
    Level.COMMISSION: frozenset(
        {ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON, ClaimSource.COMMISSION}
    ),
}


def level_for(wanted: Sequence[WantedClaim]) -> Level:
    """Return the smallest choice that covers all that is wanted. Raises ``LoginFailure`` ``claims.illegal``."""
    rows = [CLAIMS[each.name] for each in wanted if each.name in CLAIMS]
    for level, covered in _COVERS.items():
        if all(row.sources & covered for row in rows):
            return level
    raise LoginFailure("claims.illegal", "no one choice gives all that is asked for")


def options(person: Person, evidence: Evidence, level: Level, wanted: Sequence[WantedClaim]) -> tuple[Option, ...]:
    """Return what the person can come in as, narrowed by the values that are wanted; the own region's first."""
    if level is Level.NONE:
        return (Option(""),)
    mine = [each for each in person.service_ids if evidence.kind != "hsa" or each.hsa_id == evidence.serial_number]
    mine.sort(key=lambda each: not each.own_region)
    if level is Level.SERVICE_ID:
        return tuple(Option(f"s:{each.hsa_id}", level, each) for each in mine)
    if level is Level.ORGANISATION:
        return tuple(Option(f"o:{each.organisation_id}", level, each, each.organisation_id) for each in mine)
    return tuple(
        Option(f"c:{each.hsa_id}", level, service, service.organisation_id, each)
        for each in person.commissions
        for service in mine
        if each.employee_hsa_id == service.hsa_id
    )
