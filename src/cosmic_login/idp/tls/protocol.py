"""uvicorn's protocol, telling the application who is at the other end of a TLS connection.

No ASGI server passes a client's certificate on. The key in the scope is that of the ASGI TLS extension; what is in it
is ours: ``scope["extensions"]["tls"] = {"client_certificate": DER or None, "version": "TLSv1.3"}``.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any, TypedDict, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope


class TlsFacts(TypedDict):
    """What is known of a TLS connection. TLS has proved that the client has its certificate's key, and no more."""

    client_certificate: bytes | None
    version: str


class TlsProtocol(HttpToolsProtocol):
    """Puts ``TlsFacts`` into the scope of every request of a TLS connection; plain connections are left alone."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Read the connection's facts once, after the handshake."""
        super().connection_made(transport)
        connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if connection is None:
            return
        facts = TlsFacts(client_certificate=connection.getpeercert(True), version=connection.version() or "")
        inner = self.app

        async def app(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
            cast("dict[str, Any]", scope).setdefault("extensions", {})["tls"] = facts
            await inner(scope, receive, send)

        self.app = cast("ASGI3Application", app)


def tls_facts(scope: Any) -> TlsFacts:  # noqa: ANN401 - ASGI's scope is an open mapping
    """Return what is known of a request's connection; of a plain one, nothing."""
    found = (scope.get("extensions") or {}).get("tls")
    return cast("TlsFacts", found) if found else TlsFacts(client_certificate=None, version="")
