"""SAML's addresses at the door for browsers."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.fault_header import brought_fault
from cosmic_login.idp.endpoints.wire import read_form
from cosmic_login.idp.faults import NoFault
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.logout import LogoutPages
from cosmic_login.idp.registry.systems import POST, REDIRECT
from cosmic_login.idp.saml.face import SamlFace
from cosmic_login.idp.saml.identity import SamlIdentities
from cosmic_login.idp.saml.idp_metadata import METADATA_TYPE, PLACES, own_metadata, places_of
from cosmic_login.idp.saml.judge import MessageJudgement
from cosmic_login.idp.saml.logouts import SamlLogouts
from cosmic_login.idp.saml.messages import Received, from_form, from_query
from cosmic_login.idp.saml.requests import AuthnRequests, tell
from cosmic_login.idp.saml.rules import MessageOutcome, found
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.idp.web.sessions import WebSessions
from cosmic_login.profile.logs import log_event

_log = logging.getLogger("cosmic_login.idp.saml")

_PATH = "/saml"


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
        sessions: WebSessions,
        pages: LoginPages,
        cookies: Cookies,
    ) -> None:
        self._identities, self._face, self._entity, self._settings = identities, face, entity, services.settings
        self._logins, self._pages, self._cookies = logins, pages, cookies
        sso, slo = places_of(bases, 0), places_of(bases, 1)
        self._requests = AuthnRequests(services, services.systems, sso)
        self._logouts = SamlLogouts(services, self._requests, face, sessions=sessions, logouts=logouts, places=slo)

    def routes(self) -> list[Route]:
        """Return the routes; those of metadata without a slash at the end."""
        return [
            Route(_PATH, self.metadata, methods=["GET"]),
            Route(_PATH + PLACES[REDIRECT][0], self.login, methods=["GET"]),
            Route(_PATH + PLACES[POST][0], self.login, methods=["POST"]),
            Route(_PATH + PLACES[REDIRECT][1], self.logout, methods=["GET"]),
            Route(_PATH + PLACES[POST][1], self.logout, methods=["POST"]),
        ]

    async def metadata(self, _request: Request) -> Response:
        """Tell what the IdP is."""
        text = own_metadata(self._entity, self._identities.published())
        return Response(text, media_type=METADATA_TYPE, headers={"Cache-Control": "no-cache"})

    async def login(self, request: Request) -> Response:
        """Begin a login."""
        try:
            brought = brought_fault(request, "saml", self._settings)
        except NoFault as wrong:
            return self._pages.no_fault(str(wrong))
        try:
            received = await _received(request)
        except Refusal as refusal:
            tell((found("message.unread", refusal.detail),), "")
            return self._pages.failure(refusal.code)
        return self._begun(self._requests.judged(received), brought)

    def _begun(self, judgement: MessageJudgement, brought: str) -> Response:
        refusal = judgement.refusal
        if refusal is not None and refusal.rule.outcome is MessageOutcome.PAGE:
            return self._pages.failure(refusal.rule.failure)
        if refusal is not None:
            name = judgement.system.name if judgement.system else ""
            return self._pages.deliver(self._face.answer(judgement.refusable, refusal.status), name)
        assert judgement.request is not None  # noqa: S101 - told to the type checker: nothing was against it
        # Also after a form: its cookies did not come with it, those of the address that this leads to do.
        return RedirectResponse(
            LoginPages.address(self._logins.begin(judgement.request, brought)), HTTPStatus.SEE_OTHER
        )

    async def logout(self, request: Request) -> Response:
        """Log a system's user out, or take its answer to that."""
        try:
            received = await _received(request)
            if received.deflated_form and received.kind == "SAMLResponse":  # of a request its judge says so
                tell((found("message.deflated", "node-saml: skipRequestCompression: true."),), "")
            begun = self._logouts.take(received, self._cookies.sso(request))
        except Refusal as refusal:
            log_event(_log, "logout.refused", level=logging.WARNING, failure=refusal.code, why=refusal.detail)
            return self._pages.failure(refusal.code, leaving=True)
        if begun.handle:
            return RedirectResponse(LogoutPages.address(begun.handle), HTTPStatus.SEE_OTHER)
        if begun.delivery is not None:
            return self._pages.deliver(begun.delivery)
        return self._pages.failure("web.unknown", leaving=True)


async def _received(request: Request) -> Received:
    if request.method == "POST":
        return from_form(await read_form(request))
    return from_query(request.scope["query_string"].decode("latin-1"))
