"""The OCSP responder (RFC 6960): good, revoked or unknown, from the same lists that everything else reads.

Each CA has a signer of its own (section 4.2.2.2: authorised delegation), made in memory when first needed and again
before it ends, so that a CA's key signs certificates and lists only and no signer's key is ever on disk.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki.authority import TrainingPki

#: How long an answer stands. Short: a revoked card shall not be called good much longer anywhere.
LIFETIME = timedelta(minutes=10)
#: A signer is replaced when less than this is left of it; an answer never outlives its signer.
_SIGNER_RESERVE = timedelta(days=1)
#: RFC 9654, section 2.1: what a nonce may be long.
_NONCE = range(1, 129)
_NOT_READABLE = (ValueError, TypeError, NotImplementedError, UnsupportedAlgorithm, x509.DuplicateExtension)


@dataclass(frozen=True)
class _Signer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True)
class _Question:
    """A CertID (RFC 6960, section 4.1.1), and the nonce that has to come back."""

    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial: int
    algorithm: hashes.HashAlgorithm
    nonce: bytes = b""


class OcspResponder:
    """Answers for every CA of one PKI. Usable from several threads."""

    def __init__(self, pki: TrainingPki, clock: Clock) -> None:
        self._pki = pki
        self._clock = clock
        self._signers: dict[str, _Signer] = {}
        self._mutex = threading.Lock()

    def answer(self, slug: str, request: bytes) -> bytes | None:
        """Answer a DER request put to the CA ``slug``; None when there is no such CA.

        A request that cannot be read gets ``malformedRequest``, trouble of our own ``internalError``, one to a CA that
        has run out ``unauthorized``. One question per request: more are malformed.
        """
        issuer = self._pki.find(slug)
        if issuer is None:
            return None
        if self._clock.now() > issuer.not_valid_after_utc:  # nobody can be authorised by it any more
            return _refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        try:
            question = _read(request)
        except _NOT_READABLE:
            return _refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        try:
            return self._answered(slug, issuer, question)
        except LoginFailure:
            return _refusal(ocsp.OCSPResponseStatus.INTERNAL_ERROR)

    def vouch(self, certificate: x509.Certificate, nonce: bytes) -> bytes:
        """Return the answer about a certificate of ours, with a nonce that binds it to something.

        The CA's certificate is in it: who keeps the answer can check it with a root alone.

        Raises ``LoginFailure``: ``certificate.untrusted`` when it is not ours, ``profile.*``.
        """
        slug = self._pki.slug_of(certificate.issuer)
        issuer = self._pki.find(slug)
        if issuer is None:
            raise LoginFailure("certificate.untrusted", "no CA of ours")
        algorithm = hashes.SHA256()
        name_hash, key_hash = _hashes(issuer, algorithm)
        question = _Question(name_hash, key_hash, certificate.serial_number, algorithm, nonce)
        return self._answered(slug, issuer, question, enclosed=(issuer,))

    def _answered(
        self, slug: str, issuer: x509.Certificate, question: _Question, enclosed: tuple[x509.Certificate, ...] = ()
    ) -> bytes:
        ours = _hashes(issuer, question.algorithm) == (question.issuer_name_hash, question.issuer_key_hash)
        revoked = self._pki.crl(issuer.subject).get_revoked_certificate_by_serial_number(question.serial)
        status = ocsp.OCSPCertStatus.GOOD
        if not ours:
            status, revoked = ocsp.OCSPCertStatus.UNKNOWN, None
        elif revoked is not None:
            status = ocsp.OCSPCertStatus.REVOKED
        signer = self._signer(slug)
        now = self._clock.now()
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=question.issuer_name_hash,
                issuer_key_hash=question.issuer_key_hash,
                serial_number=question.serial,
                algorithm=question.algorithm,
                cert_status=status,
                this_update=now,
                next_update=now + LIFETIME,
                revocation_time=revoked.revocation_date_utc if revoked is not None else None,
                revocation_reason=_reason(revoked),
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
            .certificates([signer.certificate, *enclosed])
        )
        if question.nonce:
            builder = builder.add_extension(x509.OCSPNonce(question.nonce), critical=False)
        return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _signer(self, slug: str) -> _Signer:
        with self._mutex:
            signer = self._signers.get(slug)
            if signer is None or not _serves(signer.certificate, self._clock.now()):
                key = ec.generate_private_key(ec.SECP256R1())
                signer = _Signer(self._pki.issue_ocsp_signer(slug, key.public_key()), key)
                self._signers[slug] = signer
            return signer


def _serves(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - _SIGNER_RESERVE


def _read(request: bytes) -> _Question:
    asked = ocsp.load_der_ocsp_request(request)
    nonce = b""
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            nonce = extension.value.nonce
            if len(nonce) not in _NONCE:
                raise ValueError("a nonce of no permitted length")
        elif extension.critical:
            raise ValueError("a critical extension we do not know")
    return _Question(asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm, nonce)


def _hashes(issuer: x509.Certificate, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    """Return the two digests that name an issuer in a CertID: of its name, and of its key's bits."""
    key = issuer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("a CA of ours has an EC key")
    bits = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _digest(issuer.subject.public_bytes(), algorithm), _digest(bits, algorithm)


def _digest(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _reason(revoked: x509.RevokedCertificate | None) -> x509.ReasonFlags | None:
    if revoked is None:
        return None
    try:
        return revoked.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None


def _refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
