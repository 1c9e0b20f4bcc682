"""The claims' values for one person, one choice and one login."""

from __future__ import annotations

from collections.abc import Sequence

from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.choices import Option
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.orders.evidence import Evidence

ClaimValues = dict[str, object]


def release(
    wanted: Sequence[WantedClaim], person: Person, option: Option, evidence: Evidence, method: str
) -> ClaimValues:
    """Return the values of the claims that are wanted, by their short names; what there is not is left out.

    Raises ``LoginFailure`` ``claims.missing`` when an essential one is not there, or is not of the values wanted.
    """
    known: ClaimValues = {
        "personalIdentityNumber": person.personal_number,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }
    if option.service_id is not None:
        known["employeeHsaId"] = option.service_id.hsa_id
        known["organizationName"] = option.service_id.organisation
    if option.commission is not None:
        known["commissionHsaId"] = option.commission.hsa_id
    values = {each.name: known[each.name] for each in wanted if each.name in known}
    for each in wanted:
        if each.essential and each.name not in values:
            raise LoginFailure("claims.missing", f"{each.name} of {evidence.kind} by {method}")
    return values
