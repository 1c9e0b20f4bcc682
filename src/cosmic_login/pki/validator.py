"""The judge of certificates: whether a person's certificate may be used now, and what it says."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import crl as lists
from cosmic_login.pki.oids import CARD_NUMBER, POLICY_BY_OID, Kind, PersonPolicy
from cosmic_login.pki.profiles import read_printable_string

Usage = Literal["authenticate", "sign"]

#: HSA-id: country or test prefix, ten digits, hyphen, letters and digits without åäö; at most 31 characters.
HSA_ID = re.compile(r"(?=.{1,31}\Z)(?:SE|TSTNMT)[0-9]{10}-[A-Za-z0-9]+\Z")
_PERSONAL_NUMBER = re.compile(r"[0-9]{12}\Z")
_ANY_POLICY = x509.ObjectIdentifier("2.5.29.32.0")
_UNREADABLE = (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion)
#: Short names of RFC 4519 that cryptography leaves as numbers.
_NAMES = {
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.GIVEN_NAME: "givenName",
    NameOID.SURNAME: "sn",
    NameOID.TITLE: "title",
}
_SHA256 = hashes.SHA256()
_REMEMBERED = 512


@dataclass(frozen=True)
class ValidationResult:
    """What a good certificate says. ``subject`` and ``issuer`` are in the form of RFC 4514."""

    loa: int
    serial_number: str
    kind: Kind
    card_number: str
    policy_oid: str
    subject: str
    issuer: str
    common_name: str
    not_after: datetime


class Trust(Protocol):
    """Whom the judge trusts, and where it learns what is revoked. ``TrainingPki`` is one."""

    def roots(self) -> list[x509.Certificate]:
        """Return the trusted roots."""

    def issuing(self) -> list[x509.Certificate]:
        """Return the issuing CAs below them."""

    def crl(self, issuer: x509.Name) -> x509.CertificateRevocationList:
        """Return the issuer's current revocation list, or raise ``LoginFailure``."""


@dataclass(frozen=True)
class _Facts:
    """What the judge reads out of a certificate."""

    not_before: datetime
    not_after: datetime
    extensions: x509.Extensions
    policies: frozenset[x509.ObjectIdentifier]
    subject: x509.Name
    #: The names in the form of RFC 4514.
    names: tuple[str, str]


@dataclass(frozen=True)
class _Path:
    """A chain that was verified, and the span of time in which all of it is valid."""

    certificates: tuple[x509.Certificate, ...]
    begin: datetime
    end: datetime
    #: What the CA of the certificate may vouch for.
    vouched: frozenset[x509.ObjectIdentifier]


