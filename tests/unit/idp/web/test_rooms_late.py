"""The door for browsers before anybody came: it answers as ever, and makes its rooms when the first wants something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.idp.server.web_door import build_web_app
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.kit import some_people

from .conftest import SYSTEMS

_CONFIGURATION = "/oidc/.well-known/openid-configuration"


@dataclass
class _Started:
    idp: EmbeddedIdp
    app: Starlette
    http: httpx2.Client

    @property
    def has_rooms(self) -> bool:
        return "rooms" in vars(self.app.state.door)


@pytest.fixture
def started(profile: Profile, clock: ManualClock, pki: TrainingPki) -> Iterator[_Started]:
    made: list[Starlette] = []

    def build(provider: Provider) -> ASGIApp:
        made.append(build_web_app(provider))
        return made[0]

    doors = (*LISTENERS, replace(WEB, app=build, tls=None))
    with (
        EmbeddedIdp.start(
            profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, doors=doors, systems=SYSTEMS
        ) as idp,
        httpx2.Client(base_url=idp.doors["web"], trust_env=False, verify=False) as http,
    ):
        yield _Started(idp, made[0], http)


def test_what_anybody_may_read_and_sweeping_need_no_rooms(started: _Started) -> None:
    assert started.http.get(_CONFIGURATION).json()["issuer"] == started.idp.doors["web"] + "/oidc"
    assert started.http.get("/oidc/jwks.json").json()["keys"]
    started.idp.provider.sweep()
    assert not started.has_rooms


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", _CONFIGURATION, 405),
        ("GET", "/oidc/token", 405),
        ("POST", "/oidc/token", 400),
        ("GET", "/oidc/authorize", 400),
        ("GET", "/saml", 200),
        ("GET", "/login/nobodys", 400),
        ("GET", "/", 404),
        ("GET", "/oidc", 404),
    ],
)
def test_whoever_comes_first_is_answered_as_everybody(started: _Started, method: str, path: str, status: int) -> None:
    first = started.http.request(method, path)
    again = started.http.request(method, path)
    assert started.has_rooms
    assert (first.status_code, first.headers["content-type"]) == (status, again.headers["content-type"])
    assert again.status_code == status


def test_what_is_overdue_when_it_starts_is_ended(started: _Started, clock: ManualClock) -> None:
    asked = {"response_type": "code", "client_id": "journal", "redirect_uri": "http://127.0.0.1:1/back"}
    asked |= {"scope": "openid", "nonce": "n", "state": "s"}
    assert started.http.get("/oidc/authorize", params=asked).status_code == 303
    del started.app.state.door.rooms  # as after a restart
    started.idp.provider.sweep()
    assert not started.has_rooms
    clock.advance(SETTINGS.web_login_life + 1)
    started.idp.provider.sweep()
    assert started.has_rooms
