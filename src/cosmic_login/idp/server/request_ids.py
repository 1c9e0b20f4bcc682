"""An id for each request: a trusted proxy's, within bounds, or one of our own. It goes back in ``X-Request-ID``.

With ``traceparent`` (W3C Trace Context, level 1) it is the trace's id, so that a login is found in whatever collects
traces.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders

from cosmic_login.core.redact import mask_numbers
from cosmic_login.core.request_id import answering, current_request
from cosmic_login.idp.server.proxies import plain_address

if TYPE_CHECKING:
    from typing import Unpack

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cosmic_login.audit.record import EventFacts
    from cosmic_login.idp.metrics import AuditSink

#: What an id may be: enough to be one, and nothing that means something in a log, a header or a spreadsheet.
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{7,63}")
#: version, trace-id, parent-id, flags (section 3.2); ``ff`` is no version, and zeros are no ids.
_TRACE: Final = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
HEADER: Final = "x-request-id"


class RequestIds:
    """Outermost: has everything that a request leads to belong to it. ``trusted`` are addresses of proxies."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str] = ()) -> None:
        self._app, self._trusted = app, frozenset(map(plain_address, trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = self._told(scope) or uuid.uuid4().hex

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request
            await send(message)

        with answering(request):
            await self._app(scope, receive, send_named)

    def _told(self, scope: Scope) -> str:
        """Return the id that a trusted proxy gave; empty where there is none that will do."""
        peer = scope.get("client")
        if peer is None or plain_address(peer[0]) not in self._trusted:
            return ""
        headers = Headers(scope=scope)
        given = headers.getlist(HEADER)
        if len(given) == 1 and _ID.fullmatch(given[0]) and mask_numbers(given[0]) == given[0]:
            return given[0]
        traces = headers.getlist("traceparent")
        found = _TRACE.fullmatch(traces[0]) if len(traces) == 1 else None
        return found[1] if found else ""


class NamedAudit:
    """An ``idp.services.Audit`` that writes the request under way into each row, and hands it on."""

    def __init__(self, inner: AuditSink) -> None:
        self._inner = inner

    def append(self, event: str, **told: Unpack[EventFacts]) -> object:
        """Write one event."""
        if request := current_request():
            told["extra"] = {**(told.get("extra") or {}), "request": request}
        return self._inner.append(event, **told)
