from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.explain.cases import SYSTEMS
from tests.unit.idp.kit import some_people
from tests.unit.idp.web.kit import Browser


@dataclass
class Operator:
    """Somebody who looks after the IdP, and their browser."""

    browser: Browser
    token: str

    @property
    def http(self) -> httpx2.Client:
        return self.browser.http

    @property
    def page(self) -> str:
        return self.browser.page

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": str(self.http.base_url).rstrip("/")}

    def open(self, path: str) -> None:
        self.browser.open(path)

    def enter(self, path: str = "/operator", token: str = "") -> None:
        """Open a page, and give the token where it is asked for."""
        self.open(path)
        form = {**self.browser.hidden(), "token": token or self.token}
        self.browser._follow(self.http.post("/operator/enter", data=form, headers=self.origin))

    def token_at(self, action: str) -> str:
        """Return the token of the form of the page that is sent there."""
        form = re.search(rf'action="{re.escape(action)}".*?name="csrf" value="([^"]+)"', self.page, re.DOTALL)
        assert form, self.page
        return form[1]

    def explain(self, text: str = "", file: bytes = b"", **changed: str) -> httpx2.Response:
        """Send what is to be explained, as the page's form does."""
        self.open("/explain")
        form = {"csrf": self.token_at("/explain#result"), "request": text, **changed}
        name = "metadata.xml" if file else ""
        files: list[tuple[str, tuple[str | None, bytes]]] = [
            *((each, (None, value.encode())) for each, value in form.items()),
            ("file", (name, file)),
        ]
        answer = self.http.post("/explain", files=files, headers=self.origin)
        self.browser.page = answer.text
        return answer


@pytest.fixture
def operators_idp(profile: Profile, clock: ManualClock, pki: TrainingPki) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=some_people(),
        settings=SETTINGS,
        doors=(*LISTENERS, WEB),
        systems=SYSTEMS,
    ) as running:
        yield running


@pytest.fixture
def new_browser_of(profile: Profile, pki: TrainingPki) -> Iterator[Callable[[EmbeddedIdp], Operator]]:
    """Make somebody's browser at an IdP."""
    trust = ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))
    with ExitStack() as stack:

        def make(idp: EmbeddedIdp) -> Operator:
            http = stack.enter_context(httpx2.Client(base_url=idp.doors["web"], verify=trust))
            return Operator(Browser(idp, http), profile.control_token_file.read_text().strip())

        yield make


@pytest.fixture
def new_operator(
    operators_idp: EmbeddedIdp, new_browser_of: Callable[[EmbeddedIdp], Operator]
) -> Callable[[], Operator]:
    return lambda: new_browser_of(operators_idp)


@pytest.fixture
def stranger(new_operator: Callable[[], Operator]) -> Operator:
    """Somebody who has not shown the token yet."""
    return new_operator()


@pytest.fixture
def operator(new_operator: Callable[[], Operator]) -> Operator:
    one = new_operator()
    one.enter("/explain")
    return one
