"""Starting the exercise over (docs/protocols.md, section on control)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest, only, read_object

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider

_REASONS = {"", "again"}


def starting_over_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""

    async def start_over(request: Request) -> Response:
        body = await read_object(request)
        only(body, ("reason",))
        reason = body.get("reason", "")
        if reason not in _REASONS:
            raise BadRequest("invalidParameters", "reason has to be again, or left out.")
        return JSONResponse(asdict(provider.starting_over.start_over(again=reason == "again")))

    return [("/start-over", "POST", start_over)]