class CertificateValidator:
    """Judges certificates; warm, a call takes a fraction of a millisecond. Holds no decision but only its grounds.

    Chains that were verified are remembered for as long as every certificate in them is valid, and what a certificate
    says for as long as there is room; validity, use, policy and revocation are looked at anew each time.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._anchors: tuple[list[x509.Certificate], list[x509.Certificate]] = ([], [])
        self._paths: dict[bytes, _Path] = {}
        self._facts: dict[bytes, _Facts] = {}
        self._sound: dict[x509.Certificate, x509.CertificateRevocationList] = {}

    def judge(
        self,
        certificate: x509.Certificate,
        at: datetime,
        *,
        usage: Usage = "authenticate",
        kinds: Collection[Kind] | None = None,
    ) -> ValidationResult:
        """Return what the certificate says, or raise the first of these that applies, in this order.

        ``kinds`` are those that whoever asks puts up with; all of them when it is None.

        1. ``certificate.malformed``: it cannot be read.
        2. ``certificate.untrusted``: no chain to a trusted root (signatures, constraints and validity of the CAs; for
           an expired certificate, as of its last moment).
        3. ``certificate.not_yet_valid``, ``certificate.expired``.
        4. ``certificate.wrong_use``: a CA, or key usage or extended key usage of another purpose.
        5. ``certificate.policy_unknown``: no policy of a person that its CA may vouch for; ``certificate.untrusted``:
           a good one, but not of ``kinds``.
        6. ``certificate.malformed``: serial number or card number do not fit that policy.
        7. ``certificate.untrusted`` when its CA is revoked; ``certificate.revocation_unknown`` without a list of CA or
           root to rely on; ``certificate.revoked``.

        The PKI's own failures (``profile.damaged``) pass through when its CAs cannot be read any more.
        """
        fingerprint = certificate.fingerprint(_SHA256)
        facts = self._said(certificate, fingerprint)
        path = self._verified_path(certificate, fingerprint, min(max(at, facts.not_before), facts.not_after))
        if at < facts.not_before:
            raise LoginFailure("certificate.not_yet_valid", f"from {facts.not_before.isoformat()}")
        if at > facts.not_after:
            raise LoginFailure("certificate.expired", f"on {facts.not_after.isoformat()}")
        _check_use(facts.extensions, usage)
        policy = _policy(facts, path.vouched)
        if kinds is not None and policy.kind not in kinds:
            raise LoginFailure("certificate.untrusted", f"a certificate of the kind {policy.kind} is not for this")
        serial_number = _serial_number(facts.subject, policy.kind)
        card_number = _card_number(facts.extensions, policy.kind)
        self._check_revocation(path, at)
        return ValidationResult(
            loa=policy.loa,
            serial_number=serial_number,
            kind=policy.kind,
            card_number=card_number,
            policy_oid=policy.oid.dotted_string,
            subject=facts.names[0],
            issuer=facts.names[1],
            common_name=_single(facts.subject, NameOID.COMMON_NAME),
            not_after=facts.not_after,
        )

    def _said(self, certificate: x509.Certificate, fingerprint: bytes) -> _Facts:
        """Return what a certificate says: a login's is judged more than once."""
        found = self._facts.get(fingerprint)
        if found is None:
            found = _read(certificate)
            if len(self._facts) >= _REMEMBERED:
                self._facts.clear()
            self._facts[fingerprint] = found
        return found

    def _verified_path(self, certificate: x509.Certificate, fingerprint: bytes, moment: datetime) -> _Path:
        """Return the chain from the certificate to a root, as verified for ``moment``."""
        anchors = self._trust.roots(), self._trust.issuing()
        if anchors != self._anchors:
            self._anchors = anchors
            self._paths.clear()
        path = self._paths.get(fingerprint)
        if path is not None and path.begin <= moment <= path.end:
            return path
        path = _build_path(certificate, *anchors, moment)
        if len(self._paths) >= _REMEMBERED:
            self._paths.clear()
        self._paths[fingerprint] = path
        return path

    def _check_revocation(self, path: _Path, at: datetime) -> None:
        leaf, issuing, *above = path.certificates
        for certificate, issuer in zip((issuing, *above), above, strict=False):
            if self._is_listed(certificate, issuer, at):
                raise LoginFailure("certificate.untrusted", "its CA is revoked")
        if self._is_listed(leaf, issuing, at):
            raise LoginFailure("certificate.revoked")

    def _is_listed(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
        """Whether the issuer's list names the certificate; ``certificate.revocation_unknown`` without a good list."""
        try:
            crl = self._trust.crl(issuer.subject)
        except LoginFailure as failure:
            raise LoginFailure("certificate.revocation_unknown", str(failure)) from None
        if self._sound.get(issuer) is not crl:
            problem = lists.problem(crl, issuer)
            if problem:
                raise LoginFailure("certificate.revocation_unknown", problem)
            self._sound[issuer] = crl
        if crl.next_update_utc is None or crl.next_update_utc <= at:
            raise LoginFailure("certificate.revocation_unknown", "the list is out of date")
        return crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def _read(certificate: x509.Certificate) -> _Facts:
    try:
        extensions = certificate.extensions
        policies = _policies(extensions)
        not_before, not_after = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        subject, issuer = certificate.subject, certificate.issuer
        names = subject.rfc4514_string(_NAMES), issuer.rfc4514_string()
        return _Facts(not_before, not_after, extensions, policies, subject, names)
    except _UNREADABLE as error:
        raise LoginFailure("certificate.malformed", f"{type(error).__name__}: {error}") from None


def _policies(extensions: x509.Extensions) -> frozenset[x509.ObjectIdentifier]:
    try:
        found = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(policy.policy_identifier for policy in found)


def _build_path(
    certificate: x509.Certificate, roots: list[x509.Certificate], issuing: list[x509.Certificate], moment: datetime
) -> _Path:
    # What stands in the person's certificate we look at ourselves, each thing with its own reason.
    any_leaf, ca_rules = ExtensionPolicy.permit_all(), ExtensionPolicy.webpki_defaults_ca()
    try:
        policy = PolicyBuilder().store(Store(roots)).time(moment).max_chain_depth(1)
        policy = policy.extension_policies(ca_policy=ca_rules, ee_policy=any_leaf)
        chain = policy.build_client_verifier().verify(certificate, issuing).chain
    except (VerificationError, UnsupportedAlgorithm, ValueError) as error:
        raise LoginFailure("certificate.untrusted", str(error)) from None
    if len(chain) != 3:
        raise LoginFailure("certificate.untrusted", "not issued by an issuing CA")
    begin = max(link.not_valid_before_utc for link in chain)
    end = min(link.not_valid_after_utc for link in chain)
    return _Path(tuple(chain), begin, end, _policies(chain[1].extensions))


def _check_use(extensions: x509.Extensions, usage: Usage) -> None:
    try:
        key_usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise LoginFailure("certificate.wrong_use", "no key usage") from None
    wanted = key_usage.digital_signature if usage == "authenticate" else key_usage.content_commitment
    if not wanted or key_usage.key_cert_sign:
        raise LoginFailure("certificate.wrong_use", f"key usage does not allow to {usage}")
    if usage == "sign":
        return
    try:
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return  # not every SITHS person certificate has it
    if ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:
        raise LoginFailure("certificate.wrong_use", "extended key usage is not for clients")


def _policy(facts: _Facts, allowed: frozenset[x509.ObjectIdentifier]) -> PersonPolicy:
    """Return the one policy of a person that a certificate and its CA (``allowed``) agree on."""
    agreed = facts.policies if _ANY_POLICY in allowed else facts.policies & allowed
    known = [POLICY_BY_OID[oid] for oid in agreed if oid in POLICY_BY_OID]
    if len(known) != 1:
        names = ", ".join(sorted(oid.dotted_string for oid in facts.policies)) or "none"
        raise LoginFailure("certificate.policy_unknown", f"policies: {names}")
    return known[0]


def _single(subject: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = subject.get_attributes_for_oid(oid)
    if len(found) != 1 or not isinstance(found[0].value, str):
        raise LoginFailure("certificate.malformed", f"subject has not one {oid.dotted_string}")
    return found[0].value


def _serial_number(subject: x509.Name, kind: Kind) -> str:
    value = _single(subject, NameOID.SERIAL_NUMBER)
    if not (HSA_ID if kind == "hsa" else _PERSONAL_NUMBER).match(value):
        raise LoginFailure("certificate.malformed", f"serial number is not of the kind {kind}")
    return value


def _card_number(extensions: x509.Extensions, kind: Kind) -> str:
    try:
        value = extensions.get_extension_for_oid(CARD_NUMBER).value
    except x509.ExtensionNotFound:
        if kind in {"mobile", "bankid"}:  # a phone has no card
            return ""
        raise LoginFailure("certificate.malformed", "no card number") from None
    try:
        if not isinstance(value, x509.UnrecognizedExtension):
            raise TypeError("not an extension of ours")
        return read_printable_string(value.value)
    except (ValueError, TypeError) as error:
        raise LoginFailure("certificate.malformed", f"card number: {error}") from None
