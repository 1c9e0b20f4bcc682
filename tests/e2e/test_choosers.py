"""As what a person comes in, in a browser: each row of the published table, and what other systems ask later.

One browser, one IdP with the shipped directory, an OpenID Connect client and a SAML system on sites of their own.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import Browser, Page, expect

from cosmic_login.core.clock import ManualClock
from cosmic_login.directory import Directory
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.claims.choices import Level
from cosmic_login.idp.registry.systems import Face, FixedSystems, System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.e2e.browser import missing
from tests.e2e.chromium import chromium, person
from tests.e2e.sites import OidcSite, Site, served, sign
from tests.unit.idp.claims.test_choices import BO, ILLEGAL, TABLE
from tests.unit.idp.kit import SoftCard
from tests.unit.idp.oidc import kit
from tests.unit.idp.saml.kit import COMMISSION, EMPLOYEE, principals

HEADINGS = {
    Level.SERVICE_ID: "Välj tjänste-id",
    Level.ORGANISATION: "Välj organisation",
    Level.COMMISSION: "Välj medarbetaruppdrag",
}
SERVICE_IDS = [f"s:TSTNMT2321000057-{number}" for number in ("1002", "2002", "3002")]
ORGANISATIONS = ["o:2321000057", "o:2321000040", "o:2120000530"]
COMMISSIONS = ["c:TSTNMT2321000057-2011", "c:TSTNMT2321000040-2012"]
OFFERED = {Level.SERVICE_ID: SERVICE_IDS, Level.ORGANISATION: ORGANISATIONS, Level.COMMISSION: COMMISSIONS}
#: What Bo is in each chooser's first place. He has all of them by one certificate with his personal number.
FIRST: Mapping[str, object] = {
    "personalIdentityNumber": BO.personal_number,
    "given_name": "Bo",
    "credentialGivenName": "Anna",  # as the tests have every certificate
    "employeeHsaId": "TSTNMT2321000057-1002",
    "organizationName": "Region Jönköpings län",
    "organizationHsaId": "TSTNMT2321000057-0000",
    "commissionHsaId": "TSTNMT2321000057-2011",
    "commissionPurpose": "Vård och behandling",
    "allEmployeeHsaIds": [each.partition(":")[2] for each in SERVICE_IDS],
}


class Systems(FixedSystems):
    """The client and the SAML system; the latter may change what it asks for."""

    def __init__(self, client: System, site: Site) -> None:
        super().__init__((client,))
        self._site = site

    def find(self, face: Face, key: str) -> System | None:
        return self._site.system() if (face, key) == ("saml", self._site.key) else super().find(face, key)


@dataclass
class Choosers:
    idp: EmbeddedIdp
    browser: Browser
    client: OidcSite
    saml: Site
    bo: SoftCard


def _client(site: OidcSite) -> System:
    return kit.system(
        redirect_uris=(site.back,),
        post_logout_redirect_uris=(f"{site.address}/out",),
        frontchannel_logout_uri=f"{site.address}/bye",
        claims=frozenset(CLAIMS),
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Choosers]:
    if reason := missing():
        pytest.skip(reason)
    clock, profile = ManualClock(), Profile.open(tmp_path_factory.mktemp("choosers") / "profile")
    pki = TrainingPki.open(profile, clock)
    client, saml = OidcSite(_client), Site(at=clock.now)
    with (
        EmbeddedIdp.start(
            profile,
            clock=clock,
            pki=pki,
            directory=Directory.load(),
            settings=IdpSettings(sweep_every=3600),
            doors=(*LISTENERS, WEB),
            systems=Systems(_client(client), saml),
        ) as idp,
        served(client, saml),
        chromium() as browser,
    ):
        roots = "".join(root.public_bytes(Encoding.PEM).decode() for root in pki.roots())
        trust = ssl.create_default_context(cadata=roots)
        with httpx2.Client(base_url=idp.doors["web"], verify=trust, trust_env=False) as http:
            client.connect(idp, http)
            saml.idp = f"{idp.doors['web']}/saml"
            yield Choosers(idp, browser, client, saml, SoftCard.issue(pki, clock, BO.personal_number))


@pytest.fixture
def page(stage: Choosers) -> Iterator[Page]:
    with person(stage.browser) as shown:
        yield shown


def arrived(page: Page) -> list[str]:
    """Return what is offered, or nothing when the browser has been sent back to its system."""
    page.locator(".options").or_(page.locator("h1", has_text="/in")).or_(page.locator("[role=alert]")).wait_for()
    return [str(each.get_attribute("value")) for each in page.locator("button[name=option]").all()]


def log_in(stage: Choosers, page: Page, claims: Mapping[str, object] | None = None, **more: str) -> list[str]:
    """Log Bo in at the client with a card; return what is offered."""
    page.goto(stage.client.ask(claims, **more))
    sign(stage.idp, page, stage.bo)
    page.reload()  # sooner than its script looks
    return arrived(page)


def choose(page: Page, key: str) -> None:
    page.locator(f"button[name=option][value='{key}']").click()
    expect(page).to_have_title("/in")


@pytest.mark.parametrize(("asked", "level"), TABLE)
def test_what_is_shown_for_what_is_asked_for(stage: Choosers, page: Page, asked: str, level: str) -> None:
    claims = dict.fromkeys(asked.split())
    if level == ILLEGAL:
        page.goto(stage.client.ask(claims))
        page.locator("a.primary").or_(page.locator("h1", has_text="/in")).wait_for()
        expect(page).to_have_title("/in")
        assert stage.client.error() == "access_denied"
        return
    offered = log_in(stage, page, claims)
    if level is Level.NONE:
        assert offered == []
    else:
        assert offered == OFFERED[Level(level)]
        assert page.inner_text("h1") == HEADINGS[Level(level)]
        choose(page, offered[0])
    told = stage.client.tokens()["claims"]
    assert {name: told.get(name) for name in claims if name in FIRST} == {
        name: value for name, value in FIRST.items() if name in claims
    }
    assert told.keys() >= claims.keys() & {"acr", "allCommissions"}
    assert len(told.get("allCommissions", (1, 2))) == 2


def value(name: str, *texts: str) -> dict[str, object]:
    return {name: {"value": texts[0]} if len(texts) == 1 else {"values": list(texts)}}


@pytest.mark.parametrize(
    ("claims", "offered"),
    [
        (value("personalIdentityNumber", BO.personal_number) | {"employeeHsaId": None}, SERVICE_IDS),
        (value("employeeHsaId", "TSTNMT2321000057-2002"), []),
        (value("employeeHsaId", "TSTNMT2321000057-1002", "TSTNMT2321000057-3002"), [SERVICE_IDS[0], SERVICE_IDS[2]]),
        (value("commissionHsaId", "TSTNMT2321000040-2012"), []),
        (value("organizationIdentifier", "2321000040"), []),
        (value("organizationIdentifier", "2321000040") | {"commissionHsaId": None}, []),
        (value("employeeHsaId", "TSTNMT2321000057-1002") | {"commissionHsaId": None}, []),
        (value("personalIdentityNumber", BO.personal_number) | {"commissionHsaId": None}, COMMISSIONS),
    ],
    ids=str,
)
def test_values_narrow_what_is_shown(
    stage: Choosers, page: Page, claims: Mapping[str, Mapping[str, object] | None], offered: list[str]
) -> None:
    assert log_in(stage, page, claims) == offered
    if offered:
        choose(page, offered[-1])
    told = stage.client.tokens()["claims"]
    for name, wanted in claims.items():
        assert name in told
        if wanted is not None:
            assert told[name] in {wanted.get("value"), *wanted.get("values", ())}  # type: ignore[misc]


@pytest.mark.parametrize(
    "claims",
    [
        value("personalIdentityNumber", "199001262386"),
        value("employeeHsaId", "TSTNMT2321000057-1001"),
        value("commissionHsaId", "TSTNMT2321000057-2001"),
        value("organizationIdentifier", "5560000000"),
        value("employeeHsaId", "TSTNMT2321000057-1002") | value("organizationIdentifier", "2321000040"),
    ],
    ids=str,
)
def test_all_values_have_to_match(stage: Choosers, page: Page, claims: Mapping[str, object]) -> None:
    assert log_in(stage, page, claims) == []
    expect(page.locator("[role=alert]")).to_contain_text("claims.no_match")
    page.locator("button[name=cancel]").click()
    expect(page).to_have_title("/in")
    assert stage.client.error() == "access_denied"


# -- one session, several systems ----------------------------------------------------------------------------------


def goes_to(page: Page, address: str) -> list[str]:
    """Go to another system with the session; nobody is asked for a card. Return what is offered."""
    page.goto(address)
    found = page.locator(".options").or_(page.locator("h1", has_text="/in")).or_(page.locator("#ways"))
    found.wait_for()
    assert page.locator("#ways").count() == 0, "a card was asked for again"
    return arrived(page)


def test_a_system_that_needs_more_shows_the_chooser_of_that_and_asks_for_no_card(stage: Choosers, page: Page) -> None:
    """And one that needs less takes it from what was chosen, without forgetting the rest."""
    assert log_in(stage, page) == []
    sid = stage.client.tokens()["claims"]["sid"]
    employee, organisation, commission = (
        {name: None} for name in ("employeeHsaId", "organizationName", "commissionHsaId")
    )
    assert goes_to(page, stage.client.ask(organisation)) == ORGANISATIONS
    choose(page, ORGANISATIONS[1])
    assert stage.client.tokens()["claims"]["organizationName"] == "Region Östergötland (övning)"
    assert goes_to(page, stage.client.ask(employee)) == SERVICE_IDS, "an organisation is no service ID"
    choose(page, SERVICE_IDS[2])
    assert goes_to(page, stage.client.ask(organisation)) == []
    assert stage.client.tokens()["claims"]["organizationName"] == "Jönköpings kommun (övning)"
    stage.saml.more = {"AttributeConsumingServiceIndex": "4"}
    assert goes_to(page, f"{stage.saml.address}/login") == COMMISSIONS
    choose(page, COMMISSIONS[1])
    assert stage.saml.answers[-1].attributes()[COMMISSION] == ["TSTNMT2321000040-2012"]
    assert goes_to(page, stage.client.ask(employee)) == []
    told = stage.client.tokens()["claims"]
    assert (told["employeeHsaId"], told["sid"]) == ("TSTNMT2321000057-2002", sid)
    assert goes_to(page, stage.client.ask(organisation)) == []
    assert goes_to(page, stage.client.ask(commission)) == [], "what was chosen is not forgotten by asking for less"
    assert stage.client.tokens()["claims"]["commissionHsaId"] == "TSTNMT2321000040-2012"


def test_saml_narrows_the_chooser_too(stage: Choosers, page: Page) -> None:
    assert log_in(stage, page) == []
    stage.saml.inner = principals((EMPLOYEE, "TSTNMT2321000057-1002"))
    stage.saml.more = {"AttributeConsumingServiceIndex": "4"}
    try:
        assert goes_to(page, f"{stage.saml.address}/login") == []
    finally:
        stage.saml.inner, stage.saml.more = "", {}
    assert stage.saml.answers[-1].attributes()[COMMISSION] == ["TSTNMT2321000057-2011"]


@pytest.mark.parametrize("first", ["client", "saml"])
def test_who_leaves_one_system_has_left_both(stage: Choosers, page: Page, first: str) -> None:
    assert log_in(stage, page, value("employeeHsaId", "TSTNMT2321000057-1002")) == []
    tokens = stage.client.tokens()
    stage.saml.more = {"AttributeConsumingServiceIndex": "1"}
    assert goes_to(page, f"{stage.saml.address}/login") == []
    assert stage.saml.answers[-1].attributes()[EMPLOYEE] == ["TSTNMT2321000057-1002"]
    stage.client.told.clear()
    asked = len(stage.saml.asked)
    page.goto(stage.client.leave(tokens["id_token"]) if first == "client" else f"{stage.saml.address}/logout")
    expect(page).to_have_title("/out")
    farewell = {"iss": tokens["claims"]["iss"], "sid": tokens["claims"]["sid"]}
    if first == "client":
        (request,) = stage.saml.asked[asked:]
        assert request.find("saml2p:SessionIndex") is not None
        assert ("/bye", farewell) not in stage.client.told, "it knows, for it asked"
    else:
        assert ("/bye", farewell) in stage.client.told
        assert stage.saml.answers[-1].status == ("Success", "")
        assert len(stage.saml.asked) == asked
    for address in (stage.client.ask(), f"{stage.saml.address}/login"):
        page.goto(address)
        expect(page.locator("#ways")).to_be_visible()
