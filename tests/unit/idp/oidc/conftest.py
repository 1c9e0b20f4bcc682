from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.kit import some_people
from tests.unit.idp.web.kit import Browser

from .kit import PUBLIC, Registered, Rp, system


@dataclass
class Notified:
    """Takes what systems are told without a browser. ``answers`` are statuses, or errors to raise, by address."""

    sent: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    answers: dict[str, int | OSError] = field(default_factory=dict)

    async def __call__(self, address: str, form: Mapping[str, str]) -> int:
        self.sent.append((address, form))
        answer = self.answers.get(address, 200)
        if isinstance(answer, OSError):
            raise answer
        return answer


@pytest.fixture
def registered() -> Registered:
    known = Registered()
    known.add(system(), PUBLIC)
    return known


@pytest.fixture
def notified() -> Notified:
    return Notified()


@pytest.fixture
def oidc_idp(
    profile: Profile, clock: ManualClock, pki: TrainingPki, registered: Registered, notified: Notified
) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=some_people(),
        settings=SETTINGS,
        doors=(*LISTENERS, WEB),
        systems=registered,
        notifier=notified,
    ) as running:
        yield running


@pytest.fixture
def new_browser(oidc_idp: EmbeddedIdp, pki: TrainingPki) -> Iterator[Callable[[], Browser]]:
    """Make a browser with no cookies yet."""
    trust = ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))
    with ExitStack() as stack:

        def make() -> Browser:
            http = httpx2.Client(base_url=oidc_idp.doors["web"], verify=trust)
            return Browser(oidc_idp, stack.enter_context(http))

        yield make


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def party(browser: Browser, registered: Registered) -> Callable[..., Rp]:
    """Make a relying party of a system, which is registered, in the browser of the test or in another."""

    def make(of: System | None = None, at: Browser | None = None) -> Rp:
        used = at or browser
        found = of or system()
        registered.add(found)
        urls = used.http.get("/oidc/.well-known/openid-configuration").json()
        return Rp(found, used, urls)

    return make


@pytest.fixture
def rp(party: Callable[..., Rp]) -> Rp:
    return party()
