"""The app's side of a challenge (docs/protocols.md, section 3): checked before a card or a phone signs it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cosmic_login.core.clock import CLOCK_TOLERANCE_S
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import moment

_ANSWER_TYPE = "siths-auth+jws"
_NONCE = 22  # base64url of 16 bytes
_DIGEST = 43  # base64url of 32 bytes


def b64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(data: str) -> bytes:
    """Undo ``b64url``; raises ``ValueError``."""
    return base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)


def check_clock(server_time: object, now: float) -> None:
    """Raise ``clock.skew`` when this machine's time (Unix seconds) is not the IdP's."""
    there = moment({"server_time": server_time}, "server_time").timestamp()
    if abs(there - now) > CLOCK_TOLERANCE_S:
        raise LoginFailure("clock.skew", f"the clocks differ by {there - now:.0f} s")


def checked_challenge(
    challenge: str, *, certificate: bytes, purpose: str, audience: str, now: float, client_id: str = ""
) -> bytes:
    """Return the challenge's bytes when it is one that this certificate's key should sign, here and now.

    ``certificate`` is DER, ``audience`` the issuer, ``now`` Unix seconds; ``client_id`` is compared by who knows it.
    Raises ``challenge.mismatch``, or ``clock.skew`` when only the time is wrong.
    """
    try:
        payload = unb64url(challenge)
        fields: Any = json.loads(payload)
    except (ValueError, RecursionError):
        raise LoginFailure("challenge.mismatch", "the challenge cannot be read") from None
    if not isinstance(fields, dict):
        raise LoginFailure("challenge.mismatch", "the challenge is no object")
    wanted = {
        "typ": "siths-auth",
        "purpose": purpose,
        "aud": audience,
        "crt": b64url(hashlib.sha256(certificate).digest()),
        **({"client_id": client_id} if client_id else {}),
    }
    for name, value in wanted.items():
        if fields.get(name) != value:
            raise LoginFailure("challenge.mismatch", f"{name} is not this login's")
    for name, length in (("nonce", _NONCE), ("order", _DIGEST)):
        if not isinstance(fields.get(name), str) or len(fields[name]) < length:
            raise LoginFailure("challenge.mismatch", f"the {name} is too short")
    times = (fields.get("iat"), fields.get("exp"))
    if not all(isinstance(time, int) for time in times):
        raise LoginFailure("challenge.mismatch", "the times are missing")
    if not fields["iat"] - CLOCK_TOLERANCE_S <= now <= fields["exp"] + CLOCK_TOLERANCE_S:
        raise LoginFailure("clock.skew", "the challenge belongs to another time")
    return payload


def signing_input(payload: bytes, certificate: bytes, alg: str) -> str:
    """Return what is signed: protected header and payload (RFC 7515, section 5.1)."""
    header = {"alg": alg, "typ": _ANSWER_TYPE, "x5c": [base64.b64encode(certificate).decode()]}
    return f"{b64url(json.dumps(header, separators=(',', ':')).encode())}.{b64url(payload)}"
