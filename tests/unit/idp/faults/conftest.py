from __future__ import annotations

import shutil
import ssl
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import Commission
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.registry.systems import Face, System
from cosmic_login.idp.saml.writing import base64_of
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.kit import ANNA_HSA, some_people
from tests.unit.idp.oidc.kit import system
from tests.unit.idp.saml.kit import idp_certificates
from tests.unit.idp.web.kit import Browser

from .kit import NODE_MODULES, AuthlibApp, NodeSamlApp, Operator, PySamlApp, SamlApp

#: What the system with Authlib asks for of commissions.
COMMISSIONS = frozenset({"commissionHsaId", "employeeHsaId"})


@dataclass
class Registered:
    """The systems of a test."""

    systems: list[System] = field(default_factory=list)

    def find(self, face: Face, key: str) -> System | None:
        return next((each for each in self.systems if (each.face, each.key) == (face, key)), None)

    def all(self) -> tuple[System, ...]:
        return tuple(self.systems)

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        pass


def people() -> Directory:
    """Return the tests' people, of whom Anna has a commission."""
    some = some_people()
    anna = some.persons["anna"]
    unit = ("TSTNMT2321000057-E001", "Enheten", "TSTNMT2321000057-V001", "Vårdgivaren")
    commission = Commission("TSTNMT2321000057-U001", "Övning", "Vård och behandling", ANNA_HSA, *unit)
    return Directory(some.organisations, {**some.persons, "anna": replace(anna, commissions=(commission,))})


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pysaml2 and Authlib use what is going away
        yield


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))  # the libraries go by the machine's


@pytest.fixture
def registered() -> Registered:
    return Registered()


@pytest.fixture
def by_header() -> bool:
    return False


@pytest.fixture
def fault_idp(
    profile: Profile, clock: ManualClock, pki: TrainingPki, registered: Registered, by_header: bool
) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(
        profile,
        clock=clock,
        pki=pki,
        directory=people(),
        settings=replace(SETTINGS, faults_by_header=by_header),
        doors=(*LISTENERS, WEB),
        systems=registered,
    ) as running:
        yield running


@pytest.fixture
def trust(pki: TrainingPki) -> ssl.SSLContext:
    return ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))


@pytest.fixture
def new_browser(fault_idp: EmbeddedIdp, trust: ssl.SSLContext) -> Iterator[Callable[[], Browser]]:
    with ExitStack() as stack:

        def make() -> Browser:
            http = httpx2.Client(base_url=fault_idp.doors["web"], verify=trust)
            return Browser(fault_idp, stack.enter_context(http))

        yield make


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def operator(fault_idp: EmbeddedIdp, profile: Profile) -> Iterator[Operator]:
    bearer = {"authorization": f"Bearer {control_token(profile)}"}
    with httpx2.Client(trust_env=False, verify=False, base_url=fault_idp.base_url, headers=bearer) as http:
        yield Operator(http)


@pytest.fixture
def app(browser: Browser, registered: Registered, trust: ssl.SSLContext) -> AuthlibApp:
    """Return an application that asks for nothing but who it is."""
    made = AuthlibApp(system("authlib.example"), browser, trust)
    registered.systems.append(made.system)
    return made


@pytest.fixture
def care_app(browser: Browser, registered: Registered, trust: ssl.SSLContext) -> AuthlibApp:
    """Return an application that wants a commission."""
    made = AuthlibApp(system("care.example", claims=COMMISSIONS), browser, trust)
    registered.systems.append(made.system)
    return made


def certificates(browser: Browser) -> list[str]:
    """Return the certificates of the IdP's metadata as they stand now."""
    return [base64_of(each.public_bytes(Encoding.DER)) for each in idp_certificates(browser.http)]


@pytest.fixture(params=["pysaml2", "node-saml"])
def saml_app(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser, registered: Registered
) -> Iterator[SamlApp]:
    """Return an application with either of the two libraries."""
    if request.param == "pysaml2":
        made: SamlApp = PySamlApp(tmp_path, browser)
        registered.systems.append(made.sp.system())
        yield made
        return
    if not (NODE_MODULES / "@node-saml").exists() or shutil.which("node") is None:
        pytest.skip("node or node-saml is missing (npm, scripts/setup.sh)")
    node = NodeSamlApp(browser, certificates(browser))
    registered.systems.append(node.sp.system())
    yield node
    node.close()
