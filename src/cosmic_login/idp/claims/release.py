"""The claims' values for one person, one choice and one login, and their form in each protocol.

The structures of commissions and authorization scopes are Inera's as far as they are public; that a commission is one
value of several in SAML, each a JSON text, is ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI, ServiceId
from cosmic_login.directory.model import AuthorizationScope, Commission, Person
from cosmic_login.idp.claims.catalogue import CLAIMS, DECISIVE, OF_EMPLOYMENTS, OF_PERSONS
from cosmic_login.idp.claims.choices import Option
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.orders.app_profiles import ON_PHONES
from cosmic_login.idp.orders.evidence import Evidence

ClaimValues = dict[str, object]

#: How the person proved who they are (RFC 8176): with a card, or with a key kept in a phone; and a code.
WITH_CARD, WITH_PHONE = ("sc", "pin"), ("swk", "pin")


@dataclass(frozen=True)
class ClaimFacts:
    """What values are made of.

    ``place`` is the address of the identity provider that signatures are asked at. ``amr`` is what a system is told of
    how people proved themselves, by method, where that is not what everybody is told.
    """

    person: Person
    option: Option
    evidence: Evidence
    method: str
    place: str = ""
    amr: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def service_id(self) -> ServiceId | None:
        """The service ID of the choice."""
        return self.option.service_id

    @property
    def by_number(self) -> bool:
        """Whether the certificate carries the personal number, and not an HSA-id."""
        return self.evidence.kind != "hsa"


def release(
    wanted: Sequence[WantedClaim],
    person: Person,
    option: Option,
    evidence: Evidence,
    method: str,
    *,
    place: str = "",
    amr: Mapping[str, Sequence[str]] | None = None,
) -> ClaimValues:
    """Return the values of the claims that are wanted, by their short names; what there is not is left out.

    ``place`` and ``amr`` are as ``ClaimFacts`` has them.

    Raises ``LoginFailure``: ``claims.missing`` when an essential one is not there or not of the values wanted,
    ``claims.no_match`` when one that decides who comes in is not of the values wanted.
    """
    facts = ClaimFacts(person, option, evidence, method, place, amr or {})
    values: ClaimValues = {}
    for each in wanted:
        value = _filtered(each, _value(each.name, facts))
        if value not in (None, "", []):
            values[each.name] = value
        if each.values and each.name in DECISIVE and not _is_of(value, each.values):
            raise LoginFailure("claims.no_match", each.name)
        if each.essential and (each.name not in values or (each.values and not _is_of(value, each.values))):
            raise LoginFailure("claims.missing", each.name)
    return values


def matches(wanted: Sequence[WantedClaim], facts: ClaimFacts) -> bool:
    """Whether an option is what the decisive values want; those that name nothing it has, decide against it."""
    decisive = (each for each in wanted if each.values and each.name in DECISIVE)
    return all(_is_of(_value(each.name, facts), each.values) for each in decisive)


def saml_values(value: object) -> tuple[str, ...]:
    """Return a claim's value as the texts of an attribute: one for each of several, objects as JSON."""
    if isinstance(value, list):
        return tuple(text for each in value for text in saml_values(each))
    if isinstance(value, str):
        return (value,)
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")),)


def _is_of(value: object, wanted: Sequence[str]) -> bool:
    if isinstance(value, list):
        return any(_is_of(each, wanted) for each in value)
    if isinstance(value, Mapping):  # an authorization scope, which is named by its code
        return value.get("authorizationScopeCode") in wanted
    return value in wanted


def _filtered(wanted: WantedClaim, value: object) -> object:
    """Leave of the authorization scopes those that are wanted; any other claim is one thing."""
    if wanted.name == "authorizationScope" and wanted.values and isinstance(value, list):
        return [each for each in value if _is_of(each, wanted.values)]
    return value


def _value(name: str, facts: ClaimFacts) -> object:
    if name in OF_PERSONS:
        return _plain(name, facts.person.attributes)
    if name in OF_EMPLOYMENTS:
        chosen = facts.service_id
        return _plain(name, facts.person.employments.get(chosen.hsa_id, {})) if chosen else None
    make = _VALUES.get(name)
    return make(facts) if make else None


def _plain(name: str, known: Mapping[str, tuple[str, ...]]) -> object:
    found = known.get(name, ())
    return (list(found) if CLAIMS[name].multiple else found[0]) if found else None


def amr_of(evidence: Evidence, method: str, told: Mapping[str, Sequence[str]]) -> list[str]:
    """Return how the person proved who they are: as ``told`` says of the method, else by RFC 8176."""
    return list(told.get(method) or (WITH_PHONE if evidence.kind in ON_PHONES else WITH_CARD))


def organisation_hsa_id(organisation_id: str) -> str:
    """Return what an organisation is called in the training's directory."""
    return f"TSTNMT{organisation_id}-0000"


def commission_object(commission: Commission) -> dict[str, object]:
    """Return a commission as the list of all of them has it."""
    return {
        "employeeHsaId": commission.employee_hsa_id,
        "commissionHsaId": commission.hsa_id,
        "commissionName": commission.name,
        "commissionPurpose": commission.purpose,
        "healthCareUnitHsaId": commission.unit_hsa_id,
        "healthCareUnitName": commission.unit_name,
        "healthCareProviderHsaId": commission.provider_hsa_id,
        "healthCareProviderName": commission.provider_name,
        "commissionRight": [
            {"activity": each.activity, "informationClass": each.information_class, "scope": each.scope}
            for each in commission.rights
        ],
    }


