"""What the IdP knows of cards, and nobody else: which were used, and which reserve cards were activated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider


def card_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""

    async def known(_request: Request) -> Response:
        with provider.services.store.transaction() as work:
            return JSONResponse({"registered": work.registered_cards(), "activated": work.activated_cards()})

    return [("/cards", "GET", known)]
