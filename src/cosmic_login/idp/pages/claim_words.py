"""What a system asks for, in a person's words: claims that say the same kind of thing are told together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cosmic_login.core.identity import LOA_URI
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.pages.marks import OWN, Shared

#: How claims' names begin, and what they tell; the first that fits. What is read from the certificate says the same.
_KINDS: Final[tuple[tuple[tuple[str, ...], str | Shared], ...]] = (
    (("given_name", "family_name", "name", "givenname", "surname", "displayname"), OWN("Namn")),
    (("personalidentitynumber",), Shared("Window", "Personnummer")),
    (("allemployeehsaids",), OWN("Alla dina tjänste-id")),
    (("employeehsaid",), OWN("Tjänste-id (HSA-id)")),
    (("allcommission",), OWN("Alla dina medarbetaruppdrag")),
    (("commission",), OWN("Medarbetaruppdrag")),
    (("healthcareunit",), OWN("Vårdenhet")),
    (("healthcareprovider",), OWN("Vårdgivare")),
    (
        ("organization", "userorganization", "orgaffiliation", "userorgaffiliation", "alluserorg"),
        Shared("Window", "Organisation"),
    ),
    (("healthcareprofessional", "occupational", "patitle"), OWN("Yrke och legitimation")),
    (("personalprescription", "groupprescription"), OWN("Förskrivarkod")),
    (("authorizationscope", "systemrole"), OWN("Behörigheter")),
    (("mail", "telephone", "mobiletelephone"), OWN("E-postadress och telefonnummer")),
    (("pharmacy",), OWN("Apotek")),
    (("certificate", "x509"), OWN("Uppgifter ur certifikatet")),
    (
        ("sub", "acr", "amr", "auth", "levelofassurance", "loginmethod", "identityprovider"),
        OWN("Hur du legitimerade dig"),
    ),
)
_FROM_CERTIFICATE: Final = "credential"


@dataclass(frozen=True)
class AskedFor:
    """One kind of data. ``label`` is a marked text; or None, and ``name`` is the claim's.

    Without what is ``needed`` the login fails.
    """

    label: str | Shared | None
    name: str
    needed: bool


def asked_for(wanted: Sequence[WantedClaim]) -> tuple[AskedFor, ...]:
    """Return what is asked for, in the order of the table; what is not in it comes last, by its name."""
    found: dict[str, AskedFor] = {}
    for each in wanted:
        label = _label(each.name)
        key = each.name if label is None else str(label)
        before = found.get(key)
        found[key] = AskedFor(label, each.name, each.essential or (before is not None and before.needed))
    order = [label for _, label in _KINDS]
    return tuple(sorted(found.values(), key=lambda row: len(order) if row.label is None else order.index(row.label)))


def _label(name: str) -> str | Shared | None:
    plain = name.lower().removeprefix(_FROM_CERTIFICATE)
    return next((label for beginnings, label in _KINDS if plain.startswith(beginnings)), None)


def levels(uris: Sequence[str]) -> tuple[int, ...]:
    """Return the levels of assurance that are asked for, of those that are ours."""
    return tuple(level for level, uri in LOA_URI.items() if uri in uris)
