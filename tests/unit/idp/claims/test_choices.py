"""What has to be chosen for what is asked for, row by row; and what a person can then come in as."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory import Directory
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.catalogue import CLAIMS, SCOPES, ClaimSource, needs_directory, of_attribute
from cosmic_login.idp.claims.choices import Level, Option, implied, level_for, options
from cosmic_login.idp.claims.release import ClaimFacts, matches, release, saml_values
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.orders.evidence import Evidence

SHIPPED = Directory.load()
ANNA, BO, FARID, KARIN, LARS = (SHIPPED.persons[key] for key in ("anna", "bo", "farid", "karin", "lars"))
ILLEGAL = "illegal"

#: What is asked for, and what is shown: the rows of the published table, and what follows from them.
TABLE = [
    ("personalIdentityNumber", Level.NONE),
    ("credentialEmployeeHsaId credentialGivenName acr", Level.NONE),
    ("employeeHsaId", Level.SERVICE_ID),
    ("employeeHsaId personalIdentityNumber given_name", Level.SERVICE_ID),
    ("organizationHsaId", Level.ORGANISATION),
    ("organizationName", Level.ORGANISATION),
    ("organizationHsaId organizationName", Level.ORGANISATION),
    ("commissionHsaId", Level.COMMISSION),
    ("organizationName commissionHsaId", Level.COMMISSION),
    ("organizationHsaId commissionHsaId", ILLEGAL),
    ("userOrganizationHsaId commissionPurpose", ILLEGAL),
    ("employeeHsaId organizationHsaId", ILLEGAL),
    ("employeeHsaId organizationName", Level.COMMISSION),  # the one choice that gives both
    ("allEmployeeHsaIds", Level.NONE),
    ("allCommissions", Level.NONE),
    ("allCommissions allEmployeeHsaIds", Level.NONE),
    ("allCommissions commissionPurpose", Level.COMMISSION),
    ("", Level.NONE),
    ("nobody_knows_this employeeHsaId", Level.SERVICE_ID),
]


def wanted(text: str) -> list[WantedClaim]:
    return [WantedClaim(name) for name in text.split()]


def by(person: Person, kind: str = "person", serial: str = "") -> Evidence:
    return Evidence(
        1, 3, serial or person.personal_number, kind, "9752279000000000000", "1.2.3",
        "givenName=Namn,sn=På\\, Kortet,CN=Namn På Kortet,O=Region\\, A,C=SE", "CN=CA", certificate="MAA=",
    )  # fmt: skip


@pytest.mark.parametrize(("asked", "level"), TABLE)
def test_the_smallest_choice_that_gives_all_is_asked_for(asked: str, level: str) -> None:
    if level == ILLEGAL:
        with pytest.raises(LoginFailure, match=r"claims\.illegal"):
            level_for(wanted(asked))
    else:
        assert level_for(wanted(asked)) is level


@given(st.lists(st.sampled_from(sorted(CLAIMS)), max_size=8))
def test_no_smaller_choice_would_do(names: list[str]) -> None:
    """Against another way to say the same: try the choices from the smallest up, claim by claim."""
    gives = {
        Level.NONE: set[ClaimSource](),
        Level.SERVICE_ID: {ClaimSource.EMPLOYMENT},
        Level.ORGANISATION: {ClaimSource.ORGANISATION},
        Level.COMMISSION: {ClaimSource.COMMISSION},
    }
    free = {ClaimSource.AUTHENTICATION, ClaimSource.CERTIFICATE, ClaimSource.PERSON}
    fits = [level for level, more in gives.items() if all(CLAIMS[name].sources & (free | more) for name in names)]
    try:
        assert level_for([WantedClaim(name) for name in names]) is fits[0]
    except LoginFailure:
        assert fits == []


def keys(person: Person, level: Level, evidence: Evidence | None = None, *asked: WantedClaim) -> list[str]:
    proof = evidence or by(person)
    return [each.key for each in options(person, proof, level) if matches(asked, ClaimFacts(person, each, proof, ""))]


def test_a_certificate_with_a_personal_number_offers_all_and_one_with_an_hsa_id_its_own() -> None:
    assert keys(BO, Level.SERVICE_ID) == [f"s:TSTNMT2321000057-{number}" for number in ("1002", "2002", "3002")]
    one = by(BO, "hsa", "TSTNMT2321000057-2002")
    assert keys(BO, Level.SERVICE_ID, one) == ["s:TSTNMT2321000057-2002"]
    assert keys(BO, Level.COMMISSION, one) == ["c:TSTNMT2321000040-2012"]
    assert keys(BO, Level.ORGANISATION, one) == ["o:2321000040"]


def test_an_organisation_is_offered_once_however_many_service_ids_are_there() -> None:
    assert keys(LARS, Level.ORGANISATION) == ["o:2321000057"]
    assert len(keys(LARS, Level.SERVICE_ID)) == 2
    assert len(keys(LARS, Level.COMMISSION)) == 3
    assert keys(FARID, Level.COMMISSION) == []
    assert keys(ANNA, Level.NONE) == [""]


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("employeeHsaId", "TSTNMT2321000057-2002", ["TSTNMT2321000040-2012"]),
        ("commissionHsaId", "TSTNMT2321000057-2011", ["TSTNMT2321000057-2011"]),
        ("organizationIdentifier", "2321000040", ["TSTNMT2321000040-2012"]),
        ("orgAffiliation", "TSTNMT2321000057-1002@2321000057", ["TSTNMT2321000057-2011"]),
        ("personalIdentityNumber", BO.personal_number, ["TSTNMT2321000057-2011", "TSTNMT2321000040-2012"]),
        ("personalIdentityNumber", ANNA.personal_number, []),
        ("commissionPurpose", "Statistik", ["TSTNMT2321000057-2011", "TSTNMT2321000040-2012"]),  # decides nothing
    ],
)
def test_values_of_some_claims_decide_as_what_one_comes_in(name: str, value: str, left: list[str]) -> None:
    asked = WantedClaim(name, values=(value,))
    assert keys(BO, Level.COMMISSION, None, asked) == [f"c:{each}" for each in left]


def test_all_values_must_match_and_one_of_several_of_a_claim_will_do() -> None:
    both = (
        WantedClaim("employeeHsaId", values=("TSTNMT2321000057-1002",)),
        WantedClaim("organizationIdentifier", values=("2321000040",)),
    )
    assert keys(BO, Level.COMMISSION, None, *both) == []
    either = WantedClaim("employeeHsaId", values=("TSTNMT2321000057-1002", "TSTNMT2321000057-2002"))
    assert len(keys(BO, Level.COMMISSION, None, either)) == 2


@pytest.mark.parametrize(
    ("before", "asked", "follows"),
    [
        ((Level.COMMISSION, 1), Level.COMMISSION, "c:TSTNMT2321000040-2012"),
        ((Level.COMMISSION, 1), Level.SERVICE_ID, "s:TSTNMT2321000057-2002"),
        ((Level.COMMISSION, 1), Level.ORGANISATION, "o:2321000040"),
        ((Level.SERVICE_ID, 2), Level.ORGANISATION, "o:2120000530"),
        ((Level.SERVICE_ID, 1), Level.COMMISSION, None),
        ((Level.ORGANISATION, 1), Level.SERVICE_ID, None),
        ((Level.ORGANISATION, 1), Level.COMMISSION, None),
        ((Level.NONE, 0), Level.SERVICE_ID, None),
    ],
)
def test_what_was_chosen_answers_what_follows_from_it_and_no_more(
    before: tuple[Level, int], asked: Level, follows: str | None
) -> None:
    found = implied(chosen(BO, *before), options(BO, by(BO), asked))
    assert (found.key if found else None) == follows


def chosen(person: Person, level: Level, place: int = 0) -> Option:
    return options(person, by(person), level)[place]


def test_a_commission_gives_everything_it_has() -> None:
    asked = [WantedClaim(name) for name in (*SCOPES["commission"], "employeeHsaId", "organizationName")]
    found = release(asked, ANNA, chosen(ANNA, Level.COMMISSION), by(ANNA), "siths-md")
    assert found == {
        "commissionHsaId": "TSTNMT2321000057-2001",
        "commissionName": "VoB Medicinkliniken",
        "commissionPurpose": "Vård och behandling",
        "commissionRight": ["Läsa;alla;SJF"],
        "healthCareUnitHsaId": "TSTNMT2321000057-5001",
        "healthCareUnitName": "Medicinkliniken (övning)",
        "healthCareProviderHsaId": "TSTNMT2321000057-4001",
        "healthCareProviderName": "Region Jönköpings län (övning)",
        "healthcareProviderId": "2321000057",
        "employeeHsaId": "TSTNMT2321000057-1001",
        "organizationName": "Region Jönköpings län",
    }


def test_lists_are_whole_and_rights_in_them_are_objects() -> None:
    found = release(wanted("allCommissions allEmployeeHsaIds"), BO, Option(""), by(BO), "bankid")
    assert found["allEmployeeHsaIds"] == [f"TSTNMT2321000057-{number}" for number in ("1002", "2002", "3002")]
    commissions = found["allCommissions"]
    assert isinstance(commissions, list)
    assert [each["employeeHsaId"] for each in commissions] == ["TSTNMT2321000057-1002", "TSTNMT2321000057-2002"]
    assert commissions[0]["commissionRight"][0] == {"activity": "Läsa", "informationClass": "alla", "scope": "SJF"}
    assert saml_values(commissions)[0].startswith('{"employeeHsaId":"TSTNMT2321000057-1002"')


def test_an_authorization_scope_is_found_by_its_code() -> None:
    option = chosen(KARIN, Level.SERVICE_ID)
    for asked, there in (
        (WantedClaim("authorizationScope"), True),
        (WantedClaim("authorizationScope", values=("OVN",)), True),
        (WantedClaim("authorizationScope", values=("ANNAN",)), False),
    ):
        found = release([asked], KARIN, option, by(KARIN), "siths-md")
        assert ("authorizationScope" in found) == there
    with pytest.raises(LoginFailure, match=r"claims\.missing"):
        release([WantedClaim("authorizationScope", essential=True, values=("ANNAN",))], KARIN, option, by(KARIN), "")
    scope = release([WantedClaim("authorizationScope")], KARIN, option, by(KARIN), "")["authorizationScope"]
    assert isinstance(scope, list)
    assert scope[0]["authorizationScopePropertyCode"] == "OVN;001"
    assert scope[0]["adminCommissions"][0]["adminCommissionResponsibleOrganisation"] == "232100-0057"
    assert scope[0]["adminCommissions"][0]["sector"][0]["sectorFlag"] is True


def test_what_there_is_not_is_left_out_or_ends_the_login() -> None:
    option = chosen(FARID, Level.SERVICE_ID)
    assert release(wanted("mail healthcareProfessionalLicense"), FARID, option, by(FARID), "") == {}
    with pytest.raises(LoginFailure, match=r"claims\.missing"):
        release([WantedClaim("mail", essential=True)], FARID, option, by(FARID), "")
    with pytest.raises(LoginFailure, match=r"claims\.no_match"):
        release([WantedClaim("employeeHsaId", values=("TSTNMT2321000057-1001",))], FARID, option, by(FARID), "")
    assert release(wanted("healthcareProfessionalLicense"), ANNA, chosen(ANNA, Level.NONE), by(ANNA), "") == {
        "healthcareProfessionalLicense": ["LK"]
    }


def test_the_certificate_says_what_it_says() -> None:
    names = wanted("credentialPersonalIdentityNumber credentialEmployeeHsaId credentialOrganizationName amr acr")
    names += wanted("credentialGivenName credentialSurname credentialDisplayName")
    found = release(names, ANNA, Option(""), by(ANNA, "hsa", "TSTNMT2321000057-1001"), "siths-md")
    assert found == {
        "credentialEmployeeHsaId": "TSTNMT2321000057-1001",
        "credentialOrganizationName": "Region, A",
        "credentialGivenName": "Namn",  # and not what the directory says
        "credentialSurname": "På, Kortet",
        "credentialDisplayName": "Namn På Kortet",
        "amr": ["sc", "pin"],
        "acr": "http://id.sambi.se/loa/loa3",
    }
    assert release(wanted("amr"), ANNA, Option(""), by(ANNA, "bankid"), "bankid") == {"amr": ["swk", "pin"]}
    told = {"bankid": ("urn:x:phone",)}  # in both protocols, for the values are the same
    for method, values in (("bankid", ["urn:x:phone"]), ("siths-md", ["swk", "pin"])):
        found = release(wanted("amr"), ANNA, Option(""), by(ANNA, "bankid"), method, amr=told)
        assert found == {"amr": values}


def test_every_claim_has_one_name_in_each_protocol_and_a_value_or_a_reason_why_not() -> None:
    assert len({row.uri.casefold() for row in CLAIMS.values()}) == len(CLAIMS)
    assert sorted(itertools.chain(*SCOPES.values())) == sorted(CLAIMS)
    everything = [WantedClaim(name) for name in CLAIMS]
    found: set[str] = set()
    for person, level in ((ANNA, Level.COMMISSION), (ANNA, Level.ORGANISATION), (KARIN, Level.SERVICE_ID)):
        for kind in ("person", "hsa"):
            proof = by(person, kind, "" if kind == "person" else person.service_ids[0].hsa_id)
            option = options(person, proof, level)[0]
            found |= set(release(everything, person, option, proof, "siths-md", place="https://idp"))
    unknown_here = {"groupPrescriptionCode", "healthcareProfessionalLicenseIdentityNumber"}
    of_nobody_shipped = {"occupationalCode", "paTitleCode", "systemRole", "pharmacyIdentifier", *SCOPES["contact"]}
    assert set(CLAIMS) - found == unknown_here | of_nobody_shipped


def test_an_attribute_is_found_however_its_capitals_are_written() -> None:
    row, exact = of_attribute("http://www.w3.org/2000/09/xmldsig#X509IssuerName")
    assert row is not None
    assert (row.name, exact) == ("x509IssuerName", False)
    row, exact = of_attribute("http://sambi.se/attributes/1/employeeHsaId")
    assert row is not None
    assert (row.name, exact) == ("employeeHsaId", True)
    assert of_attribute("urn:nobody") == (None, False)


def test_only_what_the_directory_alone_has_needs_the_directory() -> None:
    assert not needs_directory(["personalIdentityNumber", "acr", "x509SubjectName", "given_name"])
    assert needs_directory(["personalIdentityNumber", "employeeHsaId"])
    assert needs_directory(["allCommissions"])
