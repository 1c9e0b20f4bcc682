"""E-IDs on the phone: activated once, by their own app, at most three, replaced, removed, revoked."""

from __future__ import annotations

import asyncio

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import CODE, TestPhone, picture_of
from tests.unit.phone.screens import Screen


def activation(bench: LoginBench, person: str = "anna", app: str = "siths") -> str:
    return asyncio.run(bench.world.activation(person, app))


def activate(phone: TestPhone, qr: str, app: str = "siths", code: Code | None = None) -> None:
    assert app in {"siths", "bankid"}
    asyncio.run(phone.phone.activate(app, picture_of(qr), code or Code(CODE), "Min telefon"))  # type: ignore[arg-type]


def fails(phone: TestPhone, qr: str, app: str = "siths") -> str:
    code = Code(CODE)
    with pytest.raises(LoginFailure) as caught:
        activate(phone, qr, app, code)
    assert code.wiped
    return caught.value.code


def test_an_app_has_to_be_installed_first_and_can_be_taken_away(cosmic: LoginBench, phone: TestPhone) -> None:
    assert not phone.phone.installed
    qr = activation(cosmic)
    assert fails(phone, qr) == "phone.not_installed"
    phone.phone.install("siths")
    phone.phone.install("siths")
    assert list(phone.phone.installed) == ["siths"]
    activate(phone, qr)
    (eid,) = phone.ids()
    assert (eid.holder, eid.device_name, eid.state) == ("Anna Testsson", "Min telefon", "ok")
    assert 700 < (eid.valid_until - eid.since).days < 740
    phone.phone.uninstall("siths")
    assert len(phone.phone.installed) == 0
    with pytest.raises(LoginFailure) as caught:
        phone.ids()
    assert caught.value.code == "phone.not_installed"
    phone.phone.install("siths")
    assert phone.ids() == ()


def test_a_one_time_code_works_once_and_in_its_own_app(cosmic: LoginBench, phone: TestPhone) -> None:
    for app in ("siths", "bankid"):
        phone.phone.install(app)
    qr = activation(cosmic, app="bankid")
    assert fails(phone, qr, "siths") == "phone.wrong_app"
    activate(phone, qr, "bankid")
    assert fails(phone, qr, "bankid") == "activation.unknown"
    assert fails(phone, "bankid-activate.made-up", "bankid") == "activation.unknown"
    assert fails(phone, "siths.not.an.activation") == "qr.malformed"


def test_a_fourth_phone_is_one_too_many_until_one_is_removed(cosmic: LoginBench, phone: TestPhone) -> None:
    phones = [phone, *(phone.another(f"Telefon {number}") for number in (2, 3, 4))]
    waiting = activation(cosmic)
    for held in phones[:3]:
        held.activate("anna")
    with pytest.raises(LoginFailure) as caught:
        phones[3].activate("anna")
    assert caught.value.code == "enrolment.too_many"
    phones[3].phone.install("siths")
    assert fails(phones[3], waiting) == "enrolment.too_many"
    phones[0].remove(phones[0].ids()[0])
    assert phones[0].ids() == ()
    phones[3].activate("anna")


def test_the_same_person_again_replaces_the_e_id_and_frees_its_place(cosmic: LoginBench, phone: TestPhone) -> None:
    first = phone.activate("anna")
    for _ in range(4):  # would be too many if the old ones were kept
        latest = phone.activate("anna", code="246813")
    assert phone.ids() == (latest,)
    assert latest.device != first.device
    screen = Screen(cosmic.idp_url).begin()
    phone.scan(screen.code)
    with pytest.raises(LoginFailure) as caught:
        phone.confirm(CODE)
    assert caught.value.code == "phone.code_wrong"
    phone.confirm("246813")
    assert screen.done


def test_two_persons_may_share_a_phone(cosmic: LoginBench, phone: TestPhone) -> None:
    anna, bo = phone.activate("anna"), phone.activate("bo")
    assert phone.ids() == (anna, bo)
    screen = Screen(cosmic.idp_url).begin()
    asked = asyncio.run(phone.phone.scan(picture_of(screen.code), device=anna.device))
    assert asked.holder == anna.holder
    phone.decline()
    assert phone.scan(Screen(cosmic.idp_url).begin().code).holder == bo.holder
    with pytest.raises(LoginFailure) as caught:
        asyncio.run(phone.phone.scan(picture_of(screen.code), device="somebody-elses"))
    assert caught.value.code == "phone.id_unknown"


def test_an_e_id_removed_from_another_phone_is_of_no_use(cosmic: LoginBench, phone: TestPhone) -> None:
    """As after a theft: the person removes the lost phone's e-ID from the phone they have."""
    lost = phone.another("Borttappad")
    gone, kept = lost.activate("anna"), phone.activate("anna")

    there = asyncio.run(phone.phone.everywhere("siths"))
    assert [(row.device, row.device_name, row.here) for row in there] == [
        (gone.device, "Borttappad", False),
        (kept.device, "Telefon", True),
    ]
    phone.remove(gone)
    assert phone.ids() == (kept,)
    assert [row.device for row in asyncio.run(phone.phone.everywhere("siths"))] == [kept.device]
    screen = Screen(cosmic.idp_url).begin()
    with pytest.raises(LoginFailure) as caught:
        lost.scan(screen.code)
    assert caught.value.code == "enrolment.revoked"
    assert lost.asked is None
    assert screen.failure == "enrolment.revoked"
    with pytest.raises(LoginFailure) as caught:
        lost.waiting("siths")
    assert caught.value.code == "enrolment.unknown"
    lost.remove(gone)  # it is gone at the service already
    assert lost.ids() == ()


def test_what_is_not_there_cannot_be_removed(phone: TestPhone) -> None:
    eid = phone.activate("anna")
    phone.remove(eid)
    with pytest.raises(LoginFailure) as caught:
        phone.remove(eid)
    assert caught.value.code == "phone.id_unknown"


def test_somebody_elses_e_id_cannot_be_removed(phone: TestPhone) -> None:
    phone.activate("anna")
    other = phone.another("Bos telefon")
    theirs = other.activate("bo")
    with pytest.raises(LoginFailure) as caught:
        phone.remove(theirs)
    assert caught.value.code == "phone.id_unknown"
    assert len(asyncio.run(other.phone.everywhere("siths"))) == 1


def test_removing_an_e_id_takes_its_open_request_along(cosmic: LoginBench, phone: TestPhone) -> None:
    eid = phone.activate("anna")
    screen = Screen(cosmic.idp_url).begin()
    phone.scan(screen.code)
    phone.remove(eid)
    assert phone.asked is None
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert caught.value.code == "phone.nothing_asked"
