"""The plug-in's phone: held up to a login that is under way, several at once, and what it says of failures."""

from __future__ import annotations

import asyncio

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import ShowQr
from cosmic_login.phone.models import APPS, AppName
from cosmic_login.phone.scanner import read_qr
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone, picture_of
from cosmic_login.testing.robot import Robot
from tests.unit.phone.screens import Screen

METHODS: dict[AppName, str] = {"siths": "siths-other-device", "bankid": "bankid"}


@pytest.fixture(autouse=True)
def quick(cosmic: LoginBench) -> None:
    """Look at the IdP every 20 ms."""
    cosmic.world.pause = lambda _seconds: asyncio.sleep(0.02)


@pytest.mark.parametrize("app", APPS)
def test_a_robot_holds_the_phone_up_to_a_login(cosmic: LoginBench, phone: TestPhone, app: AppName) -> None:
    phone.activate("anna", app)
    outcome = cosmic.login(Robot().on(ShowQr, phone.reaction()), method=METHODS[app])
    assert outcome.identity is not None
    assert outcome.identity.name == "Anna Testsson"
    assert phone.outcomes == [None]


def test_what_goes_wrong_on_the_phone_stands_in_its_outcomes(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", code="246813")
    robot = Robot().on(ShowQr, phone.reaction(three_wrong_codes))
    outcome = cosmic.login(robot, method="siths-other-device")
    assert outcome.failure is not None
    assert outcome.failure.code == "phone.code_blocked"
    assert [told.code if told else "" for told in phone.outcomes] == ["phone.code_blocked"]


async def three_wrong_codes(held: TestPhone, frame: str) -> None:
    await held.scan_async(frame)
    for _ in range(2):
        with pytest.raises(LoginFailure):
            await held.confirm_async()
    await held.confirm_async()


def test_two_people_log_in_at_the_same_time(cosmic: LoginBench, phone: TestPhone) -> None:
    people = {"anna": phone, "bo": phone.another("Bos telefon")}
    for person, held in people.items():
        held.activate(person)
    screens = [Screen(cosmic.idp_url).begin() for _ in people]

    async def both() -> None:
        answers = (held.answer_async(screen.code) for held, screen in zip(people.values(), screens, strict=True))
        await asyncio.gather(*answers)

    asyncio.run(both())
    assert all(screen.done for screen in screens)


def test_a_text_is_painted_before_it_is_read(phone: TestPhone) -> None:
    assert read_qr(picture_of("siths.a.b.c")) == "siths.a.b.c"
    phone.phone.install("siths")
    phone.fail(camera_refused=True)
    with pytest.raises(LoginFailure) as caught:
        phone.scan("siths.a.b.c")
    assert caught.value.code == "phone.camera"


def test_verbs_work_within_a_running_loop_too(cosmic: LoginBench, phone: TestPhone) -> None:
    screen = Screen(cosmic.idp_url)

    async def within() -> None:
        phone.activate("anna")
        phone.answer(screen.code)

    screen.begin()
    asyncio.run(within())
    assert screen.done
