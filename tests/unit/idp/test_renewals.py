"""A QR code that nobody reads is renewed, a few times, within one login."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import BERTIL, BERTIL_HSA, Client, client_of, code_of, some_people
from .phones import Control, SoftPhone
from .test_phone_login import frame, outcomes, state

METHODS = pytest.mark.parametrize("method", ["siths-other-device", "bankid"])


@METHODS
@pytest.mark.parametrize("swept", [False, True])
def test_a_code_that_nobody_reads_is_renewed_up_to_a_limit(
    method: str, swept: bool, idp: EmbeddedIdp, client: Client, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin(login_method=method)
    tokens = set()
    for left in (5, 4, 3, 2, 1, 0):
        found = state(login)
        assert (found["renewals_left"], found["start_in"], found["expires_in"]) == (left, 30, 180)
        assert str(found["qr_data"]).split(".")[2] == "0"
        tokens |= {found["auto_start_token"], str(found["qr_data"]).split(".")[1]}
        clock.advance(30)
        if swept:
            idp.provider.sweep()
            idp.provider.sweep()
    assert len(tokens) == 12
    answer = login.look()
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    assert answer.json()["failure"] == {"code": "order.start_failed", "hint_code": "startFailed"}
    assert outcomes(audit) == [("login.attempted", method, ""), ("login.failed", method, "order.start_failed")]


@METHODS
def test_an_order_that_was_renewed_can_be_finished(
    method: str, client: Client, profile: Profile, clock: ManualClock, audit: Rows
) -> None:
    phone = SoftPhone.of(Control.of(client, profile.root), face="bankid" if method == "bankid" else "siths")
    login = client.begin(login_method=method)
    for _ in range(3):
        clock.advance(30)
        frame(login)
    phone.scan(frame(login))
    clock.advance(179)
    phone.confirm()
    assert login.redeem(login.code()).status_code == 200
    assert [event for event, _, _ in outcomes(audit)] == ["login.attempted", "login.succeeded"]


def test_a_renewed_login_leaves_time_to_choose(client: Client, profile: Profile, clock: ManualClock) -> None:
    phone = SoftPhone.of(Control.of(client, profile.root), BERTIL)
    login = client.begin(login_method="siths-other-device")
    for _ in range(5):
        clock.advance(30)
        frame(login)
    phone.scan(frame(login))
    clock.advance(179)
    phone.confirm()
    clock.advance(180)
    assert state(login)["status"] == "choose_service_id"
    clock.advance(1)
    assert code_of(login.look(BERTIL_HSA[0])) == "order.expired"


def test_an_order_somebody_took_up_is_not_renewed(client: Client, profile: Profile, clock: ManualClock) -> None:
    phone = SoftPhone.of(Control.of(client, profile.root))
    login = client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    clock.advance(179)
    assert state(login)["hint_code"] == "started"
    clock.advance(1)
    assert login.look().json()["failure"] == {"code": "order.expired", "hint_code": "expiredTransaction"}


@pytest.mark.parametrize("looks", [0, 2])
def test_a_login_that_nobody_asks_for_any_more_ends(
    looks: int, idp: EmbeddedIdp, client: Client, clock: ManualClock, audit: Rows
) -> None:
    login = client.begin(login_method="siths-other-device")
    for _ in range(looks):
        clock.advance(30)
        login.look()
    clock.advance(361)
    for _ in range(3):
        idp.provider.sweep()
    assert outcomes(audit)[1:] == [("login.failed", "siths-other-device", "order.expired")]
    clock.advance(301)
    idp.provider.sweep()
    with idp.provider.services.store.transaction() as work:
        assert work.overdue_orders(1e12, "outstandingTransaction") == []
    assert login.look().json()["error"] == "invalid_session"


def test_the_person_gives_up_while_the_code_is_old(client: Client, clock: ManualClock, audit: Rows) -> None:
    login = client.begin(login_method="bankid")
    clock.advance(30)
    login.cancel("order.cancelled")
    assert code_of(login.look()) == "order.cancelled"
    assert outcomes(audit)[1:] == [("login.failed", "bankid", "order.cancelled")]


def test_no_renewals_when_there_shall_be_none(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    never = replace(SETTINGS, renewals=0)
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=never, doors=()) as idp,
        client_of(idp.base_url) as client,
    ):
        login = client.begin(login_method="bankid")
        assert state(login)["renewals_left"] == 0
        clock.advance(30)
        assert code_of(login.look()) == "order.start_failed"


def test_a_login_with_a_card_is_not_renewed(client: Client, clock: ManualClock) -> None:
    login = client.begin()
    assert set(state(login)) == {"status", "hint_code", "auto_start_token", "expires_in"}
    clock.advance(30)
    assert code_of(login.look()) == "order.expired"
