"""Files of CA certificates that people name: taken in one way, wherever one is named."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cosmic_login.core.failures import LoginFailure

T = TypeVar("T")
#: One certificate in PEM (RFC 7468, section 5), wherever the next one begins.
_KIND = rb"(?:X509 |TRUSTED )?CERTIFICATE-----"
_BLOCK = re.compile(b"-----BEGIN " + _KIND + b"([^-]*)-----END " + _KIND)
#: Larger than all the CAs of a system.
_LONGEST = 4 << 20


def load_cas(file: Path, option: str, load: Callable[[str], T]) -> T:
    """Return what ``load`` makes of a file's certificates, which it gets as clean PEM, however they were joined.

    Raises ``ca_file.unusable``, naming ``option`` and the file, unless it holds certificates that can all be read.
    ``load`` says by ``ValueError`` or ``OSError`` (as ``ssl`` does) that it cannot read them.
    """

    def unusable(why: str) -> LoginFailure:
        return LoginFailure("ca_file.unusable", f"{option} {file}: {why}")

    try:
        if not file.is_file():
            raise unusable("it is no file" if file.exists() else "there is no such file")
        if file.stat().st_size > _LONGEST:
            raise unusable("it is too large")
        content = file.read_bytes()
    except (OSError, ValueError) as error:
        raise unusable(getattr(error, "strerror", None) or "it cannot be opened") from None
    blocks = _BLOCK.findall(content)
    if not blocks:
        raise unusable("there is no certificate (PEM) in it")
    try:
        if len(blocks) != content.count(b"-----BEGIN"):
            raise ValueError("something else is in it")
        return load("".join(_wrapped(block) for block in blocks))
    except (OSError, ValueError):
        raise unusable("not all of it is a certificate that can be read") from None


def _wrapped(block: bytes) -> str:
    lines = textwrap.wrap("".join(block.decode("latin-1").split()), 64)
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))
