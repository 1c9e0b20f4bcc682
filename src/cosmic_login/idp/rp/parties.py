"""Relying parties: known by the client certificate of their TLS connection.

TLS proves that the caller has the key of a certificate that leads to something we trust, and cuts off all others with
its own alert. What else TLS would cut off (no certificate, one that has run out, a person's) is let through the
handshake and refused here, with a reason that can be read.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cosmic_login.core.ca_file import load_cas
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.rp.errors import RpError
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.alerts import TellingConnection
from cosmic_login.idp.tls.identity import ServerIdentity, server_context
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.oids import NAME
from cosmic_login.pki.profiles import FUNCTION

#: X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl has no name for: ``Parties`` looks at the dates itself.
_NO_CHECK_TIME = 0x200000
_REMEMBERED = 256


@dataclass(frozen=True)
class RelyingParty:
    """Who asks. ``id`` is the same for every certificate of the same issuer and subject; ``name`` is for people."""

    id: str
    name: str


def asking(pki: TrainingPki, settings: IdpSettings, own: ServerIdentity) -> ssl.SSLContext:
    """Ask for a certificate; let in our own parties, and those of ``settings.bankid_trust`` (files of CAs, PEM).

    A file may also hold a party's own certificate. Raises ``ca_file.unusable``, naming the file that cannot be used.
    """
    context = server_context(own)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.sslobject_class = TellingConnection
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_CHECK_TIME)
    ours = [*pki.roots(), *pki.issuing()]
    context.load_verify_locations(cadata="".join(each.public_bytes(Encoding.PEM).decode() for each in ours))
    for file in settings.bankid_trust:
        load_cas(Path(file).expanduser(), "--bankid-trust", lambda pem: context.load_verify_locations(cadata=pem))
    return context


class Parties:
    """Judges the certificates of callers, each time anew: one that was revoked is out with its next call."""

    def __init__(self, pki: TrainingPki, clock: Clock) -> None:
        self._pki = pki
        self._clock = clock
        self._read: dict[bytes, tuple[x509.Certificate, RelyingParty, bool]] = {}

    def of(self, der: bytes | None) -> RelyingParty:
        """Return who shows this certificate. Raises ``RpError`` ``unauthorized``: 401 without one, else 403."""
        if der is None:
            raise RpError("unauthorized", "A client certificate is needed")
        try:
            certificate, party, for_clients = self._known(der)
            self._judge(certificate, for_clients=for_clients)
        except (LoginFailure, ValueError, TypeError, x509.DuplicateExtension) as error:
            if isinstance(error, LoginFailure) and not error.code.startswith("certificate."):
                raise  # trouble of our own
            why = error.detail if isinstance(error, LoginFailure) else "it cannot be read"
            raise RpError(
                "unauthorized", f"The client certificate is refused: {why}", status=HTTPStatus.FORBIDDEN
            ) from error
        return party

    def _known(self, der: bytes) -> tuple[x509.Certificate, RelyingParty, bool]:
        """Return what a certificate says, which stays the same."""
        found = self._read.get(der)
        if found is None:
            certificate = x509.load_der_x509_certificate(der)
            found = certificate, _party(certificate), _is_for_clients(certificate)
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[der] = found
        return found

    def _judge(self, certificate: x509.Certificate, *, for_clients: bool) -> None:
        if not certificate.not_valid_before_utc <= self._clock.now() <= certificate.not_valid_after_utc:
            raise LoginFailure("certificate.expired", "it is not valid now")
        try:
            slug = self._pki.slug_of(certificate.issuer)
        except LoginFailure as failure:
            if failure.code != "certificate.untrusted":
                raise
            return  # not ours: TLS has found it under a file of the settings
        if slug.rpartition("-")[0] != FUNCTION.key or not for_clients:
            raise LoginFailure("certificate.wrong_use", "it is not a relying party's")
        listed = self._pki.crl(certificate.issuer).get_revoked_certificate_by_serial_number(certificate.serial_number)
        if listed is not None:
            raise LoginFailure("certificate.revoked", "it is revoked")


def _is_for_clients(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.CLIENT_AUTH in purposes


def _party(certificate: x509.Certificate) -> RelyingParty:
    named = f"{certificate.issuer.rfc4514_string()}\n{certificate.subject.rfc4514_string()}"
    return RelyingParty(hashlib.sha256(named.encode()).hexdigest(), _shown(certificate.subject))


def _shown(subject: x509.Name) -> str:
    """Return what people read: the name, or else the common name or the organisation."""
    order: Sequence[x509.ObjectIdentifier] = (NAME, NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    for oid in order:
        for attribute in subject.get_attributes_for_oid(oid):
            if isinstance(attribute.value, str):
                return attribute.value
    return "?"
