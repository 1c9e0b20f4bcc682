"""A browser without scripts at the laboratory's pages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import httpx2

from tests.unit.idp.web.kit import Browser

CODE, WRONG = "123456", "654321"


@dataclass
class LabBrowser:
    """Goes from a login's page to the laboratory, and back when a page leads there."""

    web: Browser
    login: str
    door: str
    response: httpx2.Response = field(init=False)
    #: Every address that was asked for, and every page that came.
    seen: list[str] = field(default_factory=list)

    def begin(self, method: str = "siths-this-device") -> str:
        """Open the login, choose a way, go to the laboratory; return the address of its page."""
        self.web.open(self.login)
        self.web.press("method", method)
        found = re.search('id="lab" href="([^"]+)"', self.web.page)
        assert found, self.web.page
        address = html.unescape(found[1])
        self.take(self.web.http.get(address))
        return address

    def take(self, response: httpx2.Response) -> None:
        """Follow a response as far as it leads by itself."""
        for _ in range(10):
            self.response = response
            self.seen += [str(response.url), response.text]
            if response.is_redirect:
                response = self.web.http.get(response.url.join(response.headers["location"]))
                continue
            refresh = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', response.text)
            if refresh is not None:
                self.web.open(html.unescape(refresh[1]))
            return
        raise AssertionError("led in a circle")

    @property
    def page(self) -> str:
        return html.unescape(self.response.text)

    @property
    def failure(self) -> str:
        """The code on the page."""
        found = re.search('id="code">([a-z_.]+)<', self.page)
        return found[1] if found else ""

    def fields(self) -> dict[str, str]:
        """Return the form's hidden fields."""
        found = re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)">', self.response.text)
        return {name: html.unescape(value) for name, value in found}

    def post(self, origin: str | None = "", without: str = "", **more: str) -> httpx2.Response:
        """Send the page's form; ``origin`` is the door's own, another, or left out (None)."""
        action = re.search('<form method="post" action="([^"]+)"', self.response.text)
        assert action, self.page
        fields = {name: value for name, value in (self.fields() | more).items() if name != without}
        headers = {} if origin is None else {"Origin": origin or self.door}
        return self.web.http.post(self.door + action[1], data=fields, headers=headers)

    def press(self, **more: str) -> None:
        """Send the page's form, and follow what comes."""
        self.take(self.post(**more))