def scope_object(scope: AuthorizationScope) -> dict[str, object]:
    """Return an authorization scope as the claim has it: Inera's names, not those of HSA's own service."""
    return {
        "authorizationScopeCode": scope.code,
        "authorizationScopeName": scope.name,
        "authorizationScopePropertyCode": scope.property_code,
        "authorizationScopePropertyName": scope.property_name,
        "adminCommissions": [
            {
                "adminCommissionHsaId": each.hsa_id,
                "adminCommissionResponsibleOrganisation": f"{each.organisation_id[:6]}-{each.organisation_id[6:]}",
                "sector": [
                    {"unitHsaId": sector.unit_hsa_id, "name": sector.unit_name, "sectorFlag": sector.with_units_below}
                    for sector in each.sectors
                ],
            }
            for each in scope.admin_commissions
        ],
    }


def _affiliations(service_ids: Sequence[ServiceId]) -> list[str]:
    return [f"{each.hsa_id}@{each.organisation_id}" for each in service_ids]


def _of_service(make: Callable[[ServiceId], object]) -> Callable[[ClaimFacts], object]:
    return lambda facts: make(facts.service_id) if facts.service_id else None


def _of_commission(make: Callable[[Commission], object]) -> Callable[[ClaimFacts], object]:
    return lambda facts: make(facts.option.commission) if facts.option.commission else None


def _all_scopes(facts: ClaimFacts) -> object:
    chosen = facts.service_id.hsa_id if facts.service_id else ""
    return [scope_object(each) for each in facts.person.authorization_scopes if each.employee_hsa_id == chosen]


_VALUES: Final[Mapping[str, Callable[[ClaimFacts], object]]] = {
    "acr": lambda facts: LOA_URI[facts.evidence.loa],
    "amr": lambda facts: amr_of(facts.evidence, facts.method, facts.amr),
    "authenticationMethod": lambda facts: facts.method,
    "identityProviderForSign": lambda facts: f"{facts.place}/saml/sign/{facts.method}" if facts.place else None,
    "credentialGivenName": lambda facts: _in_subject(facts.evidence.subject, "givenName"),
    "credentialSurname": lambda facts: _in_subject(facts.evidence.subject, "sn"),
    "credentialDisplayName": lambda facts: _in_subject(facts.evidence.subject, "CN"),
    "credentialPersonalIdentityNumber": lambda facts: facts.evidence.serial_number if facts.by_number else None,
    "credentialEmployeeHsaId": lambda facts: None if facts.by_number else facts.evidence.serial_number,
    "credentialOrganizationName": lambda facts: _in_subject(facts.evidence.subject, "O"),
    "credentialCertificate": lambda facts: facts.evidence.certificate,
    "credentialCertificatePolicies": lambda facts: [facts.evidence.policy_oid],
    "x509IssuerName": lambda facts: facts.evidence.issuer,
    "x509SubjectName": lambda facts: facts.evidence.subject,
    "personalIdentityNumber": lambda facts: facts.person.personal_number,
    "given_name": lambda facts: facts.person.given_name,
    "family_name": lambda facts: facts.person.family_name,
    "name": lambda facts: facts.person.name,
    "allEmployeeHsaIds": lambda facts: [each.hsa_id for each in facts.person.service_ids],
    "allCommissions": lambda facts: [commission_object(each) for each in facts.person.commissions],
    "allCommissionOrgAffiliations": lambda facts: _affiliations(
        [
            each
            for each in facts.person.service_ids
            if any(one.employee_hsa_id == each.hsa_id for one in facts.person.commissions)
        ]
    ),
    "allUserOrgAffiliations": lambda facts: _affiliations(facts.person.service_ids),
    "employeeHsaId": _of_service(lambda each: each.hsa_id),
    "orgAffiliation": _of_service(lambda each: f"{each.hsa_id}@{each.organisation_id}"),
    "userOrgAffiliation": _of_service(lambda each: f"{each.hsa_id}@{each.organisation_id}"),
    "authorizationScope": _all_scopes,
    "organizationName": _of_service(lambda each: each.organisation),
    "organizationIdentifier": _of_service(lambda each: each.organisation_id),
    "organizationHsaId": _of_service(lambda each: organisation_hsa_id(each.organisation_id)),
    "userOrganizationName": _of_service(lambda each: each.organisation),
    "userOrganizationIdentifier": _of_service(lambda each: each.organisation_id),
    "userOrganizationHsaId": _of_service(lambda each: organisation_hsa_id(each.organisation_id)),
    "commissionHsaId": _of_commission(lambda each: each.hsa_id),
    "commissionName": _of_commission(lambda each: each.name),
    "commissionPurpose": _of_commission(lambda each: each.purpose),
    "commissionRight": _of_commission(lambda each: [right.text for right in each.rights]),
    "healthCareUnitHsaId": _of_commission(lambda each: each.unit_hsa_id),
    "healthCareUnitName": _of_commission(lambda each: each.unit_name),
    "healthCareProviderHsaId": _of_commission(lambda each: each.provider_hsa_id),
    "healthCareProviderName": _of_commission(lambda each: each.provider_name),
    "healthcareProviderId": _of_commission(lambda each: each.provider_id),
}


def _in_subject(subject: str, name: str) -> str | None:
    """Return a part of a certificate's name in the form of RFC 4514; None when it is not there.

    Parts are named as the validator names them (``pki/validator.py``).
    """
    for part in subject.replace("\\,", "\0").split(","):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value.replace("\0", ",")
    return None
