"""What is behind the door for browsers: pages of logins, and the protocols that other systems ask in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Mount, Route, Router

from cosmic_login.idp.pages import static_files
from cosmic_login.idp.pages.forms import FormTokens
from cosmic_login.idp.pages.login import PATH, TOLD, LoginPages
from cosmic_login.idp.pages.logout import LOGOUT_PATH, LogoutPages
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.ways_out import WaysOut
from cosmic_login.idp.server.operators import OperatorsParts, operator_routes
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.idp.web.request import Face, Parting
from cosmic_login.idp.web.sessions import WebSessions

if TYPE_CHECKING:
    from cosmic_login.idp.oidc.door import OidcDoor
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.idp.server.saml_part import SamlPart


class WebRooms:
    """``logins`` and ``logouts`` are what happens, ``login`` its pages, ``routes`` every address."""

    def __init__(
        self, provider: Provider, oidc: OidcDoor, saml: SamlPart, cookies: Cookies, extra: Mapping[str, Face]
    ) -> None:
        """``extra`` are further protocols by their names, or in the place of ours."""
        services = provider.services
        faces: dict[str, Face] = {"oidc": oidc.parts.face, "saml": saml, **extra}
        partings = {name: each for name, each in faces.items() if isinstance(each, Parting)}
        sessions = WebSessions(services, partings)
        self.logins = WebLogins(
            services,
            services.systems,
            provider.logins,
            provider.outages,
            faces,
            faults=provider.faults,
            sessions=sessions,
        )
        self.logouts = WebLogouts(services, services.systems, sessions, partings)
        pages, forms = Pages(), FormTokens(services.vault.derive("web-forms"))
        ways = WaysOut(services.doors, services.issuer)
        self.login = login = LoginPages(self.logins, pages, cookies, forms, ways, changes=services.changes)
        logout = LogoutPages(self.logouts, pages, cookies, forms, deliver=login.deliver, failure=login.failure)
        self.routes: list[BaseRoute] = [
            _below(PATH, login.routes()),  # first: most requests are a login's
            *oidc.public_routes(),
            *oidc.parts.routes(logins=self.logins, logouts=self.logouts, login=login, logout=logout, cookies=cookies),
            saml.routes(logins=self.logins, logouts=self.logouts, sessions=sessions, pages=login, cookies=cookies),
            _below(TOLD, login.told_routes()),
            _below(static_files.PATH, static_files.static_routes()),
            _below(LOGOUT_PATH, logout.routes()),
            *operator_routes(provider, OperatorsParts(pages, cookies, forms, login.failure), oidc, saml.bases),
        ]

    def sweep(self) -> None:
        """End what is overdue, forget what is long over."""
        self.logins.sweep()
        self.logouts.sweep()


def _below(path: str, routes: list[Route]) -> Mount:
    """Return the routes under a path, none of them redirected."""
    return Mount(path, app=Router(routes, redirect_slashes=False))
