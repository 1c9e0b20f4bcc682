"""Who reads the pages of a request: found out once, outermost, for every door that shows pages."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from cosmic_login.idp.pages import reader
from cosmic_login.idp.pages.cookies import Cookies


class Spoken:
    """Middleware for a door whose pages speak the reader's language. The door for browsers has it in its guard."""

    def __init__(self, app: ASGIApp, cookies: Cookies) -> None:
        self._app, self._cookies = app, cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            begin(HTTPConnection(scope), self._cookies)
        await self._app(scope, receive, send)


def begin(connection: HTTPConnection, cookies: Cookies) -> None:
    """Say who reads the pages of this request."""
    reader.begin(reader.Reader(cookies.language(connection), connection.headers.get("accept-language", "")))
