"""A certificate authority: its record, how it is made, and how it signs.

CA keys are EC P-384: made in well under a millisecond where RSA 4096 takes seconds, so that the first start is not
felt (docs/adr/0003).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from cosmic_login.pki.profiles import (
    ROLES,
    ROOT,
    Extension,
    PublicKey,
    Role,
    authority_extensions,
    key_identifiers,
    pointers,
)

#: A new CA's validity begins this far back: cards that expired long ago need a CA that was there when they began.
HISTORY = timedelta(days=6 * 365)
#: How far ahead a CA is valid, and how much must be left or the next generation is made. What is left always covers
#: the longest card (``LONGEST_LEAF``), and a root's rest always covers a new issuing CA.
LIFETIME = {True: timedelta(days=40 * 365), False: timedelta(days=18 * 365)}
RENEW_BEFORE = {True: timedelta(days=20 * 365), False: timedelta(days=11 * 365)}
LONGEST_LEAF = timedelta(days=10 * 365)


@dataclass(frozen=True)
class Authority:
    """A CA: its place in the tree (a key of ``profiles.ROLES``), its generation, certificate and key.

    ``listed`` tells that its first revocation list has been on disk.
    """

    role: str
    generation: int
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    listed: bool = False

    @property
    def slug(self) -> str:
        """The name of its files, such as ``hsa3-v1``."""
        return f"{self.role}-v{self.generation}"

    @property
    def is_root(self) -> bool:
        """Whether it is a root."""
        return self.role == ROOT.key

    def serves(self, now: datetime) -> bool:
        """Whether new certificates may be issued by it: begun, and not near its end."""
        begun = self.certificate.not_valid_before_utc <= now
        return begun and self.certificate.not_valid_after_utc - now >= RENEW_BEFORE[self.is_root]

    def expired(self, now: datetime) -> bool:
        """Whether its certificate has run out."""
        return now > self.certificate.not_valid_after_utc

    def sign(
        self,
        subject: x509.Name,
        public_key: PublicKey,
        validity: tuple[datetime, datetime],
        extensions: Iterable[Extension],
    ) -> x509.Certificate:
        """Issue a certificate with identifiers and pointers to this CA added."""
        extensions = [*extensions, *key_identifiers(public_key, self.key.public_key()), *pointers(self.slug)]
        return _build(
            subject, self.certificate.subject, public_key, validity=validity, extensions=extensions, signer=self.key
        )


def make_authority(role: Role, generation: int, parent: Authority | None, now: datetime) -> Authority:
    """Make a new CA under ``parent``, or a root when there is none."""
    key = ec.generate_private_key(ec.SECP384R1())
    subject = role.subject(generation)
    validity = (now - HISTORY, now + LIFETIME[parent is None])
    extensions = authority_extensions(role)
    if parent is not None:
        certificate = parent.sign(subject, key.public_key(), validity, extensions)
    else:
        extensions += key_identifiers(key.public_key(), key.public_key())
        certificate = _build(subject, subject, key.public_key(), validity=validity, extensions=extensions, signer=key)
    return Authority(role.key, generation, certificate, key)


def look_alike(authority: Authority, now: datetime) -> Authority:
    """Make a CA of the same names as ``authority`` with keys of its own, under a root nobody trusts."""
    root = make_authority(ROOT, authority.generation, None, now)
    return make_authority(ROLES[authority.role], authority.generation, root, now)


def _build(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: PublicKey,
    *,
    validity: tuple[datetime, datetime],
    extensions: Iterable[Extension],
    signer: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    return builder.sign(signer, hashes.SHA384())
