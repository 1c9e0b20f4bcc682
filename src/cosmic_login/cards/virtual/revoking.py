"""Certificates of virtual cards on the revocation lists of their CAs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography import x509

from cosmic_login.cards.virtual.state import CardState
from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cosmic_login.pki.authority import TrainingPki


#: Gives the PKI; it is opened for cards that have certificates of it, and for no others.
Authority = Callable[[], "TrainingPki"]


def revoke(
    state: CardState, authority: Authority, reason: x509.ReasonFlags = x509.ReasonFlags.cessation_of_operation
) -> None:
    """Revoke a card's certificates; the lists have them when this returns."""
    for slot in state.slots:
        authority().revoke(x509.load_der_x509_certificate(slot.certificate), reason)


def is_revoked(state: CardState, authority: Authority) -> bool:
    """Ask the revocation list about the card's first certificate."""
    if state.foreign or not state.slots:
        return False
    certificate = x509.load_der_x509_certificate(state.slots[0].certificate)
    try:
        revoked = authority().crl(certificate.issuer)
    except LoginFailure as failure:
        if failure.code != "certificate.untrusted":
            raise
        return False  # a CA that is gone; the card gets new certificates when it is opened
    return revoked.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
