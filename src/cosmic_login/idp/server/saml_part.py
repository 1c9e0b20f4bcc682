"""SAML at the door for browsers, made when the first system comes that speaks it: nobody else waits for its import."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.pages.login import LoginPages
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.idp.saml.endpoints import SamlEndpoints
    from cosmic_login.idp.saml.face import SamlFace
    from cosmic_login.idp.saml.identity import SamlIdentities
    from cosmic_login.idp.store.base import Transaction
    from cosmic_login.idp.store.web_statements import PartyRow, SsoRow
    from cosmic_login.idp.web.logins import WebLogins
    from cosmic_login.idp.web.logouts import WebLogouts
    from cosmic_login.idp.web.request import Delivery, Farewell, Leaver, WebGrant, WebRequest

#: Below this path of the door; with the door's address before it, it is the IdP's entityID.
SAML_PATH = "/saml"


class SamlPart:
    """A ``Face`` and a ``Parting`` that are not there yet."""

    def __init__(self, provider: Provider, address: str, hosts: frozenset[str]) -> None:
        """``address`` is the door's; ``hosts`` are what it is called besides."""
        self._provider, self._entity = provider, address + SAML_PATH
        scheme = urlsplit(address).scheme
        self._bases = frozenset(f"{scheme}://{host}{SAML_PATH}" for host in hosts) | {self._entity}

    @cached_property
    def _identities(self) -> SamlIdentities:
        from cosmic_login.idp.saml.identity import SamlIdentities  # noqa: PLC0415

        return SamlIdentities(self._provider.services, self._provider.keys)

    @cached_property
    def _face(self) -> SamlFace:
        from cosmic_login.idp.saml.face import SamlFace  # noqa: PLC0415

        services = self._provider.services
        return SamlFace(services, services.systems, self._identities, self._entity)

    def routes(self, logins: WebLogins, logouts: WebLogouts, pages: LoginPages, cookies: Cookies) -> BaseRoute:
        """Return the routes of SAML, as one."""

        def make() -> SamlEndpoints:
            from cosmic_login.idp.saml.endpoints import SamlEndpoints  # noqa: PLC0415

            return SamlEndpoints(
                self._provider.services,
                self._identities,
                self._face,
                self._entity,
                bases=self._bases,
                logins=logins,
                logouts=logouts,
                pages=pages,
                cookies=cookies,
            )

        return _Routes(SAML_PATH, make)

    def sweep(self) -> None:
        """Forget requests that are too old to come again."""
        services = self._provider.services
        with services.store.transaction() as work:
            work.drop_saml_requests(services.seconds())

    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        """Return the answer that says who it is."""
        return self._face.granted(work, granted)

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        """Return the answer that nothing came of it."""
        return self._face.refused(work, request, failure)

    def ended(self, work: Transaction, session: SsoRow, parties: list[PartyRow]) -> None:
        """Do nothing: SAML systems are told in the browser."""

    def farewell(self, work: Transaction, session: SsoRow, party: PartyRow) -> Farewell:
        """Return the request that a system log its user out."""
        return self._face.farewell(work, session, party)

    def parted(self, work: Transaction, leaver: Leaver, *, complete: bool) -> Delivery | None:
        """Return the answer to the request that began a log-out."""
        return self._face.parted(work, leaver, complete=complete)


class _Routes(BaseRoute):
    """Routes that are made when one of them is asked for."""

    def __init__(self, path: str, make: Callable[[], SamlEndpoints]) -> None:
        self._path, self._make = path, make

    @cached_property
    def _router(self) -> Router:
        return Router(self._make().routes(), redirect_slashes=False)

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Tell whether it is below the path."""
        path = str(scope["path"])
        below = scope["type"] == "http" and (path == self._path or path.startswith(self._path + "/"))
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router(scope, receive, send)
