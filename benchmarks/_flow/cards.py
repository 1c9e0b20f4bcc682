"""Cards of the shipped people with keys that the load signs with: what a card computes is never the server's work."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cosmic_login.core.clock import SystemClock
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import CardSpec, Person
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.profiles import PersonRequest
from cosmic_login.profile import Profile


@dataclass(frozen=True)
class LoadCard:
    """An RSA key of 2048 bits, as most shipped cards have, and its certificate (base64 DER)."""

    key: rsa.RSAPrivateKey
    certificate: str

    def jws(self, challenge: str) -> str:
        """Sign a challenge (base64url)."""
        head = {"alg": "RS256", "typ": "siths-auth+jws", "x5c": [self.certificate]}
        signed = f"{b64(json.dumps(head).encode())}.{challenge}"
        return f"{signed}.{b64(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


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
    return [_issued(pki, person, card) for person, card in people[:count]]


def _issued(pki: TrainingPki, person: Person, card: CardSpec) -> LoadCard:
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=2048), SystemClock().now()
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
