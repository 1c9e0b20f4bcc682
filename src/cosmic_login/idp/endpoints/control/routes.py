"""The control API's routes. One file per topic; each has a function that returns its routes, added here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from cosmic_login.idp.endpoints.control.activations import activation_routes
from cosmic_login.idp.endpoints.control.auth import guarded
from cosmic_login.idp.endpoints.control.cards import card_routes
from cosmic_login.idp.endpoints.control.erasing import erasing_routes
from cosmic_login.idp.endpoints.control.faults import fault_routes
from cosmic_login.idp.endpoints.control.keys import key_routes
from cosmic_login.idp.endpoints.control.outages import outage_routes
from cosmic_login.idp.endpoints.control.starting_over import starting_over_routes

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider


def control_routes(provider: Provider) -> list[Route]:
    """Return the routes below ``/control``, all of them behind the token."""
    token = provider.services.control_token
    topics = (
        activation_routes(provider),
        card_routes(provider),
        erasing_routes(provider),
        fault_routes(provider),
        key_routes(provider),
        outage_routes(provider),
        starting_over_routes(provider),
    )
    return [
        Route(path, guarded(token, endpoint), methods=[method]) for topic in topics for path, method, endpoint in topic
    ]
