"""Every claim there is: its names in both protocols, and where its value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class ClaimSource(Enum):
    """Where a claim's value comes from. Those below ``CERTIFICATE`` need the directory."""

    AUTHENTICATION = "authentication"
    CERTIFICATE = "certificate"
    PERSON = "person"  # the directory, for the person as a whole: needs no choice
    EMPLOYMENT = "employment"  # one service ID
    ORGANISATION = "organisation"
    COMMISSION = "commission"


@dataclass(frozen=True)
class ClaimRow:
    """A claim. ``uri`` is its name in SAML; ``sources`` are where it can be taken from, any of them will do."""

    name: str
    uri: str
    sources: frozenset[ClaimSource]
    multiple: bool = False


_SAMBI: Final = "http://sambi.se/attributes/1/"


def _row(name: str, *sources: ClaimSource, uri: str = "", multiple: bool = False) -> ClaimRow:
    return ClaimRow(name, uri or _SAMBI + name, frozenset(sources), multiple)


CLAIMS: Final[Mapping[str, ClaimRow]] = {
    row.name: row
    for row in (
        _row("personalIdentityNumber", ClaimSource.CERTIFICATE, ClaimSource.PERSON),
        _row("given_name", ClaimSource.CERTIFICATE, uri=_SAMBI + "givenName"),
        _row("family_name", ClaimSource.CERTIFICATE, uri=_SAMBI + "surname"),
        _row("employeeHsaId", ClaimSource.EMPLOYMENT, ClaimSource.COMMISSION),
        _row("organizationName", ClaimSource.ORGANISATION, ClaimSource.COMMISSION),
        _row("commissionHsaId", ClaimSource.COMMISSION),
    )
}
