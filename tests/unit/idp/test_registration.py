"""A card is registered on its first use, once, for its holder."""

from __future__ import annotations

from cosmic_login.core.clock import ManualClock
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

from .conftest import SETTINGS, Rows
from .kit import BERTIL, Client, SoftCard, client_of, code_of, some_people, unb64


def test_the_second_login_needs_no_registration(client: Client, card: SoftCard, audit: Rows) -> None:
    client.begin().tokens(card)
    login = client.begin()
    login.start()
    shown = login.show(card).json()
    assert shown["registered"] is True
    assert "registration_challenge" not in shown
    assert [row.event for row in audit()].count("card.registered") == 1


def test_registrations_survive_a_restart(
    profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard
) -> None:
    for registered in (False, True):
        with (
            EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS) as idp,
            client_of(idp.base_url) as client,
        ):
            login = client.begin()
            login.start()
            assert login.show(card).json()["registered"] is registered
            login.cancel("order.cancelled")
            client.begin().tokens(card)


def test_a_registration_is_of_one_card_and_one_person(
    client: Client, card: SoftCard, pki: TrainingPki, clock: ManualClock
) -> None:
    client.begin().tokens(card)
    for number, card_number in ((BERTIL, "9752278900000000001"), ("199001132399", "9752278900000000009")):
        login = client.begin()
        login.start()
        other = SoftCard.issue(pki, clock, number, card_number=card_number)
        assert login.show(other).json()["registered"] is False


def test_an_unregistered_card_cannot_log_in(client: Client, card: SoftCard, audit: Rows) -> None:
    login = client.begin()
    login.start()
    challenge = unb64(login.show(card).json()["challenge"])
    answer = login.app("complete", jws=card.jws(challenge))
    assert (answer.status_code, code_of(answer)) == (400, "signature.invalid")
    assert [row.event for row in audit()] == ["login.attempted", "login.failed"]


def test_one_challenge_does_not_do_for_the_other(client: Client, card: SoftCard) -> None:
    login = client.begin()
    login.start()
    challenge = unb64(login.show(card).json()["challenge"])
    assert code_of(login.app("register", jws=card.jws(challenge))) == "challenge.mismatch"


def test_a_registration_challenge_works_once(client: Client, card: SoftCard) -> None:
    login = client.begin()
    login.start()
    jws = card.jws(unb64(login.show(card).json()["registration_challenge"]))
    assert login.app("register", jws=jws).json() == {"registered": True}
    assert code_of(login.app("register", jws=jws)) == "challenge.mismatch"


def test_the_directory_says_which_cards_were_registered_before(
    profile: Profile, clock: ManualClock, pki: TrainingPki
) -> None:
    directory = Directory.load()
    with (
        EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=directory, settings=SETTINGS) as idp,
        client_of(idp.base_url) as client,
    ):
        seen = set()
        for person in directory.persons.values():
            for spec in person.cards:
                login = client.begin()
                login.start()
                shown = login.show(SoftCard.issue(pki, clock, person.personal_number, card_number=spec.number))
                assert shown.json()["registered"] is spec.registered, spec
                seen.add(spec.registered)
        assert seen == {True, False}
