"""The whole login over HTTP, with keys and certificates of the training PKI in place of a card."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jwk, jwt

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki

from .conftest import Rows
from .kit import ANNA, ANNA_HSA, BERTIL, BERTIL_HSA, Alg, Client, SoftCard, about, code_of, unb64


def claims_of(client: Client, id_token: str) -> dict[str, Any]:
    """Verify with joserfc and, on a way of its own, with cryptography alone; return the claims."""
    keys = client.http.get(client.urls["jwks_uri"]).json()["keys"]
    assert all("d" not in key for key in keys)
    head, body, signature = id_token.split(".")
    header = json.loads(unb64(head))
    (key,) = [key for key in keys if key["kid"] == header["kid"]]
    claims = jwt.decode(id_token, jwk.import_key(key), algorithms=[header["alg"]]).claims
    _verify_plainly(key, header["alg"], f"{head}.{body}".encode(), unb64(signature))
    assert json.loads(unb64(body)) == claims
    return claims


def _number(text: str) -> int:
    return int.from_bytes(unb64(text), "big")


def _verify_plainly(key: dict[str, str], alg: str, signed: bytes, signature: bytes) -> None:
    if alg == "RS256":
        public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
        public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        return
    point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1()).public_key()
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))


def test_discovery_names_the_endpoints_below_the_issuer(idp: EmbeddedIdp, client: Client) -> None:
    assert client.urls["issuer"] == idp.base_url
    for name, url in client.urls.items():
        if name.endswith(("_endpoint", "_uri")):
            assert url.startswith((idp.base_url + "/", *idp.doors.values())), name
    assert client.urls["cosmic_login_methods"] == [
        {"method": "siths-this-device", "available": True},
        {"method": "siths-other-device", "available": True},
        {"method": "siths-md", "available": True},
        {"method": "bankid", "available": True},
    ]
    assert "authorization_endpoint" not in client.urls


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256"])
def test_a_person_logs_in_and_out(alg: Alg, client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows) -> None:
    card = SoftCard.issue(pki, clock, ec_key=alg == "ES256")
    login = client.begin()
    assert login.hint() == "outstandingTransaction"
    assert login.start().json() == {
        "app_session": login.app_session,
        "relying_party": "Cosmic",
        "organization_name": "Region Exempel",
        "expires_in": 180,
        "server_time": int(clock.now().timestamp()),
        "face": "siths",
        "kind": "auth",
        "user_visible_data": "",
        "user_visible_data_format": "plaintext",
    }
    assert login.hint() == "started"
    shown = login.show(card).json()
    assert login.hint() == "userSign"
    assert shown["registered"] is False
    assert login.app("register", jws=card.jws(unb64(shown["registration_challenge"]), alg)).json()["registered"]
    assert login.app("complete", jws=card.jws(unb64(shown["challenge"]), alg)).json() == {"status": "complete"}
    tokens = login.redeem(login.code()).json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "openid"

    claims = claims_of(client, tokens["id_token"])
    now = int(clock.now().timestamp())
    at_hash = base64.urlsafe_b64encode(hashlib.sha256(tokens["access_token"].encode()).digest()[:16])
    expected = {
        "iss": client.urls["issuer"],
        "aud": "cosmic",
        "azp": "cosmic",
        "iat": now,
        "auth_time": now,
        "nonce": login.nonce,
        "at_hash": at_hash.decode().rstrip("="),
        "acr": "http://id.sambi.se/loa/loa3",
        "amr": ["sc", "pin"],
        "loginMethod": "siths-this-device",
        "name": "Anna Testsson",
        "given_name": "Anna",
        "family_name": "Testsson",
        "employeeHsaId": ANNA_HSA,
        "organizationName": "Region Exempel",
        "allEmployeeHsaIds": [ANNA_HSA],
    }
    assert {name: claims[name] for name in expected} == expected
    assert claims["exp"] > now
    assert set(claims) >= {"sub", "jti", "sid", "organizationIdentifier", "x509IssuerName"}
    assert ANNA not in json.dumps(claims)  # no personal number without its scope
    assert "x509SubjectName" not in claims

    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).json()["sub"] == claims["sub"]
    ended = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": tokens["id_token"]})
    assert (ended.status_code, ended.json()) == (200, {})
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 401

    rows = audit()
    assert [row.event for row in rows] == ["login.attempted", "card.registered", "login.succeeded", "session.ended"]
    assert len({row.login for row in rows}) == 1
    succeeded = rows[2]
    assert (succeeded.person, succeeded.name, succeeded.method, succeeded.loa) == (
        ANNA, "Anna Testsson", "siths-this-device", 3,
    )  # fmt: skip
    assert (succeeded.service_id, succeeded.organisation) == (ANNA_HSA, "Region Exempel")


def test_ending_a_session_twice_is_one_log_out(client: Client, card: SoftCard, audit: Rows) -> None:
    tokens = client.begin().tokens(card)
    for _ in range(2):
        answer = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": tokens["id_token"]})
        assert answer.status_code == 200
    assert [row.event for row in audit()].count("session.ended") == 1


def test_a_session_that_went_on_after_unlocking_ends_once_with_all_its_logins(
    client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    first, second = (client.begin().tokens(card) for _ in range(2))
    other = SoftCard.issue(pki, clock, BERTIL, card_number="9752278900000000002")
    stranger = client.begin().tokens(other, BERTIL_HSA[0])
    sids = [str(claims_of(client, tokens["id_token"])["sid"]) for tokens in (first, stranger)]
    form = {"id_token_hint": second["id_token"], "earlier_sids": " ".join([*sids, "nothing"])}
    for _ in range(2):
        assert client.http.post(client.urls["end_session_endpoint"], data=form).status_code == 200

    def status(tokens: dict[str, Any]) -> int:
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        return client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code

    assert [status(tokens) for tokens in (first, second, stranger)] == [401, 401, 200]
    logins = [row.login for row in audit() if row.event == "login.succeeded"]
    (ended,) = (row for row in audit() if row.event == "session.ended")
    assert (ended.login, ended.person, about(ended)) == (logins[1], ANNA, {"earlier": logins[0]})


def test_an_old_id_token_still_ends_its_session(
    client: Client, card: SoftCard, clock: ManualClock, audit: Rows
) -> None:
    tokens = client.begin().tokens(card)
    clock.advance(8 * 3600)
    answer = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": tokens["id_token"]})
    assert answer.status_code == 200
    assert audit()[-1].event == "session.ended"


def test_rs256_on_request(client: Client, card: SoftCard) -> None:
    tokens = client.begin(id_token_signed_response_alg="RS256").tokens(card)
    assert json.loads(unb64(tokens["id_token"].split(".")[0]))["alg"] == "RS256"
    assert claims_of(client, tokens["id_token"])["name"] == "Anna Testsson"


def test_the_personal_number_comes_with_its_scope(client: Client, card: SoftCard) -> None:
    tokens = client.begin(scope="openid personal_identity_number unknown").tokens(card)
    assert tokens["scope"] == "openid personal_identity_number"
    claims = claims_of(client, tokens["id_token"])
    assert claims["personalIdentityNumber"] == ANNA
    assert ANNA in claims["x509SubjectName"]


def test_sub_is_the_same_each_time_and_differs_between_people(
    client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock
) -> None:
    other = SoftCard.issue(pki, clock, BERTIL, card_number="9752278900000000002")
    subs = [claims_of(client, client.begin().tokens(card)["id_token"])["sub"] for _ in range(2)]
    assert subs[0] == subs[1]
    assert claims_of(client, client.begin().tokens(other, BERTIL_HSA[0])["id_token"])["sub"] != subs[0]


def test_several_service_ids_are_offered_the_own_region_first(
    client: Client, pki: TrainingPki, clock: ManualClock
) -> None:
    card = SoftCard.issue(pki, clock, BERTIL)
    login = client.begin()
    login.authenticate(card)
    answer = login.look()
    body = answer.json()
    assert (answer.status_code, body["error"]) == (400, "insufficient_authorization")
    assert body["login"]["status"] == "choose_service_id"
    offered = body["login"]["service_ids"]
    assert [(row["hsa_id"], row["own_region"]) for row in offered] == [
        (BERTIL_HSA[1], True), (BERTIL_HSA[0], False), (BERTIL_HSA[2], False),
    ]  # fmt: skip
    assert set(offered[0]) == {"hsa_id", "organization_name", "organization_id", "title", "own_region"}
    claims = claims_of(client, login.redeem(login.code(BERTIL_HSA[2])).json()["id_token"])
    assert claims["employeeHsaId"] == BERTIL_HSA[2]
    assert claims["organizationName"] == "Kommunen Exempel"


def test_each_row_of_a_login_names_the_desk_where_the_card_is(client: Client, card: SoftCard, audit: Rows) -> None:
    tokens = client.begin(desk="Skrivbord på mottagningen").tokens(card)
    client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": tokens["id_token"]})
    given_up = client.begin(desk="Skrivbord på mottagningen")
    cancel = client.urls["authorization_challenge_cancel_endpoint"]
    client.http.post(cancel, data={"auth_session": given_up.auth_session, "reason": "reader.remote_lost"})
    client.begin()
    logins = [row for row in audit() if row.event.startswith(("login.", "session."))]
    assert [(row.event, row.extra.get("desk", "")) for row in logins] == [
        *((event, "Skrivbord på mottagningen") for event in (
            "login.attempted", "login.succeeded", "session.ended", "login.attempted", "login.failed",
        )),
        ("login.attempted", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("desk", ["x" * 61, "desk\nrow", "\u202edesk"])
def test_a_desk_that_is_no_name_is_refused(client: Client, desk: str, audit: Rows) -> None:
    form, _ = client.first_request(desk=desk)
    answer = client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert audit() == []


def test_a_service_id_may_be_chosen_beforehand(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock, BERTIL)
    tokens = client.begin(service_id=BERTIL_HSA[2]).tokens(card)
    assert claims_of(client, tokens["id_token"])["employeeHsaId"] == BERTIL_HSA[2]


def test_a_certificate_with_an_hsa_id_speaks_for_that_one(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock, BERTIL_HSA[0], kind="hsa")
    tokens = client.begin().tokens(card)
    claims = claims_of(client, tokens["id_token"])
    assert claims["employeeHsaId"] == BERTIL_HSA[0]
    assert BERTIL_HSA[0] in claims["x509SubjectName"]

    login = client.begin(service_id=BERTIL_HSA[1])
    login.authenticate(card)
    assert code_of(login.look()) == "access.service_id_unknown"


def activated(client: Client, card: SoftCard) -> None:
    """Activate a reserve card on Mina sidor."""
    login = client.begin(client_id="minasidor")
    login.authenticate(card)
    token = login.redeem(login.code(), client_id="minasidor").json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    answer = client.http.post(f"{client.urls['minasidor_endpoint']}/card/activate", json={}, headers=headers)
    assert answer.json()["active"] is True


def test_a_reserve_card_is_level_2(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock, loa=2)
    activated(client, card)
    tokens = client.begin().tokens(card)
    assert claims_of(client, tokens["id_token"])["acr"] == "http://id.sambi.se/loa/loa2"


def test_two_logins_of_one_person_the_newer_wins(client: Client, card: SoftCard, audit: Rows) -> None:
    first, second = client.begin(), client.begin()
    first.challenge(card)
    tokens = second.tokens(card)
    assert tokens["id_token"]
    answer = first.look()
    assert (answer.status_code, answer.json()["error"], code_of(answer)) == (400, "access_denied", "order.replaced")
    assert code_of(first.app("complete", jws="a.b.c")) == "order.replaced"
    assert [(row.event, row.reason) for row in audit() if row.event != "login.attempted"] == [
        ("card.registered", ""), ("login.failed", "order.replaced"), ("login.succeeded", ""),
    ]  # fmt: skip


def test_a_certificate_that_is_shown_ends_nobody_elses_login(client: Client, card: SoftCard) -> None:
    """It is public: who shows it has proved nothing until the card has signed."""
    first, second = client.begin(), client.begin()
    challenge = first.challenge(card)
    second.start()
    assert second.show(card).status_code == 200
    assert first.hint() == "userSign"
    assert first.app("complete", jws=card.jws(challenge)).status_code == 200
    assert first.redeem(first.code()).status_code == 200
    assert second.look().json()["failure"]["code"] == "order.replaced"


def test_two_people_log_in_side_by_side(client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock) -> None:
    other = SoftCard.issue(pki, clock, BERTIL, card_number="9752278900000000002")
    first, second = client.begin(), client.begin()
    ours, theirs = first.challenge(card), second.challenge(other)
    assert second.app("complete", jws=other.jws(theirs)).status_code == 200
    assert first.app("complete", jws=card.jws(ours)).status_code == 200
    assert claims_of(client, first.redeem(first.code()).json()["id_token"])["name"] == "Anna Testsson"
    assert second.code(BERTIL_HSA[0])
