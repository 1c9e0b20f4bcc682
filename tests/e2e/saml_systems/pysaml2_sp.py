"""A system with pysaml2: pages on loopback, one session for each browser.

Its one argument is JSON: {metadata, key, certificate} (files). The first line it writes is its address.
"""

from __future__ import annotations

import html
import json
import logging
import secrets
import sys
import threading
import warnings
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

warnings.simplefilter("ignore")  # pysaml2 asks cryptography for what is going away

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT  # noqa: E402
from saml2.client import Saml2Client  # noqa: E402
from saml2.config import SPConfig  # noqa: E402
from saml2.metadata import entity_descriptor  # noqa: E402
from saml2.response import StatusError  # noqa: E402

EMPLOYEE, GIVEN, SURNAME = (
    f"http://sambi.se/attributes/1/{name}" for name in ("employeeHsaId", "givenName", "surname")
)


def configuration(own: str, told: dict[str, str]) -> SPConfig:
    """Return pysaml2's settings; below ``name`` those that the IdP makes needed."""
    config = SPConfig()
    config.load(
        {
            "entityid": f"{own}/metadata",
            "key_file": told["key"],
            "cert_file": told["certificate"],
            "metadata": {"local": [told["metadata"]]},
            # Without it attributes that its own maps do not name are dropped without a word.
            "allow_unknown_attributes": True,
            "service": {
                "sp": {
                    "endpoints": {
                        "assertion_consumer_service": [(f"{own}/acs", BINDING_HTTP_POST)],
                        "single_logout_service": [
                            (f"{own}/slo", BINDING_HTTP_REDIRECT),
                            (f"{own}/slo", BINDING_HTTP_POST),
                        ],
                    },
                    "name": "pysaml2 (övning)",
                    "required_attributes": [EMPLOYEE],
                    "optional_attributes": [GIVEN, SURNAME],
                    "logout_requests_signed": True,
                    "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                }
            },
        }
    )
    return config


class Sp(ThreadingHTTPServer):
    """The server, with what it knows of its browsers."""

    def __init__(self, told: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.own = f"http://localhost:{self.server_port}"
        config = configuration(self.own, told)
        self.metadata = str(entity_descriptor(config))
        self.client = Saml2Client(config)
        self.sessions: dict[str, tuple[Any, dict[str, list[str]]]] = {}
        self.asked: dict[str, str] = {}


class Pages(BaseHTTPRequestHandler):
    """What browsers ask for."""

    server: Sp

    def do_GET(self) -> None:
        """Answer an address."""
        self._answer(dict(parse_qsl(urlsplit(self.path).query)), BINDING_HTTP_REDIRECT)

    def do_POST(self) -> None:
        """Answer a form."""
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(dict(parse_qsl(form)), BINDING_HTTP_POST)

    def _answer(self, fields: dict[str, str], binding: str) -> None:
        try:
            getattr(self, "at_" + urlsplit(self.path).path.strip("/"))(fields, binding)
        except StatusError as error:
            self._page(401, f'<p id="error">{type(error).__name__}: {html.escape(str(error))}</p>')
        except Exception as error:  # noqa: BLE001 - a system shows what it met
            self._page(500, f'<p id="error">{type(error).__name__}: {html.escape(str(error))}</p>')

    # -- addresses -------------------------------------------------------------------------------------------------
    def at_metadata(self, _fields: dict[str, str], _binding: str) -> None:
        self._send(200, self.server.metadata, "application/xml")

    def at_enter(self, fields: dict[str, str], _binding: str) -> None:
        session = self.server.sessions.get(self._cookie())
        if session is None:
            level = {"authn_context_class_ref": [f"http://id.sambi.se/loa/loa{fields['loa']}"], "comparison": "exact"}
            number, told = self.server.client.prepare_for_authenticate(
                relay_state=self.path, requested_authn_context=level
            )
            self.server.asked[number] = self.path
            self._carry(told)
            return
        given, surname, hsa = (html.escape(" ".join(session[1].get(name, ()))) for name in (GIVEN, SURNAME, EMPLOYEE))
        self._page(
            200,
            f'<p>Inloggad: <span id="who">{given} {surname}</span></p>'
            f'<p>employeeHsaId: <span id="hsa">{hsa}</span></p><p><a id="leave" href="/leave">Logga ut</a></p>',
        )

    def at_acs(self, fields: dict[str, str], binding: str) -> None:
        answer = self.server.client.parse_authn_request_response(fields["SAMLResponse"], binding, self.server.asked)
        key = secrets.token_urlsafe(16)
        self.server.sessions[key] = (answer.name_id, answer.ava)
        self._go(fields["RelayState"], f"py_sid={key}; Path=/; HttpOnly")

    def at_leave(self, _fields: dict[str, str], _binding: str) -> None:
        name, _ = self.server.sessions.pop(self._cookie())
        ((_, (binding, told)),) = self.server.client.global_logout(name).items()
        assert binding in {BINDING_HTTP_REDIRECT, BINDING_HTTP_POST}
        self._carry(told)

    def at_slo(self, fields: dict[str, str], binding: str) -> None:
        if "SAMLResponse" in fields:
            answer = self.server.client.parse_logout_request_response(fields["SAMLResponse"], binding)
            self.server.client.handle_logout_response(answer)
            self._page(200, '<p id="out">Du är utloggad.</p>')
            return
        name, _ = self.server.sessions.pop(self._cookie(), (None, None))
        self._carry(
            self.server.client.handle_logout_request(
                fields["SAMLRequest"], name, binding, sign=True, relay_state=fields.get("RelayState", "")
            )
        )

    # -- answers ---------------------------------------------------------------------------------------------------
    def _cookie(self) -> str:
        found = SimpleCookie(self.headers.get("Cookie", "")).get("py_sid")
        return found.value if found else ""

    def _carry(self, told: dict[str, Any]) -> None:
        """Send the browser on with what pysaml2 made: an address or a form."""
        address = dict(told["headers"]).get("Location")
        if address:
            self._go(address)
        else:
            self._send(200, "".join(told["data"]))

    def _go(self, address: str, cookie: str = "") -> None:
        self.send_response(303)
        self.send_header("Location", address)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, status: int, inner: str) -> None:
        style = 'style="font: 1rem sans-serif; margin: 2rem"'
        head = '<!doctype html><html lang="sv"><meta charset="utf-8"><title>pysaml2</title>'
        self._send(status, f"{head}<body {style}><h1>pysaml2</h1>{inner}</body></html>")

    def _send(self, status: int, text: str, kind: str = "text/html; charset=utf-8") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def main() -> None:
    """Serve until standard input ends."""
    logging.getLogger("saml2").addHandler(logging.NullHandler())  # what it says stands on the pages
    with Sp(json.loads(sys.argv[1])) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.own, flush=True)
        sys.stdin.buffer.read()
        server.shutdown()


if __name__ == "__main__":
    main()
