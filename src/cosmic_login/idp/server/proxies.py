"""What a proxy says of whom it asks for: heeded from the addresses that an operator trusts, from nobody else.

A proxy adds at the right; what stands further left than the first address that is not trusted anybody can have written.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

#: A host with its port, as it may stand in ``Host``.
_AUTHORITY: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")

#: An address with a port, or in the brackets that let it have one.
_WITH_PORT: Final = re.compile(r"(?:\[(?P<v6>[^]]+)\]|(?P<v4>[0-9.]+))(?::[0-9]{1,5})?")


class ForwardedRequests:
    """``trusted`` are IP addresses: from there ``X-Forwarded-For``, ``-Proto`` and ``-Host`` hold."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self._app, self._trusted = app, frozenset(map(plain_address, trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as from whoever asked the proxy."""
        peer = scope.get("client")
        if scope["type"] == "http" and peer is not None and plain_address(peer[0]) in self._trusted:
            scope = self._as_asked(scope)
        await self._app(scope, receive, send)

    def _as_asked(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        asked = {**scope}
        if client := self._client(_said(headers, "x-forwarded-for")):
            asked["client"] = (client, 0)
        scheme = _said(headers, "x-forwarded-proto")[-1:]
        if scheme in (["https"], ["http"]):
            asked["scheme"] = scheme[0]
        host = _said(headers, "x-forwarded-host")[-1:]
        if host and _AUTHORITY.fullmatch(host[0]):
            asked["headers"] = list(scope["headers"])
            MutableHeaders(scope=asked)["host"] = host[0]
        return asked

    def _client(self, said: list[str]) -> str:
        """Return the last address that is no proxy's; empty where the proxy wrote none that can be read."""
        found = ""
        for each in reversed(said):
            address = plain_address(each)
            if not address:
                break
            found = address
            if found not in self._trusted:
                break
        return found


def _said(headers: Headers, name: str) -> list[str]:
    """Return the values of a header, which may come several times, each with several."""
    return [each.strip() for line in headers.getlist(name) for each in line.split(",")]


@lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """Return an IP address in its one spelling, without its port; empty for what is none."""
    named = _WITH_PORT.fullmatch(text)
    try:
        found = ipaddress.ip_address((named["v6"] or named["v4"]) if named else text)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
