"""The token endpoint (RFC 6749, section 4.1.3; RFC 7636), userinfo (RFC 6750) and the end of a session."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest, need, oauth_error, read_form
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.grants import Grants
from cosmic_login.idp.store.base import Refusal

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, section 4.1


class TokenEndpoints:
    """HTTP around ``Grants``."""

    def __init__(self, grants: Grants, clients: ClientRegistry) -> None:
        self._grants = grants
        self._clients = clients

    async def token(self, request: Request) -> Response:
        """Exchange an authorization code."""
        form = await read_form(request)
        if "authorization" in request.headers or "client_secret" in form:
            raise BadRequest("invalid_client", "The client is public and has no secret.", HTTPStatus.UNAUTHORIZED)
        client = self._clients.find(form.get("client_id", ""))
        if client is None:
            raise BadRequest("invalid_client", "The client is unknown.", HTTPStatus.UNAUTHORIZED)
        if need(form, "grant_type", "invalid_request") != "authorization_code":
            raise BadRequest("unsupported_grant_type", "Only authorization_code is supported.")
        code = need(form, "code", "invalid_request")
        verifier = need(form, "code_verifier", "invalid_request")
        if not _VERIFIER.fullmatch(verifier):
            raise BadRequest("invalid_request", "code_verifier is malformed.")
        try:
            tokens = self._grants.redeem(code, client.client_id, verifier)
        except Refusal:
            return oauth_error("invalid_grant", failure="token.invalid")
        return JSONResponse(
            {
                "access_token": tokens.access_token,
                "token_type": "Bearer",
                "expires_in": tokens.expires_in,
                "id_token": tokens.id_token,
                "scope": tokens.scope,
            }
        )

    async def userinfo(self, request: Request) -> Response:
        """Answer the claims behind a bearer token, which only the header may carry."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        claims = self._grants.userinfo(token.strip()) if scheme.lower() == "bearer" and token.isascii() else None
        if claims is None:
            answer = oauth_error("invalid_token", failure="token.invalid", status=HTTPStatus.UNAUTHORIZED)
            answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return answer
        return JSONResponse(claims)

    async def end_session(self, request: Request) -> Response:
        """End a session (OpenID Connect RP-Initiated Logout 1.0, without the browser)."""
        form = await read_form(request)
        earlier = form.get("earlier_sids", "").split()
        if not self._grants.end(need(form, "id_token_hint", "invalid_request"), earlier):
            raise BadRequest("invalid_request", "id_token_hint is not of this issuer.")
        return JSONResponse({})
