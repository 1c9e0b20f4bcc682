"""What a relying party gets of a complete order, checked with programs that we did not write."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA, ANNA_HSA, Alg, SoftCard, b64, unb64

from .kit import TEXT, PhoneApp, Rp, rp_of, tls

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl is not installed")
HIDDEN = base64.b64encode(b"\x00\xffkontrakt 17").decode()
TRANSACTION = {"transactionType": "card", "recipient": {"name": "Ö"}, "money": {"amount": "10,00", "currency": "SEK"}}


def completed(rp: Rp, phone: PhoneApp, call: str = "auth", **members: object) -> dict[str, Any]:
    order = rp.order(call, **members)
    phone.complete(order["autoStartToken"])
    found = rp.collect(order)
    assert found["status"] == "complete"
    assert set(found) == {"orderRef", "status", "completionData"}
    data: dict[str, Any] = found["completionData"]
    return data


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


@pytest.fixture
def folder(pki: TrainingPki, tmp_path: Path) -> Path:
    (tmp_path / "roots.pem").write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    return tmp_path


def signed_by_openssl(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Have openssl verify the signature; return the challenge that was signed."""
    (folder / "cms.der").write_bytes(base64.b64decode(data["signature"], validate=True))
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "cms.der", "-CAfile", "roots.pem"]
    command += ["-purpose", "any", "-binary", "-signer", "signer.pem"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    challenge: dict[str, Any] = json.loads(unb64(done.stdout.decode().partition(".")[2]))
    return challenge


@needs_openssl
def test_the_phones_signature_and_the_state_of_its_certificate(
    rp: Rp, phone: PhoneApp, idp: EmbeddedIdp, folder: Path, clock: ManualClock
) -> None:
    data = completed(rp, phone, "sign", userVisibleData=TEXT, userNonVisibleData=HIDDEN)
    challenge = signed_by_openssl(data, folder)
    signer = x509.load_pem_x509_certificate((folder / "signer.pem").read_bytes())
    assert signer == phone.card.certificate
    assert challenge["purpose"] == "sign"
    assert challenge["aud"] == idp.issuer
    assert (challenge["shown"], challenge["hidden"]) == (digest(TEXT), digest(HIDDEN))
    answer = ocsp.load_der_ocsp_response(base64.b64decode(data["ocspResponse"], validate=True))
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert answer.serial_number == signer.serial_number
    nonce = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    assert nonce == hashlib.sha256(base64.b64decode(data["signature"])).digest()
    # openssl makes of the answer what we do, without ever having asked.
    (folder / "answer.der").write_bytes(base64.b64decode(data["ocspResponse"]))
    command = ["openssl", "ocsp", "-respin", "answer.der", "-CAfile", "roots.pem", "-resp_text"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "Response verify OK" in done.stderr, done.stderr
    assert "Cert Status: good" in done.stdout


@needs_openssl
def test_a_payment_is_signed_as_it_was_shown(rp: Rp, phone: PhoneApp, folder: Path) -> None:
    data = completed(rp, phone, "payment", userVisibleTransaction=TRANSACTION, userVisibleData=TEXT)
    shown = f"{TEXT}.{json.dumps(TRANSACTION, sort_keys=True, separators=(',', ':'))}"
    assert signed_by_openssl(data, folder)["shown"] == digest(shown)


def test_who_it_was_and_with_what(rp: Rp, phone: PhoneApp, clock: ManualClock) -> None:
    data = completed(rp, phone)
    assert data["user"] == {
        "personalNumber": ANNA,
        "name": "Anna Testsson",
        "givenName": "Anna",
        "surname": "Testsson",
    }
    assert data["device"]["ipAddress"] == "127.0.0.1"
    assert len(base64.b64decode(data["device"]["uhi"], validate=True)) == 20
    assert data["bankIdIssueDate"] == f"{phone.card.certificate.not_valid_before_utc:%Y-%m-%d}Z"
    assert set(data) == {"user", "device", "bankIdIssueDate", "signature", "ocspResponse"}
    assert completed(rp, phone)["device"] == data["device"]


def test_what_is_there_when_asked_for(rp: Rp, phone: PhoneApp) -> None:
    assert completed(rp, phone, requirement={"mrtd": True})["stepUp"] == {"mrtd": True}
    assert "stepUp" not in completed(rp, phone, requirement={"mrtd": False})
    assert completed(rp, phone, returnRisk=True)["risk"] == "low"
    assert "risk" not in completed(rp, phone, returnRisk=False)


def test_policies_that_are_asked_for(rp: Rp, phone: PhoneApp) -> None:
    completed(rp, phone, requirement={"certificatePolicies": ["1.2.752.78.1.5", "1.2.3.4.25"], "pinCode": True})


def test_only_the_person_it_names(rp: Rp, phone: PhoneApp) -> None:
    assert completed(rp, phone, requirement={"personalNumber": ANNA})["user"]["personalNumber"] == ANNA


@needs_openssl
@pytest.mark.parametrize(
    ("kind", "alg"), [("person", "RS256"), ("person", "ES256"), ("hsa", "ES256"), ("mobile", "ES256")]
)
def test_siths_like(
    siths_rp: Rp, idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock, folder: Path, kind: Any, alg: Alg
) -> None:
    number = ANNA_HSA if kind == "hsa" else ANNA
    card_number = "" if kind == "mobile" else "9752278900000000001"
    card = SoftCard.issue(pki, clock, number, kind=kind, ec_key=alg == "ES256", card_number=card_number)
    app = PhoneApp(idp.base_url, card, face="siths")
    order = siths_rp.order("sign", userVisibleData=TEXT)
    app.start(order["autoStartToken"])
    challenge = app.show()
    assert siths_rp.hint(order) == ("pending", "userSign")
    app.confirm(challenge)
    data = siths_rp.collect(order)["completionData"]
    assert set(data) == {"user", "device", "levelOfAssurance", "certificate", "signature", "ocspResponse"}
    name = {"name": "Anna Testsson", "givenName": "Anna", "surname": "Testsson"}
    identity = {"employeeHsaId": ANNA_HSA} if kind == "hsa" else {"personalNumber": ANNA}
    assert data["user"] == {**name, **identity}
    assert data["levelOfAssurance"] == 3
    assert base64.b64decode(data["certificate"]) == card.der
    assert signed_by_openssl(data, folder)["shown"] == digest(TEXT)


def test_everything_is_in_the_audit_trail_and_no_reference_is_anywhere(
    rp: Rp, phone: PhoneApp, audit: Rows, caplog: pytest.LogCaptureFixture, profile: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    done, refused = rp.order(), rp.order("sign", userVisibleData=TEXT)
    phone.complete(done["autoStartToken"])
    phone.start(refused["autoStartToken"])
    phone.decline()
    assert rp.collect(done)["status"] == "complete"
    assert rp.hint(refused) == ("failed", "userCancel")
    rows = [row for row in audit() if row.event.startswith("order.")]
    assert [(row.event, row.extra["kind"]) for row in rows] == [
        ("order.made", "auth"),
        ("order.made", "sign"),
        ("order.ended", "auth"),
        ("order.ended", "sign"),
    ]
    assert {row.extra["relying_party"] for row in rows} == {"Testtjänsten"}
    assert [(row.person, row.loa, row.reason, row.extra["hint"]) for row in rows[2:]] == [
        (ANNA, 3, "", "complete"),
        ("", None, "order.declined", "userCancel"),
    ]
    kept = b"".join(path.read_bytes() for path in profile.root.rglob("*") if path.is_file()).decode("latin-1")
    for order in (done, refused):
        for name, secret in order.items():
            assert secret not in caplog.text, name
            assert secret not in kept, name


def test_the_same_party_after_a_new_certificate(rp: Rp, idp: EmbeddedIdp, pki: TrainingPki, tmp_path: Path) -> None:
    order = rp.order()
    with rp_of(rp.base, tls(pki, tmp_path, pki.issue_relying_party("Testtjänsten"))) as renewed:
        assert renewed.hint(order) == ("pending", "outstandingTransaction")
