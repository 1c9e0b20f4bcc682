"""A browser without a script engine, and a protocol that answers in plain addresses."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.store.web_statements import PartyRow, SsoRow
from cosmic_login.idp.web.request import Delivery, Farewell, Leaver, WebGrant, WebRequest
from tests.unit.idp.kit import Login, SoftCard

SYSTEM_ADDRESS = "http://127.0.0.1:1/back"


class PlainFace:
    """Says in the system's address what came of a login, and of a log-out what was told and by whom."""

    def __init__(self) -> None:
        #: What systems were told without the browser.
        self.told: list[tuple[str, ...]] = []

    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        work.add_party(PartyRow(granted.session.sid, "oidc", granted.system.key, granted.login, 0.0, "{}"))
        told = {"login": granted.login, "claims": json.dumps(granted.claims), "sid": granted.session.sid}
        return Delivery(f"{SYSTEM_ADDRESS}?{urlencode(told)}")

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        return Delivery(f"{SYSTEM_ADDRESS}?{urlencode({'failure': failure})}")

    def ended(self, work: Transaction, session: SsoRow, parties: list[PartyRow]) -> None:
        self.told.append(tuple(each.system for each in parties))

    def farewell(self, work: Transaction, session: SsoRow, party: PartyRow) -> Farewell:
        """Two systems are visited, one is loaded unseen, and one cannot be told."""
        if party.system in {"journal", "schema"}:
            return Farewell(Delivery(f"{SYSTEM_ADDRESS}?bye={party.name}"), name=party.name)
        if party.system == "framed":
            return Farewell(Delivery(f"{SYSTEM_ADDRESS}?framed"), framed=True)
        return Farewell(told=party.system == "known")

    def parted(self, work: Transaction, leaver: Leaver, *, complete: bool) -> Delivery | None:
        if not leaver.system:
            return None
        return Delivery(f"{SYSTEM_ADDRESS}?{urlencode({**leaver.reply, 'complete': complete})}")


@dataclass
class Browser:
    """Goes where pages lead, keeps cookies, presses buttons. ``page`` is the text of the page that stands."""

    idp: EmbeddedIdp
    http: httpx2.Client
    page: str = ""
    address: str = ""
    #: Where the system was told what came of it: the query of its address.
    told: dict[str, str] = field(default_factory=dict)
    #: That address, and the last page with frames.
    left_to: str = ""
    frames: str = ""

    def open(self, address: str) -> None:
        """Go there, and on from there as far as pages lead by themselves."""
        self.left_to = ""
        self._follow(self.http.get(address))

    def press(self, name: str, value: str = "1") -> None:
        """Press a button of the page's form."""
        found = re.search(r'<form method="post" action="([^"]+)"', self.page)
        assert found, self.page
        target = self.http.base_url.join(html.unescape(found[1]))
        form = {**self.hidden(), name: value}
        self._follow(self.http.post(target, data=form, headers={"Origin": str(self.http.base_url).rstrip("/")}))

    def hidden(self) -> dict[str, str]:
        """Return what the page's form sends along with each button."""
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', self.page)
        return {html.unescape(name): html.unescape(value) for name, value in found}

    def buttons(self) -> list[tuple[str, str]]:
        """Return the names and values of the page's buttons that can be pressed."""
        found = re.findall(r"<button ([^>]*)>", self.page)
        return [
            (html.unescape(name[1]), html.unescape(value[1]))
            for each in found
            if " disabled" not in f" {each}"
            and (name := re.search('name="([^"]*)"', each))
            and (value := re.search('value="([^"]*)"', each))
        ]

    def authenticate(self, card: SoftCard) -> None:
        """Do what SITHS eID does on this device, and look at the page again."""
        token = re.search('autostarttoken=([^"&]+)', self.page)
        assert token, self.page
        with httpx2.Client(trust_env=False, verify=False) as plain:  # plain HTTP
            urls: dict[str, Any] = plain.get(f"{self.idp.issuer}/.well-known/openid-configuration").json()
            Login(plain, urls, "", "", "", html.unescape(token[1])).authenticate(card)
        self.open(self.address)

    def _follow(self, response: httpx2.Response) -> None:
        for _ in range(10):
            if response.is_redirect:
                target = response.headers["location"]
            else:
                self.page, self.address = response.text, str(response.url)
                self.frames = self.page if "<iframe" in self.page else self.frames
                refresh = re.search(r'http-equiv="refresh" content="[0-3]; url=([^"]+)"', response.text)
                if refresh is None:
                    return
                target = html.unescape(refresh[1])
            to = response.url.join(target)
            if to.host == "127.0.0.1" and to.port == 1:
                self.told, self.left_to = dict(parse_qsl(urlsplit(str(to)).query)), str(to)
                return
            response = self.http.get(to)
        raise AssertionError("led in a circle")
