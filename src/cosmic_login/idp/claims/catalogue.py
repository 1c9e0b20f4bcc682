"""Every claim there is: its names in both protocols, where its value comes from, and the scope that asks for it.

Names are those of Inera's identity provider, spelling and all (``healthcareProviderId`` but
``healthCareProviderHsaId``, ``License`` but ``Licence``): a system compares them to the letter. What is not public is
ours and marked so: most of the scopes a claim belongs to, and where some values come from. docs/claims.md is made from
this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cosmic_login.directory.model import EMPLOYMENT_ATTRIBUTES, PERSON_ATTRIBUTES


class ClaimSource(Enum):
    """Where a claim's value comes from. The first two need no directory, the first three no choice."""

    AUTHENTICATION = "authentication"
    CERTIFICATE = "certificate"
    PERSON = "person"  # the directory, for the person as a whole
    EMPLOYMENT = "employment"  # one service ID
    ORGANISATION = "organisation"
    COMMISSION = "commission"


@dataclass(frozen=True)
class ClaimRow:
    """A claim. ``uri`` is its name in SAML, ``scope`` asks for it in OpenID Connect; any of ``sources`` will do.

    ``multiple``: a list of values. ``ours``: its scope, or where it comes from, is published nowhere.
    """

    name: str
    uri: str
    sources: frozenset[ClaimSource]
    scope: str
    multiple: bool = False
    ours: bool = True


_SAMBI: Final = "http://sambi.se/attributes/1/"
_SAMBI_NAMES: Final = "urn:sambi:names:attribute:"
_X509: Final = "http://www.w3.org/2000/09/xmldsig#"
_AUTHENTICATION, _CERTIFICATE = ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE
_PERSON, _EMPLOYMENT = ClaimSource.PERSON, ClaimSource.EMPLOYMENT
_ORGANISATION, _COMMISSION = ClaimSource.ORGANISATION, ClaimSource.COMMISSION

OPENID: Final = "openid"


def _row(
    name: str, scope: str, *sources: ClaimSource, uri: str = "", multiple: bool = False, ours: bool = True
) -> ClaimRow:
    return ClaimRow(name, uri or _SAMBI + name, frozenset(sources), scope, multiple, ours)


def _credential(name: str, uri: str, *, multiple: bool = False) -> ClaimRow:
    return _row(name, "credential", _CERTIFICATE, uri=f"urn:credential:{uri}", multiple=multiple)


