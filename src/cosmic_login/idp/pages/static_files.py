"""What the pages load: one style sheet, one script, one picture; all of it ours, and the same for everybody."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cosmic_login.assets import asset

PATH: Final = "/static"
#: File name: media type.
_FILES: Final = {
    "pages.css": "text/css; charset=utf-8",
    "pages.js": "text/javascript; charset=utf-8",
    "cosmic.svg": "image/svg+xml",
}
_HEADERS: Final = {
    # The address changes with the content.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _content(name: str) -> bytes:
    own = Path(__file__).with_name("static") / name
    return (own if own.is_file() else asset(f"icons/{name}")).read_bytes()


@cache
def static_address(name: str) -> str:
    """Return where a file is fetched."""
    return f"{PATH}/{name}?{hashlib.sha256(_content(name)).hexdigest()[:12]}"


def static_routes() -> list[Route]:
    """Return the routes below ``PATH``."""
    return [Route(f"/{name}", _serve, methods=["GET"]) for name in _FILES]


async def _serve(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return Response(_content(name), HTTPStatus.OK, _HEADERS, _FILES[name])
