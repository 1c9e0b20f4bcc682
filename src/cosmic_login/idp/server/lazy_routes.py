"""Routes that are made when one of them is asked for: nobody else waits for the import of what they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send


class LazyRoutes(BaseRoute):
    """Those at ``path`` and below it; ``make`` returns them, with their whole paths."""

    def __init__(self, path: str, make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._path, self._make = path, make

    @cached_property
    def _router(self) -> Router:
        return Router(self._make(), redirect_slashes=False)

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Tell whether it is below the path."""
        path = str(scope["path"])
        below = scope["type"] == "http" and (path == self._path or path.startswith(self._path + "/"))
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router(scope, receive, send)
