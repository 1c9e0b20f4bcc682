"""What goes wrong on purpose: each has its own failure, can be mended, and leaves nothing pending for ever."""

from __future__ import annotations

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import Battery
from cosmic_login.phone.service import PATIENCE_S
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone, picture_of
from tests.unit.phone.screens import Screen


@pytest.fixture
def screen(cosmic: LoginBench) -> Screen:
    return Screen(cosmic.idp_url).begin()


@pytest.fixture
def phone(phone: TestPhone) -> TestPhone:
    """Give a phone that can answer, and whose pauses are counted instead of waited for."""
    phone.activate("anna")
    return phone


def fails(work: object, *arguments: object) -> str:
    assert callable(work)
    with pytest.raises(LoginFailure) as caught:
        work(*arguments)
    return caught.value.code


def test_without_network_nothing_is_lost_and_with_it_all_goes_on(phone: TestPhone, screen: Screen) -> None:
    phone.fail(no_network=True)
    assert fails(phone.scan, screen.code) == "phone.no_network"
    phone.fail()
    phone.scan(screen.code)
    phone.fail(no_network=True)
    assert fails(phone.confirm) == "phone.no_network"
    assert phone.asked is not None
    assert phone.ids()[0].tries_left == 3
    assert fails(phone.activate, "bo") == "phone.no_network"
    assert fails(phone.remove, phone.ids()[0]) == "phone.no_network"
    assert len(phone.ids()) == 1
    phone.fail()
    phone.confirm()
    assert screen.done


def test_no_without_network_is_no_on_the_phone(phone: TestPhone, screen: Screen) -> None:
    phone.scan(screen.code)
    phone.fail(no_network=True)
    phone.decline()
    assert phone.asked is None
    assert screen.hint == "userSign"  # it ends by its own time


def test_a_slow_network_takes_longer_until_the_app_gives_up(phone: TestPhone, screen: Screen) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    phone.phone._device._pause = pause
    phone.fail(slow_s=1.5)
    phone.scan(screen.code)
    assert waited
    assert set(waited) == {1.5}
    phone.fail(slow_s=60)
    assert fails(phone.confirm) == "phone.slow"
    assert waited[-1] == PATIENCE_S
    assert phone.asked is not None
    phone.fail()
    phone.confirm()
    assert screen.done


@pytest.mark.parametrize("days", [1, -1])
def test_a_wrong_clock_ends_the_request_and_the_window_says_which_clock(
    phone: TestPhone, screen: Screen, days: int
) -> None:
    phone.fail(clock_off_s=days * 86_400)
    assert fails(phone.scan, screen.code) == "phone.clock"
    assert phone.asked is None
    assert screen.failure == "phone.clock"


def test_a_clock_that_goes_wrong_while_the_code_is_typed_can_be_set_right(phone: TestPhone, screen: Screen) -> None:
    phone.scan(screen.code)
    phone.fail(clock_off_s=7_200)
    assert fails(phone.confirm) == "phone.clock"
    phone.fail()
    phone.confirm()
    assert screen.done


def test_a_small_difference_of_the_clocks_does_not_matter(phone: TestPhone, screen: Screen) -> None:
    phone.fail(clock_off_s=-120)
    phone.answer(screen.code)
    assert screen.done


def test_a_refused_camera_sees_nothing_but_a_copied_text_works(phone: TestPhone, screen: Screen) -> None:
    phone.fail(camera_refused=True)
    assert fails(phone.scan, picture_of(screen.code)) == "phone.camera"
    assert screen.hint == "outstandingTransaction"
    phone.phone.install("bankid")
    assert fails(phone.activate, "bo", "bankid") == "phone.camera"
    phone.fail()
    phone.answer(screen.code)
    assert screen.done


@pytest.mark.parametrize("moment", [Battery.AFTER_SCAN, Battery.BEFORE_ANSWER])
def test_an_empty_battery_ends_everything_until_it_is_charged(
    phone: TestPhone, screen: Screen, moment: Battery
) -> None:
    phone.fail(battery=moment)
    if moment is Battery.BEFORE_ANSWER:
        phone.scan(screen.code)
        assert fails(phone.confirm) == "phone.battery"
    else:
        assert fails(phone.scan, screen.code) == "phone.battery"
    assert phone.phone.dead
    for action in (phone.confirm, phone.decline):
        assert fails(action) == "phone.battery"
    assert fails(phone.scan, screen.code) == "phone.battery"
    assert fails(phone.waiting, "siths") == "phone.battery"
    assert screen.hint == "userSign"  # nobody could tell it

    phone.phone.power_on()
    assert phone.asked is None
    assert fails(phone.confirm) == "phone.nothing_asked"
    assert phone.ids()[0].tries_left == 3
    again = Screen(screen.issuer).begin()
    phone.answer(again.code)
    assert again.done
    assert screen.failure == "order.replaced"


def test_a_battery_that_died_leaves_the_order_to_its_own_time(cosmic_profile: object) -> None:
    from pathlib import Path

    assert isinstance(cosmic_profile, Path)
    clock = ManualClock()
    bench = LoginBench(cosmic_profile, clock)
    try:
        phone = TestPhone(bench.world, "Telefon")
        phone.activate("anna")
        screen = Screen(bench.idp_url).begin()
        phone.fail(battery=Battery.AFTER_SCAN)
        assert fails(phone.scan, screen.code) == "phone.battery"
        clock.advance(181)
        assert (screen.failure, screen.hint) == ("order.expired", "expiredTransaction")
    finally:
        bench.close()


def test_a_request_ends_on_the_phone_too_when_its_time_is_over(cosmic_profile: object) -> None:
    from pathlib import Path

    assert isinstance(cosmic_profile, Path)
    clock = ManualClock()
    bench = LoginBench(cosmic_profile, clock)
    try:
        phone = TestPhone(bench.world, "Telefon")
        phone.activate("anna")
        screen = Screen(bench.idp_url).begin()
        asked = phone.scan(screen.code)
        clock.advance(asked.expires_in + 1)
        assert phone.asked is None
        assert fails(phone.confirm) == "order.expired"
        assert phone.ids()[0].tries_left == 3
    finally:
        bench.close()
