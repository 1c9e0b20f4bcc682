from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.types import ASGIApp

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient, System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, Listener, plain
from cosmic_login.idp.server.web_door import build_web_app
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import WebLogouts
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.kit import some_people

from .kit import Browser, PlainFace

#: Two systems that may have everything the tests ask for.
SYSTEMS = FixedSystems(
    tuple(
        System(
            key=key,
            face="oidc",
            name=name,
            claims=frozenset({"employeeHsaId", "personalIdentityNumber", "organizationName", "commissionHsaId"}),
            oidc=OidcClient(redirect_uris=("http://127.0.0.1:1/back",)),
        )
        for key, name in (("journal", "Journalen (övning)"), ("schema", "Schemat (övning)"))
    )
)


@dataclass
class Held:
    """What the running door holds; it is there when the door has started."""

    face: PlainFace = field(default_factory=PlainFace)
    logins: WebLogins = field(init=False)
    logouts: WebLogouts = field(init=False)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def web_idp(profile: Profile, clock: ManualClock, pki: TrainingPki, held: Held) -> Iterator[EmbeddedIdp]:
    def build(provider: Provider) -> ASGIApp:
        app = build_web_app(provider, {"oidc": held.face})
        held.logins, held.logouts = app.state.door.rooms.logins, app.state.door.rooms.logouts
        return app

    doors = (*LISTENERS, Listener("web", "", build, plain))
    with EmbeddedIdp.start(
        profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, doors=doors, systems=SYSTEMS
    ) as running:
        yield running


@pytest.fixture
def logins(web_idp: EmbeddedIdp, held: Held) -> WebLogins:
    return held.logins


@pytest.fixture
def new_browser(web_idp: EmbeddedIdp, pki: TrainingPki) -> Iterator[Callable[[], Browser]]:
    """Make a browser with no cookies yet."""
    with ExitStack() as stack:

        def make() -> Browser:
            trust = ssl.create_default_context(
                cadata="".join(root.public_bytes(Encoding.PEM).decode() for root in pki.roots())
            )
            http = httpx2.Client(base_url=web_idp.doors["web"], verify=trust)
            return Browser(web_idp, stack.enter_context(http))

        yield make


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()
