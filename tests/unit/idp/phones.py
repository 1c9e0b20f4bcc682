"""A phone made of software: a key for each identity, and an app that speaks HTTP as the real one does."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate

from .kit import ANNA, Client, SoftCard, b64, unb64


def es256(key: ec.EllipticCurvePrivateKey, header: dict[str, object], payload: bytes) -> str:
    """Return a compact JWS."""
    signed = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
    card = SoftCard(key, None)  # type: ignore[arg-type]  # only its way of signing is of use here
    return f"{signed}.{b64(card._sign(signed.encode(), 'ES256'))}"


@dataclass(frozen=True)
class Control:
    """The control API, with the token that lies in the profile."""

    http: httpx2.Client
    token: str

    @classmethod
    def of(cls, client: Client, profile_root: Path) -> Control:
        return cls(client.http, (profile_root / "control-token").read_text())

    def post(self, call: str, **members: object) -> httpx2.Response:
        return self.http.post(f"/control/{call}", json=members, headers={"Authorization": f"Bearer {self.token}"})

    def activation(self, person: str = ANNA, face: str = "siths") -> str:
        answer = self.post("activations", person=person, face=face)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["qr"])


@dataclass
class SoftPhone:
    """One app with one identity."""

    http: httpx2.Client
    face: str = "siths"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    certificate: bytes = b""
    device: str = ""
    device_token: str = ""
    app_session: str = ""

    @classmethod
    def of(cls, control: Control, person: str = ANNA, face: str = "siths", name: str = "Telefon") -> SoftPhone:
        """Return a phone with an identity of the person."""
        phone = cls(control.http, face)
        answer = phone.activate(control.activation(person, face), name)
        assert answer.status_code == 200, answer.text
        return phone

    def call(self, call: str, **members: object) -> httpx2.Response:
        return self.http.post(f"/{self.face}/{call}", json=members)

    def activate(self, text: str, name: str = "Telefon", **changed: object) -> httpx2.Response:
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        members = {
            "activation": text,
            "public_key": base64.b64encode(public).decode(),
            "proof": es256(self.key, {"alg": "ES256", "typ": "activation+jws"}, text.encode()),
            "device_name": name,
        } | changed
        answer = self.call("activate", **members)
        if answer.status_code == 200:
            body = answer.json()
            self.certificate = base64.b64decode(body["certificate"])
            self.device, self.device_token = body["device"], body["device_token"]
        return answer

    def scan(self, text: str) -> httpx2.Response:
        return self._taken(self.call("scan", qr=text))

    def start(self, token: str) -> httpx2.Response:
        return self._taken(self.call("start", auto_start_token=token))

    def _taken(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.status_code == 200:
            self.app_session = answer.json()["app_session"]
        return answer

    def show(self) -> httpx2.Response:
        shown = base64.b64encode(self.certificate).decode()
        return self.call("certificate", app_session=self.app_session, certificate=shown)

    def challenge(self) -> bytes:
        answer = self.show()
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        assert body["registered"] is True
        assert "registration_challenge" not in body
        return unb64(body["challenge"])

    def sign(self, challenge: bytes) -> httpx2.Response:
        jws = SoftCard(self.key, load_der_x509_certificate(self.certificate)).jws(challenge)
        return self.call("complete", app_session=self.app_session, jws=jws)

    def confirm(self) -> None:
        """Type the right code."""
        answer = self.sign(self.challenge())
        assert answer.json() == {"status": "complete"}, answer.text

    def cancel(self, reason: str, **more: str) -> httpx2.Response:
        return self.call("cancel", app_session=self.app_session, reason=reason, **more)
