"""SAML at the door for browsers, made when the first system comes that speaks it: nobody else waits for its import."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.routing import BaseRoute

from cosmic_login.idp.server.lazy_routes import LazyRoutes

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
    from cosmic_login.idp.web.sessions import WebSessions

#: Below this path of the door; with the door's address before it, it is the IdP's entityID.
SAML_PATH = "/saml"


class SamlPart:
    """A ``Face`` and a ``Parting`` that are not there yet."""

    def __init__(self, provider: Provider, address: str, hosts: frozenset[str]) -> None:
        """``address`` is the door's; ``hosts`` are what it is called besides."""
        self._provider, self._entity = provider, address + SAML_PATH
        scheme = urlsplit(address).scheme
        #: What the IdP's entityID is called, by every name of the door.
        self.bases = frozenset(f"{scheme}://{host}{SAML_PATH}" for host in hosts) | {self._entity}

    @cached_property
    def _identities(self) -> SamlIdentities:
        from cosmic_login.idp.saml.identity import SamlIdentities  # noqa: PLC0415

        return SamlIdentities(self._provider.services, self._provider.keys)

    @cached_property
    def _face(self) -> SamlFace:
        from cosmic_login.idp.saml.face import SamlFace  # noqa: PLC0415

        services = self._provider.services
        return SamlFace(services, services.systems, self._identities, self._entity)

    def routes(
        self, *, logins: WebLogins, logouts: WebLogouts, sessions: WebSessions, pages: LoginPages, cookies: Cookies
    ) -> BaseRoute:
        """Return the routes of SAML, as one."""

        def make() -> SamlEndpoints:
            from cosmic_login.idp.saml.endpoints import SamlEndpoints  # noqa: PLC0415

            return SamlEndpoints(
                self._provider.services,
                self._identities,
                self._face,
                self._entity,
                bases=self.bases,
                logins=logins,
                logouts=logouts,
                sessions=sessions,
                pages=pages,
                cookies=cookies,
            )

        return LazyRoutes(SAML_PATH, lambda: make().routes())

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
