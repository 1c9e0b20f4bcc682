"""Identities on phones, over HTTP: activate, list, remove; who may, how often, how long."""

from __future__ import annotations

import asyncio
import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.endpoints.control.auth import guarded
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import Rows
from .kit import ANNA, ANNA_HSA, BERTIL, CECILIA, Client, SoftCard, about, code_of
from .phones import Control, SoftPhone, es256
from .test_phone_login import frame

FACES = pytest.mark.parametrize("face", ["siths", "bankid"])


@pytest.fixture
def control(client: Client, profile: Profile) -> Control:
    return Control.of(client, profile.root)


def spki(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


@FACES
def test_an_identity_is_made_of_the_phones_own_key(
    face: str, control: Control, pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    phone = SoftPhone(control.http, face)
    body = phone.activate(control.activation(face=face), "Annas mobil på västra").json()
    assert set(body) == {"certificate", "device", "device_token", "holder", "valid_until"}
    assert body["holder"] == "Anna Testsson"
    certificate = x509.load_der_x509_certificate(phone.certificate)
    assert certificate.public_key() == phone.key.public_key()
    assert body["valid_until"] == int(certificate.not_valid_after_utc.timestamp())
    judged = pki.judge().judge(certificate, clock.now())
    kind, policy = {"siths": ("mobile", "2.999.752.74.8.33"), "bankid": ("bankid", "1.2.3.4.25")}[face]
    assert (judged.kind, judged.loa, judged.serial_number, judged.policy_oid) == (kind, 3, ANNA, policy)
    (listed,) = phone.call("devices", device_token=phone.device_token).json()["devices"]
    assert listed == {
        "device": phone.device, "name": "Annas mobil på västra", "since": int(clock.now().timestamp()),
        "valid_until": body["valid_until"], "this": True,
    }  # fmt: skip
    rows = [(row.event, row.person, about(row)) for row in audit()]
    assert rows == [
        ("activation.created", ANNA, {"app": face, "by": "control"}),
        ("device.activated", ANNA, {"app": face, "device": phone.device}),
    ]


@FACES
def test_an_activation_works_once(face: str, control: Control) -> None:
    text = control.activation(face=face)
    assert SoftPhone(control.http, face).activate(text).status_code == 200
    again = SoftPhone(control.http, face).activate(text)
    assert (again.status_code, code_of(again)) == (404, "activation.unknown")


def test_an_activation_works_without_its_first_word(control: Control) -> None:
    text = control.activation()
    assert SoftPhone(control.http).activate(text.removeprefix("siths-activate.")).status_code == 200


def test_an_activation_is_good_for_a_quarter_of_an_hour(control: Control, clock: ManualClock) -> None:
    first, second = control.activation(), control.activation()
    clock.advance(899)
    assert SoftPhone(control.http).activate(first).status_code == 200
    clock.advance(1)
    answer = SoftPhone(control.http).activate(second)
    assert (answer.status_code, code_of(answer)) == (400, "activation.expired")


@pytest.mark.parametrize(("made", "used"), [("siths", "bankid"), ("bankid", "siths")])
def test_an_activation_is_for_one_app(made: str, used: str, control: Control) -> None:
    text = control.activation(face=made)
    code = text.split(".", 1)[1]
    for said in (text, code, f"{used}-activate.{code}"):
        assert code_of(SoftPhone(control.http, used).activate(said)) == "activation.unknown"
    assert SoftPhone(control.http, made).activate(text).status_code == 200  # nobody spent it


def test_three_siths_identities_and_no_more(control: Control, clock: ManualClock) -> None:
    phones = [SoftPhone.of(control, name=f"Telefon {number}") for number in (1, 2)]
    clock.advance(1)
    spare = control.activation()
    phones.append(SoftPhone.of(control))
    assert code_of(control.post("activations", person=ANNA, face="siths")) == "enrolment.too_many"
    late = SoftPhone(control.http)
    assert code_of(late.activate(spare)) == "enrolment.too_many"
    SoftPhone.of(control, BERTIL)  # others are not concerned
    for _ in range(4):
        SoftPhone.of(control, face="bankid")  # nor is the other app
    listed = phones[2].call("devices", device_token=phones[2].device_token).json()["devices"]
    assert [row["this"] for row in listed] == [False, False, True]
    removed = phones[2].call("remove", device_token=phones[2].device_token, device=phones[0].device)
    assert removed.json() == {}
    assert late.activate(spare).status_code == 200


def test_an_identity_that_ran_out_leaves_its_place(control: Control, clock: ManualClock) -> None:
    for _ in range(3):
        SoftPhone.of(control)
    clock.advance(2 * 365 * 86400 + 1)
    SoftPhone.of(control)


@FACES
def test_an_identity_that_was_removed_cannot_log_in(face: str, client: Client, control: Control, audit: Rows) -> None:
    phone = SoftPhone.of(control, face=face)
    method = "bankid" if face == "bankid" else "siths-other-device"
    before, after = client.begin(login_method=method), client.begin(login_method=method)
    phone.scan(frame(before))
    challenge, session = phone.challenge(), phone.app_session
    assert phone.call("remove", device_token=phone.device_token, device=phone.device).json() == {}
    assert code_of(phone.sign(challenge)) == "enrolment.revoked"  # also one that had begun
    assert before.look().json()["failure"] == {"code": "enrolment.revoked", "hint_code": "certificateErr"}
    phone.scan(frame(after))
    assert phone.app_session != session
    assert code_of(phone.show()) == "enrolment.revoked"
    for call in ("devices", "waiting"):
        assert code_of(phone.call(call, device_token=phone.device_token)) == "enrolment.unknown"
    again = phone.call("remove", device_token=phone.device_token, device=phone.device)
    assert (again.status_code, code_of(again)) == (404, "enrolment.unknown")
    assert [row.event for row in audit() if row.event.startswith("device.")] == ["device.activated", "device.removed"]


def test_an_identity_that_ran_out_cannot_log_in(client: Client, control: Control, clock: ManualClock) -> None:
    phone = SoftPhone.of(control)
    clock.advance(2 * 365 * 86400 + 1)
    login = client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    assert code_of(phone.show()) == "enrolment.expired"


def test_nobody_removes_another_persons_identity(control: Control) -> None:
    annas, bertils, bankid = SoftPhone.of(control), SoftPhone.of(control, BERTIL), SoftPhone.of(control, face="bankid")
    for device in (bertils.device, bankid.device, "nonsense"):
        answer = annas.call("remove", device_token=annas.device_token, device=device)
        assert (answer.status_code, code_of(answer)) == (404, "enrolment.unknown")
    assert code_of(annas.call("devices", device_token=bankid.device_token)) == "enrolment.unknown"
    assert len(bertils.call("devices", device_token=bertils.device_token).json()["devices"]) == 1


def test_the_proof_is_of_this_key_and_this_activation(control: Control) -> None:
    phone, other = SoftPhone(control.http), ec.generate_private_key(ec.SECP256R1())
    text = control.activation()
    header: dict[str, object] = {"alg": "ES256", "typ": "activation+jws"}
    wrong = [
        es256(other, header, text.encode()),
        es256(phone.key, header, b"siths-activate.another"),
        es256(phone.key, {**header, "jwk": {}}, text.encode()),
        es256(phone.key, {"alg": "none", "typ": "activation+jws"}, text.encode()),
        es256(phone.key, header, text.encode())[:-4],
        "a.b", "a.b.c", "....", "e30.e30.e30",
    ]  # fmt: skip
    for proof in wrong:
        assert code_of(phone.activate(text, proof=proof)) == "signature.invalid", proof
    assert phone.activate(text).status_code == 200  # none of it spent the code


def test_a_key_that_is_not_p256(control: Control) -> None:
    phone = SoftPhone(control.http)
    text = control.activation()
    keys = [
        spki(ec.generate_private_key(ec.SECP384R1()).public_key()),
        spki(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()),
        "AAAA", "not base64!", base64.b64encode(b"0" * 91).decode(),
    ]  # fmt: skip
    for key in keys:
        assert code_of(phone.activate(text, public_key=key)) == "signature.invalid"
    assert phone.activate(text).status_code == 200


@pytest.mark.parametrize(("name", "kept"), [("  Röd\u200b\nmobil\x00 ", "Rödmobil"), ("x" * 200, "x" * 64), ("", "")])
def test_what_the_phone_is_called(name: str, kept: str, control: Control) -> None:
    phone = SoftPhone.of(control, name=name)
    (listed,) = phone.call("devices", device_token=phone.device_token).json()["devices"]
    assert listed["name"] == kept


class TestMinaSidor:
    """The person's own way to an activation."""

    @staticmethod
    def ask(client: Client, token: str) -> tuple[int, dict[str, object]]:
        url = f"{client.urls['minasidor_endpoint']}/activation"
        answer = client.http.post(url, json={}, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    def test_a_card_login_gives_an_activation(self, client: Client, card: SoftCard, audit: Rows) -> None:
        status, body = self.ask(client, client.begin().tokens(card)["access_token"])
        assert (status, body["expires_in"]) == (200, 900)
        assert body["qr"] == f"siths-activate.{body['activation']}"
        assert len(str(body["activation"])) >= 32
        phone = SoftPhone(client.http)
        assert phone.activate(str(body["qr"])).json()["holder"] == "Anna Testsson"
        created = next(row for row in audit() if row.event == "activation.created")
        assert (created.person, about(created)) == (ANNA, {"app": "siths", "by": "card"})

    def test_a_certificate_with_an_hsa_id_is_the_same_person(
        self, client: Client, pki: TrainingPki, clock: ManualClock
    ) -> None:
        hsa = SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa")
        assert self.ask(client, client.begin().tokens(hsa)["access_token"])[0] == 200

    def test_a_phone_login_gives_none(self, client: Client, control: Control) -> None:
        phone = SoftPhone.of(control)
        login = client.begin(login_method="siths-other-device")
        phone.scan(frame(login))
        phone.confirm()
        token = login.redeem(login.code()).json()["access_token"]
        status, body = self.ask(client, token)
        assert (status, body["failure"]) == (400, "enrolment.card_needed")

    def test_a_reserve_card_gives_none(self, client: Client, pki: TrainingPki, clock: ManualClock) -> None:
        login = client.begin(client_id="minasidor")  # where a reserve card that is not activated yet gets in
        login.authenticate(SoftCard.issue(pki, clock, loa=2))
        token = login.redeem(login.code(), client_id="minasidor").json()["access_token"]
        assert self.ask(client, token)[1]["failure"] == "enrolment.card_needed"

    def test_too_many(self, client: Client, card: SoftCard, control: Control) -> None:
        token = client.begin().tokens(card)["access_token"]
        for _ in range(3):
            SoftPhone.of(control)
        assert self.ask(client, token)[1]["failure"] == "enrolment.too_many"

    def test_a_token_that_is_worth_nothing(self, client: Client, card: SoftCard, clock: ManualClock) -> None:
        tokens = client.begin().tokens(card)
        other = client.begin().tokens(card)
        client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": other["id_token"]})
        for token in ("nonsense", other["access_token"]):
            assert self.ask(client, token)[0] == 401
        clock.advance(900)
        status, body = self.ask(client, tokens["access_token"])
        assert (status, body["failure"]) == (401, "token.invalid")


class TestControl:
    """Who may use the control API."""

    def test_the_token_is_needed(self, client: Client, control: Control) -> None:
        body = {"person": ANNA, "face": "siths"}
        for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {control.token}"}):
            answer = client.http.post("/control/activations", json=body, headers=header)
            assert (answer.status_code, code_of(answer)) == (401, "token.invalid")
            assert answer.headers["www-authenticate"] == "Bearer"

    @pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 404), ("?", 404)])
    def test_it_is_there_for_this_machine_alone(self, address: str, status: int) -> None:
        async def endpoint(_request: Request) -> Response:
            return Response()

        async def nothing() -> Message:
            return {"type": "http.request", "body": b""}

        async def ask() -> Response:
            return await guarded("secret", endpoint)(Request(scope, nothing))

        scope = {"type": "http", "client": (address, 1), "headers": [(b"authorization", b"Bearer secret")]}
        assert asyncio.run(ask()).status_code == status

    def test_the_token_is_kept_for_its_owner(self, control: Control, profile: Profile) -> None:
        path = profile.root / "control-token"
        assert path.stat().st_mode & 0o777 == 0o600
        assert len(control.token) >= 32

    @pytest.mark.parametrize("person", ["anna", ANNA, "19900113-2399", ANNA_HSA, "Anna Testsson"])
    def test_a_person_by_any_name(self, person: str, control: Control) -> None:
        phone = SoftPhone(control.http)
        assert phone.activate(control.activation(person)).json()["holder"] == "Anna Testsson"

    def test_a_person_without_service_id_can_have_a_phone(self, control: Control) -> None:
        assert SoftPhone.of(control, CECILIA, "bankid").device

    def test_nobody_and_nonsense(self, control: Control) -> None:
        assert code_of(control.post("activations", person="nobody", face="siths")) == "person.unknown"
        for members in ({"person": ANNA, "face": "md"}, {"person": ANNA}, {"face": "siths"}, {}, {"person": 1}):
            answer = control.post("activations", **members)
            assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalidParameters"), members

    def test_what_is_not_there(self, control: Control) -> None:
        assert control.post("nonsense").status_code == 404
        answer = control.http.get("/control/activations", headers={"Authorization": f"Bearer {control.token}"})
        assert answer.status_code == 405
