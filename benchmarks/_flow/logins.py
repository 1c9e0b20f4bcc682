"""One login each, request for request as a browser, a card app and a system make them."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from _flow.cards import LoadCard, b64
from _flow.wire import Answer, Wire, target

CLIENT, SECRET, BACK = "journal", "a-secret-of-the-benchmarks-own", "http://127.0.0.1:1/back"
SP, SP_BACK = "https://schema.example/metadata", "http://127.0.0.1:1/acs"
#: What the system asks to be told.
SCOPE = "openid employee"
_INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_START_TOKEN = re.compile(r"autostarttoken=([^&\"]+)")


class LogsIn(Protocol):
    """A kind of login. ``requests`` is how many the last one took."""

    requests: int

    async def log_in(self, worker: int) -> None:
        """Log in once, in a browser that is new."""

    def rest(self) -> None:
        """Let the system's own connections go: a server does when nothing comes for seconds."""


def _sources() -> Iterator[str]:
    """Yield addresses of loopback: each browser is another computer's."""
    return (f"127.0.{high}.{low}" for high, low in itertools.cycle(itertools.product(range(1, 250), range(1, 250))))


@dataclass
class OidcSystem:
    """The system's own calls, over one kept connection to a worker."""

    url: str
    token: str
    userinfo: str
    issuer: str
    #: Which of the answers' claims names the person.
    name: str
    kept: dict[int, Wire] = field(default_factory=dict)

    def request(self, authorize: str, **more: str) -> tuple[str, str, str]:
        """Return the address that a browser is sent to, and what belongs to it: state and verifier."""
        state, verifier = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "scope": SCOPE,
            "state": state,
            "nonce": secrets.token_urlsafe(12),
            "code_challenge": b64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            **more,
        }
        return f"{target(authorize)}?{urlencode(asked)}", state, verifier

    def rest(self) -> None:
        """Close the connections."""
        for each in self.kept.values():
            each.close()
        self.kept = {}

    async def redeem(self, worker: int, location: str, state: str, verifier: str) -> int:
        """Exchange the code and ask for the claims; return how many requests that took."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert told.get("state") == state, location
        form = {
            "grant_type": "authorization_code",
            "code": told["code"],
            "redirect_uri": BACK,
            "code_verifier": verifier,
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        wire = self.kept.get(worker)
        if wire is None:
            wire = self.kept[worker] = await Wire.open(self.url, f"127.0.0.{worker + 2}")
        answer = await wire.post(self.token, form)
        assert answer.status == 200, answer.text()
        tokens = answer.object()
        assert self._alg(tokens["id_token"]) == "RS256"
        claims = await wire.get(self.userinfo, f"Authorization: Bearer {tokens['access_token']}")
        assert claims.status == 200, claims.text()
        assert claims.object()[self.name]
        return 2

    @staticmethod
    def _alg(token: str) -> str:
        import json

        head = token.partition(".")[0]
        alg: str = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["alg"]
        return alg


class _Ours:
    """From the address that a system sends a browser to, to the answer that the browser carries back."""

    def __init__(self, told: dict[str, Any], cards: list[LoadCard]) -> None:
        self._issuer, self._web = told["issuer"], told["oidc"].removesuffix("/oidc")
        self._cards, self._from, self.requests = cards, _sources(), 0

    async def _walk(self, worker: int, address: str) -> Answer:
        source = next(self._from)
        browser = await Wire.open(self._web, source)
        try:
            asked = await browser.get(address)
            assert asked.status == 303, asked.text()
            login = target(asked.location)
            page = (await browser.get(login)).text()
            form = {**_hidden(page), "method": "siths-this-device"}
            started = await browser.post(login, form, f"Origin: {self._web}")
            assert started.status == 303, started.text()
            page = (await browser.get(login)).text()
            token = _START_TOKEN.search(page)
            assert token, page
            card_calls = await self._prove(source, html.unescape(token[1]), self._cards[worker])
            page = (await browser.get(login)).text()
            assert f"{login}/go" in page, page
            answer = await browser.get(f"{login}/go")
            self.requests = browser.asked + card_calls
            return answer
        finally:
            browser.close()

    async def _prove(self, source: str, token: str, card: LoadCard) -> int:
        app = await Wire.open(self._issuer, source)
        try:
            started = (await app.post_json("/siths/start", {"auto_start_token": token})).object()
            session = started["app_session"]
            members = {"app_session": session, "certificate": card.certificate}
            shown = (await app.post_json("/siths/certificate", members)).object()
            jws = card.jws(shown["challenge"])
            done = await app.post_json("/siths/complete", {"app_session": session, "jws": jws})
            assert done.status == 200, done.text()
            return app.asked
        finally:
            app.close()


class OurOidc(_Ours):
    """OpenID Connect at our door."""

    def __init__(self, told: dict[str, Any], cards: list[LoadCard]) -> None:
        super().__init__(told, cards)
        issuer = told["oidc"]
        self._authorize = f"{issuer}/authorize"
        self.system = OidcSystem(self._web, "/oidc/token", "/oidc/userinfo", issuer, "employeeHsaId")

    async def log_in(self, worker: int) -> None:
        address, state, verifier = self.system.request(self._authorize)
        answer = await self._walk(worker, address)
        assert answer.status == 303, answer.text()
        self.requests += await self.system.redeem(worker, answer.location, state, verifier)

    def rest(self) -> None:
        self.system.rest()


class OurSaml(_Ours):
    """SAML at our door: the request in an address, the answer in a form that the browser sends."""

    async def log_in(self, worker: int) -> None:
        place = f"{self._web}/saml/sso/HTTP-Redirect"
        text = (
            "<saml2p:AuthnRequest xmlns:saml2p='urn:oasis:names:tc:SAML:2.0:protocol' "
            f"xmlns:saml2='urn:oasis:names:tc:SAML:2.0:assertion' ID='_{secrets.token_hex(16)}' Version='2.0' "
            f"IssueInstant='{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}' Destination='{place}'>"
            f"<saml2:Issuer>{SP}</saml2:Issuer></saml2p:AuthnRequest>"
        )
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(text.encode()) + packer.flush()
        query = f"SAMLRequest={quote_plus(base64.b64encode(packed).decode())}&RelayState=s1"
        answer = await self._walk(worker, f"{target(place)}?{query}")
        assert answer.status == 200, answer.text()
        assert 'name="SAMLResponse"' in answer.text()

    def rest(self) -> None:
        """Nothing is kept: the browser carries everything."""


class PeerOidc:
    """npm oidc-provider. ``pages`` are the interactions that its set-up has: the form of a login, and of consent."""

    def __init__(self, told: dict[str, Any]) -> None:
        issuer = told["issuer"]
        self._issuer, self._from, self.requests = issuer, _sources(), 0
        self.system = OidcSystem(issuer, "/token", "/me", issuer, "sub")

    async def log_in(self, worker: int) -> None:
        address, state, verifier = self.system.request("/auth")
        browser = await Wire.open(self._issuer, next(self._from))
        try:
            answer = await browser.get(address)
            while not answer.location.startswith(BACK):
                assert answer.status == 303, answer.text()
                page = await browser.get(target(answer.location))
                if page.status == 303:  # nothing to ask
                    answer = page
                    continue
                prompt = "login" if 'name="password"' in page.text() else "consent"
                form = {"prompt": prompt} | ({"login": "anna", "password": "123456"} if prompt == "login" else {})
                answer = await browser.post(target(answer.location), form)
            asked = browser.asked
        finally:
            browser.close()
        self.requests = asked + await self.system.redeem(worker, answer.location, state, verifier)

    def rest(self) -> None:
        self.system.rest()


def _hidden(page: str) -> dict[str, str]:
    return {html.unescape(name): html.unescape(value) for name, value in _INPUT.findall(page)}
