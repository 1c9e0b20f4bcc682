"""Logins by OpenID Connect through the real door, from the request to the claims, as a relying party sees them."""

from __future__ import annotations

from collections.abc import Callable

from joserfc import jwk, jwt

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.oidc.client_authentication import ASSERTION_TYPE
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA, ANNA_HSA, SoftCard

from .kit import BACK, PUBLIC, Rp, assertion, basic, claims_of, system

EC = jwk.ECKey.generate_key("P-256", {"kid": "one", "use": "sig"}, private=True)


def test_a_client_as_a_live_one_asks_gets_its_claims_in_the_id_token(rp: Rp, card: SoftCard, audit: Rows) -> None:
    wanted = claims_of(id_token={"employeeHsaId": None, "given_name": None, "family_name": None})
    tokens = rp.log_in(card, claims=wanted, code_challenge="", code_challenge_method="")
    claims = tokens["claims"]
    assert (claims["employeeHsaId"], claims["given_name"], claims["family_name"]) == (ANNA_HSA, "Anna", "Testsson")
    assert claims["acr"] == "http://id.sambi.se/loa/loa3"
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", "openid")
    assert rp.userinfo(tokens["access_token"]).json() == {"sub": claims["sub"]}
    assert [row.event for row in audit()] == ["login.attempted", "card.registered", "login.succeeded"]


def test_every_way_of_proving_itself_gives_a_client_its_tokens(
    party: Callable[..., Rp], card: SoftCard, clock: ManualClock
) -> None:
    keys = {"keys": [jwk.RSAKey.generate_key(2048).as_dict(private=False), EC.as_dict(private=False)]}
    ways = ("client_secret_post", "client_secret_basic", "private_key_jwt")
    rp = party(system(auth_methods=ways, jwks=keys))
    assert rp.log_in(card)["claims"]["aud"] == rp.system.key
    for audience in (rp.urls["issuer"], [rp.urls["token_endpoint"], "https://elsewhere.example"]):
        rp.ask()
        shown = {
            "client_id": "",
            "client_secret": "",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(EC, clock.now().timestamp(), rp.system.key, audience),
        }
        assert rp.tokens(rp.told_code(), **shown)
    rp.ask()
    header = basic(rp.system.key, rp.system.oidc.secret)  # type: ignore[union-attr]
    assert rp.redeem(rp.told_code(), basic=header, client_secret="").status_code == 200


def test_a_public_client_logs_in_at_any_port_of_the_loopback_address(party: Callable[..., Rp], card: SoftCard) -> None:
    rp = party(PUBLIC)
    assert rp.log_in(card, redirect_uri="http://127.0.0.1:1/back")["claims"]["aud"] == PUBLIC.key
    assert rp.redeem("x", client_secret="anything").json()["error"] == "invalid_client"


def test_sub_is_new_at_every_login_and_the_same_in_both_answers(party: Callable[..., Rp], card: SoftCard) -> None:
    for kind, distinct in (("transient", 2), ("pairwise", 1)):
        rp = party(system(f"{kind}.example", subject=kind))
        first = rp.log_in(card, prompt="login")
        rp.ask()  # the session of before does, and nobody is asked
        second = rp.tokens(rp.told_code())
        assert len({first["claims"]["sub"], second["claims"]["sub"]}) == distinct, kind
        assert first["claims"]["sid"] == second["claims"]["sid"], kind
        assert first["claims"]["jti"] != second["claims"]["jti"], kind
        for tokens in (first, second):
            assert rp.userinfo(tokens["access_token"]).json()["sub"] == tokens["claims"]["sub"]
            told = rp.call("introspection_endpoint", token=tokens["access_token"]).json()
            assert (told["active"], told["sub"]) == (True, tokens["claims"]["sub"])


def test_scopes_and_claims_give_the_same_and_what_is_not_allowed_is_left_out(
    party: Callable[..., Rp], card: SoftCard
) -> None:
    rp = party(system(claims=frozenset({"employeeHsaId", "personalIdentityNumber"})))
    wanted = claims_of(userinfo={"employeeHsaId": {"essential": True}}, id_token={"given_name": None, "unheard": None})
    tokens = rp.log_in(card, scope="openid profile personal_identity_number commission", claims=wanted)
    assert tokens["scope"] == "openid personal_identity_number"
    assert tokens["claims"]["personalIdentityNumber"] == ANNA
    assert not {"given_name", "employeeHsaId", "unheard"} & set(tokens["claims"])
    told = rp.userinfo(tokens["access_token"]).json()
    assert told == {"sub": tokens["claims"]["sub"], "personalIdentityNumber": ANNA, "employeeHsaId": ANNA_HSA}


