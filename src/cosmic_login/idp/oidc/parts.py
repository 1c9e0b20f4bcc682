"""The parts of OpenID Connect put together: the protocol, and every address that is more than a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from cosmic_login.idp.endpoints.ratelimit import limit_of
from cosmic_login.idp.oidc import discovery
from cosmic_login.idp.oidc.browser_endpoints import BrowserEndpoints
from cosmic_login.idp.oidc.calls import calling
from cosmic_login.idp.oidc.client_authentication import ClientAuthentication
from cosmic_login.idp.oidc.client_endpoints import ClientEndpoints
from cosmic_login.idp.oidc.discovery import OIDC_PATH
from cosmic_login.idp.oidc.face import OidcFace
from cosmic_login.idp.oidc.grants import OidcGrants
from cosmic_login.idp.oidc.id_tokens import IdTokens
from cosmic_login.idp.oidc.logouts import OidcLogouts
from cosmic_login.idp.oidc.requests import AuthorizationRequests

if TYPE_CHECKING:
    from cosmic_login.idp.faults import FaultOrders
    from cosmic_login.idp.oidc.notices import Notices
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.pages.login import LoginPages
    from cosmic_login.idp.pages.logout import LogoutPages
    from cosmic_login.idp.provider.keys import KeyRing
    from cosmic_login.idp.services import IdpServices
    from cosmic_login.idp.web.logins import WebLogins
    from cosmic_login.idp.web.logouts import WebLogouts


class OidcParts:
    """``face`` is the protocol, ``requests`` judges what is asked in it, ``tokens`` signs, ``routes`` are addresses."""

    def __init__(
        self, services: IdpServices, keys: KeyRing, faults: FaultOrders, notices: Notices, issuer: str
    ) -> None:
        self._services, self._faults, self._issuer = services, faults, issuer
        #: For whom an assertion of a client may be.
        self.audiences = (issuer, *(issuer + path for path in (discovery.TOKEN, discovery.PUSHED)))
        self.tokens = IdTokens(services, keys, issuer)
        self.requests = AuthorizationRequests(services, services.systems, self.tokens)
        self.face = OidcFace(services, services.systems, notices, issuer)

    def routes(
        self, *, logins: WebLogins, logouts: WebLogouts, login: LoginPages, logout: LogoutPages, cookies: Cookies
    ) -> list[Route]:
        """Return the addresses below ``OIDC_PATH`` that are not ``OidcDoor.public_routes``."""
        services, systems, settings = self._services, self._services.systems, self._services.settings
        limit = limit_of(services, "oidc", burst=settings.oidc_burst, per_second=settings.oidc_calls_per_second)
        ended = OidcLogouts(services, systems, self.tokens, logouts)
        browsers = BrowserEndpoints(
            self.face,
            self.requests,
            ended,
            logins=logins,
            login=login,
            logout=logout,
            cookies=cookies,
            limit=limit,
            settings=settings,
        )
        proof = ClientAuthentication(
            systems,
            self.audiences,
            now=services.seconds,
            life=settings.assertion_life,
            take=self._take_assertion,
            learn=systems.learn,
        )
        clients = ClientEndpoints(services, proof, OidcGrants(services, self.tokens, self._faults), self.requests)
        calls = {
            discovery.PUSHED: clients.push,
            discovery.TOKEN: clients.token,
            discovery.INTROSPECT: clients.introspect,
            discovery.REVOKE: clients.revoke,
        }
        return [
            Route(OIDC_PATH + discovery.AUTHORIZE, browsers.authorize, methods=["GET", "POST"]),
            Route(OIDC_PATH + discovery.END_SESSION, browsers.end_session, methods=["GET", "POST"]),
            Route(OIDC_PATH + discovery.USERINFO, calling(clients.userinfo, limit), methods=["GET", "POST"]),
            *(Route(OIDC_PATH + path, calling(call, limit), methods=["POST"]) for path, call in calls.items()),
        ]

    def _take_assertion(self, client: str, name: str, until: float) -> bool:
        with self._services.store.transaction() as work:
            return work.take_assertion(client, name, until)
