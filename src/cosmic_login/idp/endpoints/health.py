"""Whether the IdP lives, and whether it can serve, for whoever watches it. No names, and no numbers of people."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.discovery import Paths

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider

LIVE, READY = Paths.HEALTH + "/live", Paths.HEALTH + "/ready"


class HealthEndpoints:
    """Answers 200, or 503 with what is wrong. An outage that somebody *ordered* is no reason: it is meant."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(LIVE, self.live, methods=["GET"]), Route(READY, self.ready, methods=["GET"])]

    async def live(self, _request: Request) -> JSONResponse:
        """Answer: whoever gets this answer knows that the loop runs."""
        return JSONResponse({"status": "live"})

    async def ready(self, _request: Request) -> JSONResponse:
        """Ask the store for something, and tell how far its clock is from this machine's (seconds)."""
        services = self._provider.services
        told: dict[str, object] = {"status": "ready"}
        try:
            with services.store.transaction() as work:
                work.outages()
        except LoginFailure as failure:
            return JSONResponse({"status": "not_ready", "failure": failure.code}, HTTPStatus.SERVICE_UNAVAILABLE)
        apart = services.clock_apart()
        if apart is not None:
            told["clock_apart_s"] = round(apart, 3)
        return JSONResponse(told)
