"""What the tests of the IdP hold in their hands: people, a card made of software, and a client that speaks HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from cosmic_login.audit.record import AuditRecord
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import Organisation, Person
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.profiles import PersonRequest

REGION, OTHER = "TSTNMT2321000057-A001", "TSTNMT2321000057-B001"
ANNA, BERTIL, CECILIA, NOBODY = "199001132399", "198307189285", "199001262386", "196801029288"
ANNA_HSA = "TSTNMT2321000057-1001"
BERTIL_HSA = ("TSTNMT2321000057-2001", "TSTNMT2321000057-2002", "TSTNMT2321000057-2003")


def _service_id(hsa_id: str, *, own: bool = True, title: str = "Sjuksköterska") -> ServiceId:
    name, number = ("Region Exempel", REGION) if own else ("Kommunen Exempel", OTHER)
    return ServiceId(hsa_id, name, number, title, own_region=own)


def some_people() -> Directory:
    """Three people: one service ID, three of them, none."""
    service_ids = {
        "anna": (_service_id(ANNA_HSA),),
        "bertil": (
            _service_id(BERTIL_HSA[0], own=False),
            _service_id(BERTIL_HSA[1]),
            _service_id(BERTIL_HSA[2], own=False),
        ),
        "cecilia": (),
    }
    persons = (
        Person("anna", ANNA, "Anna", "Testsson", service_ids["anna"], ()),
        Person("bertil", BERTIL, "Bertil", "Testberg", service_ids["bertil"], ()),
        Person("cecilia", CECILIA, "Cecilia", "Testlund", service_ids["cecilia"], ()),
    )
    organisations = (
        Organisation(OTHER, "Kommunen Exempel"),
        Organisation(REGION, "Region Exempel", own_region=True),
    )
    return Directory({each.organisation_id: each for each in organisations}, {each.key: each for each in persons})


Alg = Literal["RS256", "PS256", "ES256"]
_RSA: list[rsa.RSAPrivateKey] = []


def _rsa_key() -> rsa.RSAPrivateKey:
    """One RSA key for all cards of the run: making one takes long and nothing here depends on it."""
    if not _RSA:
        _RSA.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return _RSA[0]


@dataclass(frozen=True)
class SoftCard:
    """A private key and its certificate."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def issue(
        cls,
        pki: TrainingPki,
        clock: ManualClock,
        number: str = ANNA,
        *,
        kind: Literal["hsa", "person", "mobile", "bankid"] = "person",
        loa: int = 3,
        card_number: str = "9752278900000000001",
        usage: Literal["authenticate", "sign"] = "authenticate",
        ec_key: bool = True,
        valid_from: timedelta = timedelta(days=-30),
        valid_to: timedelta = timedelta(days=700),
        foreign: bool = False,
    ) -> SoftCard:
        key = ec.generate_private_key(ec.SECP256R1()) if ec_key else _rsa_key()
        request = PersonRequest(
            common_name="Anna Testsson",
            given_name="Anna",
            family_name="Testsson",
            organisation="Region Exempel",
            serial_number=number,
            kind=kind,
            loa=loa,
            card_number=card_number,
            usage=usage,
            not_before=clock.now() + valid_from,
            not_after=clock.now() + valid_to,
            foreign=foreign,
        )
        return cls(key, pki.issue_person(request, key.public_key()))

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def jws(self, payload: bytes, alg: Alg | None = None, **header: object) -> str:
        alg = alg or ("ES256" if isinstance(self.key, ec.EllipticCurvePrivateKey) else "RS256")
        head = {"alg": alg, "typ": "siths-auth+jws", "x5c": [base64.b64encode(self.der).decode()], **header}
        signed = f"{b64(json.dumps(head).encode())}.{b64(payload)}"
        return f"{signed}.{b64(self._sign(signed.encode(), alg))}"

    def _sign(self, data: bytes, alg: Alg) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        if alg == "PS256":
            return self.key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def about(row: AuditRecord) -> dict[str, str]:
    """Return what a row tells beside its columns, but for the request that led to it."""
    return {name: value for name, value in row.extra.items() if name != "request"}


def code_of(response: httpx2.Response) -> str:
    """Return the failure code of an error answer, in either of the two shapes."""
    failure = response.json().get("failure", "")
    return str(failure["code"] if isinstance(failure, dict) else failure)


