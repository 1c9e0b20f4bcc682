from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.types import ASGIApp

from cosmic_login.app import World, world
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, Listener, plain
from cosmic_login.idp.server.web_door import build_web_app
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.profile import Profile
from tests.unit.idp.web.conftest import SYSTEMS
from tests.unit.idp.web.kit import Browser, PlainFace

from .kit import LabBrowser


@pytest.fixture
def lab_world(cosmic_profile: Path) -> Iterator[World]:
    with world(Profile.open(cosmic_profile)) as made:
        yield made


@pytest.fixture
def held() -> list[WebLogins]:
    return []


@pytest.fixture
def lab_idp(lab_world: World, held: list[WebLogins]) -> Iterator[EmbeddedIdp]:
    def build(provider: Provider) -> ASGIApp:
        app = build_web_app(provider, {"oidc": PlainFace()})
        held.append(app.state.door.rooms.logins)
        return app

    doors = (*LISTENERS, Listener("web", "", build, plain), lab_world.lab())
    with EmbeddedIdp.start(
        lab_world.profile,
        clock=lab_world.clock,
        pki=lab_world.pki,
        directory=lab_world.directory,
        doors=doors,
        systems=SYSTEMS,
    ) as running:
        yield running


@pytest.fixture
def new_lab_browser(
    lab_idp: EmbeddedIdp, lab_world: World, held: list[WebLogins]
) -> Iterator[Callable[[], LabBrowser]]:
    """Make a browser that is to log in."""
    roots = "".join(root.public_bytes(Encoding.PEM).decode() for root in lab_world.pki.roots())
    with ExitStack() as stack:

        def make() -> LabBrowser:
            trust = ssl.create_default_context(cadata=roots)
            http = stack.enter_context(httpx2.Client(base_url=lab_idp.doors["web"], verify=trust, trust_env=False))
            request = WebRequest("oidc", "journal", (WantedClaim("personalIdentityNumber", essential=True),))
            return LabBrowser(Browser(lab_idp, http), LoginPages.address(held[0].begin(request)), lab_idp.doors["lab"])

        yield make


@pytest.fixture
def lab(new_lab_browser: Callable[[], LabBrowser]) -> LabBrowser:
    return new_lab_browser()
