"""A journal in a browser, which staff log in to by OpenID Connect at the region's identity provider."""

from __future__ import annotations

import html
import secrets
import ssl
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

#: The level that the law wants of whoever reads records. A client library looks at signatures, and not at this.
LEVEL = "http://id.sambi.se/loa/loa3"


def journal(issuer: str, client_id: str, secret: str, ca_file: str) -> Starlette:
    """Return the application. ``issuer`` is the IdP's, ``ca_file`` whom to trust there (PEM)."""
    oauth = OAuth()
    idp: Any = oauth.register(
        "idp",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid employee",
            "code_challenge_method": "S256",
            "verify": ssl.create_default_context(cafile=ca_file),
        },
    )

    async def start(request: Request) -> Response:
        who = request.session.get("who")
        return _page(f"Välkommen, {who}") if who else RedirectResponse("/login")

    async def login(request: Request) -> Any:
        return await idp.authorize_redirect(request, str(request.url_for("callback")))

    async def callback(request: Request) -> Response:
        try:
            token = await idp.authorize_access_token(request)
        except OAuthError:
            return _page("Inloggningen misslyckades", 401)
        claims = token["userinfo"]
        if claims.get("acr") != LEVEL:
            return _page("Tillitsnivån är för låg", 403)
        request.session["who"] = claims["employeeHsaId"]
        return RedirectResponse("/")

    return Starlette(
        routes=[Route("/", start), Route("/login", login), Route("/callback", callback, name="callback")],
        middleware=[Middleware(SessionMiddleware, secret_key=secrets.token_urlsafe(32))],
    )


def _page(heading: str, status: int = 200) -> Response:
    text = f'<!doctype html><html lang="sv"><title>Journal</title><h1>{html.escape(heading)}</h1>'
    return HTMLResponse(text, status)
