"""Where a desk shares its readers: ``reader://HOST:PORT``."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure

SCHEME: Final = "reader"
#: The port that a desk listens at when nobody says otherwise.
DEFAULT_PORT: Final = 9743


class DeskAddress(NamedTuple):
    """Host (a name or an IP address) and port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}://{host}:{self.port}"


def desk_address(text: str) -> DeskAddress:
    """Read an address; without a port it is the usual one. Raises ``reader.address``."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise LoginFailure("reader.address", text[:80]) from None
    extra = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme != SCHEME or not can_be_host(host) or extra or any(map(str.isspace, text)) or port == 0:
        raise LoginFailure("reader.address", text[:80])
    return DeskAddress(host, DEFAULT_PORT if port is None else port)


def can_be_host(host: str) -> bool:
    """Whether a host can be asked for at all: Python refuses some by errors that are none of the network's."""
    try:
        host.encode("idna")
    except UnicodeError:  # an empty or overlong part of a name
        return False
    return bool(host) and "\0" not in host


def followed_setting(file: Path, read: Callable[[Path], str]) -> Callable[[], str]:
    """Return a function that gives what a settings file says now; it is read when it has changed.

    So a session that goes on at another desk needs no more than the setting changed, by whatever program.
    """
    seen: tuple[int, int, int] | None = None
    value = ""
    reading = threading.Lock()

    def now() -> str:
        with reading:  # who asks meanwhile must not get what the file said before
            return look()

    def look() -> str:
        nonlocal seen, value
        found: tuple[int, int, int] | None = None
        with contextlib.suppress(OSError):
            status = file.stat()
            found = status.st_mtime_ns, status.st_ino, status.st_size
        if found != seen:
            value = read(file) if found is not None else ""
            seen = found
        return value

    return now
