"""The operator's pages at the door for browsers: how the IdP stands, and what would become of a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from cosmic_login.idp.pages.guard import EXPLAIN
from cosmic_login.idp.pages.operator_gate import PATH, OperatorGate
from cosmic_login.idp.server.lazy_routes import LazyRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosmic_login.idp.explain.grounds import Grounds
    from cosmic_login.idp.oidc.door import OidcDoor
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.pages.forms import FormTokens
    from cosmic_login.idp.pages.render import Pages
    from cosmic_login.idp.provider.provider import Provider


@dataclass(frozen=True)
class OperatorsParts:
    """What the pages of the door share."""

    pages: Pages
    cookies: Cookies
    forms: FormTokens
    failure: Callable[[str, int], Response]


def operator_routes(
    provider: Provider, parts: OperatorsParts, oidc: OidcDoor, saml_bases: frozenset[str]
) -> list[BaseRoute]:
    """Return the routes; ``saml_bases`` are what SAML's addresses begin with."""
    services = provider.services
    gate = OperatorGate(services, parts.pages, parts.cookies, parts.forms, parts.failure)

    def explaining() -> Sequence[BaseRoute]:
        from cosmic_login.idp.explain.grounds import Grounds  # noqa: PLC0415
        from cosmic_login.idp.explain.page import ExplainPage  # noqa: PLC0415
        from cosmic_login.idp.saml.idp_metadata import places_of  # noqa: PLC0415

        places, logout_places = places_of(saml_bases, 0), places_of(saml_bases, 1)

        def grounds() -> Grounds:
            return Grounds(
                services.systems,
                services.clock.now(),
                places,
                logout_places,
                oidc.parts.requests.person_of,
                oidc.parts.requests.preselection,
                services.settings.saml_request_life,
                oidc.parts.audiences,
                services.settings.assertion_life,
            )

        return ExplainPage(parts.pages, gate, grounds, parts.failure).routes()

    def standing() -> Sequence[BaseRoute]:
        from cosmic_login.idp.operator.page import OperatorPage  # noqa: PLC0415

        return [*gate.routes(), *OperatorPage(provider, parts.pages, gate, parts.failure).routes()]

    return [LazyRoutes(EXPLAIN, explaining), LazyRoutes(PATH, standing)]