@dataclass
class Login:
    """One native login under way."""

    http: httpx2.Client
    urls: dict[str, Any]
    verifier: str
    nonce: str
    auth_session: str
    auto_start_token: str
    app_session: str = ""

    def look(self, service_id: str = "") -> httpx2.Response:
        form = {"auth_session": self.auth_session} | ({"service_id": service_id} if service_id else {})
        return self.http.post(self.urls["authorization_challenge_endpoint"], data=form)

    def hint(self) -> str:
        answer = self.look().json()
        assert answer["error"] == "insufficient_authorization", answer
        assert answer["auth_session"] == self.auth_session
        return str(answer["login"]["hint_code"])

    def cancel(self, reason: str) -> httpx2.Response:
        form = {"auth_session": self.auth_session, "reason": reason}
        return self.http.post(self.urls["authorization_challenge_cancel_endpoint"], data=form)

    def app(self, call: str, **members: object) -> httpx2.Response:
        body = members if call == "start" else {"app_session": self.app_session, **members}
        return self.http.post(f"{self.urls['siths_app_endpoint']}/{call}", json=body)

    def start(self) -> httpx2.Response:
        answer = self.app("start", auto_start_token=self.auto_start_token)
        if answer.status_code == 200:
            self.app_session = answer.json()["app_session"]
        return answer

    def show(self, card: SoftCard) -> httpx2.Response:
        return self.app("certificate", certificate=base64.b64encode(card.der).decode())

    def challenge(self, card: SoftCard) -> bytes:
        """Start, show a card, register it when asked, and return the challenge to sign."""
        assert self.start().status_code == 200
        shown = self.show(card)
        assert shown.status_code == 200, shown.text
        answer = shown.json()
        if not answer["registered"]:
            jws = card.jws(unb64(answer["registration_challenge"]))
            assert self.app("register", jws=jws).json() == {"registered": True}
        return unb64(answer["challenge"])

    def authenticate(self, card: SoftCard, alg: Alg | None = None) -> None:
        answer = self.app("complete", jws=card.jws(self.challenge(card), alg))
        assert answer.json() == {"status": "complete"}, answer.text

    def code(self, service_id: str = "") -> str:
        answer = self.look(service_id)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["authorization_code"])

    def redeem(self, code: str, **changed: str) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "cosmic",
            "code_verifier": self.verifier,
        } | changed
        return self.http.post(self.urls["token_endpoint"], data=form)

    def tokens(self, card: SoftCard, service_id: str = "") -> dict[str, Any]:
        self.authenticate(card)
        answer = self.redeem(self.code(service_id))
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@dataclass(frozen=True)
class Client:
    """A native client."""

    http: httpx2.Client
    urls: dict[str, Any]

    def first_request(self, **changed: str) -> tuple[dict[str, str], str]:
        verifier = secrets.token_urlsafe(48)
        form = {
            "client_id": "cosmic",
            "scope": "openid",
            "code_challenge": b64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "nonce": secrets.token_urlsafe(24),
            "login_method": "siths-this-device",
        } | changed
        return {name: value for name, value in form.items() if value}, verifier

    def begin_md(self, **changed: str) -> Login:
        """Begin a login that TLS with the card's key completes."""
        return self.begin("userSign", login_method="siths-md", **changed)

    def begin(self, hint: str = "outstandingTransaction", **changed: str) -> Login:
        form, verifier = self.first_request(**changed)
        response = self.http.post(self.urls["authorization_challenge_endpoint"], data=form)
        answer = response.json()
        assert response.status_code == 400, answer
        assert answer["error"] == "insufficient_authorization", answer
        login = answer["login"]
        assert (login["status"], login["hint_code"]) == ("pending", hint)
        return Login(self.http, self.urls, verifier, form["nonce"], answer["auth_session"], login["auto_start_token"])


@contextmanager
def client_of(base_url: str) -> Iterator[Client]:
    # Plain HTTP: no need to load the list of CAs, which takes longer than most tests.
    with httpx2.Client(trust_env=False, verify=False, base_url=base_url) as http:
        yield Client(http, http.get("/.well-known/openid-configuration").json())


def at(clock: ManualClock, seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)
