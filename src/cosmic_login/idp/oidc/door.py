"""OpenID Connect at the door for browsers: what clients read first, and the rest when it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from cosmic_login.idp.oidc import discovery
from cosmic_login.idp.oidc.discovery import OIDC_PATH, OidcDiscovery
from cosmic_login.idp.oidc.notices import Notices

if TYPE_CHECKING:
    from cosmic_login.idp.faults import FaultOrders
    from cosmic_login.idp.oidc.parts import OidcParts
    from cosmic_login.idp.provider.keys import KeyRing
    from cosmic_login.idp.services import IdpServices

#: Paths that clients ask by themselves, without a browser.
OIDC_CALLS: Final = tuple(
    discovery.OIDC_PATH + path
    for path in (
        discovery.DISCOVERY, discovery.JWKS, discovery.PUSHED, discovery.TOKEN, discovery.INTROSPECT, discovery.REVOKE,
        discovery.USERINFO,
    )
)  # fmt: skip


class OidcDoor:
    """``address`` is the door's, as clients are told it."""

    def __init__(self, services: IdpServices, keys: KeyRing, faults: FaultOrders, address: str) -> None:
        self._services, self._keys, self._faults, self._issuer = services, keys, faults, address + OIDC_PATH
        self._notices = Notices(services, lambda: self.parts.tokens)

    @cached_property
    def parts(self) -> OidcParts:
        """The protocol and its other addresses, made at the first use."""
        from cosmic_login.idp.oidc.parts import OidcParts  # noqa: PLC0415

        return OidcParts(self._services, self._keys, self._faults, self._notices, self._issuer)

    def public_routes(self) -> list[Route]:
        """Return what anybody may read: discovery and keys."""
        public = OidcDiscovery(self._issuer, self._keys, notices=self._notices.open)
        return [
            Route(OIDC_PATH + discovery.DISCOVERY, public.configuration, methods=["GET", "OPTIONS"]),
            Route(OIDC_PATH + discovery.JWKS, public.jwks, methods=["GET", "OPTIONS"]),
        ]

    def sweep(self) -> None:
        """Forget what is of no more use, and tell who was not told yet."""
        services = self._services
        with services.store.transaction() as work:
            work.drop_oidc(services.seconds(), keep_codes=services.settings.access_token_life)
        self._notices.send_soon()
