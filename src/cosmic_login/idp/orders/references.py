"""What an order is called outside the IdP: derived from its inner name, so that none of it has to be stored."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Handles:
    """An order's reference, tokens and secret. Each is UUID text, as in the published API."""

    order_ref: str = field(repr=False)
    auto_start_token: str = field(repr=False)
    qr_start_token: str = field(repr=False)
    qr_start_secret: str = field(repr=False)


def derive_handles(key: bytes, ref: str) -> Handles:
    """Return an order's handles; the same each time. Nobody can tell one from another, or from ``ref``."""
    return Handles(
        order_ref=_uuid(key, "reference", ref),
        auto_start_token=_uuid(key, "auto-start", ref),
        qr_start_token=_uuid(key, "qr-token", ref),
        qr_start_secret=_uuid(key, "qr-secret", ref),
    )


def _uuid(key: bytes, purpose: str, ref: str) -> str:
    """122 bits of HMAC-SHA-256 as a version 4 UUID (RFC 9562, section 5.4)."""
    mac = hmac.digest(key, f"{purpose}\0{ref}".encode(), "sha256")
    return str(uuid.UUID(bytes=mac[:16], version=4))
