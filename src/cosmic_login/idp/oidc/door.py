"""OpenID Connect at the door for browsers: its parts put together, and its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from cosmic_login.idp.endpoints.ratelimit import limit_of
from cosmic_login.idp.oidc import discovery
from cosmic_login.idp.oidc.browser_endpoints import BrowserEndpoints
from cosmic_login.idp.oidc.calls import calling
from cosmic_login.idp.oidc.client_authentication import ClientAuthentication
from cosmic_login.idp.oidc.client_endpoints import ClientEndpoints
from cosmic_login.idp.oidc.discovery import OIDC_PATH, OidcDiscovery
from cosmic_login.idp.oidc.face import OidcFace
from cosmic_login.idp.oidc.grants import OidcGrants
from cosmic_login.idp.oidc.id_tokens import IdTokens
from cosmic_login.idp.oidc.logouts import OidcLogouts
from cosmic_login.idp.oidc.notices import Notices
from cosmic_login.idp.oidc.requests import AuthorizationRequests

if TYPE_CHECKING:
    from cosmic_login.idp.faults import FaultOrders
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.pages.login import LoginPages
    from cosmic_login.idp.pages.logout import LogoutPages
    from cosmic_login.idp.provider.keys import KeyRing
    from cosmic_login.idp.services import IdpServices
    from cosmic_login.idp.web.logins import WebLogins
    from cosmic_login.idp.web.logouts import WebLogouts

#: Paths that clients ask by themselves, without a browser.
OIDC_CALLS: Final = tuple(
    discovery.OIDC_PATH + path
    for path in (
        discovery.DISCOVERY, discovery.JWKS, discovery.PUSHED, discovery.TOKEN, discovery.INTROSPECT, discovery.REVOKE,
        discovery.USERINFO,
    )
)  # fmt: skip


class OidcDoor:
    """``face`` is the protocol, ``requests`` judges what is asked in it, ``routes`` are its addresses.

    ``address`` is the door's, as clients are told it.
    """

    def __init__(self, services: IdpServices, keys: KeyRing, faults: FaultOrders, address: str) -> None:
        self._services, self._keys, self._faults, self.issuer = services, keys, faults, address + OIDC_PATH
        self._tokens = IdTokens(services, keys, self.issuer)
        self._notices = Notices(services, self._tokens)
        self.requests = AuthorizationRequests(services, services.systems, self._tokens)
        self.face = OidcFace(services, services.systems, self._notices, self.issuer)

    def routes(
        self, *, logins: WebLogins, logouts: WebLogouts, login: LoginPages, logout: LogoutPages, cookies: Cookies
    ) -> list[Route]:
        """Return every address below ``OIDC_PATH``."""
        services, systems, settings = self._services, self._services.systems, self._services.settings
        limit = limit_of(services, "oidc", burst=settings.oidc_burst, per_second=settings.oidc_calls_per_second)
        ended = OidcLogouts(services, systems, self._tokens, logouts)
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
        audiences = (self.issuer, *(self.issuer + path for path in (discovery.TOKEN, discovery.PUSHED)))
        proof = ClientAuthentication(services, systems, audiences)
        clients = ClientEndpoints(services, proof, OidcGrants(services, self._tokens, self._faults), self.requests)
        public = OidcDiscovery(self.issuer, self._keys, notices=self._notices.open)
        calls = {
            discovery.PUSHED: clients.push,
            discovery.TOKEN: clients.token,
            discovery.INTROSPECT: clients.introspect,
            discovery.REVOKE: clients.revoke,
        }
        return [
            Route(OIDC_PATH + discovery.DISCOVERY, public.configuration, methods=["GET", "OPTIONS"]),
            Route(OIDC_PATH + discovery.JWKS, public.jwks, methods=["GET", "OPTIONS"]),
            Route(OIDC_PATH + discovery.AUTHORIZE, browsers.authorize, methods=["GET", "POST"]),
            Route(OIDC_PATH + discovery.END_SESSION, browsers.end_session, methods=["GET", "POST"]),
            Route(OIDC_PATH + discovery.USERINFO, calling(clients.userinfo, limit), methods=["GET", "POST"]),
            *(Route(OIDC_PATH + path, calling(call, limit), methods=["POST"]) for path, call in calls.items()),
        ]

    def sweep(self) -> None:
        """Forget what is of no more use, and tell who was not told yet."""
        services = self._services
        with services.store.transaction() as work:
            work.drop_oidc(services.seconds(), keep_codes=services.settings.access_token_life)
        self._notices.send_soon()
