from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .kit import Client, SoftCard, client_of, some_people

#: The sweep is called by the tests that are about it; nothing here waits for real time.
SETTINGS = IdpSettings(sweep_every=3600)


@pytest.fixture(scope="session")
def profile_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("idp") / "profile"
    profile, clock = Profile.open(root), ManualClock()
    TrainingPki.open(profile, clock)
    EmbeddedIdp.start(profile, clock=clock, directory=some_people()).stop()  # makes the signing keys
    return root


@pytest.fixture
def profile(profile_template: Path, tmp_path: Path) -> Profile:
    shutil.copytree(profile_template, tmp_path / "profile")
    return Profile.open(tmp_path / "profile")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def pki(profile: Profile, clock: ManualClock) -> TrainingPki:
    return TrainingPki.open(profile, clock)


@pytest.fixture
def idp(profile: Profile, clock: ManualClock, pki: TrainingPki) -> Iterator[EmbeddedIdp]:
    with EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS) as running:
        yield running


@pytest.fixture
def client(idp: EmbeddedIdp) -> Iterator[Client]:
    with client_of(idp.base_url) as made:
        yield made


@pytest.fixture
def card(pki: TrainingPki, clock: ManualClock) -> SoftCard:
    return SoftCard.issue(pki, clock)


Rows = Callable[[], list[AuditRecord]]


@pytest.fixture
def audit(profile: Profile, clock: ManualClock) -> Rows:
    """Read the audit trail as another program would."""
    return lambda: list(AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), clock).records())
