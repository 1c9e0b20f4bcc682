"""The laboratory's door: a listener of the IdP's, which only an operator who asks for it gets."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from cosmic_login.idp.outages import IDP
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.guard import WebGuard
from cosmic_login.idp.server.listeners import Listener, plain
from cosmic_login.lab.pages import CardPages
from cosmic_login.lab.sittings import Sittings, Supplies

if TYPE_CHECKING:
    from cosmic_login.cards.virtual.store import CardStore
    from cosmic_login.idp.provider.provider import Provider

#: The door's name among ``IdpServices.doors``: where it is there, the pages of a login lead to it.
NAME: Final = "lab"


def lab_listener(cards: CardStore, roots: Callable[[], bytes], ca_file: str) -> Listener:
    """Return the listener. ``cards`` are the virtual cards, ``roots`` and ``ca_file`` as ``Supplies`` has them.

    Whoever reaches it may put any of the cards in: it is for loopback, and for networks of a laboratory's own.
    """

    def build(provider: Provider) -> ASGIApp:
        services = provider.services
        trusted = ca_file if services.issuer.startswith("https:") else ""
        sittings = Sittings(
            Supplies(cards, roots, services.clock, services.issuer, trusted), services.settings.finish_within
        )
        provider.chores.append(sittings.sweep)
        return build_lab_app(provider, cards, sittings)

    return Listener(NAME, "", build, plain)


def build_lab_app(provider: Provider, cards: CardStore, sittings: Sittings) -> Starlette:
    """Return the door's application."""
    services = provider.services
    pages = CardPages(cards, sittings, services.doors[NAME], services.doors["web"])

    async def no_route(_request: Request, _error: Exception) -> Response:
        return pages.failure("web.unknown", HTTPStatus.NOT_FOUND)

    app = Starlette(
        routes=pages.routes(),
        middleware=[
            Middleware(
                WebGuard,
                address=services.doors[NAME],
                names=pages.hosts,
                settings=services.settings,
                cookies=Cookies(secure=True),
                closed=lambda: provider.outages.closed(IDP),
                tell=pages.failure,
            )
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: no_route, HTTPStatus.METHOD_NOT_ALLOWED: no_route},
    )
    app.router.redirect_slashes = False
    return app
