"""What is on a card, read for its person: certificates with their use and standing, tries, number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.card import content
from cosmic_login.authenticators.card.content import read_content
from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.core.card_content import CardCode, CertificateUse, Standing
from cosmic_login.core.failures import LoginFailure
from cosmic_login.testing.bench import LoginBench


@pytest.fixture
def inserted(cosmic: LoginBench) -> LoginBench:
    cosmic.insert("anna-1")
    return cosmic


def test_certificates_tell_what_they_are_for_and_whether_they_hold(inserted: LoginBench) -> None:
    now = inserted.world.clock.now()
    found = read_content(inserted.world.virtual_readers, DEFAULT_READER, now)
    assert found.holder.startswith("Anna")
    assert found.organisation
    assert len(found.number) == 19
    assert {each.use for each in found.certificates} == {CertificateUse.SERVICE_ID, CertificateUse.PERSON}
    assert {each.standing for each in found.certificates} == {Standing.VALID}
    assert found.codes[0].code is CardCode.AUTHENTICATE
    assert found.codes[0].left == 3
    for moment, standing in ((timedelta(days=-400), Standing.NOT_YET), (timedelta(days=4000), Standing.EXPIRED)):
        later = read_content(inserted.world.virtual_readers, DEFAULT_READER, now + moment)
        assert {each.standing for each in later.certificates} == {standing}


def test_what_cannot_be_read_is_left_out(inserted: LoginBench, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_certificate: object) -> None:
        raise LoginFailure("card.garbled")

    monkeypatch.setattr(content, "facts_of", damaged)
    found = read_content(inserted.world.virtual_readers, DEFAULT_READER, inserted.world.clock.now())
    assert (found.holder, found.organisation, found.certificates) == ("", "", ())


@pytest.mark.parametrize(("code", "told"), [("card.refused", False), ("card.removed", True)])
def test_a_card_that_does_not_tell_its_tries(
    inserted: LoginBench, monkeypatch: pytest.MonkeyPatch, code: str, told: bool
) -> None:
    def refuse(_card: IdPrimeCard, _ref: object) -> int:
        raise LoginFailure(code)

    monkeypatch.setattr(IdPrimeCard, "tries_left", refuse)
    now = inserted.world.clock.now()
    if told:
        with pytest.raises(LoginFailure) as caught:
            read_content(inserted.world.virtual_readers, DEFAULT_READER, now)
        assert caught.value.code == code
    else:
        assert [each.code for each in read_content(inserted.world.virtual_readers, DEFAULT_READER, now).codes] == [
            CardCode.PUK
        ]
