"""Evidence: what a complete order proves, kept as JSON in the store."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from cryptography import x509

    from cosmic_login.pki.validator import ValidationResult


@dataclass(frozen=True)
class Evidence:
    """The judged certificate and when its holder proved to have the card and its code (Unix seconds)."""

    at: int
    loa: int
    serial_number: str
    kind: str
    card_number: str
    policy_oid: str
    subject: str
    issuer: str
    until: int = 0  # when the certificate ends to be valid
    certificate: str = ""  # itself, base64 of DER; empty: proved before it was kept

    @classmethod
    def of(cls, judgement: ValidationResult, certificate: x509.Certificate, at: float) -> Evidence:
        """Take what later steps need of a judgement, and the certificate that was judged."""
        return cls(
            at=int(at),
            loa=judgement.loa,
            serial_number=judgement.serial_number,
            kind=judgement.kind,
            card_number=judgement.card_number,
            policy_oid=judgement.policy_oid,
            subject=judgement.subject,
            issuer=judgement.issuer,
            until=int(judgement.not_after.timestamp()),
            certificate=base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        )

    @classmethod
    def from_json(cls, text: str) -> Evidence:
        """Read what ``to_json`` wrote."""
        return _read(text)

    def to_json(self) -> str:
        """Return the evidence as JSON text."""
        return json.dumps(vars(self))


@lru_cache(maxsize=512)
def _read(text: str) -> Evidence:
    return Evidence(**json.loads(text))
