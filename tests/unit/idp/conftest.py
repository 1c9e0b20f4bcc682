from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.postgres import Server, server

from .kit import Client, SoftCard, client_of, some_people

#: The sweep is called by the tests that are about it; nothing here waits for real time.
SETTINGS = IdpSettings(sweep_every=3600)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on a database, the tests that are about the profile's own files."""
    if os.environ.get("COSMIC_TEST_STORE") != "postgres":
        return
    about_files = [item for item in items if item.get_closest_marker("file_store")]
    config.hook.pytest_deselected(items=about_files)
    items[:] = [item for item in items if item not in about_files]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server | None]:
    """Return the server whose databases stand in for the profiles' stores, where the run is to try that."""
    if os.environ.get("COSMIC_TEST_STORE") != "postgres":
        yield None
        return
    with server() as running:
        yield running


@pytest.fixture(autouse=True)
def database(postgres: Server | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Profile], str]]:
    """Give every profile a database of its own; nothing on SQLite. Returns where a profile's database is."""
    known: dict[Path, str] = {}

    def of(profile: Profile) -> str:
        if postgres is None:
            return ""
        if profile.root not in known:
            known[profile.root] = postgres.new_database()
        return known[profile.root]

    if postgres is not None:
        start = EmbeddedIdp.start.__func__  # type: ignore[attr-defined]

        def started(cls: type[EmbeddedIdp], /, profile: Profile, **more: Any) -> EmbeddedIdp:
            return start(cls, profile, **{"database": of(profile), **more})  # type: ignore[no-any-return]

        monkeypatch.setattr(EmbeddedIdp, "start", classmethod(started))
    yield of
    for dsn in known.values():
        if postgres is not None and dsn:
            postgres.drop(dsn)


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
def audit(profile: Profile, clock: ManualClock, database: Callable[[Profile], str]) -> Rows:
    """Read the audit trail as another program would."""
    if dsn := database(profile):
        return lambda: list(TableReader(dsn, profile.vault.derive("audit")).records())
    return lambda: list(AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), clock).records())
