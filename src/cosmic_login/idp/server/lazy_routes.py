"""Routes and applications that are made when they are first asked: nobody else waits for the import of what they need.

What can be wrong with how an IdP is set up is found before, by whoever makes what these are given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send


class LazyApp:
    """The application that ``make`` returns."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make

    @cached_property
    def _app(self) -> ASGIApp:
        return self._make()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._app(scope, receive, send)


class LazyRouter:
    """An application of the routes that ``make`` returns; nothing is redirected."""

    def __init__(self, make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._make = make

    @cached_property
    def _router(self) -> Router:
        return Router(self._make(), redirect_slashes=False)

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes, for who wants to see them all (``starlette.routing.Mount.routes``)."""
        return self._router.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router(scope, receive, send)


class LazyRoutes(BaseRoute):
    """Those at ``path`` and below it; ``make`` returns them, with their whole paths. An empty path is the root."""

    def __init__(self, path: str, make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._path, self._router = path, LazyRouter(make)

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Tell whether it is below the path."""
        path = str(scope["path"])
        below = scope["type"] == "http" and (path == self._path or path.startswith(self._path + "/"))
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router(scope, receive, send)
