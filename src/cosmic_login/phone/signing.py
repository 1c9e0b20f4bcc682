"""Signatures of the phone's keys: ES256 in the form of JWS (RFC 7518, section 3.4)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cosmic_login.net.challenge import b64url

ALG = "ES256"
_HALF = 32


def signed(signing_input: str, key: ec.EllipticCurvePrivateKey) -> str:
    """Return the compact JWS of a signing input (protected header and payload)."""
    r, s = decode_dss_signature(key.sign(signing_input.encode(), ec.ECDSA(SHA256())))
    return f"{signing_input}.{b64url(r.to_bytes(_HALF, 'big') + s.to_bytes(_HALF, 'big'))}"
