"""The addresses that browsers are sent to: a login, and a log-out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cosmic_login.idp.endpoints.fault_header import brought_fault
from cosmic_login.idp.endpoints.wire import media_type
from cosmic_login.idp.faults import NoFault
from cosmic_login.idp.oidc.discovery import END_SESSION, OIDC_PATH
from cosmic_login.idp.oidc.errors import description_of
from cosmic_login.idp.oidc.logouts import LogoutQuestion, LogoutRefused, OidcLogouts
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.oidc.redirects import with_parameters
from cosmic_login.idp.oidc.rules import RuleOutcome
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.logout import LogoutPages

if TYPE_CHECKING:
    from cosmic_login.idp.oidc.face import OidcFace
    from cosmic_login.idp.oidc.requests import AuthorizationRequests
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.services import Limit
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.idp.web.logins import WebLogins

_FORM = "application/x-www-form-urlencoded"
_HERE = OIDC_PATH + END_SESSION
#: What of a log-out's request comes again with the person's answer.
_KEPT = ("client_id", "post_logout_redirect_uri", "state")


class BrowserEndpoints:
    """HTTP around ``AuthorizationRequests`` and ``OidcLogouts``."""

    def __init__(
        self,
        face: OidcFace,
        requests: AuthorizationRequests,
        logouts: OidcLogouts,
        *,
        logins: WebLogins,
        login: LoginPages,
        logout: LogoutPages,
        cookies: Cookies,
        limit: Limit,
        settings: IdpSettings,
    ) -> None:
        self._face, self._requests, self._logouts, self._settings = face, requests, logouts, settings
        self._logins, self._login, self._logout, self._cookies, self._limit = logins, login, logout, cookies, limit

    # -- a login ---------------------------------------------------------------------------------------------------
    async def authorize(self, request: Request) -> Response:
        """Begin a login. Also after a form the browser goes on by GET: then its cookies are there."""
        if (refused := self._refused(request)) is not None:
            return refused
        parameters = await _parameters(request)
        if parameters is None:
            return self._login.failure("system.request")
        judgement = self._requests.judged(parameters)
        refusal = judgement.refusal
        if refusal is not None and refusal.rule.outcome is RuleOutcome.PAGE:
            return self._login.failure(refusal.rule.failure)
        if refusal is not None:
            reply = {"redirect_uri": judgement.redirect_uri, "mode": judgement.mode, "state": judgement.state}
            of_person = refusal.rule.error == "access_denied"
            described = description_of(refusal.rule.failure) if of_person else refusal.description
            return self._login.deliver(self._face.error(reply, refusal.rule.error, described))
        assert judgement.request is not None  # noqa: S101 - told to the type checker: nothing was against it
        try:
            brought = brought_fault(request, "oidc", self._settings)
        except NoFault as wrong:
            return self._login.no_fault(str(wrong))
        return _on(self._login.address(self._logins.begin(judgement.request, brought)))

    # -- a log-out -------------------------------------------------------------------------------------------------
    async def end_session(self, request: Request) -> Response:
        """Log the person out (OpenID Connect RP-Initiated Logout 1.0)."""
        if (refused := self._refused(request)) is not None:
            return refused
        parameters = await _parameters(request)
        if parameters is None or parameters.repeated:
            return self._login.failure("system.request", leaving=True)
        if request.method == "POST" and not parameters.get("id_token_hint") and not parameters.get("logout"):
            # The session's cookie does not come with another system's form; it does with what this leads to.
            return _on(with_parameters(_HERE, parameters.values))
        return self._ended(request, parameters)

    def _ended(self, request: Request, parameters: Parameters) -> Response:
        answer = parameters.get("logout") if self._is_ours(request, parameters) else ""
        outcome = self._logouts.take(parameters, self._cookies.sso(request), confirmed=answer == "yes")
        if isinstance(outcome, LogoutRefused):
            return self._login.failure(outcome.failure, leaving=True)
        if isinstance(outcome, LogoutQuestion):
            return self._kept_or_asked(request, parameters, outcome, answer)
        if answer:
            return self._logout.lead(outcome)
        return _on(LogoutPages.address(outcome))

    def _kept_or_asked(
        self, request: Request, parameters: Parameters, question: LogoutQuestion, answer: str
    ) -> Response:
        if answer == "no":
            return self._logout.kept(question.system, question.back)
        kept = {name: parameters.get(name) for name in _KEPT if parameters.get(name)}
        return self._logout.ask(_HERE, kept, self._cookies.browser(request), question.system)

    def _is_ours(self, request: Request, parameters: Parameters) -> bool:
        """Tell whether it is the answer that our own page asked this browser's person for."""
        return request.method == "POST" and self._logout.fits(parameters.values, self._cookies.browser(request), _HERE)

    def _refused(self, request: Request) -> Response | None:
        if request.method == "HEAD":  # asks what would come, and must not do it
            return self._login.failure("request.malformed", HTTPStatus.METHOD_NOT_ALLOWED)
        wait = self._limit.wait(request.client.host if request.client else "")
        if not wait:
            return None
        response = self._login.failure("idp.busy", HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(wait)
        return response


def _on(address: str) -> Response:
    """Lead the browser on within our own address; by GET, whatever it came by."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})


async def _parameters(request: Request) -> Parameters | None:
    """Return what a browser brings, in the address or in a form; None when it is neither."""
    try:
        if request.method != "POST":
            return Parameters.read(request.scope["query_string"])
        if media_type(request) != _FORM or request.scope["query_string"]:
            return None
        return Parameters.read(await request.body())
    except NotForm:
        return None
