"""SAML's addresses at the door for browsers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.wire import read_form
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.logout import LogoutPages
from cosmic_login.idp.registry.systems import POST, REDIRECT
from cosmic_login.idp.saml.face import SamlFace
from cosmic_login.idp.saml.identity import SamlIdentities
from cosmic_login.idp.saml.idp_metadata import METADATA_TYPE, PLACES, own_metadata
from cosmic_login.idp.saml.logouts import SamlLogouts
from cosmic_login.idp.saml.messages import Received, from_form, from_query, malformed
from cosmic_login.idp.saml.requests import AuthnRequests
from cosmic_login.idp.saml.statuses import Answerable
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import WebLogouts

_log = logging.getLogger("cosmic_login.idp.saml")

_PATH = "/saml"
_QUERY_WITHIN = 60_000


class SamlEndpoints:
    """HTTP around SAML. ``entity`` is the IdP's entityID, ``bases`` are what that address is called besides."""

    def __init__(
        self,
        services: IdpServices,
        identities: SamlIdentities,
        face: SamlFace,
        entity: str,
        *,
        bases: frozenset[str],
        logins: WebLogins,
        logouts: WebLogouts,
        pages: LoginPages,
        cookies: Cookies,
    ) -> None:
        self._identities, self._face, self._entity = identities, face, entity
        self._logins, self._pages, self._cookies = logins, pages, cookies
        sso, slo = _places(bases, 0), _places(bases, 1)
        self._requests = AuthnRequests(services, services.systems, sso)
        self._logouts = SamlLogouts(services, self._requests, face, logins=logins, logouts=logouts, places=slo)

    def routes(self) -> list[Route]:
        """Return the routes; those of metadata without a slash at the end."""
        return [
            Route(_PATH, self.metadata, methods=["GET"]),
            Route(_PATH + PLACES[REDIRECT][0], self._taking(self._login), methods=["GET"]),
            Route(_PATH + PLACES[POST][0], self._taking(self._login), methods=["POST"]),
            Route(_PATH + PLACES[REDIRECT][1], self._taking(self._logout), methods=["GET"]),
            Route(_PATH + PLACES[POST][1], self._taking(self._logout), methods=["POST"]),
        ]

    async def metadata(self, _request: Request) -> Response:
        """Tell what the IdP is."""
        text = own_metadata(self._entity, self._identities.published())
        return Response(text, media_type=METADATA_TYPE, headers={"Cache-Control": "no-cache"})

    def _taking(self, then: Callable[[Request, Received], Response]) -> Callable[[Request], object]:
        """Return an endpoint that reads a message and hands it on; what is refused becomes a page."""

        async def endpoint(request: Request) -> Response:
            try:
                return then(request, await _received(request))
            except Refusal as refusal:
                _log.warning("%s: %s: %s", request.url.path, refusal.code, refusal.detail)
                return self._pages.failure(refusal.code)

        return endpoint

    def _login(self, _request: Request, received: Received) -> Response:
        asked = self._requests.asked(received)
        try:
            request = self._requests.request_of(asked)
        except Answerable as answer:
            _log.warning("AuthnRequest of %.200s: %s", asked.system.key, answer.detail)
            return self._pages.deliver(self._face.answer(asked.refusable, answer.status), asked.system.name)
        # Also after a form: its cookies did not come with it, those of the address that this leads to do.
        return RedirectResponse(LoginPages.address(self._logins.begin(request)), HTTPStatus.SEE_OTHER)

    def _logout(self, request: Request, received: Received) -> Response:
        begun = self._logouts.take(received, self._cookies.sso(request))
        if begun.handle:
            return RedirectResponse(LogoutPages.address(begun.handle), HTTPStatus.SEE_OTHER)
        if begun.delivery is not None:
            return self._pages.deliver(begun.delivery)
        return self._pages.failure("web.unknown")


async def _received(request: Request) -> Received:
    if request.method == "POST":
        return from_form(await read_form(request))
    query = request.scope["query_string"]
    if len(query) > _QUERY_WITHIN or not query.isascii():
        raise malformed("the address is too long, or holds letters that have to be escaped")
    return from_query(query.decode("ascii"))


def _places(bases: frozenset[str], what: int) -> Mapping[str, frozenset[str]]:
    return {binding: frozenset(base + paths[what] for base in bases) for binding, paths in PLACES.items()}
