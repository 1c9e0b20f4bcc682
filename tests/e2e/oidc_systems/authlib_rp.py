"""A system with Authlib's client for Starlette: pages on loopback, its sessions in a signed cookie.

Its one argument is JSON: {issuer, client_id, secret, ca_file}. The first line it writes is its address.
"""

from __future__ import annotations

import html
import json
import secrets
import socket
import ssl
import sys
import threading

import uvicorn
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route


class Pages:
    """What browsers ask for; ``own`` is the address."""

    def __init__(self, own: str, told: dict[str, str]) -> None:
        self.own = own
        #: Sessions of the IdP that it told us are over: ours are in cookies, which we cannot reach.
        self.over: set[str] = set()
        oauth = OAuth()
        oauth.register(
            "cosmic",
            client_id=told["client_id"],
            client_secret=told["secret"],
            server_metadata_url=told["issuer"] + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile employee",
                "verify": ssl.create_default_context(cafile=told["ca_file"]),
            },
        )
        self.client = oauth.cosmic

    async def enter(self, request: Request) -> Response:
        """Show who is in, or have them log in."""
        user, level = request.session.get("user"), request.query_params.get("loa", "3")
        if user is None or user["sid"] in self.over:
            request.session["level"] = level
            wanted = {"acr_values": f"http://id.sambi.se/loa/loa{level}"}
            answer: Response = await self.client.authorize_redirect(request, f"{self.own}/callback", **wanted)
            return answer
        name, hsa = html.escape(f"{user['given_name']} {user['family_name']}"), html.escape(user["employeeHsaId"])
        return page(
            f'<p>Inloggad: <span id="who">{name}</span></p><p>employeeHsaId: <span id="hsa">{hsa}</span></p>'
            '<p><a id="leave" href="/leave">Logga ut</a></p>'
        )

    async def callback(self, request: Request) -> Response:
        """Take the answer."""
        try:
            tokens = await self.client.authorize_access_token(request)
        except OAuthError as error:
            said = html.escape(f"{type(error).__name__}: {error}")
            return page(f'<p id="error">{said}</p>', 401)
        request.session["user"] = {**tokens["userinfo"], "token": tokens["id_token"]}
        return RedirectResponse(f"{self.own}/enter?loa={request.session['level']}", 303)

    async def leave(self, request: Request) -> Response:
        """Log out here and there."""
        user = request.session.pop("user")
        answer: Response = await self.client.logout_redirect(request, f"{self.own}/out", id_token_hint=user["token"])
        return answer

    async def out(self, request: Request) -> Response:
        """Be back from there."""
        await self.client.validate_logout_response(request)
        return page('<p id="out">Du är utloggad.</p>')

    async def ended(self, request: Request) -> Response:
        """Hear in a frame that a session is over. Authlib has nothing for it."""
        self.over.add(request.query_params["sid"])
        return page("")


def page(inner: str, status: int = 200) -> Response:
    """Return a page."""
    head = '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Authlib</title>'
    body = f'<body style="font: 1rem sans-serif; margin: 2rem"><h1>Authlib</h1>{inner}</body></html>'
    return HTMLResponse(head + body, status)


def main() -> None:
    """Serve until standard input ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.bind(("127.0.0.1", 0))
        own = f"http://localhost:{door.getsockname()[1]}"
        pages = Pages(own, json.loads(sys.argv[1]))
        routes = [Route(f"/{each}", getattr(pages, each)) for each in ("enter", "callback", "leave", "out", "ended")]
        # The cookie's usual name is that of every Starlette application, and ports share cookies.
        sessions = Middleware(SessionMiddleware, secret_key=secrets.token_urlsafe(32), session_cookie="authlib_session")
        app = Starlette(routes=routes, middleware=[sessions])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))

        def end() -> None:
            sys.stdin.buffer.read()
            server.should_exit = True

        threading.Thread(target=end, daemon=True).start()
        door.listen()
        print(own, flush=True)
        server.run(sockets=[door])


if __name__ == "__main__":
    main()
