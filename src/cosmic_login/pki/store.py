"""Where the CAs live on disk.

``pki/authorities.sealed``  names, certificates and private keys of all CAs, sealed with the profile's key (0600)
``pki/crl/<ca>.crl``        one revocation list each, DER, signed by its CA; it is also the record of what is revoked

Both are replaced whole. The sealed file comes first; a CA is marked ``listed`` in it once its first list is on
disk. So a crash during the first start mends itself, and a file that was there and is gone is damage.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import crl as lists
from cosmic_login.pki.ca import Authority
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.profile.files import as_failure

_SEALED = "authorities.sealed"
_VERSION = 1

#: Tells one content of a file from another: inode, size, time of change.
Stamp = tuple[int, int, int]


class _Row(TypedDict):
    role: str
    generation: int
    listed: bool
    certificate: str
    key: str


class AuthorityStore:
    """Reads and writes the files above. The caller holds ``profile.lock("pki")`` while it writes."""

    def __init__(self, profile: Profile) -> None:
        self._vault = profile.vault
        self._directory = profile.pki_dir
        self._sealed = self._directory / _SEALED
        self._list_paths: dict[str, Path] = {}

    def stamp(self) -> Stamp | None:
        """Return the stamp of the sealed file, None when it is not there."""
        return _stamp(self._sealed)

    def load(self) -> tuple[Authority, ...]:
        """Read all CAs; empty before the first start. Raises ``profile.damaged``, naming the file."""
        raw = read_bytes(self._sealed)
        if raw is None:
            if any(self._directory.glob("crl/*.crl")):
                raise LoginFailure("profile.damaged", f"{self._sealed}: missing, though its lists are there")
            return ()
        try:
            content = json.loads(self._vault.unseal(raw, f"pki/{_SEALED}"))
            if content["version"] != _VERSION:
                raise LoginFailure("profile.newer", f"{self._sealed}: version {content['version']}")
            return tuple(_authority(row) for row in content["authorities"])
        except LoginFailure as failure:
            raise LoginFailure(failure.code, f"{self._sealed}: {failure.detail}") from None
        except (ValueError, KeyError, TypeError) as error:
            # Nothing of the content may get into the text: it holds keys.
            raise LoginFailure("profile.damaged", f"{self._sealed}: {type(error).__name__}") from None

    def save(self, authorities: Sequence[Authority]) -> None:
        """Write all CAs."""
        content = {"version": _VERSION, "authorities": [_row(authority) for authority in authorities]}
        write_atomic(self._sealed, self._vault.seal(json.dumps(content).encode(), f"pki/{_SEALED}"))

    def list_path(self, authority: Authority) -> Path:
        """Return where the CA's revocation list lies."""
        known = self._list_paths.get(authority.slug)  # every judging of a certificate asks
        if known is None:
            known = self._list_paths[authority.slug] = self._directory / "crl" / f"{authority.slug}.crl"
        return known

    def list_stamp(self, authority: Authority) -> Stamp | None:
        """Return the stamp of the CA's list, None when it is not there."""
        return _stamp(self.list_path(authority))

    def load_list(self, authority: Authority) -> x509.CertificateRevocationList | None:
        """Read a CA's list; None when it has none yet. Raises ``profile.damaged`` for a lost or changed one."""
        path = self.list_path(authority)
        raw = read_bytes(path)
        if raw is None:
            if authority.listed:
                raise LoginFailure("profile.damaged", f"{path}: missing")
            return None
        try:
            crl = x509.load_der_x509_crl(raw)
            problem = lists.problem(crl, authority.certificate)
        except ValueError as error:
            problem = str(error)
        if problem:
            raise LoginFailure("profile.damaged", f"{path}: {problem}")
        return crl

    def save_list(self, authority: Authority, crl: x509.CertificateRevocationList) -> None:
        """Write a CA's list."""
        path = self.list_path(authority)
        with as_failure(path):
            path.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomic(path, crl.public_bytes(Encoding.DER))


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _row(authority: Authority) -> _Row:
    key = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {
        "role": authority.role,
        "generation": authority.generation,
        "listed": authority.listed,
        "certificate": base64.b64encode(authority.certificate.public_bytes(Encoding.DER)).decode(),
        "key": base64.b64encode(key).decode(),
    }


def _authority(row: _Row) -> Authority:
    key = load_der_private_key(base64.b64decode(row["key"]), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a CA's key is not an EC key")
    certificate = x509.load_der_x509_certificate(base64.b64decode(row["certificate"]))
    return Authority(row["role"], row["generation"], certificate, key, row["listed"])
