"""The door for browsers: pages of logins, and the protocols that other systems ask in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from cosmic_login.idp.oidc.door import OIDC_CALLS, OidcDoor
from cosmic_login.idp.outages import IDP
from cosmic_login.idp.pages import static_files
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.forms import FormTokens
from cosmic_login.idp.pages.guard import WebGuard
from cosmic_login.idp.pages.login import PATH, TOLD, LoginPages
from cosmic_login.idp.pages.logout import LOGOUT_PATH, LogoutPages
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.ways_out import WaysOut
from cosmic_login.idp.server.operators import OperatorsParts, operator_routes
from cosmic_login.idp.server.saml_part import SamlPart
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.idp.web.request import Face, Parting
from cosmic_login.idp.web.sessions import WebSessions

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider

NAME = "web"
_USUAL_PORTS: Final = {"https": 443, "http": 80}


def build_web_app(provider: Provider, extra: Mapping[str, Face] | None = None) -> Starlette:
    """Return the door's application. ``extra`` are further protocols by their names, for tests.

    ``app.state.logins`` are its ``WebLogins``.
    """
    services = provider.services
    address = services.doors[NAME]
    saml = SamlPart(provider, address, _hosts(address))
    oidc = OidcDoor(services, provider.keys, provider.faults, address)
    faces: dict[str, Face] = {"oidc": oidc.face, "saml": saml, **(extra or {})}
    partings = {name: each for name, each in faces.items() if isinstance(each, Parting)}
    sessions = WebSessions(services, partings)
    logins = WebLogins(
        services,
        services.systems,
        provider.logins,
        provider.outages,
        faces,
        faults=provider.faults,
        sessions=sessions,
    )
    logouts = WebLogouts(services, services.systems, sessions, partings)
    provider.chores += [logins.sweep, logouts.sweep, oidc.sweep, saml.sweep]
    pages, cookies = Pages(), Cookies(secure=address.startswith("https:"))
    forms = FormTokens(services.vault.derive("web-forms"))
    login = LoginPages(
        logins, pages, cookies, forms, WaysOut(services.doors, services.issuer), changes=services.changes
    )
    logout = LogoutPages(logouts, pages, cookies, forms, deliver=login.deliver, failure=login.failure)
    routes: list[BaseRoute] = [
        *oidc.routes(logins=logins, logouts=logouts, login=login, logout=logout, cookies=cookies),
        saml.routes(logins=logins, logouts=logouts, sessions=sessions, pages=login, cookies=cookies),
        _below(PATH, login.routes()),
        _below(TOLD, login.told_routes()),
        _below(static_files.PATH, static_files.static_routes()),
        _below(LOGOUT_PATH, logout.routes()),
        *operator_routes(provider, OperatorsParts(pages, cookies, forms, login.failure), oidc, saml.bases),
    ]

    async def no_route(_request: Request, _error: Exception) -> Response:
        return login.failure("web.unknown", HTTPStatus.NOT_FOUND)

    async def no_method(_request: Request, _error: Exception) -> Response:
        return login.failure("request.malformed", HTTPStatus.METHOD_NOT_ALLOWED)

    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(
                WebGuard,
                address=address,
                names=_hosts(address),
                settings=services.settings,
                cookies=cookies,
                closed=lambda: provider.outages.closed(IDP),
                tell=login.failure,
                calls=OIDC_CALLS,
            )
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: no_route, HTTPStatus.METHOD_NOT_ALLOWED: no_method},
    )
    app.router.redirect_slashes = False
    app.state.logins, app.state.logouts = logins, logouts
    return app


def _below(path: str, routes: list[Route]) -> Mount:
    """Return the routes under a path, none of them redirected."""
    return Mount(path, app=Router(routes, redirect_slashes=False))


def _hosts(address: str) -> frozenset[str]:
    """Return the hosts by which a browser may come, in small letters as browsers send them.

    They are the address itself, and the names of loopback; the port that goes without saying may be said.
    """
    found = urlsplit(address)
    usual = _USUAL_PORTS[found.scheme]
    port, host = found.port or usual, found.netloc.lower().removesuffix(f":{found.port}")
    hosts = {host, "localhost", "127.0.0.1"}
    return frozenset(f"{each}:{port}" for each in hosts) | (hosts if port == usual else frozenset())
