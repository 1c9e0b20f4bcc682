"""The door for browsers: who may come in, what anybody may read, and everything else when the first comes for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from cosmic_login.idp.oidc.door import OIDC_CALLS, OidcDoor
from cosmic_login.idp.outages import IDP
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.guard import WebGuard
from cosmic_login.idp.server.lazy_routes import LazyRoutes
from cosmic_login.idp.server.saml_part import SamlPart

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.idp.server.web_rooms import WebRooms
    from cosmic_login.idp.web.request import Face

NAME = "web"
_USUAL_PORTS: Final = {"https": 443, "http": 80}


class _Door:
    """What the door is made of. ``rooms`` are what is behind it, made at the first use."""

    def __init__(self, provider: Provider, extra: Mapping[str, Face]) -> None:
        self._provider, self._extra = provider, extra
        address = provider.services.doors[NAME]
        self.saml = SamlPart(provider, address, hosts_of(address))
        self.oidc = OidcDoor(provider.services, provider.keys, provider.faults, address)
        self.cookies = Cookies(secure=address.startswith("https:"))

    @cached_property
    def rooms(self) -> WebRooms:
        from cosmic_login.idp.server.web_rooms import WebRooms  # noqa: PLC0415 - templates, and all of the protocols

        return WebRooms(self._provider, self.oidc, self.saml, self.cookies, self._extra)

    def failure(self, code: str, status: int) -> Response:
        """Return the page of a failure."""
        return self.rooms.login.failure(code, status)

    def sweep(self) -> None:
        """End what is overdue, forget what is long over; without the rooms, while nobody wants anything of them."""
        services = self._provider.services
        with services.store.transaction() as work:
            overdue = bool(work.overdue_web_logins(services.seconds()))
        if overdue or "rooms" in self.__dict__:
            self.rooms.sweep()
            return
        with services.store.transaction() as work:
            work.drop_web(services.seconds(), keep_ended=services.settings.keep_ended)
            work.drop_web_logouts(services.seconds())


def build_web_app(provider: Provider, extra: Mapping[str, Face] | None = None) -> Starlette:
    """Return the door's application. ``extra`` are further protocols by their names, for tests.

    ``app.state.door.rooms`` are its ``WebRooms``.
    """
    door, address = _Door(provider, extra or {}), provider.services.doors[NAME]
    provider.chores += [door.sweep, door.oidc.sweep, door.saml.sweep]

    async def no_route(_request: Request, _error: Exception) -> Response:
        return door.failure("web.unknown", HTTPStatus.NOT_FOUND)

    async def no_method(_request: Request, _error: Exception) -> Response:
        return door.failure("request.malformed", HTTPStatus.METHOD_NOT_ALLOWED)

    app = Starlette(
        # What is read first is in both: a wrong method is told by the whole list.
        routes=[*door.oidc.public_routes(), LazyRoutes("", lambda: door.rooms.routes)],
        middleware=[
            Middleware(
                WebGuard,
                address=address,
                names=hosts_of(address),
                settings=provider.services.settings,
                cookies=door.cookies,
                closed=lambda: provider.outages.closed(IDP),
                tell=door.failure,
                calls=OIDC_CALLS,
            )
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: no_route, HTTPStatus.METHOD_NOT_ALLOWED: no_method},
    )
    app.router.redirect_slashes = False
    app.state.door = door
    return app


def hosts_of(address: str) -> frozenset[str]:
    """Return the hosts by which a browser may come, in small letters as browsers send them.

    They are the address itself, and the names of loopback; the port that goes without saying may be said.
    """
    found = urlsplit(address)
    usual = _USUAL_PORTS[found.scheme]
    port, host = found.port or usual, found.netloc.lower().removesuffix(f":{found.port}")
    hosts = {host, "localhost", "127.0.0.1"}
    return frozenset(f"{each}:{port}" for each in hosts) | (hosts if port == usual else frozenset())
