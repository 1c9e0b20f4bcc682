"""A system with pysaml2: pages on loopback, one session for each browser.

Its one argument is JSON: {metadata, key, certificate} (files). The first line it writes is its address.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import threading
import warnings
from http.server import ThreadingHTTPServer
from typing import Any

warnings.simplefilter("ignore")  # pysaml2 asks cryptography for what is going away

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT  # noqa: E402
from saml2.client import Saml2Client  # noqa: E402
from saml2.config import SPConfig  # noqa: E402
from saml2.metadata import entity_descriptor  # noqa: E402
from saml2.response import StatusError  # noqa: E402

from tests.e2e.systems.handler import SystemHandler  # noqa: E402

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


class Pages(SystemHandler):
    """What browsers ask for."""

    title, cookie = "pysaml2", "py_sid"
    server: Sp

    def status_of(self, error: Exception) -> int:
        """Tell what the IdP said apart."""
        return 401 if isinstance(error, StatusError) else 500

    @property
    def binding(self) -> str:
        """How a message came."""
        return str(BINDING_HTTP_POST if self.command == "POST" else BINDING_HTTP_REDIRECT)

    def at_metadata(self, _fields: dict[str, str]) -> None:
        self.send(200, self.server.metadata, "application/xml")

    def at_enter(self, fields: dict[str, str]) -> None:
        session = self.server.sessions.get(self.browser())
        if session is None:
            level = {"authn_context_class_ref": [f"http://id.sambi.se/loa/loa{fields['loa']}"], "comparison": "exact"}
            number, told = self.server.client.prepare_for_authenticate(
                relay_state=self.path, requested_authn_context=level
            )
            self.server.asked[number] = self.path
            self._carry(told)
            return
        given, surname, hsa = (" ".join(session[1].get(name, ())) for name in (GIVEN, SURNAME, EMPLOYEE))
        self.is_in(f"{given} {surname}", hsa)

    def at_acs(self, fields: dict[str, str]) -> None:
        told = fields["SAMLResponse"]
        answer = self.server.client.parse_authn_request_response(told, self.binding, self.server.asked)
        key = secrets.token_urlsafe(16)
        self.server.sessions[key] = (answer.name_id, answer.ava)
        self.go(fields["RelayState"], key)

    def at_leave(self, _fields: dict[str, str]) -> None:
        name, _ = self.server.sessions.pop(self.browser())
        ((_, (binding, told)),) = self.server.client.global_logout(name).items()
        assert binding in {BINDING_HTTP_REDIRECT, BINDING_HTTP_POST}
        self._carry(told)

    def at_slo(self, fields: dict[str, str]) -> None:
        if "SAMLResponse" in fields:
            answer = self.server.client.parse_logout_request_response(fields["SAMLResponse"], self.binding)
            self.server.client.handle_logout_response(answer)
            self.is_out()
            return
        name, _ = self.server.sessions.pop(self.browser(), (None, None))
        self._carry(
            self.server.client.handle_logout_request(
                fields["SAMLRequest"], name, self.binding, sign=True, relay_state=fields.get("RelayState", "")
            )
        )

    def _carry(self, told: dict[str, Any]) -> None:
        """Send the browser on with what pysaml2 made: an address or a form."""
        address = dict(told["headers"]).get("Location")
        if address:
            self.go(address)
        else:
            self.send(200, "".join(told["data"]))


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
