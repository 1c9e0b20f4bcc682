"""What is refused, through the real door: where the answer goes, by which code, and that nothing of it is reflected."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwk

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.oidc.client_authentication import ASSERTION_TYPE
from cosmic_login.idp.outages import Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.kit import BERTIL, SoftCard, b64

from .kit import BACK, PUBLIC, SECRET, Rp, assertion, basic, claims_of, query_of, system

#: Changes to a good request, and the code of the failure that a page tells the person.
TOLD_BY_A_PAGE: list[tuple[dict[str, str], str]] = [
    ({"client_id": ""}, "system.request"),
    ({"client_id": "nobody"}, "system.unknown"),
    ({"client_id": '"><script>alert(1)</script>'}, "system.unknown"),
    ({"redirect_uri": ""}, "system.address"),
    ({"redirect_uri": BACK + "/"}, "system.address"),
    ({"redirect_uri": BACK + "#x"}, "system.address"),
    ({"redirect_uri": "https://evil.example/"}, "system.address"),
    ({"redirect_uri": "javascript:alert(1)"}, "system.address"),
    ({"request_uri": "urn:ietf:params:oauth:request_uri:never-there"}, "system.request"),
]
#: Changes to a good request, and OAuth's code that the client is told.
TOLD_TO_THE_CLIENT: list[tuple[dict[str, str], str]] = [
    ({"response_type": ""}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": ""}, "invalid_scope"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"claims": "{"}, "invalid_request"),
    ({"claims": claims_of(id_token={"commissionHsaId": {"essential": True}})}, "access_denied"),
    ({"acr_values": "http://id.sambi.se/loa/loa1"}, "access_denied"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "create"}, "invalid_request"),
    ({"prompt": "none"}, "login_required"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"id_token_hint": "nonsense"}, "invalid_request"),
    ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
    ({"request_uri": "https://journal.example/r"}, "request_uri_not_supported"),
    ({"registration": "{}"}, "registration_not_supported"),
    ({"nonce": "n" * 1025}, "invalid_request"),
]  # fmt: skip


def test_requests_whose_client_or_address_is_not_proven_are_told_by_a_page(rp: Rp) -> None:
    for changed, code in TOLD_BY_A_PAGE:
        for by in ("GET", "POST"):
            sent = rp.parameters(**changed)
            where = {"params": sent} if by == "GET" else {"data": sent}
            answer = rp.http.request(by, rp.urls["authorization_endpoint"], **where)  # type: ignore[arg-type]
            assert (answer.status_code, "location" in answer.headers) == (400, False), changed
            assert answer.headers["content-type"].startswith("text/html"), changed
            assert code in answer.text, changed
            for value in changed.values():
                assert value not in answer.text or not value or value == "nobody", changed


def test_other_requests_are_told_to_the_client(rp: Rp) -> None:
    for changed, error in TOLD_TO_THE_CLIENT:
        rp.ask(**changed)
        told = rp.browser.told
        assert (told.get("error"), told.get("state")) == (error, rp.state), (changed, told, rp.browser.page[:300])
        assert set(told) == {"error", "error_description", "state"}, changed  # and no iss
        assert "code" not in told


def test_a_parameter_that_comes_twice_is_refused(rp: Rp) -> None:
    address, sent = rp.urls["authorization_endpoint"], rp.parameters()
    for name in sent:
        again = [*sent.items(), (name, sent[name])]
        answer = rp.http.get(f"{address}?{urlencode(again)}")
        if name in {"client_id", "redirect_uri"}:
            assert answer.status_code == 400, name
        else:
            told = query_of(answer.headers["location"])
            assert told["error"] == "invalid_request", name
            assert ("state" in told) == (name != "state"), name


def test_what_is_no_form_is_refused(rp: Rp) -> None:
    address, sent = rp.urls["authorization_endpoint"], rp.parameters()
    for answer in (
        rp.http.get(f"{address}?{urlencode(sent)}&x=%zz"),
        rp.http.get(f"{address}?{urlencode(sent)}&x=%ff"),
        rp.http.post(address, json=sent),
        rp.http.post(f"{address}?client_id=x", data=sent),
        rp.http.post(address, content=b"x" * 70_000, headers={"Content-Type": "application/x-www-form-urlencoded"}),
    ):
        assert answer.status_code in {400, 413}
        assert "location" not in answer.headers


def test_what_only_asks_does_nothing(rp: Rp, card: SoftCard) -> None:
    tokens = rp.log_in(card)
    for address in (rp.url(), f"{rp.urls['end_session_endpoint']}?id_token_hint={tokens['id_token']}"):
        assert rp.http.head(address).status_code == 405
    assert rp.userinfo(tokens["access_token"]).status_code == 200


def test_an_address_is_led_to_as_it_is_registered(party: Callable[..., Rp]) -> None:
    odd = "http://127.0.0.1:1/back;v=1/~a?x=(1)&y=%20,'b'"
    rp = party(system(redirect_uris=(odd,)))
    answer = rp.http.get(rp.url(redirect_uri=odd, scope="profile"))
    assert answer.headers["location"].startswith(odd + "&error=invalid_scope&")


def test_calls_are_answered_in_json_whatever_is_wrong(rp: Rp, oidc_idp: EmbeddedIdp) -> None:
    token = rp.urls["token_endpoint"]
    large = rp.http.post(token, data={"code": "x" * 70_000})
    assert (large.status_code, large.json()["error"]) == (413, "invalid_request")
    oidc_idp.provider.outages.begin(Order("idp"))
    out = rp.redeem("x")
    assert (out.status_code, out.json()["error"]) == (503, "temporarily_unavailable")
    page = rp.http.get(rp.url())
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")


def test_a_public_client_needs_pkce(party: Callable[..., Rp]) -> None:
    rp = party(PUBLIC)
    rp.ask(code_challenge="", code_challenge_method="")
    assert rp.browser.told["error"] == "invalid_request"


def test_cancelling_and_a_level_that_is_not_met_are_told_in_ascii(rp: Rp, card: SoftCard) -> None:
    rp.ask()
    rp.browser.press("cancel")
    assert rp.browser.told["error"] == "access_denied"
    assert rp.browser.told["error_description"] == "The login was cancelled. (order.cancelled)"
    rp.ask(acr_values="http://id.sambi.se/loa/loa2")
    rp.prove(card)
    assert not rp.browser.told
    rp.browser.press("cancel")
    assert rp.browser.told["error"] == "access_denied"
    assert "level of assurance" in rp.browser.told["error_description"]


#: Changes to a good token request, and what is answered.
BAD_CALLS: list[tuple[dict[str, str], int, str]] = [
    ({"grant_type": ""}, 400, "invalid_request"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    ({"code": ""}, 400, "invalid_request"),
    ({"code": "never there"}, 400, "invalid_grant"),
    ({"redirect_uri": ""}, 400, "invalid_request"),
    ({"code_verifier": "short"}, 400, "invalid_request"),
    ({"client_id": ""}, 401, "invalid_client"),
    ({"client_id": "nobody"}, 401, "invalid_client"),
    ({"client_secret": "another"}, 401, "invalid_client"),
    ({"client_secret": ""}, 401, "invalid_client"),
    ({"client_assertion": "a.b.c"}, 400, "invalid_request"),
    ({"client_secret": "", "client_assertion": "a.b.c"}, 400, "invalid_request"),
    ({"client_secret": "", "client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b"}, 401, "invalid_client"),
]  # fmt: skip


def test_bad_token_requests_spend_no_code(rp: Rp, card: SoftCard) -> None:
    code = rp.code(card)
    for changed, status, error in BAD_CALLS:
        answer = rp.redeem(code, **changed)
        assert (answer.status_code, answer.json().get("error")) == (status, error), changed
        assert answer.headers["cache-control"] == "no-store"
    token = rp.urls["token_endpoint"]
    form = {"grant_type": "authorization_code", "code": code, "client_id": rp.system.key, "client_secret": SECRET}
    for bad in (
        rp.http.post(token, json=form),
        rp.http.post(f"{token}?code={code}", data=form),
        rp.http.post(token, params=form),
        rp.http.post(token, content=urlencode([*form.items(), ("code", "x")]), headers={
            "Content-Type": "application/x-www-form-urlencoded"}),
    ):  # fmt: skip
        assert (bad.status_code, bad.json()["error"]) == (400, "invalid_request")
    assert rp.http.get(token).status_code == 405
    assert rp.tokens(code)


def test_bad_headers_are_no_proof(rp: Rp, card: SoftCard) -> None:
    code, key = rp.code(card), rp.system.key
    raw = "Basic " + base64.b64encode(f"{key}:{SECRET}".encode()).decode()
    for header in ("Basic", "Basic !", "Basic " + base64.b64encode(b"no colon").decode(), "Bearer x", raw):
        answer = rp.redeem(code, basic=header, client_secret="")
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), header
        assert answer.headers["www-authenticate"].startswith("Basic")
    for changed in ({}, {"client_secret": "", "client_id": "schema.example"}):
        answer = rp.redeem(code, basic=basic(key, SECRET), **changed)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), changed
    assert rp.redeem(code, basic=basic(key, SECRET), client_secret="", client_id="").status_code == 200


#: Changes to what a client sends for a code that is good; each spends it.
NOT_ITS_OWN: list[dict[str, str]] = [
    {"redirect_uri": BACK + "/"},
    {"code_verifier": "v" * 43},
    {"code_verifier": ""},
    {"client_id": "schema.example"},
]


def test_a_code_that_is_not_the_senders_is_spent(party: Callable[..., Rp], card: SoftCard) -> None:
    party(system("schema.example"))
    rp = party()
    rp.log_in(card)
    for changed in NOT_ITS_OWN:
        rp.ask()
        code = rp.told_code()
        assert rp.redeem(code, **changed).json()["error"] == "invalid_grant", changed
        assert rp.redeem(code).json()["error"] == "invalid_grant", changed
    rp.ask(code_challenge="", code_challenge_method="")
    assert rp.redeem(rp.told_code(), code_verifier="v" * 43).json()["error"] == "invalid_grant"


MINE = jwk.ECKey.generate_key("P-256", {"kid": "mine"}, private=True)
OTHER = jwk.ECKey.generate_key("P-256", {"kid": "mine"}, private=True)
#: Changes to a good assertion.
BAD_ASSERTIONS: list[dict[str, object]] = [
    {"iss": "schema.example"},
    {"sub": "schema.example"},
    {"iss": None},
    {"aud": "https://elsewhere.example"},
    {"aud": []},
    {"aud": None},
    {"exp": -61},
    {"exp": 4000},
    {"exp": None},
    {"exp": "soon"},
    {"nbf": 100},
    {"iat": 100},
    {"jti": None},
    {"jti": 5},
]


def test_assertions_that_prove_nothing(party: Callable[..., Rp], clock: ManualClock) -> None:
    rp = party(system(auth_methods=("private_key_jwt",), jwks={"keys": [{"kty": "EC"}, MINE.as_dict(private=False)]}))
    now, issuer = clock.now().timestamp(), rp.urls["issuer"]

    def call(token: str) -> tuple[int, str]:
        shown = {"client_secret": "", "client_assertion_type": ASSERTION_TYPE, "client_assertion": token}
        answer = rp.redeem("never there", **shown)
        return answer.status_code, answer.json()["error"]

    for changed in BAD_ASSERTIONS:
        moved = {
            name: value + int(now) if name in {"exp", "nbf", "iat"} and isinstance(value, int) else value
            for name, value in changed.items()
        }
        audience = moved.pop("aud", issuer)
        assert call(assertion(MINE, now, rp.system.key, audience, **moved)) == (401, "invalid_client"), changed
    assert call(assertion(OTHER, now, rp.system.key, issuer)) == (401, "invalid_client")
    head, said, _ = assertion(MINE, now, rp.system.key, issuer).split(".")
    unsigned = b64(json.dumps({"alg": "none"}).encode())
    for token in (f"{unsigned}.{said}.", f"{unsigned}.{said}.{head}", f"{head}.{said}.", "....", "a.b", "." * 20_000):
        assert call(token)[1] == "invalid_client", token[:50]
    good = assertion(MINE, now, rp.system.key, issuer)
    assert call(good) == (400, "invalid_grant")  # the client is proven, and its code is none
    assert call(good) == (401, "invalid_client")  # once
    assert rp.redeem("x").json()["error"] == "invalid_client"  # a secret is not what it is registered for


def test_an_access_token_is_shown_in_one_way_and_not_in_the_address(rp: Rp, card: SoftCard) -> None:
    token, address = rp.log_in(card)["access_token"], rp.urls["userinfo_endpoint"]
    assert rp.http.get(address, params={"access_token": token}).status_code == 401
    both = rp.http.post(address, data={"access_token": token}, headers={"Authorization": f"Bearer {token}"})
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")
    nothing = rp.http.get(address)
    assert (nothing.status_code, nothing.headers["www-authenticate"]) == (401, 'Bearer realm="oidc"')
    wrong = rp.userinfo("another")
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    strange = rp.http.get(address, headers=[(b"Authorization", b"Bearer \xc3\xa5")])
    assert strange.status_code == 401


def test_tokens_of_others_are_nobodys_business(party: Callable[..., Rp]) -> None:
    rp, public = party(), party(PUBLIC)
    for name in ("introspection_endpoint", "revocation_endpoint", "pushed_authorization_request_endpoint"):
        answer = rp.http.post(rp.urls[name], data={"token": "x"})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), name
        assert rp.call(name).json()["error"] == "invalid_request", name
    assert public.http.post(
        public.urls["introspection_endpoint"], data={"client_id": PUBLIC.key, "token": "x"}
    ).json()["error"] == "invalid_client"  # fmt: skip
    pushed = rp.call("pushed_authorization_request_endpoint", **rp.parameters(redirect_uri="https://evil.example/"))
    assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request")
    pushed = rp.call("pushed_authorization_request_endpoint", **rp.parameters(request_uri="urn:x"))
    assert pushed.json()["error"] == "invalid_request"


@pytest.mark.parametrize("passive", [False, True])
def test_who_is_another_than_the_hint_says_is_not_let_in(
    party: Callable[..., Rp],
    new_browser: Callable[[], Any],
    card: SoftCard,
    pki: Any,
    clock: ManualClock,
    passive: bool,
) -> None:
    rp = party(system(claims=frozenset()))
    hint = rp.log_in(card)["id_token"]
    other = party(system(claims=frozenset()), new_browser())
    other.ask()
    other.prove(SoftCard.issue(pki, clock, BERTIL))
    assert other.told_code()
    changed = {"prompt": "none"} if passive else {}
    rp.ask(id_token_hint=hint, **changed)
    assert rp.told_code()
    other.ask(id_token_hint=hint, **changed)
    if not passive:
        assert not other.browser.told
        other.prove(SoftCard.issue(pki, clock, BERTIL))
        assert not other.browser.told
        other.browser.press("cancel")
    assert other.browser.told["error"] == ("login_required" if passive else "access_denied")
