"""Every rule for authorization requests, without HTTP: what runs into which, and what a good request asks for."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.oidc.errors import described, description_of, error_of
from cosmic_login.idp.oidc.judge import ForeignHint, Judgement, judge
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.oidc.redirects import is_registered, with_parameters
from cosmic_login.idp.oidc.rules import RULES, RuleOutcome, found
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient
from tests.unit.idp.kit import ANNA

from .kit import BACK, PUBLIC, claims_of, system

LOA2, LOA3 = "http://id.sambi.se/loa/loa2", "http://id.sambi.se/loa/loa3"
CHALLENGE = {"code_challenge": "x" * 43, "code_challenge_method": "S256"}
FEW = system("few.example", claims=frozenset({"employeeHsaId"}), methods=("siths-this-device",))
EVERYTHING = system("all.example", claims=frozenset(CLAIMS))
SYSTEMS = FixedSystems((system(), PUBLIC, FEW, EVERYTHING))
GOOD = {
    "response_type": "code",
    "client_id": "journal.example",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "s",
    "nonce": "n",
    **CHALLENGE,
}


def hints(hint: str, client_id: str) -> str:
    if hint == "foreign":
        raise ForeignHint(client_id)
    return ANNA if hint == "annas" else ""


def judged(*more: tuple[str, str], **changed: str) -> Judgement:
    pairs = [*(GOOD | changed).items(), *more]
    return judge(Parameters.read(urlencode(pairs).encode()), SYSTEMS, hints=hints)


def of(client: str = "few.example", **changed: str) -> Judgement:
    return judged(client_id=client, **changed)


#: A rule, and requests that run into it.
AGAINST = {
    "request.repeated": [judged(("client_id", "other")), judged(("redirect_uri", BACK))],
    "client.missing": [judged(client_id="")],
    "client.unknown": [judged(client_id="nobody"), judged(client_id="Journal.example"), judged(client_id="<script>")],
    "redirect.missing": [judged(redirect_uri="")],
    "redirect.fragment": [judged(redirect_uri=BACK + "#x")],
    "redirect.unregistered": [
        judged(redirect_uri=each)
        for each in (
            BACK + "/", BACK + "?a=b", BACK.replace("http:", "https:"), BACK.upper(), BACK.replace(":1/", ":2/"),
            BACK.replace("127.0.0.1", "localhost"), "javascript:alert(1)", "https://journal.example.evil/", "//evil",
            "http://127.0.0.1:1\\@evil/back", "http://user@127.0.0.1:1/back", BACK + "\r\nLocation: x", BACK + "å",
            "x" * 5000, "http://[", BACK + "/../evil", "/back",
        )
    ],
    "parameter.repeated": [judged(("state", "t")), judged(("scope", "openid")), judged(("nonce", ""))],
    "parameter.too_long": [judged(state="s" * 8193), judged(claims="{" * 20_001), judged(anything="x" * 2049)],
    "parameter.characters": [judged(nonce="a\x00b"), judged(state="a\r\nSet-Cookie: x"), judged(login_hint="\x85")],
    "response_type.missing": [judged(response_type="")],
    "response_type.unsupported": [
        judged(response_type=each) for each in ("token", "id_token", "code id_token", "none", "CODE", "code ")
    ],
    "response_mode.unsupported": [judged(response_mode=each) for each in ("fragment", "jwt", "query.jwt", "Query")],
    "object.unsupported": [judged(request="eyJhbGciOiJub25lIn0.e30.")],
    "object.uri_unsupported": [judged(request_uri="https://journal.example/request.jwt")],
    "registration.unsupported": [judged(registration="{}")],
    "pkce.needed": [judged(client_id=PUBLIC.key, code_challenge="", code_challenge_method="")],
    "pkce.plain": [judged(code_challenge_method=""), judged(code_challenge_method="plain")],
    "pkce.malformed": [judged(code_challenge=each) for each in ("x" * 42, "x" * 44, "x" * 42 + "=", "x" * 42 + "å")],
    "pkce.method_alone": [judged(code_challenge="")],
    "pkce.absent": [judged(code_challenge="", code_challenge_method="")],
    "scope.malformed": [judged(scope='openid "x"'), judged(scope="openid å")],
    "scope.openid": [judged(scope=""), judged(scope="profile"), judged(scope="OpenID")],
    "scope.unknown": [judged(scope="openid shoes email")],
    "scope.filtered": [of(scope="openid personal_identity_number")],
    "claims.malformed": [
        judged(claims=each)
        for each in (
            "null", "[]", "{", '"x"', "NaN", '{"id_token":[]}', '{"id_token":{"acr":1}}', '{"id_token":{"a":[]}}',
            '{"userinfo":{"a":{"essential":"yes"}}}', '{"userinfo":{"a":{"values":"x"}}}',
            '{"id_token":{"a":{"values":[]}}}', '{"id_token":{"a":{"value":1.5}}}',
            '{"id_token":{"a":{"value":{}}}}', '{"id_token":{"a":{"value":null}}}', '{"id_token":{},"id_token":{}}',
            '{"id_token":{"a":null,"a":null}}', "[" * 5000,
            json.dumps({"id_token": dict.fromkeys(map(str, range(201)))}),
        )
    ],
    "claims.unknown": [judged(claims=claims_of(id_token={"shoeSize": {"essential": True}}, userinfo={"x": None}))],
    "claims.filtered": [of(claims=claims_of(id_token={"given_name": None}))],
    "claims.contradiction": [
        judged(claims=claims_of(id_token={"given_name": {"value": "Anna"}}, userinfo={"given_name": {"value": "Bo"}}))
    ],
    "claims.essential": [of(claims=claims_of(userinfo={"given_name": {"essential": True}}))],
    "claims.illegal": [
        judged(client_id="all.example", scope="openid organization commission"),
        judged(
            client_id="all.example",
            claims=claims_of(id_token={"organizationHsaId": None}, userinfo={"commissionHsaId": None}),
        ),
    ],
    "acr.unreachable": [
        judged(acr_values="http://id.sambi.se/loa/loa1"),
        judged(acr_values="urn:high"),
        judged(acr_values=LOA2, claims=claims_of(id_token={"acr": {"essential": True, "value": LOA3}})),
    ],
    "acr.unknown": [judged(acr_values=f"urn:high {LOA3}")],
    "prompt.none_alone": [judged(prompt="none login")],
    "prompt.unknown": [judged(prompt="create"), judged(prompt="LOGIN")],
    "prompt.consent": [judged(prompt="login consent")],
    "max_age.malformed": [judged(max_age=each) for each in ("-1", "1.5", "soon", "1" * 10, "٣")],
    "hint.foreign": [judged(id_token_hint="foreign")],
    "hint.unknown": [judged(id_token_hint="old")],
    "method.unknown": [judged(claims=claims_of(id_token={"authenticationMethod": {"value": "freja"}}))],
    "method.inactive": [of(claims=claims_of(id_token={"authenticationMethod": {"value": "bankid"}}))],
    "state.absent": [judged(state="")],
    "nonce.absent": [judged(nonce="")],
    "secret.exposed": [judged(client_secret="x")],
    "parameter.ignored": [judged(display="page"), judged(claims_locales="sv"), judged(authorization_details="[]")],
}  # fmt: skip
#: Rules that are asked where the request is read.
ELSEWHERE = {"request.malformed", "pushed.unknown", "pushed.other_client"}


@pytest.mark.parametrize("rule", AGAINST)
def test_a_request_against_a_rule(rule: str) -> None:
    for number, judgement in enumerate(AGAINST[rule]):
        assert rule in [each.rule.code for each in judgement.findings], number
        refusal, outcome = judgement.refusal, RULES[rule].outcome
        assert (judgement.request is None) == (refusal is not None), number
        if outcome is RuleOutcome.NOTE:
            assert refusal is None, (number, refusal)
        else:
            assert refusal is not None, number
            assert refusal.rule.code == rule or refusal.rule.outcome is RuleOutcome.PAGE, (number, refusal)
        for each in judgement.findings:
            assert each.description.isascii(), each
            assert not set('<>&"\\') & set(each.detail), each


def test_every_rule_has_a_request_against_it() -> None:
    assert set(AGAINST) | ELSEWHERE == set(RULES)


def test_a_good_request_runs_into_nothing() -> None:
    for each in (judged(), judged(prompt="login", max_age="0", ui_locales="sv en", login_hint="anna", acr_values=LOA3)):
        assert each.findings == ()
        assert each.request is not None


def test_what_a_request_asks_for() -> None:
    claims = {
        "id_token": {"employeeHsaId": {"essential": True}, "given_name": None, "acr": {"value": LOA2}},
        "userinfo": {"given_name": {"values": ["Anna", "Bo"]}, "http://sambi.se/attributes/1/surname": None},
    }
    request = judged(
        scope="openid personal_identity_number",
        claims=json.dumps(claims),
        acr_values=f"{LOA3} {LOA2}",
        prompt="none",
        max_age="60",
        login_hint="anna",
        id_token_hint="annas",
        ui_locales="en-GB sv x_y",
    ).request
    assert request is not None
    wanted = [(each.name, each.essential, each.values) for each in request.wanted]
    assert wanted == [
        ("personalIdentityNumber", False, ()),
        ("employeeHsaId", True, ()),
        ("given_name", False, ("Anna", "Bo")),
        ("family_name", False, ()),
        ("personalIdentityNumber", True, (ANNA,)),
    ]
    assert set(request.loa) == {LOA2, LOA3}  # the other acr is not essential: a wish
    assert (request.passive, request.force, request.max_age, request.hint) == (True, False, 60.0, "anna")
    assert request.locales == ("en-GB", "sv")
    assert request.reply["id_token"] == ["personalIdentityNumber", "employeeHsaId", "given_name"]
    assert request.reply["userinfo"] == ["personalIdentityNumber", "given_name", "family_name"]
    assert type(request).from_json(request.to_json()) == request


def test_values_that_exclude_each_other_are_nobodys() -> None:
    claims = claims_of(id_token={"given_name": {"value": "Anna"}}, userinfo={"given_name": {"value": "Bo"}})
    request = judged(claims=claims).request
    assert request is not None
    assert request.wanted[0].values == ("",)


def test_an_age_of_nothing_is_a_login_anew() -> None:
    for changed in ({"max_age": "0"}, {"prompt": "login"}, {"prompt": "select_account"}):
        request = judged(**changed).request
        assert request is not None
        assert request.force, changed


def test_a_way_that_is_named_beforehand_narrows_the_ways() -> None:
    request = judged(claims=claims_of(id_token={"authenticationMethod": {"value": "bankid"}})).request
    assert request is not None
    assert request.methods == ("bankid",)
    assert request.wanted == ()


@pytest.mark.parametrize("encoded", [b"a=%zz", b"a=%ff", b"a=\xff", b"&".join([b"a=b"] * 65), b"a=%"])
def test_text_that_is_not_form_encoded_is_told_apart(encoded: bytes) -> None:
    with pytest.raises(NotForm):
        Parameters.read(encoded)


LOOPBACK = OidcClient(("http://127.0.0.1/back?x=1", "http://[::1]:5/back"), auth_methods=("none",))


@pytest.mark.parametrize(
    ("uri", "will_do"),
    [
        ("http://127.0.0.1:49152/back?x=1", True),
        ("http://127.0.0.1/back?x=1", True),
        ("http://[::1]:49152/back", True),
        ("http://localhost:49152/back?x=1", False),
        ("http://127.0.0.1:49152/back", False),
        ("http://127.0.0.1:49152/back?x=2", False),
        ("http://127.0.0.2:49152/back?x=1", False),
        ("https://127.0.0.1:49152/back?x=1", False),
        ("http://127.0.0.1:70000/back?x=1", False),
        ("http://127.0.0.1:1@evil.example/back?x=1", False),
        ("http://[::1]:1/back#x", False),
        ("http://127.1:1/back?x=1", False),
    ],
)
def test_any_port_of_a_literal_loopback_address_will_do_for_a_public_client(uri: str, *, will_do: bool) -> None:
    assert is_registered(uri, LOOPBACK) == will_do
    confidential = OidcClient(LOOPBACK.redirect_uris)
    assert not is_registered(uri, confidential) or uri in confidential.redirect_uris


def test_a_client_that_nobody_registered_is_answered_on_this_machine_only() -> None:
    anybody = OidcClient(())
    for uri in ("http://localhost:3000/cb", "https://127.0.0.1/cb", "http://[::1]:9/"):
        assert is_registered(uri, anybody, learned=True)
    for uri in (
        "http://evil.example/cb",
        "http://localhost.evil.example/",
        "myapp://localhost/",
        "http://a@localhost/",
    ):
        assert not is_registered(uri, anybody, learned=True)


def test_an_answer_is_added_to_an_address_as_it_is() -> None:
    added = {"code": "c", "state": "å &"}
    assert with_parameters("https://a/b", added) == "https://a/b?code=c&state=%C3%A5+%26"
    assert with_parameters("https://a/b?x=1", added).startswith("https://a/b?x=1&code=c&")
    assert with_parameters("https://a/#/out/m", {"state": "s"}) == "https://a/?state=s#/out/m"
    assert with_parameters("https://a/#/out/m", {}) == "https://a/#/out/m"


def test_every_failure_has_a_code_of_the_standard() -> None:
    codes = {
        "order.cancelled": "access_denied",
        "login.needed": "login_required",
        "login.choice_needed": "interaction_required",
        "access.loa_differs": "access_denied",
        "claims.missing": "access_denied",
        "siths.out_of_service": "temporarily_unavailable",
        "profile.full": "temporarily_unavailable",
        "idp.out_of_service": "temporarily_unavailable",
        "internal.error": "server_error",
    }
    assert {failure: error_of(failure) for failure in codes} == codes
    assert error_of("access.loa_differs", unmet=True) == "unmet_authentication_requirements"
    assert error_of("order.cancelled", unmet=True) == "access_denied"


def test_every_description_is_what_the_standard_allows() -> None:
    allowed = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, appendix A.8
    for text in [*map(description_of, FAILURES), *(found(code).description for code in RULES)]:
        assert allowed.fullmatch(text), text
        assert "?" not in text
    assert description_of("code.blocked") == "The card's identification code is blocked. (code.blocked)"
    # Nothing else may come out, whatever a text will say some day.
    assert described('Tillitsnivån \u201c3\u201d\\"é" \u2013 \U0001f600\n') == "Tillitsnivan '3'/'e' - ??"
