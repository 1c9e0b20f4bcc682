"""The training world that ships: what the practice needs is in it, and nobody real."""

from __future__ import annotations

import re

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory import Directory, checks


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load()


def test_the_world_has_every_case(directory: Directory) -> None:
    specs = {spec.card: spec for key in directory.persons for spec in directory.cards_of(key)}
    assert len(directory.persons["anna"].service_ids) == 1
    assert specs["cecilia-1"].valid_days < 0
    assert specs["david-1"].revoked
    assert specs["eva-1"].blocked
    assert not specs["farid-1"].registered
    assert directory.persons["greta"].coordination_number
    assert (specs["hugo-2"].loa, specs["hugo-2"].reserve) == (2, True)
    assert specs["ida-1"].valid_from_days > 0
    assert specs["johan-1"].foreign_issuer
    assert specs["karin-1"].key_type == "ec256"
    assert (specs["maj-1"].kind, specs["maj-pass"].kind) == ("siths", "pass")
    assert [key for key, person in directory.persons.items() if person.coordination_number] == ["greta"]


def test_three_service_ids_in_two_regions_and_a_municipality(directory: Directory) -> None:
    service_ids = directory.person("bo").service_ids
    assert [(s.organisation, s.own_region) for s in service_ids] == [
        ("Region Jönköpings län", True),
        ("Region Östergötland (övning)", False),
        ("Jönköpings kommun (övning)", False),
    ]
    assert len({s.organisation_id for s in service_ids}) == 3
    assert directory.organisations["2321000057"].own_region
    assert directory.organisations["2321000057"].remark == "övning"


def test_nobody_real(directory: Directory) -> None:
    for person in directory.persons.values():
        assert person.personal_number in checks.published_numbers()
        for service_id in person.service_ids:
            assert re.fullmatch(r"TSTNMT2321000057-\d{4}", service_id.hsa_id)


def test_the_shipped_numbers_are_numbers() -> None:
    numbers = checks.published_numbers()
    assert len(numbers) == 245
    assert all(re.fullmatch(r"\d{12}", number) and checks.luhn(number[2:]) for number in numbers)
    assert sum(int(number[6:8]) >= 60 for number in numbers) == 40


def test_people_are_found_by_key_number_hsa_id_and_name(directory: Directory) -> None:
    anna = directory.persons["anna"]
    for text in ("anna", "199001262386", "19900126-2386", "TSTNMT2321000057-1001", "anna TESTSSON", " anna "):
        assert directory.person(text) is anna
    assert directory.by_number("199001262386") is anna
    assert directory.by_number("TSTNMT2321000057-1001") is anna
    assert directory.by_number("199001262387") is None
    assert directory.by_number("") is None
    assert anna.name == "Anna Testsson"


def test_who_is_not_there_is_unknown_and_no_number_is_repeated(directory: Directory) -> None:
    for text in ("nobody", "191212121212", "19121212-1212", ""):
        with pytest.raises(LoginFailure) as caught:
            directory.person(text)
        assert caught.value.code == "person.unknown"
        assert "1212" not in str(caught.value)
    with pytest.raises(LoginFailure) as caught:
        directory.card("anna-9")
    assert caught.value.code == "card.unknown"
    with pytest.raises(LoginFailure) as caught:
        directory.cards_of("nobody")
    assert caught.value.code == "person.unknown"


def test_cards_belong_to_their_people(directory: Directory) -> None:
    assert [spec.card for spec in directory.cards_of("hugo")] == ["hugo-1", "hugo-2"]
    for key, person in directory.persons.items():
        assert person.cards == directory.cards_of(key)
        for spec in person.cards:
            assert spec.person == key
            assert directory.card(spec.card) is spec


def test_nothing_secret_shows(directory: Directory) -> None:
    shown = repr(directory.persons) + repr(directory.card("anna-1"))
    assert "199001262386" not in shown
    assert "123456" not in shown
