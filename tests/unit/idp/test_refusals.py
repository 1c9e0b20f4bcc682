"""Every refusal has its own failure code, which the app, the client and the audit trail all get."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.provider.clients import COSMIC, ClientRegistry
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import ANNA, CECILIA, NOBODY, Client, Login, SoftCard, b64, client_of, code_of, some_people

DAY = timedelta(days=1)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def assert_refused(login: Login, audit: Rows, failure: str) -> None:
    """Check that the client gets the same code at each look, and that it stands in the audit trail once."""
    for _ in range(2):
        answer = login.look()
        assert (answer.status_code, answer.json()["error"], code_of(answer)) == (400, "access_denied", failure)
    failed = [row for row in audit() if row.event == "login.failed"]
    assert [row.reason for row in failed] == [failure]
    assert failed[0].method == "siths-this-device"


@pytest.mark.parametrize(
    ("failure", "issue"),
    [
        ("certificate.expired", {"valid_from": -30 * DAY, "valid_to": -DAY}),
        ("certificate.not_yet_valid", {"valid_from": DAY}),
        ("certificate.untrusted", {"foreign": True}),
        ("certificate.wrong_use", {"usage": "sign"}),
    ],
)
def test_a_certificate_of_no_use_is_refused_before_anybody_types_a_code(
    failure: str, issue: dict[str, Any], client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin()
    login.start()
    answer = login.show(SoftCard.issue(pki, clock, **issue))
    assert answer.status_code == 400
    assert set(answer.json()) == {"errorCode", "details", "failure"}
    assert code_of(answer) == failure
    assert_refused(login, audit, failure)


def test_a_revoked_certificate(client: Client, card: SoftCard, pki: TrainingPki, audit: Rows) -> None:
    pki.revoke(card.certificate)
    login = client.begin()
    login.start()
    assert code_of(login.show(card)) == "certificate.revoked"
    assert_refused(login, audit, "certificate.revoked")


def test_a_certificate_revoked_while_the_code_is_typed(
    client: Client, card: SoftCard, pki: TrainingPki, audit: Rows
) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    pki.revoke(card.certificate)
    assert code_of(login.app("complete", jws=card.jws(challenge))) == "certificate.revoked"
    assert_refused(login, audit, "certificate.revoked")


def test_a_server_certificate_is_no_card(client: Client, pki: TrainingPki, audit: Rows) -> None:
    chain, _key = pki.issue_server(["localhost"])
    login = client.begin()
    login.start()
    der = chain[0].public_bytes(serialization.Encoding.DER)
    failure = code_of(login.app("certificate", certificate=base64.b64encode(der).decode()))
    assert failure.startswith("certificate.")
    assert_refused(login, audit, failure)


@pytest.mark.parametrize("certificate", ["", "%%%", "AAAA", base64.b64encode(b"\x30\x03\x02\x01\x00").decode()])
def test_a_malformed_certificate(certificate: str, client: Client, audit: Rows) -> None:
    login = client.begin()
    login.start()
    answer = login.app("certificate", certificate=certificate)
    if not certificate:
        assert answer.json()["errorCode"] == "invalidParameters"
        return
    assert code_of(answer) == "certificate.malformed"
    assert_refused(login, audit, "certificate.malformed")


def _tampered(jws: str, part: int) -> str:
    parts = jws.split(".")
    text = parts[part]
    parts[part] = text[:-3] + ("AAA" if text[-3:] != "AAA" else "BBA")
    return ".".join(parts)


def _header(jws: str, **changed: object) -> str:
    head, rest = jws.split(".", 1)
    members = json.loads(base64.urlsafe_b64decode(head + "==")) | changed
    return f"{b64(json.dumps({k: v for k, v in members.items() if v is not None}).encode())}.{rest}"


@pytest.mark.parametrize(
    "how",
    [
        "signature",
        "payload",
        "none",
        "hs256",
        "typ",
        "crit",
        "jwk",
        "no x5c",
        "two x5c",
        "other x5c",
        "two parts",
        "other key",
        "spare bits",
        "padding",
    ],
)
def test_an_answer_that_does_not_verify(
    how: str, client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    jws = card.jws(challenge)
    other = SoftCard.issue(pki, clock)
    bad = {
        "signature": _tampered(jws, 2),
        "payload": _tampered(jws, 1),
        "none": _header(jws, alg="none").rsplit(".", 1)[0] + ".",
        "hs256": _header(jws, alg="HS256"),
        "typ": card.jws(challenge, typ="JWT"),
        "crit": card.jws(challenge, crit=["exp"]),
        "jwk": card.jws(challenge, jwk={"kty": "EC"}),
        "no x5c": _header(jws, x5c=None),
        "two x5c": card.jws(challenge, x5c=[base64.b64encode(card.der).decode()] * 2),
        "two parts": jws.rsplit(".", 1)[0],
        "other x5c": card.jws(challenge, x5c=[base64.b64encode(other.der).decode()]),
        "spare bits": jws[:-1] + _ALPHABET[_ALPHABET.index(jws[-1]) + 1],  # the last four bits mean nothing
        "padding": jws + "==",
        "other key": other.jws(challenge, x5c=[base64.b64encode(card.der).decode()]),
    }[how]
    assert code_of(login.app("complete", jws=bad)) == "signature.invalid"
    assert_refused(login, audit, "signature.invalid")


def test_another_good_card_cannot_answer(
    client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    other = SoftCard.issue(pki, clock)
    assert code_of(login.app("complete", jws=other.jws(challenge))) == "signature.invalid"
    assert_refused(login, audit, "signature.invalid")


def test_an_algorithm_that_does_not_fit_the_key(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    assert code_of(login.app("complete", jws=card.jws(challenge, "PS256"))) == "signature.invalid"
    assert_refused(login, audit, "signature.invalid")


def test_an_answer_to_another_challenge(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    challenge = json.loads(login.challenge(card))
    challenge["nonce"] = "A" * 22
    assert code_of(login.app("complete", jws=card.jws(json.dumps(challenge).encode()))) == "challenge.mismatch"
    assert_refused(login, audit, "challenge.mismatch")


def test_the_answer_of_an_earlier_login(client: Client, card: SoftCard) -> None:
    first = client.begin()
    old = card.jws(first.challenge(card))
    second = client.begin()
    second.challenge(card)
    assert code_of(second.app("complete", jws=old)) == "challenge.mismatch"


def test_the_challenge_is_bound_to_everything(client: Client, card: SoftCard, clock: ManualClock) -> None:
    login = client.begin()
    challenge = json.loads(login.challenge(card))
    assert set(challenge) == {"typ", "purpose", "aud", "client_id", "order", "nonce", "crt", "iat", "exp"}
    assert challenge["aud"] == client.urls["issuer"]
    assert challenge["purpose"] == "authenticate"
    assert challenge["exp"] == int(clock.now().timestamp()) + 180


@pytest.mark.parametrize(
    ("failure", "number", "loa"),
    [
        ("access.person_unknown", NOBODY, 3),
        ("access.no_service_id", CECILIA, 3),
    ],
)
def test_authenticated_but_not_let_in(
    failure: str, number: str, loa: int, client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin()
    login.authenticate(SoftCard.issue(pki, clock, number, loa=loa))
    answer = login.look()
    assert (answer.json()["error"], code_of(answer)) == ("access_denied", failure)
    assert_refused(login, audit, failure)
    assert audit()[-1].person == number


def test_a_level_that_is_too_low(profile: Profile, pki: TrainingPki, clock: ManualClock, audit: Rows) -> None:
    strict = ClientRegistry((replace(COSMIC, min_loa=3),))
    with (
        EmbeddedIdp.start(
            profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, clients=strict
        ) as idp,
        client_of(idp.base_url) as client,
    ):
        login = client.begin()
        login.authenticate(SoftCard.issue(pki, clock, loa=2))
        assert_refused(login, audit, "access.level_too_low")
        assert audit()[-1].loa == 2
        assert client.begin().tokens(SoftCard.issue(pki, clock, loa=3))


@pytest.mark.parametrize("when", ["beforehand", "later"])
def test_a_service_id_of_somebody_else(when: str, client: Client, card: SoftCard, audit: Rows) -> None:
    foreign = "TSTNMT2321000057-2001"
    login = client.begin(service_id=foreign if when == "beforehand" else "")
    login.authenticate(card)
    assert code_of(login.look(foreign if when == "later" else "")) == "access.service_id_unknown"
    assert_refused(login, audit, "access.service_id_unknown")


@pytest.mark.parametrize(
    ("reason", "written"),
    [("card.removed", "card.removed"), ("code.blocked", "code.blocked"), ("made up", "order.cancelled")],
)
def test_the_app_gives_up(reason: str, written: str, client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    login.challenge(card)
    assert login.app("cancel", reason=reason).json() == {}
    assert login.app("cancel", reason=reason).json() == {}
    assert_refused(login, audit, written)
    assert audit()[-1].person == ANNA


def test_the_client_gives_up(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    for _ in range(2):
        assert login.cancel("order.cancelled").status_code == 204
    assert code_of(login.app("complete", jws=card.jws(challenge))) == "order.cancelled"
    assert_refused(login, audit, "order.cancelled")


def test_the_client_gives_up_with_a_code_in_hand(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    assert login.cancel("login.timeout").status_code == 204
    assert login.redeem(code).json()["error"] == "invalid_grant"
    assert [row.reason for row in audit() if row.event == "login.failed"] == ["login.timeout"]


def test_cancelling_what_never_was(client: Client) -> None:
    login = client.begin()
    login.auth_session = "nonsense"
    assert login.cancel("order.cancelled").status_code == 204
    answer = login.look()
    assert (answer.status_code, answer.json()["error"], code_of(answer)) == (400, "invalid_session", "order.unknown")


def test_an_auto_start_token_works_once(client: Client) -> None:
    login = client.begin()
    assert login.start().status_code == 200
    again = login.start()
    assert (again.status_code, code_of(again)) == (404, "order.unknown")
    assert login.hint() == "started"  # the one who started it is not disturbed


def test_unknown_tokens_and_sessions_are_404(client: Client) -> None:
    login = client.begin()
    login.auto_start_token, login.app_session = "nonsense", "nonsense"
    assert login.start().status_code == 404
    for call, member in (
        ("certificate", "certificate"),
        ("register", "jws"),
        ("complete", "jws"),
        ("cancel", "reason"),
    ):
        answer = login.app(call, **{member: "x"})
        assert (answer.status_code, code_of(answer)) == (404, "order.unknown"), call


def test_an_answer_without_a_certificate(client: Client, card: SoftCard) -> None:
    login = client.begin()
    login.start()
    assert code_of(login.app("complete", jws=card.jws(b"{}"))) == "challenge.mismatch"


def test_a_complete_order_cannot_be_answered_again(client: Client, card: SoftCard) -> None:
    login = client.begin()
    login.authenticate(card)
    assert login.app("complete", jws="a.b.c").status_code == 404
    assert login.code()


def test_an_unavailable_method(client: Client) -> None:
    form, _ = client.first_request(login_method="smoke-signals")
    answer = client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    assert code_of(answer) == "method.unavailable"


@pytest.mark.parametrize(
    ("error", "changed"),
    [
        ("invalid_client", {"client_id": "other"}),
        ("invalid_client", {"client_secret": "s"}),
        ("invalid_scope", {"scope": "profile"}),
        ("invalid_scope", {"scope": ""}),
        ("invalid_request", {"code_challenge_method": "plain"}),
        ("invalid_request", {"code_challenge_method": ""}),
        ("invalid_request", {"code_challenge": "short"}),
        ("invalid_request", {"nonce": ""}),
        ("invalid_request", {"id_token_signed_response_alg": "none"}),
        ("invalid_request", {"service_id": "a b"}),
    ],
)
def test_a_first_request_that_is_not_of_the_protocol(
    error: str, changed: dict[str, str], client: Client, audit: Rows
) -> None:
    form, _ = client.first_request(**changed)
    answer = client.http.post(client.urls["authorization_challenge_endpoint"], data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]
    assert audit() == []
