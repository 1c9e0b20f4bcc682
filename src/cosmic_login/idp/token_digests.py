"""Handles: random strings that stand for something the IdP knows. Only their digests are stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

#: Bytes of randomness in a handle: 256 bits, so that a stolen digest cannot be searched.
_BYTES = 32


def new_handle() -> str:
    """Return a fresh unguessable handle (base64url, 43 characters)."""
    return secrets.token_urlsafe(_BYTES)


def digest(handle: str) -> str:
    """Return what is stored of a handle: its SHA-256 in hexadecimal."""
    return hashlib.sha256(handle.encode("utf-8", "surrogatepass")).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets without telling by time where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
