"""Somebody sets the clock of a machine on which an IdP has been running: back, ahead, and right again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.outages import Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import ANNA, Client, SoftCard, client_of, code_of, some_people
from .test_keys import kids, signed_by
from .test_lifetimes import outcomes

HALF_A_MINUTE, HOUR, DAY = timedelta(seconds=30), timedelta(hours=1), timedelta(days=1)
YEARS = timedelta(days=2 * 365)
BACK = pytest.mark.parametrize("by", [HOUR, DAY, YEARS], ids=str)


@pytest.mark.parametrize("by", [HALF_A_MINUTE, HOUR, DAY, YEARS], ids=str)
def test_a_key_signs_also_before_its_time(by: timedelta, client: Client, pki: TrainingPki, clock: ManualClock) -> None:
    clock.at -= by  # the key was made at the profile's first start, just now
    assert client.begin().tokens(SoftCard.issue(pki, clock))["id_token"]


def test_keys_of_the_future_do_not_stop_the_rotation(
    idp: EmbeddedIdp, client: Client, pki: TrainingPki, clock: ManualClock
) -> None:
    before = clock.now()
    for years in (2, 6):
        clock.at = before + timedelta(days=365 * years)
        idp.provider.sweep()
    clock.at = before
    idp.provider.sweep()
    card = SoftCard.issue(pki, clock)
    signs = signed_by(client.begin().tokens(card)["id_token"])
    clock.advance(SETTINGS.key_life - SETTINGS.key_ahead)
    idp.provider.sweep()
    clock.advance(SETTINGS.key_ahead + SETTINGS.session_life)
    idp.provider.sweep()
    assert signs not in kids(client)
    assert len(kids(client)) == 2


@BACK
def test_a_login_under_way_when_the_clock_is_set_back_ends_and_says_why(
    by: timedelta, idp: EmbeddedIdp, client: Client, clock: ManualClock, audit: Rows
) -> None:
    looked_at, forgotten = client.begin(), client.begin()
    looked_at.start()
    clock.at -= by
    assert code_of(looked_at.look()) == "clock.changed"
    idp.provider.sweep()
    assert code_of(forgotten.look()) == "clock.changed"
    assert [reason for _, reason in outcomes(audit)] == ["", "", "clock.changed", "clock.changed"]
    client.begin().start().raise_for_status()  # and the next one begins as ever


def test_a_small_correction_disturbs_nobody(client: Client, card: SoftCard, clock: ManualClock) -> None:
    for by in (-HALF_A_MINUTE, HALF_A_MINUTE):
        login = client.begin()
        challenge = login.challenge(card)
        clock.at += by
        assert login.app("complete", jws=card.jws(challenge)).status_code == 200
        assert login.redeem(login.code()).status_code == 200


@pytest.mark.parametrize("by", [HOUR, DAY, YEARS], ids=str)
def test_a_login_that_the_clock_leaps_over_is_told_so_and_a_slow_one_is_not(
    by: timedelta, client: Client, clock: ManualClock
) -> None:
    leapt = client.begin()
    leapt.start()
    clock.at += by
    assert code_of(leapt.look()) == "clock.changed"
    slow = client.begin()
    slow.start()
    clock.advance(SETTINGS.finish_within)  # both clocks go on, as when the machine sleeps
    assert code_of(slow.look()) == "order.expired"


@BACK
def test_what_lives_for_minutes_does_not_live_until_the_clock_catches_up(
    by: timedelta, idp: EmbeddedIdp, client: Client, card: SoftCard, clock: ManualClock, audit: Rows
) -> None:
    bearer = {"Authorization": f"Bearer {client.begin().tokens(card)['access_token']}"}
    login = client.begin()
    login.authenticate(card)
    code = login.code()
    person = idp.provider.services.people.by_number(ANNA)
    assert person is not None
    clock.at -= by
    assert client.http.get(client.urls["userinfo_endpoint"], headers=bearer).status_code == 401
    assert login.redeem(code).json()["error"] == "invalid_grant"
    assert outcomes(audit)[-1] == ("login.failed", "clock.changed")


@BACK
def test_an_outage_lasts_its_own_time_and_no_longer(by: timedelta, idp: EmbeddedIdp, clock: ManualClock) -> None:
    outages = idp.provider.outages
    outages.begin(Order("bankid", seconds=60))
    clock.at -= by
    assert outages.closed("bankid")
    clock.advance(60)
    assert not outages.closed("bankid")


def test_what_the_future_left_in_the_store_is_cleared_at_the_next_start(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    ahead = ManualClock(clock.now() + YEARS)
    started = {"pki": pki, "directory": some_people(), "settings": SETTINGS}
    with (
        EmbeddedIdp.start(profile, clock=ahead, **started) as idp,  # type: ignore[arg-type]
        client_of(idp.base_url) as client,
    ):
        left = client.begin()
    with EmbeddedIdp.start(profile, clock=clock, **started) as idp, client_of(idp.base_url) as client:  # type: ignore[arg-type]
        left.http, left.urls = client.http, client.urls
        assert code_of(left.look()) == "clock.changed"
