"""HTTP around a table of operations: who may ask, what is asked, and what is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.middleware import log_unexpected, read_body
from cosmic_login.idp.endpoints.wire import BadRequest, media_type
from cosmic_login.lab.control.bodies import read_json
from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation, unknown
from cosmic_login.lab.control.problems import LARGEST_BODY, problem
from cosmic_login.lab.control.shapes import Breach, read_parameters

if TYPE_CHECKING:
    from cosmic_login.lab.control.environment import Environment
    from cosmic_login.lab.control.environments import EnvironmentHolder

_log = logging.getLogger(__name__)
#: How long a body may take, in seconds.
_BODY_WITHIN: Final = 15.0
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class BearerTokens:
    """Whose token is whose environment's. ``whole`` tells the IdP's own."""

    def __init__(
        self, find: Callable[[str], tuple[Environment, bool] | None], beside: EnvironmentHolder | None = None
    ) -> None:
        """``find`` returns the environment of a token, and whether it is the IdP's own; None for nobody's.

        ``beside`` holds all environments, for the operations that are about them.
        """
        self._find, self.beside = find, beside

    def owner(self, request: Request, row: Operation) -> Environment:
        """Return the environment that a request may act in. Raises ``CallRefused``."""
        scheme, _, borne = request.headers.get("authorization", "").partition(" ")
        found = self._find(borne.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise CallRefused(
                "control.refused", "Authorization", "Bearer and a token of this IdP", HTTPStatus.UNAUTHORIZED
            )
        environment, whole = found
        if row.whole and not whole:
            raise CallRefused(
                "control.refused", "Authorization", "Bearer and the IdP's own token", HTTPStatus.FORBIDDEN
            )
        return environment


class _Address:
    """All operations at one path."""

    def __init__(self, rows: Mapping[str, Operation], tokens: BearerTokens, served: Callable[[Operation], Any]) -> None:
        self._rows, self._tokens, self._served = rows, tokens, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        row = self._rows.get(request.method)
        if row is None:
            answer: Response = problem(
                CallRefused(
                    "control.invalid", "method", f"one of {', '.join(self._rows)}", HTTPStatus.METHOD_NOT_ALLOWED
                )
            )
            answer.headers["Allow"] = ", ".join(self._rows)
        else:
            answer = await self._answer(row, request)
        await answer(scope, receive, send)

    async def _answer(self, row: Operation, request: Request) -> Response:
        if row.free:
            return JSONResponse(self._served(row))
        try:
            owner = self._tokens.owner(request, row)
            return await self._done(row, ApiCall(owner, await _values(row, request), self._tokens.beside))
        except Breach as breach:
            return problem(CallRefused("control.invalid", breach.member, breach.rule))
        except CallRefused as refused:
            return problem(refused)
        except LoginFailure as failure:
            return problem(row.told(failure))

    @staticmethod
    async def _done(row: Operation, call: ApiCall) -> Response:
        try:
            told = await row.does(call)
        finally:
            for code in call.codes():
                code.wipe()
        if row.stream:
            return StreamingResponse(told, row.status, media_type="text/event-stream")
        if row.answer is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return JSONResponse(told, row.status)


async def _values(row: Operation, request: Request) -> dict[str, Any]:
    """Read what a call asks. Raises ``Breach``, ``CallRefused``."""
    found = {each.name: each.shape.of_text(request.path_params[each.name], each.name) for each in row.in_path}
    found |= read_parameters(row.in_query, request.query_params.multi_items())
    if row.stream:
        found["last_event_id"] = request.headers.get("last-event-id", "")
    body = await _body(request)
    if row.body is None:
        if body:
            raise Breach("body", "left out")
        return found
    if body and media_type(request) != "application/json":
        raise CallRefused("control.invalid", "Content-Type", "application/json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return found | row.body.read(read_json(body) if body else {}, "")


async def _body(request: Request) -> bytes:
    try:
        return await read_body(request.receive, LARGEST_BODY, _BODY_WITHIN)
    except BadRequest:
        raise CallRefused(
            "control.invalid", "body", f"at most {LARGEST_BODY} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        ) from None
    except TimeoutError:
        raise CallRefused("control.invalid", "body", "there in time", HTTPStatus.REQUEST_TIMEOUT) from None


class _Front:
    """Outermost: the Host check keeps web pages from reaching a loopback server by a name of their own."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
                    headers.setdefault(name, value)
            await send(message)

        try:
            refused = self._refused(Headers(scope=scope))
            if refused is None:
                await self._app(scope, receive, send_guarded)
                return
        except (ClientDisconnect, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - the last line: nothing may fall through to the server
            log_unexpected(scope, error)
            refused = CallRefused("internal.error", "", "", HTTPStatus.INTERNAL_SERVER_ERROR, type(error).__name__)
        if not started:
            await problem(refused)(scope, receive, send_guarded)

    def _refused(self, headers: Headers) -> CallRefused | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return CallRefused("control.refused", "Host", "the door's own address", HTTPStatus.MISDIRECTED_REQUEST)
        if "origin" in headers:
            return CallRefused(
                "control.refused", "Origin", "left out: no web page may steer an IdP", HTTPStatus.FORBIDDEN
            )
        return None


def build_router(
    operations: Sequence[Operation], tokens: BearerTokens, hosts: Collection[str], served: Callable[[Operation], Any]
) -> ASGIApp:
    """Return the application; ``served`` answers rows that need no token."""
    addresses: dict[str, dict[str, Operation]] = {}
    for row in sorted(operations, key=lambda each: "{" in each.path):  # what is said to the letter goes first
        addresses.setdefault(row.address, {})[row.method] = row

    async def no_route(_request: Request, _error: Exception) -> Response:
        return problem(unknown("path", "the addresses in /v1/openapi.json"))

    app = Starlette(
        routes=[Route(path, _Address(rows, tokens, served)) for path, rows in addresses.items()],
        exception_handlers={HTTPStatus.NOT_FOUND: no_route},
    )
    app.router.redirect_slashes = False
    return _Front(app, hosts)
