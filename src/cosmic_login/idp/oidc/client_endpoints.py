"""The addresses that clients call by themselves: pushed requests, tokens, and what becomes of tokens."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from cosmic_login.idp.endpoints.late import late
from cosmic_login.idp.endpoints.wire import media_type
from cosmic_login.idp.oidc.calls import answered, authorization_of, form_of
from cosmic_login.idp.oidc.client_authentication import ClientAuthentication
from cosmic_login.idp.oidc.errors import OauthError
from cosmic_login.idp.oidc.grants import VERIFIER, OidcGrants, Redemption, no_bearer
from cosmic_login.idp.oidc.parameters import Parameters
from cosmic_login.idp.oidc.requests import AuthorizationRequests
from cosmic_login.idp.oidc.rules import RuleFinding
from cosmic_login.idp.services import IdpServices


class ClientEndpoints:
    """HTTP around ``OidcGrants`` and ``AuthorizationRequests.push``."""

    def __init__(
        self,
        services: IdpServices,
        clients: ClientAuthentication,
        grants: OidcGrants,
        requests: AuthorizationRequests,
    ) -> None:
        self._services, self._clients, self._grants, self._requests = services, clients, grants, requests

    async def push(self, request: Request) -> Response:
        """Take a request beforehand (RFC 9126)."""
        form = await form_of(request)
        system = self._clients.client(form.values, authorization_of(request))
        if form.get("request_uri"):
            raise OauthError("invalid_request", "request_uri may not be pushed (RFC 9126, 2.1).")
        self._grants.serve(system, form.get("state"))
        pushed = self._requests.push(system, form)
        if isinstance(pushed, RuleFinding):
            raise OauthError(pushed.rule.error, pushed.description)
        told = {"request_uri": pushed, "expires_in": int(self._services.settings.pushed_life)}
        return answered(told, HTTPStatus.CREATED)

    async def token(self, request: Request) -> Response:
        """Exchange a code."""
        form = await form_of(request)
        system = self._clients.client(form.values, authorization_of(request))
        tokens = self._grants.redeem(system, redemption(form))
        await late(request, tokens.delay)
        return answered(
            {
                "access_token": tokens.access_token,
                "token_type": "Bearer",
                "expires_in": tokens.expires_in,
                "id_token": tokens.id_token,
                "scope": tokens.scope,
            }
        )

    async def introspect(self, request: Request) -> Response:
        """Tell a client of a token (RFC 7662)."""
        form = await form_of(request)
        system = self._clients.client(form.values, authorization_of(request), public=False)
        return answered(self._grants.introspect(system, _needed(form, "token")))

    async def revoke(self, request: Request) -> Response:
        """Take a token back (RFC 7009)."""
        form = await form_of(request)
        system = self._clients.client(form.values, authorization_of(request))
        self._grants.revoke(system, _needed(form, "token"))
        return answered({})

    async def userinfo(self, request: Request) -> Response:
        """Answer the claims behind an access token, which the header or a form may carry, not the address."""
        claims = self._grants.userinfo(await _bearer(request))
        if claims is None:
            raise no_bearer("invalid_token")
        return answered(claims)


def redemption(form: Parameters) -> Redemption:
    """Return what a call for tokens asks for. Raises ``OauthError``."""
    if _needed(form, "grant_type") != "authorization_code":
        raise OauthError("unsupported_grant_type", "grant_type has to be authorization_code.", rule="grant.type")
    asked = Redemption(_needed(form, "code"), _needed(form, "redirect_uri"), form.get("code_verifier"))
    if asked.verifier and not VERIFIER.fullmatch(asked.verifier):
        why = "code_verifier has to be 43 to 128 characters (RFC 7636, 4.1)."
        raise OauthError("invalid_request", why, rule="grant.verifier")
    return asked


def _needed(form: Parameters, name: str) -> str:
    value = form.get(name)
    if not value:
        raise OauthError("invalid_request", f"{name} is missing.", rule="grant.missing")
    return value


async def _bearer(request: Request) -> str:
    """Return the access token of a call (RFC 6750, section 2), sent in one way. Raises ``OauthError``."""
    scheme, _, token = authorization_of(request).partition(" ")
    by_form = ""
    if request.method == "POST" and media_type(request) == "application/x-www-form-urlencoded":
        by_form = (await form_of(request)).get("access_token")
    if token and by_form:
        raise no_bearer("invalid_request", HTTPStatus.BAD_REQUEST)
    if scheme and scheme.lower() != "bearer":
        raise no_bearer()
    found = token.strip() or by_form
    if not found:
        raise no_bearer()
    return found
