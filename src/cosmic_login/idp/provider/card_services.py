"""What a holder may have done to their card on Mina sidor: activate it (R14), fetch the signing pair (R5)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from cosmic_login.directory.holder import card_request, main_service_id
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal, Transaction

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person

#: A card of this level is a reserve card.
_RESERVE_LOA = 2
_RSA_BITS = 2048
_BACKDATE = timedelta(minutes=5)


@dataclass(frozen=True)
class CardInHand:
    """The card that somebody has just logged in with. ``until`` is when it ends to be valid, in Unix seconds."""

    person: Person
    number: str
    loa: int
    until: int
    login: str = ""

    @property
    def reserve(self) -> bool:
        """Whether it is a reserve card."""
        return self.loa == _RESERVE_LOA


def card_active(services: IdpServices, work: Transaction, card: CardInHand) -> bool:
    """Tell whether a card may be used: a reserve card only when it was activated, here or by the directory's word."""
    if not card.reserve or not card.number or work.card_activated(card.number):
        return True
    return any(spec.activated and spec.number == card.number for spec in card.person.cards)


class CardServices:
    """Serves the card's holder. Each refusal is a ``Refusal``."""

    def __init__(self, services: IdpServices) -> None:
        self._services = services

    def state(self, card: CardInHand) -> dict[str, object]:
        """Return what Mina sidor shows of the card."""
        with self._services.store.transaction() as work:
            return {
                "card_number": card.number,
                "holder": card.person.name,
                "loa": card.loa,
                "reserve": card.reserve,
                "active": card_active(self._services, work, card),
                "valid_until": card.until,
            }

    def activate(self, card: CardInHand) -> None:
        """Activate a reserve card; an active one stays so. Raises ``Refusal`` ``card.not_reserve``."""
        if not card.reserve:
            raise Refusal("card.not_reserve", "an ordinary card")
        with self._services.store.transaction() as work:
            if card_active(self._services, work, card):
                return
            work.activate_card(card.number, card.person.personal_number, self._services.seconds())
            self._append("card.activated", card)

    def activate_for(self, person: Person, number: str) -> None:
        """Activate a reserve card in its holder's place, as the operator; an active one stays so."""
        with self._services.store.transaction() as work:
            if work.activate_card(number, person.personal_number, self._services.seconds()):
                self._services.audit.append(
                    "card.activated",
                    person=person.personal_number,
                    name=person.name,
                    loa=_RESERVE_LOA,
                    extra={"card": number, "by": "control"},
                )

    def certify(self, card: CardInHand, public_key: str) -> bytes:
        """Return the certificate (DER) for a signing key that was made in the card.

        ``public_key`` is base64 of DER SubjectPublicKeyInfo, RSA-2048 or P-256. Raises ``Refusal``
        ``signature.invalid`` for anything else.
        """
        key = _card_key(public_key)
        begins = self._services.clock.now().replace(microsecond=0) - _BACKDATE
        request = card_request(
            card.person,
            "hsa" if main_service_id(card.person) is not None else "person",
            "sign",
            loa=card.loa,
            card_number=card.number,
            validity=(begins, datetime.fromtimestamp(card.until, UTC)),
        )
        with self._services.store.transaction():
            certificate = self._services.pki.issue_person(request, key)
            self._append("card.signing_issued", card)
        return certificate.public_bytes(Encoding.DER)

    def _append(self, event: str, card: CardInHand) -> None:
        self._services.audit.append(
            event,
            login=card.login,
            person=card.person.personal_number,
            name=card.person.name,
            loa=card.loa,
            extra={"card": card.number},
        )


def _card_key(public_key: str) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(public_key.encode("ascii"), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise Refusal("signature.invalid", "the public key cannot be read") from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == _RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Refusal("signature.invalid", "the public key is not of a kind that cards have")