def test_claims_can_be_called_by_their_uris(party: Callable[..., Rp], card: SoftCard) -> None:
    rp = party(system("cambio.example", claim_names="uri", id_token_alg="ES256"))
    name = "http://sambi.se/attributes/1/employeeHsaId"
    assert rp.log_in(card, claims=claims_of(id_token={"employeeHsaId": None}))["claims"][name] == ANNA_HSA
    rp.ask(claims=claims_of(id_token={name: None}))
    tokens = rp.tokens(rp.told_code())
    assert tokens["claims"][name] == ANNA_HSA
    assert "employeeHsaId" not in tokens["claims"]


def test_a_system_is_told_in_its_own_words_how_somebody_logged_in(party: Callable[..., Rp], card: SoftCard) -> None:
    rp = party(system("ord.example", amr={"siths-this-device": ("urn:x:card",), "bankid": ("urn:x:phone",)}))
    assert rp.log_in(card)["claims"]["amr"] == ["urn:x:card"]
    usual = party(system("vanlig.example", amr={"bankid": ("urn:x:phone",)}))
    usual.ask()  # the session of before does
    assert usual.tokens(usual.told_code())["claims"]["amr"] == ["sc", "pin"]


def test_a_request_by_post_is_led_on_to_a_get(rp: Rp, card: SoftCard) -> None:
    sent = rp.parameters()
    answer = rp.http.post(rp.urls["authorization_endpoint"], data=sent, headers={"Origin": "https://journal.example"})
    assert answer.status_code == 303
    rp.browser.open(answer.headers["location"])
    rp.prove(card)
    assert rp.tokens(rp.told_code())


def test_an_answer_by_form(rp: Rp, card: SoftCard) -> None:
    rp.ask(response_mode="form_post")
    rp.prove(card)
    assert f'action="{BACK}"' in rp.browser.page
    fields = rp.browser.hidden()
    assert fields["state"] == rp.state
    assert rp.tokens(fields["code"])
    rp.ask(response_mode="form_post", scope="profile")
    assert 'name="error" value="invalid_scope"' in rp.browser.page


def test_a_request_sent_beforehand_counts_alone_and_once(rp: Rp, card: SoftCard, clock: ManualClock) -> None:
    def push(**changed: str) -> dict[str, str]:
        sent = rp.parameters(claims=claims_of(id_token={"employeeHsaId": None}), **changed)
        answer = rp.call("pushed_authorization_request_endpoint", **sent)
        assert answer.status_code == 201, answer.text
        told: dict[str, str] = answer.json()
        assert told["expires_in"] == "90" or int(told["expires_in"]) == 90
        return {"client_id": rp.system.key, "request_uri": told["request_uri"]}

    opened = f"{rp.urls['authorization_endpoint']}?{{}}"
    pushed = push()
    address = str(rp.http.build_request("GET", opened.format(""), params={**pushed, "scope": "ignored"}).url)
    rp.browser.open(address)
    rp.prove(card)
    tokens = rp.tokens(rp.told_code())
    assert tokens["claims"]["employeeHsaId"] == ANNA_HSA
    for spoilt in (pushed, push() | {"client_id": PUBLIC.key}):
        rp.browser.told = {}
        rp.browser.open(str(rp.http.build_request("GET", opened.format(""), params=spoilt).url))
        assert not rp.browser.told
        assert "system.request" in rp.browser.page
    late = push()
    clock.advance(91)
    rp.browser.open(str(rp.http.build_request("GET", opened.format(""), params=late).url))
    assert not rp.browser.told


def test_a_code_works_once_and_what_it_gave_is_taken_back_when_it_comes_again(
    rp: Rp, card: SoftCard, clock: ManualClock
) -> None:
    code = rp.code(card)
    tokens = rp.tokens(code)
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert rp.redeem(code).json()["error"] == "invalid_grant"
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    rp.ask()
    clock.advance(61)
    assert rp.redeem(rp.told_code()).json()["error"] == "invalid_grant"


