"""Erasing what is kept of a person (docs/protocols.md, section on control)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.wire import app_error, need, only, read_object

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider


def erasing_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""

    async def erase(request: Request) -> Response:
        body = await read_object(request, texts=("person",))
        only(body, ("person",))
        try:
            person = provider.services.people.person(need(body, "person"))
        except LoginFailure as failure:
            if failure.code != "person.unknown":
                raise
            return app_error("refused", failure.code)
        return JSONResponse(asdict(provider.eraser.erase(person)))

    return [("/erasures", "POST", erase)]
