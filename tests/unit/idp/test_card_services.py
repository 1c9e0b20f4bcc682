"""Mina sidor for a card's holder: a reserve card has to be activated (R14), a signing pair can be fetched (R5)."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import ANNA, ANNA_HSA, BERTIL, BERTIL_HSA, Client, SoftCard, about, client_of, code_of, some_people

RESERVE = "9752278900000000042"


def reserve_card(pki: TrainingPki, clock: ManualClock) -> SoftCard:
    return SoftCard.issue(pki, clock, loa=2, card_number=RESERVE, valid_from=timedelta(), valid_to=timedelta(days=10))


def site_token(client: Client, card: SoftCard) -> str:
    """Log in to Mina sidor with a card; return the access token."""
    login = client.begin(client_id="minasidor")
    login.authenticate(card)
    answer = login.redeem(login.code(), client_id="minasidor")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def ask(client: Client, path: str, token: str, **members: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.http.post(f"{client.urls['minasidor_endpoint']}{path}", json=members, headers=headers)


def spki(key: Any) -> str:
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def test_a_reserve_card_opens_cosmic_only_when_it_is_activated(
    client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    card = reserve_card(pki, clock)
    before = client.begin()
    before.authenticate(card)
    assert code_of(before.look()) == "access.card_not_activated"
    assert (audit()[-1].event, audit()[-1].reason) == ("login.failed", "access.card_not_activated")

    token = site_token(client, card)
    seen = ask(client, "/card", token).json()
    until = int(card.certificate.not_valid_after_utc.timestamp())
    assert seen == {
        "card_number": RESERVE,
        "holder": "Anna Testsson",
        "loa": 2,
        "reserve": True,
        "active": False,
        "valid_until": until,
    }
    assert ask(client, "/card/activate", token).json() == {**seen, "active": True}
    row = audit()[-1]
    assert (row.event, row.person, row.loa, about(row)) == ("card.activated", ANNA, 2, {"card": RESERVE})
    assert ask(client, "/card/activate", token).json()["active"] is True, "twice is as good as once"
    assert [row.event for row in audit()].count("card.activated") == 1

    assert client.begin().tokens(card)["id_token"]


def test_an_activation_is_remembered_through_a_restart_and_holds_for_that_card_alone(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    card = reserve_card(pki, clock)
    start = {"clock": clock, "pki": pki, "directory": some_people(), "settings": SETTINGS}
    with EmbeddedIdp.start(profile, **start) as idp, client_of(idp.base_url) as client:  # type: ignore[arg-type]
        ask(client, "/card/activate", site_token(client, card))
    other = SoftCard.issue(pki, clock, loa=2, card_number="9752278900000000059")
    with EmbeddedIdp.start(profile, **start) as idp, client_of(idp.base_url) as client:  # type: ignore[arg-type]
        assert client.begin().tokens(card)["id_token"]
        login = client.begin()
        login.authenticate(other)
        assert code_of(login.look()) == "access.card_not_activated"


def test_an_ordinary_card_needs_no_activation(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    token = site_token(client, SoftCard.issue(pki, clock))
    assert ask(client, "/card", token).json()["active"] is True
    assert code_of(ask(client, "/card/activate", token)) == "card.not_reserve"


def test_mina_sidor_does_not_ask_which_service_id(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    assert site_token(client, SoftCard.issue(pki, clock, BERTIL))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_signing_certificate_is_for_signatures_of_the_same_holder_and_as_long_as_the_card(
    client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows, kind: str
) -> None:
    card = SoftCard.issue(pki, clock, BERTIL)
    key: Any = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if kind == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    answer = ask(client, "/card/signing", site_token(client, card), public_key=spki(key.public_key()))
    assert answer.status_code == 200, answer.text
    found = x509.load_der_x509_certificate(base64.b64decode(answer.json()["certificate"]))
    assert found.public_key() == key.public_key()
    assert found.not_valid_after_utc == card.certificate.not_valid_after_utc
    judged = pki.judge().judge(found, clock.now(), usage="sign")
    assert (judged.kind, judged.serial_number, judged.card_number) == ("hsa", BERTIL_HSA[1], "9752278900000000001")
    assert (audit()[-1].event, audit()[-1].person) == ("card.signing_issued", BERTIL)


def test_keys_that_no_card_has_get_no_certificate(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    token = site_token(client, SoftCard.issue(pki, clock))
    for key in (
        ed25519.Ed25519PrivateKey.generate().public_key(),
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key(),  # noqa: S505 - to be refused
    ):
        assert code_of(ask(client, "/card/signing", token, public_key=spki(key))) == "signature.invalid"
    for text in ("AAAA", "%%%"):
        assert code_of(ask(client, "/card/signing", token, public_key=text)) == "signature.invalid"
    assert ask(client, "/card/signing", token).json()["errorCode"] == "invalidParameters"
    assert ask(client, "/card/signing", token, public_key="AAAA", more="x").json()["errorCode"] == "invalidParameters"


@pytest.mark.parametrize("path", ["/card", "/card/activate", "/card/signing"])
def test_only_the_bearer_of_a_login_at_mina_sidor_is_served(
    client: Client, pki: TrainingPki, clock: ManualClock, path: str
) -> None:
    members = {"public_key": "AAAA"} if path.endswith("signing") else {}
    card = SoftCard.issue(pki, clock)
    cosmic = client.begin().tokens(card)["access_token"]
    for token in ("", "nonsense", cosmic):
        answer = ask(client, path, token, **members)
        assert (answer.status_code, code_of(answer)) == (401, "token.invalid")
    token = site_token(client, card)
    clock.advance(SETTINGS.access_token_life)
    assert ask(client, path, token, **members).status_code == 401


def test_a_person_is_named_as_the_directory_has_it(client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa")
    assert ask(client, "/card", site_token(client, card)).json()["holder"] == "Anna Testsson"
