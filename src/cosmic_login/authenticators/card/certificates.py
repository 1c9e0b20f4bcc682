"""Reads from a certificate what a person is shown, and picks the certificate for a login."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cosmic_login.cards.idprime import CardCertificate
from cosmic_login.core.failures import CardOf, LoginFailure
from cosmic_login.core.identity import TRAINING
from cosmic_login.core.prompts import CertificateFacts

_DATED = frozenset({"certificate.expired", "certificate.not_yet_valid"})


@dataclass(frozen=True)
class Holder:
    """Whose card it is, as its certificate says. ``serial_number`` is an HSA-id or a personal number."""

    name: str
    organisation: str
    serial_number: str


def holder_of(certificate: CardCertificate) -> Holder:
    """Parse the subject (RFC 5280, section 4.1.2.6). Raises ``certificate.malformed``."""
    from cryptography import x509  # noqa: PLC0415 - after the first paint
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    try:
        subject = x509.load_der_x509_certificate(certificate.der).subject

        def first(oid: x509.ObjectIdentifier) -> str:
            values = subject.get_attributes_for_oid(oid)
            return str(values[0].value) if values else ""

        return Holder(first(NameOID.COMMON_NAME), first(NameOID.ORGANIZATION_NAME), first(NameOID.SERIAL_NUMBER))
    except (ValueError, TypeError) as error:
        raise LoginFailure("certificate.malformed", type(error).__name__) from None


def facts_of(certificate: CardCertificate) -> CertificateFacts:
    """Return what a person is shown of a certificate before it is used (R16). Raises ``certificate.malformed``."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    holder = holder_of(certificate)
    try:
        parsed = x509.load_der_x509_certificate(certificate.der)
        issuer = parsed.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        return CertificateFacts(
            holder=holder.name,
            organisation=holder.organisation,
            serial_number=holder.serial_number,
            issuer=str(issuer[0].value) if issuer else parsed.issuer.rfc4514_string(),
            valid_from=parsed.not_valid_before_utc,
            valid_until=parsed.not_valid_after_utc,
        )
    except (ValueError, TypeError) as error:
        raise LoginFailure("certificate.malformed", type(error).__name__) from None


@contextlib.contextmanager
def told_whose(certificate: CardCertificate) -> Iterator[None]:
    """Tell a card that is not of the training, such as a real SITHS card, from one that is forged.

    The IdP calls both ``certificate.untrusted``; a card whose issuer does not even have a name of the training's is
    ``card.not_training``, with whose it is. Of one that has run out, or is not valid yet, the day is told.
    """
    try:
        yield
    except LoginFailure as failure:
        if failure.code in _DATED:
            dated = facts_of(certificate)
            moment = dated.valid_until if failure.code == "certificate.expired" else dated.valid_from
            raise LoginFailure(failure.code, failure.detail, hint=failure.hint, moment=moment) from None
        facts = facts_of(certificate) if failure.code == "certificate.untrusted" else None
        if facts is None or TRAINING in facts.issuer:
            raise
        whose = CardOf(facts.holder, facts.issuer)
        raise LoginFailure("card.not_training", f"issued by {facts.issuer}", whose=whose) from None


def preferred(certificates: Sequence[CardCertificate], kind: Literal["person", "hsa"] = "person") -> CardCertificate:
    """Return the certificate to log in with: of this kind, or else another.

    The app takes the personal-number one: with it the IdP can offer every service ID the person has (R10). MD takes
    the HSA-id one. Raises ``card.no_certificate``; a damaged certificate counts only when there is no other.
    """
    usable = [certificate for certificate in certificates if certificate.usage == "authenticate"]
    if not usable:
        raise LoginFailure("card.no_certificate")
    readable: list[tuple[bool, CardCertificate]] = []
    damaged: LoginFailure | None = None
    for certificate in usable:
        try:
            personal = re.fullmatch(r"\d{12}", holder_of(certificate).serial_number) is not None
            readable.append((personal is (kind == "person"), certificate))
        except LoginFailure as failure:
            damaged = failure
    if not readable and damaged is not None:
        raise damaged
    return max(readable, key=lambda pair: pair[0])[1]
