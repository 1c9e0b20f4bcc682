from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from cosmic_login.app import World, world
from cosmic_login.app.environments import control_door
from cosmic_login.idp.claims.vocabulary import registered_systems
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.profile import Profile
from tests.postgres import Server, missing, server

from .kit import Door


@pytest.fixture(scope="session")
def database() -> Iterator[Server]:
    assert not missing(), missing()
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database, or nothing: what touches the store is tried on both."""
    if request.param == "sqlite":
        yield ""
        return
    running: Server = request.getfixturevalue("database")
    dsn = running.new_database()
    yield dsn
    running.drop(dsn)


def beside(inside: World, dsn: str) -> EmbeddedIdp:
    """Start the IdP of an environment."""
    return EmbeddedIdp.start(
        inside.profile,
        clock=inside.clock,
        pki=inside.pki,
        directory=inside.directory,
        doors=(*LISTENERS, WEB),
        in_its_place=True,
        database=dsn,
        systems=registered_systems(inside.profile),
    )


@contextlib.contextmanager
def opened(root: Path, dsn: str = "") -> Iterator[Door]:
    """Run an IdP with its control API, as ``cosmic-login idp --control-api`` does."""
    with world(Profile.open(root)) as made:
        doors = (*LISTENERS, WEB, control_door(made, lambda inside: beside(inside, dsn), database=dsn))
        with (
            EmbeddedIdp.start(
                made.profile,
                clock=made.clock,
                pki=made.pki,
                directory=made.directory,
                doors=doors,
                database=dsn,
                systems=registered_systems(made.profile),
            ) as idp,
            httpx2.Client(base_url=idp.doors["control-v1"], trust_env=False, verify=False, timeout=60) as http,
        ):
            yield Door(http, control_token(made.profile), idp, made, dsn)


@pytest.fixture
def door(cosmic_profile: Path) -> Iterator[Door]:
    with opened(cosmic_profile) as found:
        yield found


@pytest.fixture
def door_on(cosmic_profile: Path, store: str) -> Iterator[Door]:
    with opened(cosmic_profile, store) as found:
        yield found


@pytest.fixture
def reopen(cosmic_profile: Path) -> Callable[[], contextlib.AbstractContextManager[Door]]:
    return lambda: opened(cosmic_profile)
