"""What the IdP says of a person (docs/protocols.md, section 4)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

from cosmic_login.core.identity import LOA_URI, ServiceId
from cosmic_login.directory.model import Person
from cosmic_login.idp.orders.app_profiles import ON_PHONES
from cosmic_login.idp.orders.evidence import Evidence

PERSONAL_NUMBER_SCOPE = "personal_identity_number"

#: Claims every ID token may carry, for discovery.
CLAIMS = (
    "iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash", "jti", "sid", "acr", "amr", "name",
    "given_name", "family_name", "employeeHsaId", "organizationName", "organizationIdentifier", "allEmployeeHsaIds",
    "loginMethod", "credentialCertificatePolicies", "x509SubjectName", "x509IssuerName", "personalIdentityNumber",
)  # fmt: skip

Claims = dict[str, object]

#: How the person proved who they are (RFC 8176): with a card, or with a key kept in a phone; and a code.
_WITH_CARD, _WITH_PHONE = ["sc", "pin"], ["swk", "pin"]


def offered_service_ids(person: Person, evidence: Evidence) -> tuple[ServiceId, ...]:
    """Return what the person may log in as, the own region's first.

    A certificate with an HSA-id speaks for that service ID alone; one with a personal number for all of them.
    """
    offered = person.service_ids
    if evidence.kind == "hsa":
        offered = tuple(each for each in offered if each.hsa_id == evidence.serial_number)
    return tuple(sorted(offered, key=lambda each: not each.own_region))


def subject_identifier(key: bytes, client_id: str, person: Person) -> str:
    """Return ``sub``: the same for a person and a client each time, and of no use to anybody else."""
    mac = hmac.digest(key, f"{client_id}\0{person.personal_number}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:24]).decode()


def person_claims(
    person: Person, chosen: ServiceId, evidence: Evidence, *, sub: str, scopes: Sequence[str], method: str
) -> Claims:
    """Return the claims about the person and the login, for the ID token and userinfo."""
    with_number = PERSONAL_NUMBER_SCOPE in scopes
    claims: Claims = {
        "sub": sub,
        "auth_time": evidence.at,
        "acr": LOA_URI[evidence.loa],
        "amr": _WITH_PHONE if evidence.kind in ON_PHONES else _WITH_CARD,
        "loginMethod": method,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "employeeHsaId": chosen.hsa_id,
        "organizationName": chosen.organisation,
        "organizationIdentifier": chosen.organisation_id,
        "allEmployeeHsaIds": [each.hsa_id for each in person.service_ids],
        "credentialCertificatePolicies": [evidence.policy_oid],
        "x509IssuerName": evidence.issuer,
    }
    if with_number:
        claims["personalIdentityNumber"] = person.personal_number
    if with_number or evidence.kind == "hsa":
        claims["x509SubjectName"] = evidence.subject
    return claims
