"""This machine's own key for the line between desk and session, and whom it has been paired with.

Both lie in one sealed file of the profile. A certificate is no more here than the wrapping in which TLS carries a key:
nobody signs it but its own key, it names nobody, and it is known by its fingerprint, until the pairing is taken back.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from cryptography.x509.oid import NameOID

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import MACHINE_NAME_LENGTH
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.profile.files import written_beside
from cosmic_login.remote.manners import shown_name

#: What a partner is to us: a desk, whose reader we take, or a session, which may take ours.
Role = Literal["desk", "session"]
_LABEL = "paired machines"
_VERSION = 1
# RFC 5280, section 4.1.2.5: no end that is known. Time has no say in who is paired; clocks may be wrong here.
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class OwnKey:
    """This machine's key, and the certificate that carries it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What others know this machine by."""
        return fingerprint(self.certificate)


@dataclass(frozen=True)
class Partner:
    """A machine that this one was paired with. ``address`` is a desk's, as it was given; ``since`` a date."""

    name: str
    role: Role
    fingerprint: str
    since: str
    address: str = ""

    @property
    def short(self) -> str:
        """The beginning of the fingerprint, for people to tell partners of one name apart."""
        return self.fingerprint[:12]


class Pairings:
    """The sealed file, read anew each time: what another program takes back here holds for this one at once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def own(self) -> OwnKey:
        """Return this machine's key, made on first use. Raises ``profile.damaged`` and kin."""
        found = self._read()
        if found is None or "key" not in found:
            with self._changing() as content:
                if "key" not in content:
                    content.update(_new_key())
                found = content
        try:
            key = load_der_private_key(base64.b64decode(found["key"]), None)
            certificate = x509.load_der_x509_certificate(base64.b64decode(found["certificate"]))
        except (KeyError, ValueError, TypeError) as error:
            raise self._damaged(error) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise LoginFailure("profile.damaged", f"{_LABEL}: a key of another kind")
        return OwnKey(certificate, key)

    def version(self) -> object:
        """Return what differs as soon as the file was written anew; the file is not read for it."""
        try:
            status = self._profile.paired_file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino, status.st_size

    def partners(self, role: Role | None = None) -> tuple[Partner, ...]:
        """Return whom this machine is paired with, the oldest first."""
        found = self._read() or {}
        try:
            known = tuple(Partner(**row) for row in found.get("partners", ()))
        except TypeError as error:
            raise self._damaged(error) from None
        return tuple(partner for partner in known if role in {None, partner.role})

    def known(self, mark: str, role: Role) -> Partner | None:
        """Return the partner of this fingerprint and role, if there is one."""
        return next((partner for partner in self.partners(role) if partner.fingerprint == mark), None)

    def remember(self, partner: Partner) -> None:
        """Remember a partner, in the place of whatever was known of it before."""
        with self._changing() as content:
            _add(content, partner)

    @contextmanager
    def about_to_remember(self, partner: Partner) -> Iterator[Callable[[], None]]:
        """Have a partner on the disk who is remembered when the call that is given is made, and not before.

        Who is told meanwhile that the pairing is good may rely on it: that call needs no room on the disk any more,
        unless another program has changed the file. Raises as ``remember``.
        """
        with self._profile.lock("paired"):
            content, before = self._content(), self.version()
        _add(content, partner)

        def remember() -> None:
            with self._profile.lock("paired"):
                unchanged = self.version() == before
                if unchanged:
                    put_in_place()
            if not unchanged:
                self.remember(partner)

        with written_beside(self._profile.paired_file, self._sealed(content)) as put_in_place:
            yield remember

    def forget(self, wanted: str) -> tuple[Partner, ...]:
        """Take back the pairings with the partners of this name, address or beginning of a fingerprint; return them.

        Raises ``reader.partner_unknown``.
        """
        gone = tuple(
            partner
            for partner in self.partners()
            if wanted in {partner.name, partner.address}
            or (len(wanted) >= 8 and partner.fingerprint.startswith(wanted))
        )
        if not gone:
            raise LoginFailure("reader.partner_unknown", wanted[:MACHINE_NAME_LENGTH])
        with self._changing() as content:
            content["partners"] = [
                row for row in content.get("partners", ()) if not any(_same(row, partner) for partner in gone)
            ]
        return gone

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        with self._profile.lock("paired"):
            content = self._content()
            yield content
            write_atomic(self._profile.paired_file, self._sealed(content))

    def _content(self) -> dict[str, Any]:
        return self._read() or {"version": _VERSION}

    def _sealed(self, content: dict[str, Any]) -> bytes:
        return self._profile.vault.seal(json.dumps(content).encode(), _LABEL)

    def _read(self) -> dict[str, Any] | None:
        sealed = read_bytes(self._profile.paired_file)
        if sealed is None:
            return None
        try:
            content = json.loads(self._profile.vault.unseal(sealed, _LABEL))
            if not isinstance(content, dict) or content["version"] != _VERSION:
                raise ValueError("another version")
        except (ValueError, KeyError) as error:
            raise self._damaged(error) from None
        return content

    @staticmethod
    def _damaged(error: Exception) -> LoginFailure:
        return LoginFailure("profile.damaged", f"{_LABEL}: {type(error).__name__}")


def fingerprint(certificate: x509.Certificate) -> str:
    """Return SHA-256 of a certificate, in hexadecimal."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _add(content: dict[str, Any], partner: Partner) -> None:
    rows = [row for row in content.get("partners", ()) if not _same(row, partner)]
    content["partners"] = [*rows, asdict(replace(partner, name=shown_name(partner.name)))]


def _same(row: dict[str, Any], partner: Partner) -> bool:
    return (row.get("fingerprint"), row.get("role")) == (partner.fingerprint, partner.role)


def _new_key() -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cosmic-login reader")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .sign(key, SHA256())
    )
    return {
        "key": base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode("ascii"),
        "certificate": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode("ascii"),
    }
