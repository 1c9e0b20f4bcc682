"""What every request passes: who is asked for, how much is sent, what goes wrong, and the headers of the answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.discovery import Paths
from cosmic_login.idp.endpoints.wire import BadRequest, app_error, oauth_error

_log = logging.getLogger("cosmic_login.idp")

#: What a server that ends says to a request that it has not heard to its end: it may be made again, elsewhere.
_UNHEARD = HTTPStatus.SERVICE_UNAVAILABLE
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Guard:
    """Outermost of ours: refuses what should not be answered, and turns every exception into a JSON answer.

    The Host check keeps web pages from reaching a loopback server under a name of their own (DNS rebinding).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        origin: str,
        max_body: int,
        body_within: float,
        app_paths: tuple[str, ...] = Paths.APPS,
    ) -> None:
        """``app_paths`` begin the paths whose errors have the card app's shape; others have OAuth's."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        # ``openssl ocsp`` leaves the port out of the header; what it asks for is no secret.
        self._names = self._hosts | {host.rpartition(":")[0] for host in self._hosts if ":" in host}
        self._origin = origin
        self._max_body = max_body
        self._body_within = body_within
        self._app_paths = app_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)  # pages have a policy of their own
            await send(message)

        try:
            refusal = self._refusal(scope, Headers(scope=scope))
            if refusal is None:
                body = await self._body(receive)
                await self._app(scope, body, send_guarded)
                return
        except asyncio.CancelledError:  # the server ends; whoever waits for a body has changed nothing yet
            refusal = oauth_error("temporarily_unavailable", failure="idp.unreachable", status=_UNHEARD)
        except Exception as error:  # noqa: BLE001 - the last line: nothing may fall through to the server
            refusal = self._answer(scope, error)
        if not started:
            await refusal(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        known = self._names if str(scope["path"]).startswith(Paths.PKI + "/") else self._hosts
        if len(hosts) != 1 or hosts[0].lower() not in known:
            return oauth_error("invalid_request", description="Wrong host.", status=HTTPStatus.MISDIRECTED_REQUEST)
        origin = headers.get("origin")
        if origin is not None and origin != self._origin:
            return oauth_error("invalid_request", description="Wrong origin.", status=HTTPStatus.FORBIDDEN)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length[:20]) > self._max_body:
            return _too_large()
        return None

    async def _body(self, receive: Receive) -> Receive:
        """Read the body within its limits and return a ``receive`` that replays it."""
        body = await read_body(receive, self._max_body, self._body_within)
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        return replay

    def _answer(self, scope: Scope, error: Exception) -> Response:
        for_app = str(scope["path"]).startswith(self._app_paths)
        if isinstance(error, BadRequest):
            if for_app:
                return app_error("invalidParameters", "request.malformed", error.status)
            return oauth_error(error.error, description=error.description, status=error.status)
        if isinstance(error, TimeoutError):
            return oauth_error("invalid_request", description="Too slow.", status=HTTPStatus.REQUEST_TIMEOUT)
        if isinstance(error, LoginFailure):
            _log.error("%s: %s while answering %.60r", error.code, error.detail, scope["path"])
            code, status = error.code, HTTPStatus.SERVICE_UNAVAILABLE
        else:
            code, status = "internal.error", HTTPStatus.INTERNAL_SERVER_ERROR
            log_unexpected(scope, error)
        if for_app:
            return app_error("internalError", code, status)
        return oauth_error("server_error", failure=code, status=status)


async def read_body(receive: Receive, max_body: int, within: float) -> bytes:
    """Return a request's body. Raises ``TimeoutError`` when it is slow and ``BadRequest`` when it is too large."""
    chunks: list[bytes] = []
    size, more = 0, True
    async with asyncio.timeout(within):
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size > max_body:
                raise BadRequest("invalid_request", "The body is too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            chunks.append(chunk)
            more = bool(message.get("more_body", False))
    return b"".join(chunks)


def _too_large() -> Response:
    return oauth_error(
        "invalid_request", description="The body is too large.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )


def log_unexpected(scope: Scope, error: Exception) -> None:
    """Log where an error happened; not the error's text, which may hold what a client sent."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    _log.error("unexpected %s at %s while answering %.60r", type(error).__name__, where, scope["path"])
