"""The figures' address, for Prometheus to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.discovery import Paths

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider

#: Prometheus' text format, as its own client library names it.
_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_routes(provider: Provider) -> list[Route]:
    """Return the route, or none where nothing is counted."""
    figures = provider.services.figures
    if figures is None:
        return []

    async def answer(_request: Request) -> Response:
        with provider.services.store.transaction() as work:
            figures.orders_pending(work.count_pending_orders())
        return Response(figures.text(), headers={"Content-Type": _TYPE})

    return [Route(Paths.METRICS, answer, methods=["GET"])]
