"""Animated QR codes: a new text each second, which only who holds the order's secret can make.

The format is BankID's, as published for relying parties: ``bankid.<token>.<seconds>.<code>`` with the whole seconds
since the order's answer, and HMAC-SHA-256 (RFC 2104) over those seconds' digits, keyed with the secret's ASCII text, in
lower-case hex. ``siths.…`` is ours, of the same shape.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field

from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.token_digests import same

#: An order lives for minutes; more digits than these are no seconds of ours.
_FRAME = re.compile(
    r"(?P<face>siths|bankid)\.(?P<token>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"\.(?P<seconds>0|[1-9][0-9]{0,4})\.(?P<code>[0-9a-f]{64})"
)
#: No QR code of ours is longer.
LONGEST = 160


@dataclass(frozen=True)
class QrPayload:
    """One second's QR code, read."""

    face: str
    token: str
    seconds: int
    code: str = field(repr=False)

    def made_with(self, secret: str) -> bool:
        """Tell, in constant time, whether the secret's owner made it."""
        return same(self.code, code_for(secret, self.seconds))


def code_for(secret: str, seconds: int) -> str:
    """Return the code of a second."""
    return hmac.digest(secret.encode("ascii"), str(seconds).encode("ascii"), "sha256").hex()


def payload_text(face: str, token: str, secret: str, seconds: int) -> str:
    """Return a second's text."""
    return f"{face}.{token}.{seconds}.{code_for(secret, seconds)}"


def read_payload(text: str, face: str) -> QrPayload:
    """Read what an app scanned. Raises ``Refusal`` ``qr.malformed`` when it is no order's, or another app's."""
    found = _FRAME.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or found["face"] != face:
        raise Refusal("qr.malformed", "not a QR code of this app")
    return QrPayload(found["face"], found["token"], int(found["seconds"]), found["code"])