def test_an_access_token_ends_with_its_time_and_by_revocation(rp: Rp, card: SoftCard, clock: ManualClock) -> None:
    tokens = rp.log_in(card)
    revoked = rp.call("revocation_endpoint", token=tokens["access_token"], token_type_hint="access_token")
    assert (revoked.status_code, rp.call("revocation_endpoint", token="never there").status_code) == (200, 200)
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.call("introspection_endpoint", token=tokens["access_token"]).json() == {"active": False}
    rp.ask()
    other = rp.tokens(rp.told_code())
    clock.advance(901)
    assert rp.userinfo(other["access_token"]).status_code == 401


def test_one_client_learns_nothing_of_anothers_token_and_cannot_revoke_it(
    party: Callable[..., Rp], card: SoftCard
) -> None:
    rp, other = party(), party(system("schema.example"))
    tokens = rp.log_in(card)
    assert other.call("introspection_endpoint", token=tokens["access_token"]).json() == {"active": False}
    other.call("revocation_endpoint", token=tokens["access_token"])
    assert rp.userinfo(tokens["access_token"]).status_code == 200


def test_userinfo_by_form(rp: Rp, card: SoftCard) -> None:
    tokens = rp.log_in(card)
    told = rp.http.post(rp.urls["userinfo_endpoint"], data={"access_token": tokens["access_token"]})
    assert told.json()["sub"] == tokens["claims"]["sub"]
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert rp.http.post(rp.urls["userinfo_endpoint"], headers=headers).json() == told.json()


def test_a_registration_that_is_changed_meanwhile_counts(
    party: Callable[..., Rp], registered: object, card: SoftCard
) -> None:
    rp = party()
    rp.ask()
    rp.browser.press("method", "siths-this-device")
    party(system(redirect_uris=("https://elsewhere.example/back",)))
    rp.browser.authenticate(card)
    assert not rp.browser.told
    assert "system.address" in rp.browser.page


def test_discovery_and_keys_can_be_read_by_any_page_and_nothing_else(rp: Rp, oidc_idp: EmbeddedIdp) -> None:
    address = oidc_idp.doors["web"] + "/oidc"
    assert rp.urls["issuer"] == address
    assert "authorization_response_iss_parameter_supported" not in rp.urls
    origin = {"Origin": "https://journal.example"}
    for name in ("/.well-known/openid-configuration", "/jwks.json"):
        assert rp.http.get(address + name, headers=origin).headers["access-control-allow-origin"] == "*"
        assert rp.http.options(address + name, headers=origin).status_code == 204
    for name in ("userinfo_endpoint", "token_endpoint", "authorization_endpoint", "end_session_endpoint"):
        assert rp.urls[name].startswith(address + "/")
        for answer in (rp.http.post(rp.urls[name], headers=origin), rp.http.options(rp.urls[name], headers=origin)):
            assert "access-control-allow-origin" not in answer.headers, name
    for name, value in rp.urls.items():
        if name.endswith("_supported"):
            assert value or value is False, name


def test_a_key_is_published_before_it_signs_and_after(
    rp: Rp, card: SoftCard, oidc_idp: EmbeddedIdp, clock: ManualClock
) -> None:
    def kids() -> set[str]:
        return {each["kid"] for each in rp.http.get(rp.urls["jwks_uri"]).json()["keys"] if each["alg"] == "RS256"}

    def signed_by(token: str) -> str:
        keys = jwk.KeySet.import_key_set(rp.http.get(rp.urls["jwks_uri"]).json())
        return str(jwt.decode(token, keys).header["kid"])

    old = rp.log_in(card)["id_token"]
    (first,) = kids()
    clock.advance(1)
    oidc_idp.provider.keys.rotate()
    (second,) = kids() - {first}
    rp.ask()
    assert signed_by(rp.tokens(rp.told_code())["id_token"]) == first
    oidc_idp.provider.keys.take_over()
    rp.ask()
    assert signed_by(rp.tokens(rp.told_code())["id_token"]) == second
    assert signed_by(old) == first


def test_the_sweep_forgets_what_is_of_no_more_use(
    rp: Rp, card: SoftCard, oidc_idp: EmbeddedIdp, clock: ManualClock
) -> None:
    tokens = rp.log_in(card)
    rp.ask()
    code = rp.told_code()
    clock.advance(59)
    oidc_idp.provider.sweep()
    assert rp.redeem(code).status_code == 200
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    clock.advance(1000)
    oidc_idp.provider.sweep()
    with oidc_idp.provider.services.store.transaction() as work:
        assert work.oidc_code(code) is None
