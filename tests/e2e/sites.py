"""Systems with pages of their own, on sites of their own, which log people in at our IdP in a browser."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from playwright.sync_api import Page

from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.kit import Login, SoftCard
from tests.unit.idp.oidc.kit import Rp
from tests.unit.idp.saml.kit import BINDING, Answer, Sp
from tests.unit.idp.web.kit import Browser

SUCCESS = "<saml2p:Status><saml2p:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></saml2p:Status>"


def _server() -> ThreadingHTTPServer:
    return ThreadingHTTPServer(("127.0.0.1", 0), _Pages)


@dataclass
class Site(Sp):
    """A SAML system. ``answers`` are what the IdP had browsers carry there; ``asked`` what it was asked itself."""

    idp: str = ""
    at: Callable[[], Any] = field(default=lambda: None)
    #: What its AuthnRequests hold, and their attributes.
    inner: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    asked: list[Answer] = field(default_factory=list)
    server: ThreadingHTTPServer = field(default_factory=_server)

    def __post_init__(self) -> None:
        cast("Any", self.server).site = self
        self.key = f"{self.address}/metadata"
        self.logout = f"<md:SingleLogoutService Binding='{BINDING}HTTP-POST' Location='{self.address}/slo'/>"

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_port}"

    @property
    def acs(self) -> str:
        return f"{self.address}/acs"

    def page(self, path: str, _query: dict[str, str]) -> str:
        """Return a page that sends a request by itself, or the page of somebody who is in."""
        if path == "/login":
            text = self.message("AuthnRequest", self.at(), self.inner, **self.more)
            return posting(f"{self.idp}/sso/HTTP-POST", self.form(text))
        if path == "/logout":
            login = self.answers[-1]
            name = login.text(".//saml2:NameID")
            index = login.find(".//saml2:AuthnStatement").get("SessionIndex")
            inner = f"<saml2:NameID>{name}</saml2:NameID><saml2p:SessionIndex>{index}</saml2p:SessionIndex>"
            return posting(f"{self.idp}/slo/HTTP-POST", self.form(self.message("LogoutRequest", self.at(), inner)))
        return plain_page(path)

    def take(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Return the page for a message of the IdP's, or where to go on to."""
        answer = Answer(path, fields)
        if "SAMLRequest" in fields:
            self.asked.append(answer)
            text = self.message("LogoutResponse", self.at(), SUCCESS, InResponseTo=answer.root.get("ID"))
            return posting(f"{self.idp}/slo/HTTP-POST", self.form(text, None, "SAMLResponse")), ""
        self.answers.append(answer)
        return "", f"{self.address.replace('localhost', '127.0.0.1')}/{'in' if path == '/acs' else 'out'}"


@dataclass
class OidcSite:
    """An OpenID Connect client. ``told`` are the queries of its addresses that browsers were sent to."""

    make: Callable[[OidcSite], System]
    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    server: ThreadingHTTPServer = field(default_factory=_server)
    #: Its hands at the IdP; there when the IdP runs.
    rp: Rp = field(init=False)

    def __post_init__(self) -> None:
        cast("Any", self.server).site = self

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def back(self) -> str:
        return f"{self.address}/in"

    def connect(self, idp: EmbeddedIdp, http: httpx2.Client) -> None:
        """Learn where the IdP's endpoints are."""
        self.rp = Rp(self.make(self), Browser(idp, http), http.get("/oidc/.well-known/openid-configuration").json())

    def ask(self, claims: Mapping[str, object] | None = None, **changed: str) -> str:
        """Return the address that a browser is sent to for a login; ``claims`` are those of the ID token."""
        wanted = {"claims": json.dumps({"id_token": claims})} if claims else {}
        return self.rp.url(redirect_uri=self.back, **wanted, **changed)

    def tokens(self) -> dict[str, Any]:
        """Return what the code of the last login is good for, and its claims."""
        code, answer = self._last("/in")["code"], {"redirect_uri": self.back}
        return self.rp.tokens(code, **answer)

    def error(self) -> str:
        """Return why the last login came to nothing."""
        return self._last("/in")["error"]

    def leave(self, id_token: str) -> str:
        """Return the address that a browser is sent to for a log-out."""
        sent = {"id_token_hint": id_token, "post_logout_redirect_uri": f"{self.address}/out"}
        return f"{self.rp.urls['end_session_endpoint']}?{urlencode(sent)}"

    def page(self, path: str, query: dict[str, str]) -> str:
        self.told.append((path, query))
        return plain_page(path)

    def _last(self, path: str) -> dict[str, str]:
        return next(query for asked, query in reversed(self.told) if asked == path)


def plain_page(path: str) -> str:
    return f"<!doctype html><title>{path}</title><h1>{path}</h1>"


def posting(address: str, fields: dict[str, str]) -> str:
    inputs = "".join(f'<input type="hidden" name="{n}" value="{html.escape(v)}">' for n, v in fields.items())
    form = f'<form method="post" action="{address}">{inputs}</form>'
    return f"<!doctype html>{form}<script>document.forms[0].submit()</script>"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        place = urlsplit(self.path)
        self._send(cast("Any", self.server).site.page(place.path, dict(parse_qsl(place.query))))

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        text, onward = cast("Any", self.server).site.take(urlsplit(self.path).path, form)
        if text:
            self._send(text)
            return
        self.send_response(303)
        self.send_header("Location", onward)
        self.end_headers()

    def _send(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(*sites: Site | OidcSite) -> Iterator[None]:
    """Serve the sites' pages."""
    with ExitStack() as stack:
        for each in sites:
            thread = threading.Thread(target=each.server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            stack.callback(each.server.server_close)
            stack.callback(thread.join)
            stack.callback(each.server.shutdown)
        yield


def sign(idp: EmbeddedIdp, page: Page, card: SoftCard) -> None:
    """Do what SITHS eID on this device does, where the browser shows the page of that way."""
    page.locator("button[value='siths-this-device']").click()
    found = page.locator("a[href*='autostarttoken=']").first
    found.wait_for()
    token = dict(parse_qsl(urlsplit(found.get_attribute("href") or "").query))["autostarttoken"]
    with httpx2.Client(trust_env=False) as http:
        urls = http.get(f"{idp.issuer}/.well-known/openid-configuration").json()
        Login(http, urls, "", "", "", token).authenticate(card)
