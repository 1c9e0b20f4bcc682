"""Addresses of this machine, which is where systems may be that nobody registered."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: ``localhost``, or a literal loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Tell whether a browser that is sent to an address stays on this machine. A fragment is allowed."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    named = parts.username is not None or parts.password is not None
    return plain and not named and parts.scheme in {"http", "https"} and is_loopback(parts.hostname or "")
