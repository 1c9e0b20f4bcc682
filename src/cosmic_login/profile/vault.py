"""Sealed files: what must not lie on the disk in clear (card contents, private keys) is encrypted at rest.

AES-256-GCM (NIST SP 800-38D) under one random key per profile, kept in ``vault.key`` with mode 0600. This keeps
codes and keys out of copies, search indexes and support bundles of single files; it does not protect against
somebody who can read the whole profile directory, which the docs say plainly.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import read_bytes, write_atomic

_MAGIC = b"CLV1"
_NONCE = 12


class Vault:
    """Seals and opens byte strings, and derives keys for MACs. The key is never shown."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._aead = AESGCM(hmac.digest(key, b"seal", "sha256"))

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Vault:
        """Read the key file, making it on first use. Raises ``LoginFailure`` (``profile.damaged`` and kin)."""
        key = read_bytes(path)
        if key is None:
            if not create:
                raise LoginFailure("profile.damaged", f"{path.name} is missing")
            key = os.urandom(32)
            write_atomic(path, key)
        if len(key) != 32:
            raise LoginFailure("profile.damaged", f"{path.name} has the wrong length")
        return cls(key)

    def seal(self, data: bytes, label: str) -> bytes:
        """Encrypt ``data``; ``label`` (the file's purpose) must be the same when it is opened."""
        nonce = os.urandom(_NONCE)
        return _MAGIC + nonce + self._aead.encrypt(nonce, data, label.encode())

    def unseal(self, sealed: bytes, label: str) -> bytes:
        """Decrypt; raises ``LoginFailure`` ``profile.damaged`` when the bytes were changed or belong elsewhere."""
        if sealed[: len(_MAGIC)] != _MAGIC:
            raise LoginFailure("profile.damaged", f"{label}: not a sealed file")
        nonce, body = sealed[4 : 4 + _NONCE], sealed[4 + _NONCE :]
        try:
            return self._aead.decrypt(nonce, body, label.encode())
        except (InvalidTag, ValueError) as error:
            raise LoginFailure("profile.damaged", f"{label}: the seal is broken") from error

    def derive(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose (``audit``, ``subject`` …); the same each time."""
        return hmac.new(self._key, b"derive:" + purpose.encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return "<Vault>"
