"""The phone against the real IdP: scanned, confirmed, declined; what is refused; what ends in the middle."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import APPS, AppName
from cosmic_login.phone.sealed_state import PhoneFile
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone, picture_of
from tests.unit.phone.kit import a_phone, prepare
from tests.unit.phone.screens import Screen

WRONG = "281905"
METHODS: dict[AppName, str] = {"siths": "siths-other-device", "bankid": "bankid"}


@pytest.fixture
def screen(cosmic: LoginBench) -> Screen:
    """Give a login window that shows a QR code."""
    return Screen(cosmic.idp_url).begin()


def refused(caught: pytest.ExceptionInfo[LoginFailure]) -> str:
    return caught.value.code


def file_of(phone: TestPhone, bench: LoginBench) -> PhoneFile:
    return PhoneFile(bench.world.profile, phone.phone.name)


@pytest.mark.parametrize("app", APPS)
def test_a_login_goes_through_the_pixels_to_its_end(cosmic: LoginBench, phone: TestPhone, app: AppName) -> None:
    phone.activate("anna", app)
    screen = Screen(cosmic.idp_url, METHODS[app]).begin()
    assert screen.hint == "outstandingTransaction"

    asked = phone.scan(screen.code, app)

    assert (asked.app, asked.kind, asked.holder, asked.tries_left) == (app, "auth", "Anna Testsson", 3)
    assert asked.relying_party
    assert 0 < asked.expires_in <= 180
    assert phone.asked is not None
    assert phone.asked.relying_party == asked.relying_party
    assert screen.hint == "userSign"
    phone.confirm()
    assert screen.done
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert refused(caught) == "phone.nothing_asked"


def test_pictures_come_as_images_files_bytes_and_text(cosmic: LoginBench, phone: TestPhone, tmp_path: Path) -> None:
    phone.activate("anna")
    for how in ("image", "file", "bytes"):
        picture = picture_of(Screen(cosmic.idp_url).begin().code)
        path = tmp_path / "screen.png"
        image = QImage.fromData(picture)
        assert image.save(str(path))
        seen: dict[str, QImage | Path | bytes] = {"image": image, "file": path, "bytes": picture}
        assert phone.scan(seen[how]).holder == "Anna Testsson"


def test_no_is_told_and_the_window_knows_it(phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    phone.scan(screen.code)
    phone.decline()
    assert screen.failure == "order.declined"
    assert phone.asked is None


def test_wrong_codes_leave_the_request_open_until_the_third(phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    phone.scan(screen.code)
    for left in (2, 1):
        with pytest.raises(LoginFailure) as caught:
            phone.confirm(WRONG)
        assert (refused(caught), caught.value.tries_left) == ("phone.code_wrong", left)
        assert screen.hint == "userSign"
    with pytest.raises(LoginFailure) as caught:
        phone.confirm(WRONG)
    assert refused(caught) == "phone.code_blocked"
    other = phone.another("Bos telefon")
    other.activate("bo")
    with pytest.raises(LoginFailure) as caught:
        other.scan(screen.code)
    assert refused(caught) == "order.unknown"  # Bo's own e-ID is not blocked
    assert phone.asked is None
    assert (screen.failure, screen.hint) == ("phone.code_blocked", "certificateErr")


def test_a_blocked_e_id_ends_the_next_request_at_once(cosmic: LoginBench, phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    phone.scan(screen.code)
    for _ in range(3):
        with pytest.raises(LoginFailure):
            phone.confirm(WRONG)
    again = Screen(cosmic.idp_url).begin()
    with pytest.raises(LoginFailure) as caught:
        phone.scan(again.code)
    assert refused(caught) == "phone.code_blocked"
    assert (again.failure, again.hint) == ("phone.code_blocked", "certificateErr")


def test_an_e_id_that_is_too_old_ends_the_request_at_once(cosmic: LoginBench, phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    file = file_of(phone, cosmic)
    with file.changing() as state:
        file.save(state.with_id(replace(state.ids[0], until=1.0)))
    assert phone.ids()[0].state == "expired"
    with pytest.raises(LoginFailure) as caught:
        phone.scan(screen.code)
    assert refused(caught) == "enrolment.expired"
    assert (screen.failure, screen.hint) == ("enrolment.expired", "certificateErr")


def test_without_an_e_id_the_code_can_still_be_read_by_another_phone(phone: TestPhone, screen: Screen) -> None:
    with pytest.raises(LoginFailure) as caught:
        phone.scan(screen.code)
    assert refused(caught) == "phone.not_installed"
    phone.phone.install("siths")
    with pytest.raises(LoginFailure) as caught:
        phone.scan(screen.code)
    assert refused(caught) == "phone.no_id"
    other = phone.another("Bos telefon")
    other.activate("bo")
    assert other.answer(screen.code).holder == other.ids()[0].holder
    assert screen.done


def test_each_app_reads_its_own_codes(cosmic: LoginBench, phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna", "siths")
    phone.activate("anna", "bankid")
    with pytest.raises(LoginFailure) as caught:
        phone.scan(screen.code, "bankid")
    assert refused(caught) == "phone.wrong_app"
    for text in ("https://example.com/", "siths-activate.abc", "siths", "siths.räksmörgås", "siths." + "x" * 300):
        with pytest.raises(LoginFailure) as caught:
            phone.scan(text)
        assert refused(caught) == "qr.malformed"
    assert phone.scan(screen.code, "siths").app == "siths"


def test_a_code_of_another_order_read_twice_or_made_up_is_refused_and_ends_nothing(
    cosmic: LoginBench, phone: TestPhone, screen: Screen
) -> None:
    phone.activate("anna")
    other = Screen(cosmic.idp_url).begin()
    mixed = ".".join((*screen.code.split(".")[:3], other.code.split(".")[3]))
    with pytest.raises(LoginFailure) as caught:
        phone.scan(mixed)
    assert refused(caught) == "qr.unknown"
    phone.scan(screen.code)
    with pytest.raises(LoginFailure) as caught:
        phone.scan(screen.code)
    assert refused(caught) == "qr.used"
    assert phone.asked is not None  # the request is still there to be answered
    phone.confirm()
    assert screen.done


def test_an_older_request_is_declined_when_another_is_opened(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "siths")
    phone.activate("bo", "bankid")
    first, second = Screen(cosmic.idp_url).begin(), Screen(cosmic.idp_url, "bankid").begin()
    phone.scan(first.code)
    asked = phone.scan(second.code)
    assert phone.asked is not None
    assert phone.asked.holder == asked.holder != "Anna Testsson"
    assert first.failure == "order.declined"
    phone.confirm()
    assert second.done


def test_an_order_that_ends_while_the_code_is_typed_says_so(phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    phone.scan(screen.code)
    screen.cancel()
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert refused(caught) == "order.cancelled"
    assert phone.asked is None
    assert phone.ids()[0].tries_left == 3


def test_a_second_login_of_the_same_person_ends_the_first(cosmic: LoginBench, phone: TestPhone, screen: Screen) -> None:
    """One person with two phones, and two windows."""
    phone.activate("anna")
    other = phone.another("Annas andra")
    other.activate("anna")
    phone.scan(screen.code)
    second = Screen(cosmic.idp_url).begin()
    other.scan(second.code)
    assert screen.failure == "", "nothing is proved before the code"
    other.confirm()
    assert second.done
    assert screen.failure == "order.replaced"
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert refused(caught) == "order.replaced"
    assert phone.asked is None


def test_two_persons_on_two_phones_do_not_meet(cosmic: LoginBench, phone: TestPhone) -> None:
    people = {"anna": phone, "bo": phone.another("Bos telefon")}
    screens = {person: Screen(cosmic.idp_url).begin() for person in people}
    for person, held in people.items():
        held.activate(person)
    for person, held in people.items():
        held.scan(screens[person].code)
    for person in reversed(people):
        people[person].confirm()
        assert screens[person].done


def test_an_idp_that_was_started_again_knows_the_request(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna")
    screen = Screen(cosmic.idp_url).begin()
    phone.scan(screen.code)
    port = int(cosmic.idp_url.rpartition(":")[2])
    cosmic.world.stop_idp()
    with pytest.raises(LoginFailure) as caught:
        _at(phone, f"http://127.0.0.1:{port}").confirm()
    assert refused(caught) == "idp.unreachable"
    assert phone.asked is not None
    from cosmic_login.idp.server.embedded import EmbeddedIdp

    with EmbeddedIdp.start(cosmic.world.profile, port=port, pki=cosmic.world.pki, directory=cosmic.world.directory):
        _at(phone, f"http://127.0.0.1:{port}").confirm()
        assert screen.done


def _at(phone: TestPhone, url: str) -> TestPhone:
    """Return the same phone, which asks an IdP at a fixed address."""
    same = phone.another(phone.phone.name)
    same.phone._device._base_url = url
    return same


def test_another_idp_is_not_answered(cosmic: LoginBench, phone: TestPhone, screen: Screen) -> None:
    phone.activate("anna")
    phone.scan(screen.code)
    file = file_of(phone, cosmic)
    with file.changing() as state:
        assert state.request is not None
        file.save(replace(state, request=replace(state.request, text="aGVq")))  # "hej" was never to be signed
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert refused(caught) == "challenge.mismatch"
    assert screen.hint == "userSign"


def test_a_request_waits_for_its_minutes_and_not_for_a_clock_that_was_set_back(tmp_path: Path) -> None:
    profile, clock = Profile.open(tmp_path / "profile"), ManualClock(SystemClock().now())
    prepare(profile)
    phone = a_phone(profile, clock)
    assert phone.asked is not None
    clock.at -= timedelta(seconds=30)
    assert phone.asked is not None
    clock.at -= timedelta(days=1)
    assert phone.asked is None
