"""Outermost of the door for browsers: what should not be answered is refused, and every exception becomes a page.

It also finds out who reads (``spoken``), and takes the pages' switch of language: a page's own address with
``?language=`` sets a cookie and leads back to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.languages import LANGUAGES
from cosmic_login.idp.endpoints.middleware import log_unexpected, read_body
from cosmic_login.idp.endpoints.wire import BadRequest, oauth_error
from cosmic_login.idp.pages import spoken, static_files
from cosmic_login.idp.pages.cookies import Cookies

if TYPE_CHECKING:
    from cosmic_login.idp.settings import IdpSettings

#: Where requests are explained: documents are longer than forms.
EXPLAIN = "/explain"
#: Paths of an operator's pages, which are there also while the IdP is out of service.
OPERATORS = ("/operator", EXPLAIN)
#: Paths below which only our own pages may send forms.
_OURS = ("/login/", *OPERATORS)
#: Queries that switch the language.
_SWITCHES = {f"language={language}".encode(): language for language in LANGUAGES}


class WebGuard:
    """``names`` are the ``Host`` headers that are answered; ``tell`` makes the page of a failure and an HTTP status.

    ``closed`` returns why the whole IdP is out of service; empty while it serves. ``calls`` are paths that programs ask
    and no browser: they are told in JSON, in OAuth's shape.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        address: str,
        names: Collection[str],
        settings: IdpSettings,
        cookies: Cookies,
        closed: Callable[[], str],
        tell: Callable[[str, int], Response],
        calls: Collection[str] = (),
    ) -> None:
        self._calls = frozenset(calls)
        self._app, self._names, self._settings, self._tell = app, frozenset(names), settings, tell
        self._closed = closed
        self._cookies, self._scheme = cookies, address.partition("://")[0]
        self._origins = frozenset(f"{self._scheme}://{name}" for name in self._names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, connection = False, HTTPConnection(scope)
        spoken.begin(connection, self._cookies)

        async def told(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            refusal = self._refusal(scope, connection.headers) or self._switched(scope, connection.headers)
            if refusal is None:
                body = await read_body(receive, self._room(str(scope["path"])), self._settings.body_within)
                pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

                async def replay() -> Message:
                    return pending.pop() if pending else await receive()

                await self._app(scope, replay, told)
                return
        except Exception as error:  # noqa: BLE001 - the last line: nothing may fall through to the server
            refusal = self._answer(scope, error)
        if not started:
            await refusal(scope, receive, told)

    def _room(self, path: str) -> int:
        return self._settings.explain_max_body if path == EXPLAIN else self._settings.max_body

    def _told(self, scope: Scope, code: str, status: int) -> Response:
        if str(scope["path"]) not in self._calls:
            return self._tell(code, status)
        error = "invalid_request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "temporarily_unavailable"
        if code == "internal.error":
            error = "server_error"
        response = oauth_error(error, failure=code, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        hosts, path = headers.getlist("host"), str(scope["path"])
        if len(hosts) != 1 or hosts[0].lower() not in self._names:
            return self._told(scope, "request.malformed", HTTPStatus.MISDIRECTED_REQUEST)
        if not path.startswith((static_files.PATH, *OPERATORS)) and (out := self._closed()):
            return self._told(scope, out, HTTPStatus.SERVICE_UNAVAILABLE)
        if scope["method"] == "HEAD" and path.startswith(_OURS):  # asks what would come, and must not do it
            return self._told(scope, "request.malformed", HTTPStatus.METHOD_NOT_ALLOWED)
        if scope["method"] == "POST" and path.startswith(_OURS):
            origin = headers.get("origin")
            if origin is not None and origin not in self._origins:
                return self._told(scope, "web.foreign_form", HTTPStatus.FORBIDDEN)
        return None

    def _switched(self, scope: Scope, headers: Headers) -> Response | None:
        language = _SWITCHES.get(scope["query_string"])
        if language is None or scope["method"] != "GET":
            return None
        # The whole address: a path that begins with two slashes would be another host's.
        here = f"{self._scheme}://{headers['host']}{scope['raw_path'].decode('latin-1')}"
        answer = RedirectResponse(here, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        self._cookies.set_language(answer, language)
        return answer

    def _answer(self, scope: Scope, error: Exception) -> Response:
        if isinstance(error, BadRequest):
            return self._told(scope, "request.malformed", error.status)
        if isinstance(error, TimeoutError):
            return self._told(scope, "request.malformed", HTTPStatus.REQUEST_TIMEOUT)
        if isinstance(error, LoginFailure):
            return self._told(scope, error.code, HTTPStatus.SERVICE_UNAVAILABLE)
        log_unexpected(scope, error)
        return self._told(scope, "internal.error", HTTPStatus.INTERNAL_SERVER_ERROR)
