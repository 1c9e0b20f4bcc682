"""uvicorn's protocol, with two things more: who is at the other end of a TLS connection, and an end to patience.

No ASGI server passes a client's certificate on. The key in the scope is that of the ASGI TLS extension; what is in it
is ours: ``scope["extensions"]["tls"] = {"client_certificate": DER or None, "version": "TLSv1.3"}``. And uvicorn waits
for ever for a request's head, of any length, and for a client that does not take its answer.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cosmic_login.idp.tls.one_write import OneWrite

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope


class TlsFacts(TypedDict):
    """What is known of a TLS connection. TLS has proved that the client has its certificate's key, and no more."""

    client_certificate: bytes | None
    version: str


@dataclass(frozen=True)
class Patience:
    """How long a head and the taking of an answer may last, in seconds, and how many bytes a head may have."""

    head: float = 10.0
    answer: float = 15.0
    head_bytes: int = 64 * 1024
    #: Bytes that are read, and dropped, of a body whose request was answered already.
    unheard_bytes: int = 1 << 20


class TlsProtocol(HttpToolsProtocol):
    """One connection. Puts ``TlsFacts`` into the scope of every request of a TLS connection."""

    #: Whoever makes one may set its own.
    patience = Patience()

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **more)
        #: Set when the connection is over.
        self.lost = asyncio.Event()
        #: Whether it ever came as far as a request.
        self.served = False
        self._in_head = False
        self._more_than_head = self._in_body = False
        self._head_size = self._unheard = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._answer_timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Read the connection's facts once, after the handshake."""
        together = OneWrite(transport, self.loop)
        self._flush = together.flush
        super().connection_made(cast("asyncio.Transport", together))
        self._wait_for_head()
        connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if connection is None:
            return
        facts = TlsFacts(client_certificate=connection.getpeercert(True), version=connection.version() or "")
        inner = self.app

        async def app(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
            cast("dict[str, Any]", scope).setdefault("extensions", {})["tls"] = facts
            await inner(scope, receive, send)

        self.app = cast("ASGI3Application", app)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._stop_waiting_for_head()
        self._stop_waiting_for_client()
        self.lost.set()

    # -- heads -------------------------------------------------------------------------------------------------
    def data_received(self, data: bytes) -> None:
        """Take what came, within a head's limits."""
        self._more_than_head = False
        super().data_received(data)
        if self.transport.is_closing() or not (self._in_head or self.idle):
            return
        if self._in_body:
            self._unheard += len(data)
            if self._unheard > self.patience.unheard_bytes:
                self.transport.close()
                return
        elif not self._more_than_head:  # else most of it was the requests before, and the next data are counted
            self._head_size += len(data)
        if self._head_size > self.patience.head_bytes:
            self.send_400_response("The head of the request is too long.")
        elif self.timeout_keep_alive_task is None and not self.pipeline:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Take note that a head begins."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Serve the request."""
        self._in_head, self._head_size, self.served = False, 0, True
        self._more_than_head = self._in_body = True
        self._unheard = 0
        self._stop_waiting_for_head()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take note that a request has come to its end, whether its answer waited for that or not."""
        super().on_message_complete()
        self._in_body, self._more_than_head = False, True
        self._stop_waiting_for_head()

    def on_response_complete(self) -> None:
        """Go on with the next request, and read on when none is left: uvicorn reads on after each, without end."""
        self._flush()
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()
        elif self._in_head:
            self._wait_for_head()

    def _wait_for_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.patience.head, self.transport.abort)

    def _stop_waiting_for_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    # -- answers -----------------------------------------------------------------------------------------------
    def pause_writing(self) -> None:
        """Give a client that does not take its answer some time."""
        super().pause_writing()
        if self._answer_timer is None:
            self._answer_timer = self.loop.call_later(self.patience.answer, self.transport.abort)

    def resume_writing(self) -> None:
        """Be patient again: it has taken some."""
        super().resume_writing()
        self._stop_waiting_for_client()

    def _stop_waiting_for_client(self) -> None:
        if self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None


def tls_facts(scope: Any) -> TlsFacts:  # noqa: ANN401 - ASGI's scope is an open mapping
    """Return what is known of a request's connection; of a plain one, nothing."""
    found = (scope.get("extensions") or {}).get("tls")
    return cast("TlsFacts", found) if found else TlsFacts(client_certificate=None, version="")
