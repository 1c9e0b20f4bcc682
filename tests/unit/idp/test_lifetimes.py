"""Time runs out: at the next look, or by the sweep, and once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import BERTIL, BERTIL_HSA, Client, Login, SoftCard, client_of, code_of, some_people


def outcomes(audit: Rows) -> list[tuple[str, str]]:
    return [(row.event, row.reason) for row in audit() if row.event.startswith("login.")]


EXPIRED = [("login.attempted", ""), ("login.failed", "order.expired")]


def test_nobody_starts_the_order(client: Client, clock: ManualClock, audit: Rows) -> None:
    login = client.begin()
    clock.advance(29)
    assert login.hint() == "outstandingTransaction"
    clock.advance(1)
    assert code_of(login.look()) == "order.expired"
    assert code_of(login.start()) == "order.expired"
    assert outcomes(audit) == EXPIRED


def test_a_started_order_is_not_finished(client: Client, card: SoftCard, clock: ManualClock, audit: Rows) -> None:
    login = client.begin()
    challenge = login.challenge(card)
    clock.advance(179)
    assert login.look().json()["login"] | {"auto_start_token": ""} == {
        "status": "pending", "hint_code": "userSign", "auto_start_token": "", "expires_in": 1,
    }  # fmt: skip
    clock.advance(1)
    answer = login.app("complete", jws=card.jws(challenge))
    assert (answer.status_code, code_of(answer)) == (400, "order.expired")
    assert code_of(login.look()) == "order.expired"
    assert outcomes(audit) == EXPIRED


@pytest.mark.parametrize("swept", [False, True])
def test_a_started_order_without_a_card(
    swept: bool, idp: EmbeddedIdp, client: Client, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin()
    login.start()
    clock.advance(179)
    assert login.hint() == "started"
    clock.advance(1)
    if swept:
        idp.provider.sweep()
        assert outcomes(audit) == EXPIRED
    assert code_of(login.look()) == "order.expired"
    assert outcomes(audit) == EXPIRED


def test_a_challenge_may_be_older_than_its_order(
    profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard
) -> None:
    short = replace(SETTINGS, challenge_life=20)
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=short) as idp,
        client_of(idp.base_url) as client,
    ):
        login = client.begin()
        challenge = login.challenge(card)
        clock.advance(20)
        assert code_of(login.app("complete", jws=card.jws(challenge))) == "order.expired"


def test_the_person_does_not_choose(client: Client, pki: TrainingPki, clock: ManualClock, audit: Rows) -> None:
    login = client.begin()
    login.authenticate(SoftCard.issue(pki, clock, BERTIL))
    clock.advance(359)
    assert login.look().json()["login"]["status"] == "choose_service_id"
    clock.advance(1)
    assert code_of(login.look(BERTIL_HSA[0])) == "order.expired"
    assert outcomes(audit) == EXPIRED


def test_a_code_lives_a_minute(client: Client, card: SoftCard, clock: ManualClock, audit: Rows) -> None:
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    clock.advance(60)
    answer = login.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert outcomes(audit) == EXPIRED


def test_an_access_token_lives_a_quarter_of_an_hour(client: Client, card: SoftCard, clock: ManualClock) -> None:
    bearer = {"Authorization": f"Bearer {client.begin().tokens(card)['access_token']}"}
    clock.advance(899)
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 200
    clock.advance(1)
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 401


def _waiting(login: Login, _card: SoftCard) -> None:
    """Leave the order as it is."""


def _started(login: Login, _card: SoftCard) -> None:
    login.start()


def _complete(login: Login, card: SoftCard) -> None:
    login.authenticate(card)


def _granted(login: Login, card: SoftCard) -> None:
    login.authenticate(card)
    login.code()


@pytest.mark.parametrize("until", [_waiting, _started, _complete, _granted])
def test_the_sweep_finds_what_nobody_looks_at(
    until: Callable[[Login, SoftCard], None],
    idp: EmbeddedIdp,
    client: Client,
    card: SoftCard,
    clock: ManualClock,
    audit: Rows,
) -> None:
    login = client.begin()
    until(login, card)
    clock.advance(361)
    for _ in range(3):
        idp.provider.sweep()
    assert outcomes(audit) == EXPIRED
    assert code_of(login.look()) == "order.expired"
    clock.advance(301)
    idp.provider.sweep()
    assert login.look().json()["error"] == "invalid_session"  # forgotten
    assert outcomes(audit) == EXPIRED


def test_the_running_server_sweeps_by_itself(
    profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard, audit: Rows
) -> None:
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS) as idp,
        client_of(idp.base_url) as client,
    ):
        client.begin()
    clock.advance(31)
    EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS).stop()
    assert outcomes(audit) == EXPIRED
