"""The laboratory: a virtual card is put in on a page, and answers a login with real APDUs and HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import httpx2
import pytest

from cosmic_login.app import DEFAULT_READER, World, world
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.lab.texts import language_of
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from tests.unit.authenticators.test_siths_this_device import first_card

from .kit import CODE, WRONG, LabBrowser

Find = Callable[..., str]

#: The methods that a card answers.
CARD_WAYS = [name for name, row in METHODS.items() if not row.qr]


@pytest.fixture
def card_with(lab_world: World) -> Find:
    """Find a card of the directory by what is special about it."""
    return lambda **wanted: first_card(cast("LoginBench", SimpleNamespace(world=lab_world)), **cast("Any", wanted))


def sign(lab: LabBrowser, code: str = CODE) -> None:
    """Confirm a certificate, where it is shown, and type a code."""
    if 'name="next"' in lab.page:
        lab.press(next="1")
    lab.press(go="1", code=code)


@pytest.mark.parametrize("way", CARD_WAYS)
def test_a_card_and_its_code_log_in(
    lab: LabBrowser, lab_world: World, card_with: Find, way: str, cosmic_profile: Path
) -> None:
    card = card_with()
    person = lab_world.directory.persons[lab_world.directory.card(card).person]
    lab.begin(way)
    lab.press(card=card)
    assert person.name in lab.page, "whose card it is, before a code is typed"
    sign(lab, WRONG)
    assert "Fel kod." in lab.page
    assert "Försök kvar: 2" in lab.page
    sign(lab, "12345")
    assert "Koden är sex siffror. Inget försök har förbrukats." in lab.page
    assert "Försök kvar: 2" in lab.page
    sign(lab)
    assert json.loads(lab.web.told["claims"]) == {"personalIdentityNumber": person.personal_number}
    assert lab_world.cards.summary(card).tries_left == 3
    logs = [file.read_text("utf-8") for file in cosmic_profile.rglob("*.log*")]
    for text in (*lab.seen, lab.web.page, *logs):
        assert CODE not in text
        assert WRONG not in text


def test_a_code_that_is_wrong_three_times_is_blocked_and_the_login_says_so(
    lab: LabBrowser, lab_world: World, card_with: Find
) -> None:
    card = card_with()
    lab.begin()
    lab.press(card=card)
    for left in ("2", "1"):
        sign(lab, WRONG)
        assert f"Försök kvar: {left}" in lab.page
    assert "Det är sista försöket." in lab.page
    sign(lab, WRONG)
    assert lab.failure == "code.blocked"
    assert "Försök kvar: 0" in lab.page
    assert lab_world.cards.summary(card).tries_left == 0
    lab.web.open(lab.login)
    assert "code.blocked" in lab.web.page
    assert ("method", "bankid") in lab.web.buttons()


@pytest.mark.parametrize("way", CARD_WAYS)
@pytest.mark.parametrize(
    ("wanted", "code", "typed"),
    [
        ({"revoked": True}, "certificate.revoked", False),
        ({"expired": True}, "certificate.expired", False),
        ({"blocked": True}, "code.blocked", False),
        ({"foreign_issuer": True}, "certificate.untrusted", False),
    ],
)
def test_a_card_that_will_not_do_is_refused_as_in_the_window(
    lab: LabBrowser, card_with: Find, way: str, wanted: dict[str, Any], code: str, typed: bool
) -> None:
    lab.begin(way)
    lab.press(card=card_with(**wanted))
    if way == "siths-md":
        lab.press(next="1")
        if code.startswith("certificate."):
            lab.press(go="1", code=CODE)  # there the server is shown the certificate by TLS, when the card signs
    assert lab.failure == code


def test_a_card_is_registered_first_when_it_is_new(lab: LabBrowser, card_with: Find) -> None:
    lab.begin()
    lab.press(card=card_with(registered=False))
    assert "Registrera kortet" in lab.page
    sign(lab)
    assert "Legitimera dig" in lab.page
    sign(lab)
    assert lab.web.told


def test_a_card_that_cannot_be_put_in_leaves_the_order_to_another(
    lab: LabBrowser, new_lab_browser: Callable[[], LabBrowser], lab_world: World, card_with: Find, cosmic_profile: Path
) -> None:
    card, other = card_with(), new_lab_browser()
    lab.begin()
    lab.press(card=card)
    other.begin()
    other.press(card=card)
    assert (other.response.status_code, other.failure) == (409, "card.in_use"), "another browser has it in"
    lab.press(cancel="1")
    assert lab.failure == "order.cancelled"
    with world(Profile.open(cosmic_profile)) as program:
        program.virtual_readers.insert(DEFAULT_READER, program.cards.open(card))
        connection = program.virtual_readers.connect(DEFAULT_READER)
        other.press(card=card)
        assert other.failure == "card.in_use", "another program has it"
        connection.close()
    for name, code in (("no-such-card", "card.unknown"), ("../../vault", "card.unknown"), ("", "card.unknown")):
        other.press(card=name)
        assert other.failure == code, name
    door = next(each for each in lab_world.cards.ids() if lab_world.directory.card(each).kind == "pass")
    other.press(card=door)
    assert other.failure == "card.other_kind"
    other.press(card=card)
    sign(other)
    assert other.web.told


def test_giving_up_is_told_to_the_login(lab: LabBrowser, card_with: Find, lab_idp: EmbeddedIdp) -> None:
    lab.begin()
    lab.press(card=card_with())
    lab.press(cancel="1")
    lab.web.open(lab.login)
    assert "order.cancelled" in lab.web.page


def test_a_second_card_takes_the_first_ones_place(lab: LabBrowser, card_with: Find, lab_world: World) -> None:
    first = lab.begin()
    card = card_with()
    lab.press(card=card)
    lab.take(lab.web.http.get(first))
    lab.press(card=card)
    assert lab.failure == "order.cancelled", "taking the card out gave that order up"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"origin": "https://evil.example"}, "web.other_browser"),
        ({"origin": "null"}, "web.other_browser"),
        ({"without": "mark"}, "web.other_browser"),
        ({"mark": "0" * 64}, "web.other_browser"),
        ({"mark": "å"}, "web.other_browser"),
        ({"method": "bankid"}, "request.malformed"),
        ({"back": "https://evil.example/login/abcdefghijklmnopqrstu"}, "request.malformed"),
        ({"token": "å"}, "request.malformed"),
    ],
)
def test_only_the_own_page_puts_a_card_in(lab: LabBrowser, card_with: Find, change: dict[str, str], code: str) -> None:
    lab.begin()
    lab.take(lab.post(card=card_with(), **change))
    assert lab.failure == code
    assert "evil" not in lab.page


def test_a_form_without_origin_needs_its_mark_alone(lab: LabBrowser, card_with: Find) -> None:
    lab.begin()
    lab.take(lab.post(origin=None, card=card_with()))
    assert "Legitimera dig" in lab.page


def test_a_sitting_is_its_browsers_own(
    lab: LabBrowser, new_lab_browser: Callable[[], LabBrowser], card_with: Find
) -> None:
    lab.begin()
    lab.press(card=card_with())
    stranger = new_lab_browser()
    stranger.begin()
    mark = stranger.fields()["mark"]
    stranger.take(stranger.web.http.get(lab.response.url))
    assert stranger.failure == "web.other_browser"
    stranger.response = lab.response
    stranger.take(stranger.post(go="1", code=CODE, mark=mark))
    assert stranger.failure == "web.other_browser"
    stranger.take(stranger.web.http.get(f"{lab.door}/card/no-such"))
    assert stranger.failure == "web.unknown"
    sign(lab)
    assert lab.web.told


def test_what_is_typed_late_goes_to_no_card(lab: LabBrowser, lab_world: World, card_with: Find) -> None:
    card = card_with()
    lab.begin()
    lab.press(card=card)
    before = lab.response
    sign(lab, WRONG)
    for _ in range(3):  # the same form again, as a double click or "back" sends it
        lab.response = before
        lab.take(lab.post(go="1", code=WRONG))
    assert "Försök kvar: 2" in lab.page
    assert lab_world.cards.summary(card).tries_left == 2


def test_addresses_that_lead_nowhere(lab: LabBrowser, lab_idp: EmbeddedIdp) -> None:
    address = httpx2.URL(lab.begin())
    for wrong in (
        address.copy_remove_param("token"),
        address.copy_set_param("method", "bankid"),
        address.copy_set_param("back", "https://evil.example/login/abcdefghijklmnopqrstu"),
        address.copy_add_param("token", "twice"),
        address.copy_set_param("token", "x" * 600),
    ):
        lab.take(lab.web.http.get(wrong))
        assert (lab.response.status_code, lab.failure) == (400, "request.malformed"), wrong
    lab.take(lab.web.http.get(f"{lab.door}/elsewhere"))
    assert lab.failure == "web.unknown"
    lab.take(lab.web.http.get(f"{lab.door}/card?x={quote('<script>')}", headers={"Host": "evil.example"}))
    assert (lab.response.status_code, lab.failure) == (421, "request.malformed")
    lab.take(lab.web.http.get(address, headers={"Accept-Language": "en-GB,sv;q=0.5"}))
    assert "Put in a virtual card" in lab.page
    assert '<html lang="en">' in lab.page


def test_a_token_that_is_worth_nothing_is_told(lab: LabBrowser, card_with: Find) -> None:
    lab.begin()
    lab.press(card=card_with(), token="nobodys")
    assert lab.failure == "order.unknown"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "sv"),
        ("en", "en"),
        ("de,en;q=0.1", "en"),
        ("sv;q=0.1, EN-us;q=0.2", "en"),
        ("en;q=x,sv", "sv"),
        ("de", "sv"),
    ],
)
def test_the_browser_says_which_language(accepted: str, language: str) -> None:
    assert language_of(accepted) == language
