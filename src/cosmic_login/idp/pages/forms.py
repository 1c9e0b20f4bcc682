"""Forms that only our own pages send: each carries a token that follows from the browser's cookie and the form's place.

It stands beside the check of the header ``Origin``, which some programs between browser and server take away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

#: The name of the field.
TOKEN: Final = "csrf"  # noqa: S105 - a field's name


class FormTokens:
    """Makes and checks them; ``key`` is 32 secret bytes that stay the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, browser: str, place: str) -> str:
        """Return the token of a form at ``place`` (its login's handle) for the browser with that cookie."""
        # The cookie has a fixed length where it is ours, but is whatever was sent where it is not.
        told = b"%d:%b%b" % (len(browser.encode()), browser.encode(), place.encode())
        return base64.urlsafe_b64encode(hmac.digest(self._key, told, hashlib.sha256)).rstrip(b"=").decode()

    def fits(self, token: str, browser: str, place: str) -> bool:
        """Whether a form was sent by our page in that browser."""
        return bool(browser) and hmac.compare_digest(token.encode(), self.of(browser, place).encode())
