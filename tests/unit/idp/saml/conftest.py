from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
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

from .kit import Sp, Visitor


@dataclass
class Registered:
    """The systems of a test, which may change while it runs."""

    sps: list[Sp] = field(default_factory=list)

    def find(self, face: str, key: str) -> System | None:
        return next((each.system() for each in self.sps if (face, each.key) == ("saml", key)), None)

    def all(self) -> tuple[System, ...]:
        return tuple(each.system() for each in self.sps)

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        pass


@pytest.fixture
def sp() -> Sp:
    return Sp()


@pytest.fixture
def signing_sp() -> Sp:
    return Sp("https://schema.example/metadata", signer=ec.generate_private_key(ec.SECP256R1()), signs=True)


@pytest.fixture
def registered(sp: Sp, signing_sp: Sp) -> Registered:
    return Registered([sp, signing_sp])


@pytest.fixture
def saml_idp(profile: Profile, clock: ManualClock, pki: TrainingPki, registered: Registered) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=some_people(),
        settings=SETTINGS,
        doors=(*LISTENERS, WEB),
        systems=registered,
    ) as running:
        yield running


@pytest.fixture
def new_visitor(saml_idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock) -> Iterator[Callable[[], Visitor]]:
    with ExitStack() as stack:

        def make() -> Visitor:
            trust = ssl.create_default_context(
                cadata="".join(root.public_bytes(Encoding.PEM).decode() for root in pki.roots())
            )
            http = httpx2.Client(base_url=saml_idp.doors["web"], verify=trust)
            return Visitor(Browser(saml_idp, stack.enter_context(http)), clock)

        yield make


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Visitor:
    return new_visitor()
