"""Revocation lists (RFC 5280, section 5): making the next one from the last, and finding faults in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cosmic_login.pki.ca import Authority

#: How long a list stands, and how long before its end the next one is made.
LIFETIME = timedelta(days=7)
RENEW_BEFORE = timedelta(days=3)
#: Clocks of two processes may differ a little; a list from further ahead was made by a clock that was wrong.
FUTURE_TOLERANCE = timedelta(minutes=10)

#: Extensions of a list that may be critical. Those of entries may not: they change whom an entry is about.
_KNOWN_CRITICAL = frozenset({x509.CRLNumber.oid, x509.AuthorityKeyIdentifier.oid})


@dataclass(frozen=True)
class Revocation:
    """One certificate to revoke."""

    serial: int
    at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


def next_list(
    authority: Authority,
    previous: x509.CertificateRevocationList | None,
    now: datetime,
    add: Iterable[Revocation] = (),
) -> x509.CertificateRevocationList:
    """Make the list that follows ``previous``: its entries, those in ``add``, and the next number."""
    builder = _begun(authority, 1 if previous is None else number(previous) + 1, now)
    for entry in previous or ():
        builder = builder.add_revoked_certificate(entry)
    for revocation in add:
        if previous is None or previous.get_revoked_certificate_by_serial_number(revocation.serial) is None:
            builder = builder.add_revoked_certificate(_entry(revocation))
    return builder.sign(authority.key, hashes.SHA384())


def list_again(
    authority: Authority,
    current: x509.CertificateRevocationList,
    entries: x509.CertificateRevocationList,
    now: datetime,
) -> x509.CertificateRevocationList:
    """Make the list that follows ``current`` and has the entries of another one, which was current once."""
    builder = _begun(authority, number(current) + 1, now)
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key, hashes.SHA384())


def _begun(authority: Authority, number: int, now: datetime) -> x509.CertificateRevocationListBuilder:
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now)
        .next_update(now + LIFETIME)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )


def _entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(revocation.serial).revocation_date(revocation.at)
    if revocation.reason is not x509.ReasonFlags.unspecified:  # RFC 5280 5.3.1: unspecified is left out
        builder = builder.add_extension(x509.CRLReason(revocation.reason), critical=False)
    return builder.build()


def revocation_of(entry: x509.RevokedCertificate) -> Revocation:
    """Return what an entry of a list says."""
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    return Revocation(entry.serial_number, entry.revocation_date_utc, reason)


def number(crl: x509.CertificateRevocationList) -> int:
    """Return the list's number; 0 when it has none."""
    try:
        return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return 0


def is_fresh(crl: x509.CertificateRevocationList, now: datetime) -> bool:
    """Whether the list need not be made anew yet."""
    end = crl.next_update_utc
    return end is not None and end - now > RENEW_BEFORE and crl.last_update_utc <= now + FUTURE_TOLERANCE


def problem(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> str:
    """Say why the list is no list of ``issuer`` that we understand; empty when it is. Does not look at the time."""
    if crl.issuer != issuer.subject:
        return "the list has another issuer"
    key = issuer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) or not crl.is_signature_valid(key):
        return "the list's signature is not its issuer's"
    try:
        unknown = [e.oid for e in crl.extensions if e.critical and e.oid not in _KNOWN_CRITICAL]
        unknown += [e.oid for entry in crl for e in entry.extensions if e.critical]
    except (ValueError, x509.DuplicateExtension) as error:
        return f"the list cannot be read: {error}"
    if unknown:  # partitioned, indirect and delta lists announce themselves so
        return f"the list has a critical extension we do not know: {unknown[0].dotted_string}"
    return ""
