"""pybankid, a BankID client that others wrote, unmodified: only told another address and another CA."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bankid import BankIDClient
from bankid.exceptions import AlreadyInProgressError, InvalidParametersError, UnauthorizedError
from cryptography.x509 import ocsp

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.testing.bankid import BankIdService
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from tests.unit.idp.kit import SoftCard

# httpx announces that it will drop the parameter by which the library hands it the certificate.
pytestmark = pytest.mark.filterwarnings("ignore:.*cert=.*:DeprecationWarning")

NUMBER = "199001132399"
_CALLS = {
    "_auth_endpoint": "auth",
    "_phone_auth_endpoint": "phone/auth",
    "_sign_endpoint": "sign",
    "_phone_sign_endpoint": "phone/sign",
    "_collect_endpoint": "collect",
    "_cancel_endpoint": "cancel",
}


@pytest.fixture
def library(bankid: BankIdService, monkeypatch: pytest.MonkeyPatch) -> Iterator[BankIDClient]:
    """Give the library's client. Its addresses and CA are constants of it; nothing else is changed."""
    with pointed_at(bankid, monkeypatch, bankid.rp_certificate, bankid.rp_key) as client:
        yield client


@contextmanager
def pointed_at(
    service: BankIdService, monkeypatch: pytest.MonkeyPatch, certificate: Path, key: Path
) -> Iterator[BankIDClient]:
    monkeypatch.setattr("bankid.baseclient.resolve_cert_path", lambda _name: str(service.ca_file))
    client = BankIDClient((str(certificate), str(key)), test_server=True)
    for name, call in _CALLS.items():
        setattr(client, name, urljoin(f"{service.url}/", call))
    with client.client:  # its HTTP client, which it leaves to others to close
        yield client


@pytest.fixture
def anna(phone: TestPhone) -> TestPhone:
    """Return a phone with Anna's BankID."""
    phone.activate("anna", "bankid")
    return phone


def test_an_authentication_from_the_qr_code_to_the_person(
    library: BankIDClient, anna: TestPhone, cosmic: LoginBench
) -> None:
    order = library.authenticate("192.0.2.1", user_visible_data="Logga in på Testtjänsten")
    assert library.collect(order["orderRef"])["hintCode"] == "outstandingTransaction"
    # The library counts the seconds itself, from the moment of the answer.
    qr = library.generate_qr_code_content(
        order["qrStartToken"], SystemClock().now().timestamp(), order["qrStartSecret"]
    )
    asked = anna.scan(qr)  # as a picture, by zxing-cpp
    assert (asked.relying_party, asked.text) == ("Testtjänsten", "Logga in på Testtjänsten")
    assert library.collect(order["orderRef"])["hintCode"] == "userSign"
    anna.confirm()
    done = library.collect(order["orderRef"])
    assert done["status"] == "complete"
    data = done["completionData"]
    person = cosmic.world.directory.persons["anna"]
    assert data["user"] == {
        "personalNumber": person.personal_number,
        "name": person.name,
        "givenName": person.given_name,
        "surname": person.family_name,
    }
    assert data["device"]["ipAddress"] == "127.0.0.1"
    answer = ocsp.load_der_ocsp_response(base64.b64decode(data["ocspResponse"]))
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    with pytest.raises(InvalidParametersError, match="No such order"):
        library.collect(order["orderRef"])
    assert cosmic.audit()[-1].event == "order.ended"


def test_a_signature_declined(library: BankIDClient, anna: TestPhone) -> None:
    order = library.sign("192.0.2.1", "Jag godkänner", user_non_visible_data="kontrakt 17")
    now = SystemClock().now().timestamp()
    anna.scan(library.generate_qr_code_content(order["qrStartToken"], now, order["qrStartSecret"]))
    anna.decline()
    assert library.collect(order["orderRef"]) == {
        "orderRef": order["orderRef"],
        "status": "failed",
        "hintCode": "userCancel",
    }


def test_over_the_telephone(library: BankIDClient, anna: TestPhone, cosmic: LoginBench) -> None:
    number = cosmic.world.directory.persons["anna"].personal_number
    order = library.phone_authenticate(number, "RP")
    assert set(order) == {"orderRef"}
    with pytest.raises(AlreadyInProgressError):
        library.phone_sign(number, "user", "Jag godkänner")
    order = library.phone_sign(number, "user", "Jag godkänner")
    assert library.collect(order["orderRef"])["hintCode"] == "noClient"
    (waiting,) = anna.waiting("bankid")
    assert anna.open(waiting).call_initiator == "user"
    anna.confirm()
    assert library.collect(order["orderRef"])["status"] == "complete"


def test_cancelled(library: BankIDClient) -> None:
    order = library.authenticate("192.0.2.1")
    assert library.cancel(order["orderRef"]) is True
    with pytest.raises(InvalidParametersError, match="No such order"):
        library.collect(order["orderRef"])


def test_its_mistakes_are_told_as_it_knows_them(library: BankIDClient, bankid: BankIdService) -> None:
    with pytest.raises(InvalidParametersError) as caught:
        library.authenticate("not an address")
    assert caught.value.json == {"errorCode": "invalidParameters", "details": "endUserIp is not an IP address"}


def test_a_persons_certificate_is_no_relying_partys(
    cosmic: LoginBench, bankid: BankIdService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    card = SoftCard.issue(cosmic.world.pki, ManualClock(SystemClock().now()), NUMBER)
    certificate, key = tmp_path / "person.pem", tmp_path / "person-key.pem"
    certificate.write_bytes(card.certificate.public_bytes(Encoding.PEM))
    key.write_bytes(card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pointed_at(bankid, monkeypatch, certificate, key) as client, pytest.raises(UnauthorizedError):
        client.authenticate("192.0.2.1")