_ROWS: Final = (
    # -- of the login itself ---------------------------------------------------------------------------------------
    _row("acr", OPENID, _AUTHENTICATION, uri=_SAMBI_NAMES + "levelOfAssurance", ours=False),
    _row("amr", OPENID, _AUTHENTICATION, uri=_SAMBI_NAMES + "authnMethod", multiple=True, ours=False),
    _row("authenticationMethod", "authentication", _AUTHENTICATION, uri="urn:authenticationMethod"),
    _row("identityProviderForSign", "authentication", _AUTHENTICATION, uri="urn:identityProviderForSign"),
    # -- of the certificate ----------------------------------------------------------------------------------------
    _credential("credentialGivenName", "givenName"),
    _credential("credentialSurname", "surname"),
    _credential("credentialDisplayName", "displayName"),
    _credential("credentialPersonalIdentityNumber", "personalIdentityNumber"),
    _credential("credentialEmployeeHsaId", "employeeHsaId"),
    _credential("credentialOrganizationName", "organizationName"),
    _credential("credentialCertificate", "certificate"),
    _credential("credentialCertificatePolicies", "certificatePolicies", multiple=True),
    _row("x509IssuerName", "x509", _CERTIFICATE, uri=_X509 + "x509IssuerName"),
    _row("x509SubjectName", "x509", _CERTIFICATE, uri=_X509 + "X509SubjectName"),
    # -- of the person ---------------------------------------------------------------------------------------------
    _row("personalIdentityNumber", "personal_identity_number", _CERTIFICATE, _PERSON, ours=False),
    _row("given_name", "profile", _CERTIFICATE, _PERSON, uri=_SAMBI + "givenName"),
    _row("family_name", "profile", _CERTIFICATE, _PERSON, uri=_SAMBI + "surname"),
    _row("name", "profile", _CERTIFICATE, _PERSON, uri="urn:name"),
    _row("allEmployeeHsaIds", "employee_list", _PERSON, uri="urn:allEmployeeHsaIds", multiple=True),
    _row("allCommissions", "commission_list", _PERSON, uri="urn:allCommissions", multiple=True),
    _row("allCommissionOrgAffiliations", "commission_list", _PERSON, uri="urn:allCommissionOrgAffiliations",
         multiple=True),
    _row("allUserOrgAffiliations", "employee_list", _PERSON, uri="urn:allUserOrgAffiliations", multiple=True),
    _row("healthcareProfessionalLicense", "license", _PERSON, multiple=True),
    _row("healthcareProfessionalLicenseIdentityNumber", "license", _PERSON),
    _row("healthCareProfessionalLicenceSpeciality", "license", _PERSON, multiple=True),
    _row("personalPrescriptionCode", "prescription", _PERSON),
    _row("groupPrescriptionCode", "prescription", _PERSON, multiple=True),
    # -- of one service ID -----------------------------------------------------------------------------------------
    _row("employeeHsaId", "employee", _EMPLOYMENT, _COMMISSION),
    _row("orgAffiliation", "employee", _EMPLOYMENT, _COMMISSION, uri="urn:orgAffiliation"),
    _row("authorizationScope", "authorization_scope", _EMPLOYMENT, _COMMISSION, uri="urn:authorizationScope",
         multiple=True, ours=False),
    _row("occupationalCode", "employee", _EMPLOYMENT, _COMMISSION),
    _row("paTitleCode", "employee", _EMPLOYMENT, _COMMISSION),
    _row("systemRole", "employee", _EMPLOYMENT, _COMMISSION),
    _row("pharmacyIdentifier", "employee", _EMPLOYMENT, _COMMISSION),
    _row("mail", "contact", _EMPLOYMENT, _COMMISSION),
    _row("telephoneNumber", "contact", _EMPLOYMENT, _COMMISSION),
    _row("mobileTelephoneNumber", "contact", _EMPLOYMENT, _COMMISSION),
    # -- of one organisation ---------------------------------------------------------------------------------------
    _row("organizationName", "organization", _ORGANISATION, _COMMISSION),
    _row("organizationIdentifier", "organization", _ORGANISATION, _COMMISSION),
    _row("organizationHsaId", "organization", _ORGANISATION),
    _row("userOrganizationName", "organization", _ORGANISATION, uri="urn:userOrganizationName"),
    _row("userOrganizationIdentifier", "organization", _ORGANISATION, uri="urn:userOrganizationIdentifier"),
    _row("userOrganizationHsaId", "organization", _ORGANISATION, uri="urn:userOrganizationHsaId"),
    _row("userOrgAffiliation", "organization", _ORGANISATION, uri="urn:userOrgAffiliation"),
    # -- of one commission -----------------------------------------------------------------------------------------
    _row("commissionHsaId", "commission", _COMMISSION, ours=False),
    _row("commissionName", "commission", _COMMISSION, ours=False),
    _row("commissionPurpose", "commission", _COMMISSION, ours=False),
    _row("commissionRight", "commission", _COMMISSION, multiple=True, ours=False),
    _row("healthCareUnitHsaId", "commission", _COMMISSION),
    _row("healthCareUnitName", "commission", _COMMISSION),
    _row("healthCareProviderHsaId", "commission", _COMMISSION),
    _row("healthCareProviderName", "commission", _COMMISSION),
    _row("healthcareProviderId", "commission", _COMMISSION),
)  # fmt: skip

#: The table by short name.
CLAIMS: Final[Mapping[str, ClaimRow]] = {row.name: row for row in _ROWS}
#: What every system may have without being registered for it: the claims of the scope ``openid``.
EVERYBODYS: Final = frozenset(row.name for row in _ROWS if row.scope == OPENID)
#: The claims that each scope asks for.
SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    scope: tuple(row.name for row in _ROWS if row.scope == scope) for scope in dict.fromkeys(row.scope for row in _ROWS)
}
#: Claims whose values decide as what a person comes in, and whether it is they at all.
DECISIVE: Final = frozenset(
    {
        *("personalIdentityNumber", "credentialPersonalIdentityNumber", "employeeHsaId", "credentialEmployeeHsaId"),
        *("commissionHsaId", "organizationIdentifier", "organizationHsaId", "orgAffiliation"),
        *("userOrganizationIdentifier", "userOrganizationHsaId", "userOrgAffiliation"),
    }
)
#: Claims whose values a directory file may give a person, or one of their service IDs, as they are.
OF_PERSONS: Final = frozenset(PERSON_ATTRIBUTES)
OF_EMPLOYMENTS: Final = frozenset(EMPLOYMENT_ATTRIBUTES)

_BY_URI: Final = {row.uri: row for row in _ROWS}
_BY_FOLDED_URI: Final = {row.uri.casefold(): row for row in _ROWS}


def of_attribute(name: str) -> tuple[ClaimRow | None, bool]:
    """Return the claim that a SAML attribute's name means, and whether the name is written to the letter.

    Published texts write some names in two ways (``x509IssuerName``, ``X509IssuerName``).
    """
    if name in _BY_URI:
        return _BY_URI[name], True
    return _BY_FOLDED_URI.get(name.casefold()), False


def needs_directory(names: Iterable[str]) -> bool:
    """Whether any of these claims comes from the directory alone."""
    held = {ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE}
    return any(name in CLAIMS and not CLAIMS[name].sources & held for name in names)
