"""What is wrong with answers to systems when that was ordered (``core.answer_faults``); nothing is, without a fault."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.faults import Fault
from cosmic_login.idp.saml.answers import Reply, Statement
from cosmic_login.idp.saml.identity import SamlIdentities
from cosmic_login.idp.saml.writing import SigningIdentity
from cosmic_login.idp.store.base import Transaction

#: Another system than any, and another identity provider.
OTHER_AUDIENCE, OTHER_ISSUER = "https://another-system.cosmic-login.test", "https://another-issuer.cosmic-login.test"
#: How long ago an answer ended that is too old.
_TOO_OLD: Final = timedelta(hours=1)
_LEVEL: Final = CLAIMS["acr"].uri


@dataclass(frozen=True)
class AnswerDraft:
    """An answer before it is written. ``too_low`` is a level of assurance (URI) that the system does not want."""

    reply: Reply
    said: Statement
    too_low: str


def altered(fault: Fault | None, told: AnswerDraft) -> AnswerDraft:
    """Return the answer with what is wrong with it."""
    return _ALTERED[fault.name](told) if fault is not None and fault.name in _ALTERED else told


def signer(fault: Fault | None, identities: SamlIdentities, work: Transaction, at: datetime) -> SigningIdentity | None:
    """Return what signs the answer; None: nothing does."""
    name = fault.name if fault is not None else ""
    if name == "unsigned":
        return None
    if name == "foreign-key":
        return _stranger(at)
    return identities.aside(work) if name == "key-rotated" else identities.signing(work)


def _audience(told: AnswerDraft) -> AnswerDraft:
    return replace(told, said=replace(told.said, audiences=(OTHER_AUDIENCE,)))


def _issuer(told: AnswerDraft) -> AnswerDraft:
    return replace(told, reply=replace(told.reply, issuer=OTHER_ISSUER))


def _ended(told: AnswerDraft) -> AnswerDraft:
    """Return an answer that was right long ago: everything in it is as far back as its end."""
    back = told.said.until - told.reply.at + _TOO_OLD
    said = replace(told.said, until=told.said.until - back, authenticated=told.said.authenticated - back)
    return replace(told, reply=replace(told.reply, at=told.reply.at - back), said=said)


def _request(told: AnswerDraft) -> AnswerDraft:
    return replace(told, reply=replace(told.reply, number="_" + secrets.token_hex(20)))


def _level(told: AnswerDraft) -> AnswerDraft:
    attributes = {name: [told.too_low] if name == _LEVEL else values for name, values in told.said.attributes.items()}
    return replace(told, said=replace(told.said, context=told.too_low, attributes=attributes))


_ALTERED: Final[Mapping[str, Callable[[AnswerDraft], AnswerDraft]]] = {
    "wrong-audience": _audience,
    "wrong-issuer": _issuer,
    "expired": _ended,
    "other-request": _request,
    "loa-too-low": _level,
}


def _stranger(at: datetime) -> SigningIdentity:
    """Return a key that nobody was shown, with a certificate of its own making that goes along with the answer."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TRAINING stranger")])
    day = timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), at - day, at + day)
    return SigningIdentity(key, made.sign(key, hashes.SHA256()))
