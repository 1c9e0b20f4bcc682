"""SAML in a real browser, between sites: forms that bring no cookies, answers that post themselves, log-outs."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from playwright.sync_api import Page, expect

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.e2e.chromium import chromium, person
from tests.unit.idp.kit import Login, SoftCard, some_people
from tests.unit.idp.saml.conftest import Registered
from tests.unit.idp.saml.kit import BINDING, Answer, Sp

SUCCESS = "<saml2p:Status><saml2p:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></saml2p:Status>"


@dataclass
class Site(Sp):
    """A system with pages of its own, on a site of its own."""

    idp: str = ""
    at: Callable[[], Any] = field(default=lambda: None)
    answers: list[Answer] = field(default_factory=list)
    server: ThreadingHTTPServer = field(default_factory=lambda: ThreadingHTTPServer(("127.0.0.1", 0), _Pages))

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

    def page(self, path: str) -> str:
        """Return a page that sends a request by itself, or the page of somebody who is in."""
        if path == "/login":
            return posting(f"{self.idp}/sso/HTTP-POST", self.form(self.message("AuthnRequest", self.at())))
        if path == "/logout":
            login = self.answers[-1]
            name = login.text(".//saml2:NameID")
            index = login.find(".//saml2:AuthnStatement").get("SessionIndex")
            inner = f"<saml2:NameID>{name}</saml2:NameID><saml2p:SessionIndex>{index}</saml2p:SessionIndex>"
            return posting(f"{self.idp}/slo/HTTP-POST", self.form(self.message("LogoutRequest", self.at(), inner)))
        return f"<!doctype html><title>{path}</title><h1>{path}</h1>"

    def take(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Return the page for a message of the IdP's, or where to go on to."""
        answer = Answer(path, fields)
        if "SAMLRequest" in fields:
            text = self.message("LogoutResponse", self.at(), SUCCESS, InResponseTo=answer.root.get("ID"))
            return posting(f"{self.idp}/slo/HTTP-POST", self.form(text, None, "SAMLResponse")), ""
        self.answers.append(answer)
        return "", f"{self.address.replace('localhost', '127.0.0.1')}/{'in' if path == '/acs' else 'out'}"


def posting(address: str, fields: dict[str, str]) -> str:
    inputs = "".join(f'<input type="hidden" name="{n}" value="{html.escape(v)}">' for n, v in fields.items())
    form = f'<form method="post" action="{address}">{inputs}</form>'
    return f"<!doctype html>{form}<script>document.forms[0].submit()</script>"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._send(cast("Any", self.server).site.page(urlsplit(self.path).path))

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


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[EmbeddedIdp, SoftCard, list[Site]]]:
    clock, profile = ManualClock(), Profile.open(tmp_path / "profile")
    pki = TrainingPki.open(profile, clock)
    registered = Registered([])
    with (
        ExitStack() as stack,
        EmbeddedIdp.start(
            profile,
            clock=clock,
            pki=pki,
            directory=some_people(),
            settings=IdpSettings(sweep_every=3600),
            doors=(*LISTENERS, WEB),
            systems=registered,
        ) as idp,
    ):
        made = [Site(idp=f"{idp.doors['web']}/saml", at=clock.now) for _ in range(2)]
        registered.sps += made
        for each in made:
            thread = threading.Thread(target=each.server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            stack.callback(each.server.server_close)
            stack.callback(thread.join)
            stack.callback(each.server.shutdown)
        yield idp, SoftCard.issue(pki, clock), made


def sign(idp: EmbeddedIdp, page: Page, card: SoftCard) -> None:
    link = page.locator("a[href*='autostarttoken=']").first.get_attribute("href")
    assert link is not None
    token = dict(parse_qsl(urlsplit(link).query))["autostarttoken"]
    with httpx2.Client(trust_env=False) as http:
        urls = http.get(f"{idp.issuer}/.well-known/openid-configuration").json()
        Login(http, urls, "", "", "", token).authenticate(card)


def test_between_sites_by_forms_alone(sites: tuple[EmbeddedIdp, SoftCard, list[Site]]) -> None:
    idp, card, (first, second) = sites
    with chromium() as browser, person(browser) as page:
        page.goto(f"{first.address}/login")
        page.locator("button[value='siths-this-device']").click()
        page.locator("a[href*='autostarttoken=']").first.wait_for()
        sign(idp, page, card)
        expect(page).to_have_title("/in")  # where the system led on to, on another origin of its own
        assert first.answers[-1].status == ("Success", "")
        page.goto(f"{second.address}/login")
        expect(page).to_have_title("/in")  # the session served: its cookie came, though the form brought none
        assert second.answers[-1].status == ("Success", "")
        page.goto(f"{second.address}/logout")
        expect(page).to_have_title("/out")
        assert second.answers[-1].status == ("Success", "")
        page.goto(f"{first.address}/login")
        expect(page.locator("button[value='siths-this-device']")).to_be_visible()
