"""Learning: systems of this machine that nobody registered log in whole, and what is written down registers them."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.cli.client.known import vocabulary
from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.registry.files import RegisteredSystems, parse_system
from cosmic_login.idp.registry.learning import LearningSystems, file_name_of, learned_systems
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile, write_atomic

from .conftest import SETTINGS
from .kit import ANNA, SoftCard, some_people
from .oidc.kit import BACK, OUT, Rp, system
from .saml.kit import GIVEN, NUMBER, SURNAME, Sp, Visitor, failure_of
from .web.kit import Browser

HERE = "http://127.0.0.1:1/back"


@pytest.fixture
def systems(tmp_path: Path) -> RegisteredSystems:
    return RegisteredSystems(tmp_path / "systems", vocabulary())


@pytest.fixture
def learning(systems: RegisteredSystems) -> LearningSystems:
    return LearningSystems(systems, write_atomic)


@pytest.fixture
def browser(profile: Profile, clock: ManualClock, pki: TrainingPki, learning: LearningSystems) -> Iterator[Browser]:
    trust = ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))
    with (
        EmbeddedIdp.start(
            profile,
            clock=clock,
            pki=pki,
            directory=some_people(),
            settings=SETTINGS,
            doors=(*LISTENERS, WEB),
            systems=learning,
        ) as idp,
        httpx2.Client(base_url=idp.doors["web"], verify=trust) as http,
    ):
        yield Browser(idp, http)


def learned(learning: LearningSystems) -> list[System]:
    found = learned_systems(learning.registered).files()
    assert [each.problem for each in found] == [None] * len(found)
    return [each.system for each in found if each.system is not None]


def test_a_client_logs_in_and_out_and_all_that_it_used_is_written_down(
    browser: Browser, learning: LearningSystems, card: SoftCard
) -> None:
    urls = browser.http.get("/oidc/.well-known/openid-configuration").json()
    rp = Rp(system("stranger", secret="whatever-it-has-set"), browser, urls)
    tokens = rp.log_in(card, scope="openid profile")
    assert rp.userinfo(tokens["access_token"]).json()["given_name"] == "Anna"
    rp.log_out(tokens["id_token"], post_logout_redirect_uri=OUT)
    assert browser.left_to == OUT
    (found,) = learned(learning)
    assert found.oidc is not None
    assert (found.key, found.learned) == ("stranger", True)
    assert {"given_name", "family_name"} <= found.claims
    assert (found.oidc.redirect_uris, found.oidc.post_logout_redirect_uris) == ((BACK,), (OUT,))
    assert found.oidc.auth_methods == ("client_secret_post",)
    text = (learning.registered.folder / "learned" / "stranger.toml").read_text()
    assert "whatever-it-has-set" not in text
    # A secret is all that is wanting.
    registered = parse_system(Path("x.toml"), (text + 'secret = "0123456789abcdef"\n').encode(), vocabulary())
    assert registered.claims == found.claims


def test_a_service_provider_without_metadata_logs_in_and_its_metadata_are_written(
    browser: Browser, learning: LearningSystems, card: SoftCard, clock: ManualClock
) -> None:
    visitor, sp = Visitor(browser, clock), Sp("http://localhost:8080/<metadata>")
    sp.signer = ec.generate_private_key(ec.SECP256R1())
    visitor.ask(
        sp, issuer=f"<saml2:Issuer>{sp.key.replace('<', '&lt;')}</saml2:Issuer>", AssertionConsumerServiceURL=HERE
    )
    answer = visitor.authenticate(card)
    assert (answer.status, answer.address) == (("Success", ""), HERE)
    assert answer.attributes() == {GIVEN: ["Anna"], SURNAME: ["Testsson"], NUMBER: [ANNA]}
    (found,) = learned(learning)
    assert found.saml is not None
    assert (found.key, found.face) == (sp.key, "saml")
    assert [each.location for each in found.saml.acs] == [HERE]
    assert {name for each in found.saml.attribute_services for name, _ in each.wanted} == {GIVEN, SURNAME, NUMBER}
    # Another address joins the first.
    visitor.ask(
        sp, issuer=f"<saml2:Issuer>{sp.key.replace('<', '&lt;')}</saml2:Issuer>", AssertionConsumerServiceURL=HERE + "2"
    )
    (found,) = learned(learning)
    assert found.saml is not None
    assert [each.location for each in found.saml.acs] == [HERE, HERE + "2"]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"AssertionConsumerServiceIndex": "1"},
        {"AssertionConsumerServiceURL": "https://evil.example/acs"},
        {"AssertionConsumerServiceURL": "http://127.0.0.1@evil.example/acs"},
        {"AssertionConsumerServiceURL": "javascript://127.0.0.1/%0Aalert(1)"},
        {"AssertionConsumerServiceURL": HERE, "ProtocolBinding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"},
    ],
)
def test_a_service_provider_elsewhere_is_not_let_in(
    browser: Browser, learning: LearningSystems, clock: ManualClock, changed: dict[str, str]
) -> None:
    visitor = Visitor(browser, clock)
    visitor.ask(Sp(), **changed)
    assert failure_of(browser) == "system.address"
    assert learned(learning) == []


def told(learning: LearningSystems, key: str, **facts: object) -> None:
    learning.learn(key, {"face": "oidc", **facts})


def test_several_processes_add_to_what_each_other_learned(systems: RegisteredSystems) -> None:
    one, two = (LearningSystems(systems, write_atomic) for _ in range(2))
    told(one, "app", auth_method="client_secret_basic")
    assert learned(one) == [], "nothing can be registered without an address"
    told(one, "app", redirect_uri=HERE, claims=["employeeHsaId"])
    told(two, "app", redirect_uri=HERE + "2", claims=["given_name"])
    told(one, "app", auth_method="none")
    told(two, "app", auth_method="client_secret_basic", redirect_uri="https://evil.example/")
    (found,) = learned(one)
    assert found.oidc is not None
    assert found.claims == {"employeeHsaId", "given_name"}
    assert found.oidc.redirect_uris == (HERE, HERE + "2")
    assert found.oidc.auth_methods == ("client_secret_basic",), "who can prove itself has to"


def test_no_two_systems_share_a_file_and_a_page_that_makes_names_up_fills_no_disk(
    learning: LearningSystems, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("https://app/x", "http://app/x", "APP/x"):
        told(learning, key, redirect_uri=HERE)
    assert {each.key for each in learned(learning)} == {"https://app/x", "http://app/x", "APP/x"}
    for number in range(120):
        told(learning, f"made-up-{number}", redirect_uri=HERE)
        told(learning, "made-up-1", redirect_uri=f"{HERE}/{number}")
    found = learned(learning)
    assert len(found) == 100
    assert max(len(each.oidc.redirect_uris) for each in found if each.oidc) == 20
    assert "system.not_learned" in caplog.text


def test_a_learned_file_that_is_broken_or_cannot_be_written_stops_nobody(
    learning: LearningSystems, caplog: pytest.LogCaptureFixture
) -> None:
    told(learning, "app", redirect_uri=HERE)
    file = learning.registered.folder / "learned" / "app.toml"
    file.write_text("nonsense")
    told(learning, "app", redirect_uri=HERE)
    names = {each.name for each in learned_systems(learning.registered).files()}
    assert names == {"app", file_name_of("app", {"app"})}

    def full(_path: Path, _data: bytes) -> None:
        raise OSError("no space")

    with caplog.at_level(logging.WARNING):
        told(LearningSystems(learning.registered, full), "other", redirect_uri=HERE)
    assert "system.not_learned" in caplog.text


@pytest.mark.parametrize("key", ["", "x" * 1025, "a\nb", " a", "a\u202eb"])
def test_names_that_nobody_could_register_are_not_let_in(learning: LearningSystems, key: str) -> None:
    assert learning.find("oidc", key) is None
    assert learning.find("saml", key) is None
