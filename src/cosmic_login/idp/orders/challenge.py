"""Challenges: what a card is asked to sign, bound to issuer, client, order, certificate and time."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Literal

TYPE = "siths-auth"
Purpose = Literal["authenticate", "register", "sign"]


def b64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_challenge(
    purpose: Purpose,
    *,
    issuer: str,
    client_id: str,
    order_ref: str,
    certificate: bytes,
    issued: float,
    expires: float,
    shown: str = "",
    hidden: str = "",
) -> str:
    """Return a challenge as JSON text (docs/protocols.md, section 3). ``certificate``: DER; times: Unix seconds.

    ``shown`` and ``hidden`` are what the person reads and what goes with it unseen; their digests are signed along.
    """
    members: dict[str, object] = {
        "typ": TYPE,
        "purpose": purpose,
        "aud": issuer,
        "client_id": client_id,
        "order": _digest(order_ref.encode()),
        "nonce": b64url(secrets.token_bytes(16)),
        "crt": _digest(certificate),
        "iat": int(issued),
        "exp": int(expires),
    }
    for name, text in (("shown", shown), ("hidden", hidden)):
        if text:
            members[name] = _digest(text.encode())
    return json.dumps(members, separators=(",", ":"))


def _digest(data: bytes) -> str:
    return b64url(hashlib.sha256(data).digest())


def challenge_expiry(challenge: str) -> int:
    """Return a challenge's ``exp``."""
    expiry: int = json.loads(challenge)["exp"]
    return expiry
