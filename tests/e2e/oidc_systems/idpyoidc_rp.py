"""A system with idpyoidc: pages on loopback, one session for each browser.

Its one argument is JSON: {issuer, client_id, secret, ca_file}. The first line it writes is its address.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import threading
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler

from tests.e2e.systems.handler import SystemHandler


def handler(own: str, told: dict[str, str]) -> RPHandler:
    """Return idpyoidc's relying party."""
    return RPHandler(
        base_url=own,
        # Its own keys would be written into the directory that it runs in.
        keyjar=init_key_jar(key_defs=[{"type": "EC", "crv": "P-256", "use": ["sig"]}]),
        client_configs={
            told["issuer"]: {
                "client_type": "oidc",
                "issuer": told["issuer"],
                "client_id": told["client_id"],
                "client_secret": told["secret"],
                "redirect_uris": [f"{own}/callback"],
                "post_logout_redirect_uris": [f"{own}/out"],
                "backchannel_logout_uri": f"{own}/ended",
                "backchannel_logout_session_required": True,
                "scopes_supported": ["openid", "profile", "employee"],  # what it asks for; "scope" it does not read
                "services": {
                    **DEFAULT_OIDC_SERVICES,
                    "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"},
                },
            }
        },
        httpc_params={"verify": told["ca_file"]},
    )


class Rp(ThreadingHTTPServer):
    """The server, with what it knows of its browsers."""

    def __init__(self, told: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.own = f"http://localhost:{self.server_port}"
        self.issuer = told["issuer"]
        self.rp = handler(self.own, told)
        #: By the browser's cookie: idpyoidc's name for the session (state), and who it is.
        self.sessions: dict[str, tuple[str, dict[str, Any]]] = {}
        self.levels: dict[str, str] = {}


class Pages(SystemHandler):
    """What browsers ask for, and the IdP."""

    title, cookie = "idpyoidc", "idpyoidc_sid"
    server: Rp

    def at_enter(self, fields: dict[str, str]) -> None:
        session = self.server.sessions.get(self.browser())
        if session is not None:
            user = session[1]
            self.is_in(f"{user['given_name']} {user['family_name']}", user["employeeHsaId"])
            return
        wanted = {"acr_values": [f"http://id.sambi.se/loa/loa{fields['loa']}"]}
        address = self.server.rp.begin(self.server.issuer, req_args=wanted)
        self.server.levels[dict(parse_qsl(urlsplit(address).query))["state"]] = fields["loa"]
        self.go(address)

    def at_callback(self, fields: dict[str, str]) -> None:
        found = self.server.rp.finalize(self.server.issuer, fields)
        if "error" in found:  # it names the error alone
            self.error(401, f"{found['error']}: {fields.get('error_description', '')}")
            return
        key = secrets.token_urlsafe(16)
        self.server.sessions[key] = (found["state"], found["userinfo"].to_dict())
        self.go(f"/enter?loa={self.server.levels[found['state']]}", key)

    def at_leave(self, _fields: dict[str, str]) -> None:
        state, _ = self.server.sessions.pop(self.browser())
        self.go(self.server.rp.logout(state)["url"])

    def at_out(self, _fields: dict[str, str]) -> None:
        self.is_out()

    def at_ended(self, fields: dict[str, str]) -> None:
        """Hear from the IdP that a session is over."""
        ended = backchannel_logout(self.server.rp.issuer2rp[self.server.issuer], request_args=fields)
        for key, (state, _) in list(self.server.sessions.items()):
            if state == ended:
                del self.server.sessions[key]
        self.send(200, "")


def main() -> None:
    """Serve until standard input ends."""
    logging.getLogger("idpyoidc").addHandler(logging.NullHandler())  # what it says stands on the pages
    logging.getLogger("cryptojwt").addHandler(logging.NullHandler())
    with Rp(json.loads(sys.argv[1])) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.own, flush=True)
        sys.stdin.buffer.read()
        server.shutdown()


if __name__ == "__main__":
    main()
