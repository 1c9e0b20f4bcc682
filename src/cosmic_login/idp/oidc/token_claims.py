"""What every ID token says of itself, of the login and of who asked: nobody has to ask for it, or register it."""

from __future__ import annotations

from typing import Final

OF_THE_TOKEN: Final = (
    "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "jti", "at_hash", "sid",
)  # fmt: skip
