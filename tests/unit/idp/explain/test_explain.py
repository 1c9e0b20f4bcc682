"""What developers are told of a request: the rule that it runs into, what mends it, and nothing against a good one."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.explain.advice import ADVICE
from cosmic_login.idp.explain.explain import explain
from cosmic_login.idp.oidc.rules import RULES
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient, System
from tests.unit.idp.saml.kit import Sp

SP = Sp()
CALLBACK = "https://journal.example.test/callback"
SYSTEMS = FixedSystems(
    (
        System("journal", "oidc", "Journalen (övning)", frozenset({"employeeHsaId", "given_name"}),
               oidc=OidcClient((CALLBACK,), secret="a-secret-of-the-tests")),
        System("app", "oidc", "Appen (övning)", oidc=OidcClient((CALLBACK,), auth_methods=("none",))),
        SP.system(),
    )
)  # fmt: skip
GOOD = {
    "client_id": "journal",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "abcdefgh",
    "nonce": "abcdefgh",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
NOW = datetime(2031, 1, 1, tzinfo=UTC)


def address(**changed: str | None) -> str:
    values = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return f"https://idp.example.test/oidc/authorize?{urlencode(values)}"


#: What is wrong, and the rule that has to be named.
WRONG: list[tuple[dict[str, str | None], str]] = [
    ({"client_id": None}, "client.missing"),
    ({"client_id": "nobody"}, "client.unknown"),
    ({"redirect_uri": None}, "redirect.missing"),
    ({"redirect_uri": CALLBACK + "/"}, "redirect.unregistered"),
    ({"redirect_uri": CALLBACK.upper()}, "redirect.unregistered"),
    ({"redirect_uri": CALLBACK + "#x"}, "redirect.fragment"),
    ({"response_type": None}, "response_type.missing"),
    ({"response_type": "id_token"}, "response_type.unsupported"),
    ({"response_type": "code id_token"}, "response_type.unsupported"),
    ({"response_mode": "fragment"}, "response_mode.unsupported"),
    ({"request": "eyJ"}, "object.unsupported"),
    ({"registration": "{}"}, "registration.unsupported"),
    ({"client_id": "app", "code_challenge": None, "code_challenge_method": None}, "pkce.needed"),
    ({"code_challenge_method": "plain"}, "pkce.plain"),
    ({"code_challenge": "short"}, "pkce.malformed"),
    ({"code_challenge": None}, "pkce.method_alone"),
    ({"scope": "profile"}, "scope.openid"),
    ({"scope": None}, "scope.openid"),
    ({"claims": "{'id_token': None}"}, "claims.malformed"),
    ({"claims": '{"id_token": {"commissionHsaId": {"essential": true}}}'}, "claims.essential"),
    ({"acr_values": "http://id.sambi.se/loa/loa4"}, "acr.unreachable"),
    ({"prompt": "none login"}, "prompt.none_alone"),
    ({"prompt": "create"}, "prompt.unknown"),
    ({"max_age": "soon"}, "max_age.malformed"),
]
#: What goes on, with a word about it.
NOTED: list[tuple[dict[str, str | None], str]] = [
    ({"scope": "openid commission"}, "scope.filtered"),
    ({"scope": "openid nobody"}, "scope.unknown"),
    ({"claims": '{"id_token": {"commissionHsaId": null}}'}, "claims.filtered"),
    ({"claims": '{"id_token": {"employeHsaId": null}}'}, "claims.unknown"),
    ({"state": None}, "state.absent"),
    ({"nonce": None}, "nonce.absent"),
    ({"client_secret": "a-secret-of-the-tests"}, "secret.exposed"),
    ({"code_challenge": None, "code_challenge_method": None}, "pkce.absent"),
    ({"colour": "red"}, "parameter.ignored"),
]
RIGHT: list[dict[str, str | None]] = [
    {},
    {"claims": '{"id_token": {"employeeHsaId": null, "given_name": null}}'},
    {"claims": '{"id_token": {"employeeHsaId": {"essential": true}}}'},
    {"acr_values": "http://id.sambi.se/loa/loa3"},
    {"acr_values": "http://id.sambi.se/loa/loa2 http://id.sambi.se/loa/loa3"},
    {"prompt": "login"},
    {"prompt": "none"},
    {"max_age": "300"},
    {"response_mode": "form_post"},
    {"ui_locales": "sv en"},
    {"login_hint": "somebody"},
]


@pytest.mark.parametrize(("changed", "rule"), WRONG, ids=[str(each) for each in range(len(WRONG))])
def test_a_wrong_authorization_request_is_refused_by_its_rule(changed: dict[str, str | None], rule: str) -> None:
    explained = explain(address(**changed), SYSTEMS)
    assert explained.refused
    assert rule in {each.rule for each in explained.findings if each.verdict.value == "refused"}


@pytest.mark.parametrize(("changed", "rule"), NOTED, ids=[str(each) for each in range(len(NOTED))])
def test_what_is_ignored_or_missing_is_noted(changed: dict[str, str | None], rule: str) -> None:
    explained = explain(address(**changed), SYSTEMS)
    assert not explained.refused
    assert rule in {each.rule for each in explained.findings}
    assert "a-secret-of-the-tests" not in repr(explained)


@pytest.mark.parametrize("changed", RIGHT, ids=[str(each) for each in range(len(RIGHT))])
def test_nothing_is_said_against_a_right_one(changed: dict[str, str | None]) -> None:
    assert explain(address(**changed), SYSTEMS).findings == ()
    assert explain(address(**changed).partition("?")[2], SYSTEMS).findings == ()  # the body of a pushed request


def message(inner: str = "", **changed: str | None) -> str:
    return SP.message("AuthnRequest", NOW, inner, **changed)


def context(value: str, comparison: str = "exact") -> str:
    return (
        f'<saml2p:RequestedAuthnContext Comparison="{comparison}">'
        f"<saml2:AuthnContextClassRef>{value}</saml2:AuthnContextClassRef></saml2p:RequestedAuthnContext>"
    )


PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
WRONG_SAML: list[tuple[str, str]] = [
    (message(context(PASSWORD)), "loa"),
    (message(context("http://id.sambi.se/loa/loa3", "minimum")), "loa"),
    (message(f'<saml2p:NameIDPolicy Format="{EMAIL}"/>'), "name_id"),
    (message(AssertionConsumerServiceURL="https://elsewhere.example.test/acs"), "acs"),
    (message(AssertionConsumerServiceURL="http://127.0.0.1:1/art"), "acs"),
    (message(AttributeConsumingServiceIndex="9"), "service"),
    (message(AttributeConsumingServiceIndex="3"), "attributes"),
    (message("<saml2:Subject><saml2:NameID>x</saml2:NameID></saml2:Subject>"), "subject"),
    (message(IsPassive="perhaps"), "passive"),
    (message(ID="1"), "id"),
    (message().replace(SP.key, "https://nobody.example.test/sp"), "unknown"),
    ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xml"),
    ("<a><b></a>", "xml"),
    ("<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID='x'/>", "metadata"),
]


@pytest.mark.parametrize(("document", "rule"), WRONG_SAML, ids=[str(each) for each in range(len(WRONG_SAML))])
def test_a_wrong_message_is_refused_by_its_rule(document: str, rule: str) -> None:
    explained = explain(document, SYSTEMS)
    assert explained.refused
    assert rule in {each.rule for each in explained.findings}, explained


@pytest.mark.parametrize(
    "inner", ["", context("http://id.sambi.se/loa/loa3"), '<saml2p:NameIDPolicy AllowCreate="true"/>']
)
def test_nothing_is_said_against_a_right_message_in_any_of_its_forms(inner: str) -> None:
    document = message(inner, AttributeConsumingServiceIndex="2")
    packed = base64.b64encode(zlib.compress(document.encode())[2:-4]).decode()
    forms = (
        document,
        base64.b64encode(document.encode()).decode(),
        f"https://idp.example.test/saml/sso/HTTP-Redirect?{urlencode({'SAMLRequest': packed, 'RelayState': 'x'})}",
        urlencode({"SAMLRequest": base64.b64encode(document.encode()).decode()}),
    )
    for form in forms:
        assert explain(form, SYSTEMS).findings == (), form[:80]
    assert [each.rule for each in explain(packed, SYSTEMS).findings] == ["deflated"]


def test_metadata_are_explained() -> None:
    assert {each.rule for each in explain(SP.metadata(), SYSTEMS).findings} == {"acs", "signature"}
    bare = Sp(services="", logout="")
    assert "metadata.no_attributes" in {each.rule for each in explain(bare.metadata(), SYSTEMS).findings}


@pytest.mark.parametrize("text", ["", "hello", "https://example.test/", "%%%", "a" * 10_000, "\x00", "SAMLRequest=%"])
def test_what_is_nothing_of_the_kind_is_told(text: str) -> None:
    if text.startswith(("SAMLRequest", "aaaa")):  # the latter could be base64
        assert explain(text, SYSTEMS).refused
        return
    with pytest.raises(LoginFailure) as raised:
        explain(text, SYSTEMS)
    assert raised.value.code == "explain.unknown"


def test_every_advice_is_of_a_rule() -> None:
    saml = {"loa", "name_id", "acs", "service", "attributes", "principal", "deflated", "signature", "unknown"}
    assert set(ADVICE) <= set(RULES) | saml | {"metadata", "metadata.no_attributes", "metadata.logout"}
    assert json.dumps(ADVICE)
