"""A relying party and a phone's app, as programs that know nothing of each other but the service."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.kit import SoftCard, unb64

IP = "192.0.2.1"
TEXT = base64.b64encode("Hej på dig".encode()).decode()

Chain = list[x509.Certificate]


def tls(
    pki: TrainingPki, folder: Path, shown: tuple[Chain, ec.EllipticCurvePrivateKey] | None = None
) -> ssl.SSLContext:
    """Return a client's context: trusts our roots, shows a certificate if there is one."""
    roots = "".join(root.public_bytes(Encoding.PEM).decode() for root in pki.roots())
    context = ssl.create_default_context(cadata=roots)
    if shown is not None:
        chain, key = shown
        file = folder / f"client-{chain[0].serial_number}.pem"
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
        file.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context.load_cert_chain(file)
    return context


@dataclass(frozen=True)
class Rp:
    """A relying party of one of the two interfaces."""

    http: httpx2.Client
    base: str

    def post(self, call: str, body: object) -> httpx2.Response:
        return self.http.post(f"{self.base}/{call}", json=body)

    def raw(self, call: str, content: bytes, media_type: str = "application/json") -> httpx2.Response:
        return self.http.post(f"{self.base}/{call}", content=content, headers={"Content-Type": media_type})

    def order(self, call: str = "auth", **members: object) -> dict[str, str]:
        answer = self.post(call, {"endUserIp": IP, **members} if "/" not in call else members)
        assert answer.status_code == 200, answer.text
        made: dict[str, str] = answer.json()
        return made

    def collect(self, order: dict[str, str]) -> dict[str, Any]:
        answer = self.post("collect", {"orderRef": order["orderRef"]})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["orderRef"] == order["orderRef"]
        return found

    def hint(self, order: dict[str, str]) -> tuple[str, str]:
        found = self.collect(order)
        assert set(found) == {"orderRef", "status", "hintCode"}
        return found["status"], found["hintCode"]


@contextmanager
def rp_of(base: str, context: ssl.SSLContext) -> Iterator[Rp]:
    with httpx2.Client(verify=context, trust_env=False) as http:
        yield Rp(http, base)


@dataclass
class PhoneApp:
    """An app with one identity, speaking to its face of the service."""

    issuer: str
    card: SoftCard
    face: str = "bankid"
    session: str = field(default="", repr=False)

    def call(self, name: str, **members: str) -> httpx2.Response:
        with httpx2.Client(trust_env=False, verify=False) as http:  # plain HTTP
            return http.post(f"{self.issuer}/{self.face}/{name}", json=members)

    def _done(self, name: str, **members: str) -> dict[str, Any]:
        answer = self.call(name, **members)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def scan(self, qr: str) -> dict[str, Any]:
        return self._taken(self._done("scan", qr=qr))

    def start(self, auto_start_token: str) -> dict[str, Any]:
        return self._taken(self._done("start", auto_start_token=auto_start_token))

    def _taken(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.session = asked["app_session"]
        return asked

    def show(self) -> bytes:
        """Show the certificate, register a card that is new; return what to sign."""
        shown = self._done(
            "certificate", app_session=self.session, certificate=base64.b64encode(self.card.der).decode()
        )
        if not shown["registered"]:
            jws = self.card.jws(unb64(shown["registration_challenge"]))
            self._done("register", app_session=self.session, jws=jws)
        return unb64(shown["challenge"])

    def confirm(self, challenge: bytes) -> None:
        """Sign, as after the right code."""
        self._done("complete", app_session=self.session, jws=self.card.jws(challenge))

    def complete(self, auto_start_token: str) -> None:
        self.start(auto_start_token)
        self.confirm(self.show())

    def decline(self, reason: str = "order.declined", hint: str = "") -> None:
        members = {"app_session": self.session, "reason": reason} | ({"hint": hint} if hint else {})
        self._done("cancel", **members)

    def progress(self, hint: str) -> None:
        self._done("progress", app_session=self.session, hint=hint)
