"""The door for client certificates, met by a client that we did not write: each certificate gets its own answer."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS
from .kit import ANNA, ANNA_HSA, Client, Login, SoftCard, client_of, some_people

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
NOW = SystemClock().now().replace(microsecond=0)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the machine's own time, which is the time of its TLS."""
    return ManualClock(NOW)


@pytest.fixture
def client(profile: Profile, pki: TrainingPki, clock: ManualClock) -> Iterator[Client]:
    people, settings = some_people(), SETTINGS
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=people, settings=settings) as idp,
        client_of(idp.base_url) as made,
    ):
        yield made


@pytest.fixture
def ca_file(pki: TrainingPki, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots()))
    return file


class Caller:
    """Speaks TLS with a certificate and key from a file, as curl would."""

    def __init__(self, ca_file: Path, card: SoftCard | None, version: ssl.TLSVersion) -> None:
        self.context = ssl.create_default_context(cafile=str(ca_file))
        self.context.maximum_version = version
        if card is not None:
            file = ca_file.parent / "client.pem"
            key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            file.write_bytes(card.certificate.public_bytes(Encoding.PEM) + key)
            self.context.load_cert_chain(file)

    def post(self, login: Login, **body: str) -> httpx2.Response:
        sent = body or {"auto_start_token": login.auto_start_token}
        return httpx2.post(f"{login.urls['mtls_endpoint']}/md", json=sent, verify=self.context, trust_env=False)

    def alert(self, login: Login) -> str:
        """Return the alert by which the server ends the connection."""
        address = httpx2.URL(str(login.urls["mtls_endpoint"]))
        with (  # noqa: PT012 - the alert comes with the handshake, or with what follows it
            socket.create_connection((address.host, address.port or 443), 10) as plain,
            pytest.raises(ssl.SSLError) as caught,
            self.context.wrap_socket(plain, server_hostname=address.host) as tls,
        ):
            tls.sendall(b"POST /md HTTP/1.1\r\n")
            tls.recv(1)
        return str(caught.value.reason)


def answer(response: httpx2.Response) -> tuple[int, str]:
    body: dict[str, Any] = response.json()
    return response.status_code, str(body.get("failure") or body.get("status"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["hsa", "person"])
@pytest.mark.parametrize("ec_key", [True, False])
def test_a_good_certificate_completes_the_order(
    client: Client,
    pki: TrainingPki,
    clock: ManualClock,
    ca_file: Path,
    version: ssl.TLSVersion,
    kind: Any,
    ec_key: bool,
) -> None:
    card = SoftCard.issue(pki, clock, ANNA_HSA if kind == "hsa" else ANNA, kind=kind, ec_key=ec_key)
    login = client.begin_md()
    assert login.hint() == "userSign"
    assert answer(Caller(ca_file, card, version).post(login)) == (200, "complete")
    assert login.redeem(login.code()).status_code == 200
    assert answer(Caller(ca_file, card, version).post(login)) == (404, "order.unknown"), "once is enough"


@pytest.mark.parametrize("version", VERSIONS)
def test_no_certificate_is_said_so(client: Client, ca_file: Path, version: ssl.TLSVersion) -> None:
    login = client.begin_md()
    assert answer(Caller(ca_file, None, version).post(login)) == (400, "certificate.missing")
    assert login.look().json()["failure"]["code"] == "certificate.missing"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"valid_to": timedelta(days=-1)}, "certificate.expired"),
        ({"valid_from": timedelta(days=1)}, "certificate.not_yet_valid"),
        ({"kind": "mobile"}, "certificate.wrong_use"),
        ({"revoked": True}, "certificate.revoked"),
    ],
)
def test_what_the_application_refuses_it_names(
    client: Client, pki: TrainingPki, clock: ManualClock, ca_file: Path, version: ssl.TLSVersion, what: Any, code: str
) -> None:
    card = SoftCard.issue(pki, clock, **{name: value for name, value in what.items() if name != "revoked"})
    if "revoked" in what:
        pki.revoke(card.certificate)
    login = client.begin_md()
    assert answer(Caller(ca_file, card, version).post(login)) == (400, code)
    assert login.look().json()["failure"]["code"] == code


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("what", "alert"),
    [
        ({"foreign": True}, "UNKNOWN_CA"),
        ({"usage": "sign"}, "UNSUPPORTED_CERTIFICATE"),
    ],
)
def test_what_openssl_refuses_it_tells_by_its_alert(
    client: Client, pki: TrainingPki, clock: ManualClock, ca_file: Path, version: ssl.TLSVersion, what: Any, alert: str
) -> None:
    card = SoftCard.issue(pki, clock, **what)
    login = client.begin_md()
    assert Caller(ca_file, card, version).alert(login).endswith(alert)
    assert login.hint() == "userSign", "the order is the client's to give up"


def test_an_order_of_another_way_is_not_completed_here(
    client: Client, pki: TrainingPki, clock: ManualClock, ca_file: Path
) -> None:
    login = client.begin()
    caller = Caller(ca_file, SoftCard.issue(pki, clock), VERSIONS[1])
    assert answer(caller.post(login)) == (404, "order.unknown")
    assert login.hint() == "outstandingTransaction"
    app = client.begin_md()
    assert replace(app).start().status_code == 404, "nor does the card app take up an order of this way"


@pytest.mark.parametrize("body", [{}, {"auto_start_token": ""}, {"auto_start_token": "x", "more": "y"}])
def test_what_is_not_of_the_protocol_is_refused(client: Client, ca_file: Path, body: dict[str, str]) -> None:
    url = f"{client.urls['mtls_endpoint']}/md"
    context = Caller(ca_file, None, VERSIONS[1]).context
    response = httpx2.post(url, content=json.dumps(body), headers={"content-type": "application/json"}, verify=context)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalidParameters")
    assert httpx2.get(url, verify=context).status_code == 405
    assert httpx2.post(f"{url}x", verify=context, json={}).status_code == 404
    assert httpx2.post(url, verify=context, json={}, headers={"host": "evil.example"}).status_code == 421


def test_a_full_disk_is_told_wherever_it_is_met(
    client: Client, ca_file: Path, card: SoftCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also before it was looked whether the door is open at all."""
    login = client.begin_md()

    def full(_outages: Outages, _target: str) -> str:
        raise LoginFailure("profile.full")

    monkeypatch.setattr(Outages, "closed", full)
    answer = Caller(ca_file, card, ssl.TLSVersion.TLSv1_3).post(login)
    assert (answer.status_code, answer.json()["failure"]) == (503, "profile.full")
