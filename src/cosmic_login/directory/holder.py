"""What a certificate says of its holder, as the directory knows them: for new cards and for cards that grow."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cosmic_login.core.identity import ServiceId
    from cosmic_login.directory.model import Person
    from cosmic_login.pki.profiles import PersonRequest

CertificateKind = Literal["hsa", "person"]


def main_service_id(person: Person) -> ServiceId | None:
    """Return the service ID that a card's HSA-id certificate carries: the first of the own region's."""
    own = [service_id for service_id in person.service_ids if service_id.own_region]
    return next(iter([*own, *person.service_ids]), None)


def card_request(
    person: Person,
    kind: CertificateKind,
    usage: Literal["authenticate", "sign"],
    *,
    loa: int,
    card_number: str,
    validity: tuple[datetime, datetime],
    foreign: bool = False,
) -> PersonRequest:
    """Return the request for a certificate on a card of this person."""
    from cosmic_login.pki.profiles import PersonRequest  # noqa: PLC0415 - after the first paint

    service_id = main_service_id(person)
    by_service_id = kind == "hsa" and service_id is not None
    return PersonRequest(
        common_name=person.name,
        given_name=person.given_name,
        family_name=person.family_name,
        organisation=service_id.organisation if service_id is not None else "",
        serial_number=service_id.hsa_id if by_service_id and service_id is not None else person.personal_number,
        kind=kind,
        loa=loa,
        card_number=card_number,
        usage=usage,
        not_before=validity[0],
        not_after=validity[1],
        title=service_id.title if by_service_id and service_id is not None else "",
        foreign=foreign,
    )
