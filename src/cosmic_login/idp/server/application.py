"""The IdP as an ASGI application: the parts put together, and the routes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.app_calls import AppEndpoints
from cosmic_login.idp.endpoints.devices import DeviceEndpoints
from cosmic_login.idp.endpoints.discovery import DiscoveryEndpoints, Paths
from cosmic_login.idp.endpoints.health import HealthEndpoints
from cosmic_login.idp.endpoints.metrics import metrics_routes
from cosmic_login.idp.endpoints.middleware import Guard
from cosmic_login.idp.endpoints.minasidor import MinaSidor
from cosmic_login.idp.endpoints.native import NativeLoginEndpoints
from cosmic_login.idp.endpoints.out_of_service import OutOfService
from cosmic_login.idp.endpoints.pki import PkiEndpoints
from cosmic_login.idp.endpoints.ratelimit import limit_of
from cosmic_login.idp.endpoints.token import TokenEndpoints
from cosmic_login.idp.endpoints.wire import no_route, oauth_error
from cosmic_login.idp.orders.app_profiles import APP_PROFILES
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.server.lazy_routes import LazyRouter
from cosmic_login.idp.services import IdpServices

__all__ = ["IdpServices", "Provider", "build_app"]

_log = logging.getLogger("cosmic_login.idp")


def build_app(services: IdpServices, clients: ClientRegistry | None = None) -> Starlette:
    """Return the application; it sweeps by itself while its life span lasts.

    ``app.state.provider`` is its ``Provider``. Raises ``LoginFailure`` when the store's keys cannot be used.
    """
    provider = Provider(services, clients)
    settings = services.settings
    native = NativeLoginEndpoints(
        provider.logins,
        provider.clients,
        limit_of(services, "logins", burst=settings.login_burst, per_second=settings.logins_per_second),
        services.changes,
    )
    tokens = TokenEndpoints(provider.grants, provider.clients)
    public = DiscoveryEndpoints(services.issuer, services.doors, provider.keys, provider.outages)
    app = Starlette(
        routes=[
            _below(Paths.SITHS, lambda: _app_routes(provider, "siths")),  # first: most requests are the apps'
            _below(Paths.BANKID, lambda: _app_routes(provider, "bankid")),
            Route(Paths.DISCOVERY, public.configuration, methods=["GET"]),
            Route(Paths.JWKS, public.jwks, methods=["GET"]),
            Route(Paths.CHALLENGE, native.challenge, methods=["POST"]),
            Route(Paths.CANCEL, native.cancel, methods=["POST"]),
            Route(Paths.TOKEN, tokens.token, methods=["POST"]),
            Route(Paths.USERINFO, tokens.userinfo, methods=["GET", "POST"]),
            Route(Paths.END_SESSION, tokens.end_session, methods=["POST"]),
            _below(Paths.CONTROL, lambda: _control_routes(provider)),
            *HealthEndpoints(provider).routes(),
            *metrics_routes(provider),
            _below(Paths.MINASIDOR, lambda: MinaSidor(services, provider.enrolment).routes()),
            _below(Paths.PKI, lambda: PkiEndpoints(services, provider.ocsp).routes()),
        ],
        middleware=[
            Middleware(
                Guard,
                hosts=services.hosts | {urlsplit(services.issuer).netloc},
                origin=services.issuer,
                max_body=settings.max_body,
                body_within=settings.body_within,
            ),
            Middleware(OutOfService, outages=provider.outages),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: _no_route, HTTPStatus.METHOD_NOT_ALLOWED: _no_method},
        lifespan=_sweeping(provider),
    )
    app.router.redirect_slashes = False
    app.state.provider = provider
    return app


def _below(path: str, routes: Callable[[], list[Route]]) -> Mount:
    """Return the routes under a path, made when the first is asked for.

    Nothing is redirected, here as above: an address is right, or not there.
    """
    return Mount(path, app=LazyRouter(routes))


def _app_routes(provider: Provider, name: str) -> list[Route]:
    """Return what the app of this face may call."""
    app = AppEndpoints(provider.apps[name], provider.services)
    device = DeviceEndpoints(APP_PROFILES[name], provider.services, provider.enrolment, provider.engine)
    calls = {call: getattr(app, call) for call in AppEndpoints.CALLS}
    calls |= {call: getattr(device, call) for call in DeviceEndpoints.CALLS}
    return [Route(f"/{call}", endpoint, methods=["POST"]) for call, endpoint in calls.items()]


def _control_routes(provider: Provider) -> list[Route]:
    from cosmic_login.idp.endpoints.control.routes import control_routes  # noqa: PLC0415 - most are never steered

    return control_routes(provider)


def _sweeping(provider: Provider) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_often(provider))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return lifespan


async def _sweep_often(provider: Provider) -> None:
    while True:
        try:
            provider.sweep()
        except LoginFailure as failure:  # a full disk now need not be full later
            _log.error("%s: %s while sweeping", failure.code, failure.detail)
        except Exception as error:  # noqa: BLE001 - one bad row must not end the sweeping
            _log.error("unexpected %s while sweeping", type(error).__name__)
        await asyncio.sleep(provider.services.settings.sweep_every)


async def _no_route(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith(Paths.APPS):
        return no_route()
    return oauth_error("invalid_request", description="No such address.", status=HTTPStatus.NOT_FOUND)


async def _no_method(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(Paths.APPS):
        answer = no_route(HTTPStatus.METHOD_NOT_ALLOWED)
    else:
        answer = oauth_error("invalid_request", description="Wrong method.", status=HTTPStatus.METHOD_NOT_ALLOWED)
    headers = getattr(error, "headers", None) or {}
    answer.headers.update(headers)
    return answer
