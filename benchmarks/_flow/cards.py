"""Cards of the shipped people with keys that the load signs with: what a card computes is never the server's work."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from cosmic_login.core.clock import SystemClock
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import CardSpec, Person
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.profiles import PersonRequest
from cosmic_login.profile import Profile


@dataclass(frozen=True)
class LoadCard:
    """A key, and its certificate (base64 DER)."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: str

    def jws(self, challenge: str) -> str:
        """Sign a challenge (base64url)."""
        alg = "RS256" if isinstance(self.key, rsa.RSAPrivateKey) else "ES256"
        head = {"alg": alg, "typ": "siths-auth+jws", "x5c": [self.certificate]}
        signed = f"{b64(json.dumps(head).encode())}.{challenge}"
        return f"{signed}.{b64(self._signature(signed.encode()))}"

    def _signature(self, signed: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.key.sign(signed, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cards(profile: Profile, count: int) -> list[LoadCard]:
    """Issue cards by the profile's PKI to people with one service ID, so that nobody has to choose; no two alike."""
    pki = TrainingPki.open(profile, SystemClock())
    people = [
        (person, card)
        for person in Directory.load().persons.values()
        for card in person.cards[:1]
        if len(person.service_ids) == 1 and card.registered and not card.reserve
    ]
    assert len(people) >= count, "more at once than there are people"
    return [
        issued(pki, person, card, rsa.generate_private_key(public_exponent=65537, key_size=2048))  # as most have
        for person, card in people[:count]
    ]


def issued(
    pki: TrainingPki, person: Person, card: CardSpec, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
) -> LoadCard:
    """Issue a certificate for a key to the first service ID of a person."""
    now = SystemClock().now()
    request = PersonRequest(
        common_name=person.name,
        given_name=person.given_name,
        family_name=person.family_name,
        organisation=person.service_ids[0].organisation,
        serial_number=person.personal_number,
        kind="person",
        loa=3,
        card_number=card.number,
        usage="authenticate",
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=100),
    )
    der = pki.issue_person(request, key.public_key()).public_bytes(serialization.Encoding.DER)
    return LoadCard(key, base64.b64encode(der).decode())
