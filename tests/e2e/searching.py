"""Looks for secrets in bytes, in every form in which they could lie about."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path


def forms(secret: bytes) -> Iterator[bytes]:
    """Give the secret as it could lie about: plain, padded for the card, hex, base64 at each offset, UTF-16."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + secret)
        yield whole[(shift * 8 + 5) // 6 : (len(secret) + shift) * 8 // 6]
    if secret.isdigit():
        yield secret.decode().encode("utf-16-le")


def assert_absent(haystack: bytes, secrets: dict[str, bytes], where: str) -> None:
    """Fail when one of the secrets, in any form, stands in the haystack; ``where`` is what to call that."""
    for name, secret in secrets.items():
        for form in forms(secret):
            assert form not in haystack, f"{name} stands in {where}"


def files(root: Path) -> Iterator[Path]:
    """Give every file below a directory."""
    for folder, _, names in os.walk(root):
        for name in names:
            yield Path(folder) / name
