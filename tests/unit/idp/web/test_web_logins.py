"""A login in a browser, from the request to what the system is told; the protocol is a plain one of the tests."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.outages import Order
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA, ANNA_HSA, BERTIL, BERTIL_HSA, SoftCard, about

from .kit import Browser

HSA_ID = WantedClaim("employeeHsaId", essential=True)


@pytest.fixture
def ask(logins: WebLogins) -> Callable[..., str]:
    """Begin a login and return its address."""

    def begin(system: str = "journal", *wanted: WantedClaim, **members: object) -> str:
        request = WebRequest("oidc", system, wanted or (HSA_ID,), **members)  # type: ignore[arg-type]
        return LoginPages.address(logins.begin(request))

    return begin


def events(audit: Rows) -> list[tuple[str, str]]:
    return [(row.event, row.reason) for row in audit() if row.event.startswith(("login.", "session."))]


def test_a_person_with_one_service_id_comes_straight_in(
    browser: Browser, ask: Callable[..., str], card: SoftCard, audit: Rows
) -> None:
    browser.open(ask())
    assert ("method", "siths-this-device") in browser.buttons()
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    assert json.loads(browser.told["claims"]) == {"employeeHsaId": ANNA_HSA}
    assert events(audit) == [("login.attempted", ""), ("login.succeeded", "")]
    last = audit()[-1]
    assert (last.person, last.service_id, about(last)) == (ANNA, ANNA_HSA, {"system": "journal"})


def test_a_person_with_several_chooses_and_the_next_system_takes_the_session_over(
    browser: Browser, ask: Callable[..., str], pki: TrainingPki, clock: ManualClock, audit: Rows
) -> None:
    browser.open(ask())
    browser.press("method", "siths-this-device")
    browser.authenticate(SoftCard.issue(pki, clock, BERTIL))
    assert len([each for each in browser.buttons() if each[0] == "option"]) == len(BERTIL_HSA)
    browser.press("option", f"s:{BERTIL_HSA[2]}")
    first = dict(browser.told)
    assert json.loads(first["claims"]) == {"employeeHsaId": BERTIL_HSA[2]}
    browser.open(ask("schema"))
    assert json.loads(browser.told["claims"]) == {"employeeHsaId": BERTIL_HSA[2]}
    assert browser.told["sid"] == first["sid"]
    assert events(audit)[-1] == ("session.joined", "")


def test_who_must_prove_themselves_anew_is_asked(
    browser: Browser, ask: Callable[..., str], card: SoftCard, clock: ManualClock
) -> None:
    browser.open(ask())
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    for members in ({"force": True}, {"max_age": 10.0}, {"loa": ("http://id.sambi.se/loa/loa2",)}):
        clock.advance(30)
        browser.told = {}
        browser.open(ask("schema", **members))
        assert not browser.told, members
        assert ("method", "siths-this-device") in browser.buttons(), members


def test_a_session_ends_after_its_time_however_much_it_was_used(
    browser: Browser, ask: Callable[..., str], card: SoftCard, clock: ManualClock
) -> None:
    browser.open(ask())
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    clock.advance(3500)
    browser.told = {}
    browser.open(ask("schema"))
    assert browser.told
    clock.advance(101)
    browser.told = {}
    browser.open(ask("schema"))
    assert not browser.told


def test_nobody_is_asked_when_the_system_says_so(browser: Browser, ask: Callable[..., str]) -> None:
    browser.open(ask(passive=True))
    assert browser.told == {"failure": "login.needed"}


def test_the_only_way_is_begun_at_once(browser: Browser, ask: Callable[..., str], card: SoftCard, audit: Rows) -> None:
    only = {"methods": ("siths-this-device",)}
    browser.open(ask(**only))
    browser.authenticate(card)
    assert json.loads(browser.told["claims"]) == {"employeeHsaId": ANNA_HSA}
    browser.open(ask("schema", **only))  # by the session: nothing is begun
    browser.open(ask("schema", force=True, **only))
    browser.press("cancel")
    assert browser.told == {"failure": "order.cancelled"}
    assert [event for event, _ in events(audit)] == [
        "login.attempted", "login.succeeded", "session.joined", "login.attempted", "login.failed"
    ]  # fmt: skip


def test_the_only_way_is_not_begun_while_it_is_out_nor_after_it_failed(
    browser: Browser, ask: Callable[..., str], card: SoftCard, audit: Rows, web_idp: EmbeddedIdp
) -> None:
    web_idp.provider.outages.begin(Order("bankid"))
    browser.open(ask(methods=("bankid",)))
    assert ("method", "bankid") in browser.buttons()
    assert events(audit) == []
    browser.open(ask(methods=("siths-this-device",), loa=("http://id.sambi.se/loa/loa2",)))
    browser.authenticate(card)
    assert "access.loa_differs" in browser.page
    assert ("method", "siths-this-device") in browser.buttons()


def test_cancelling_is_told(browser: Browser, ask: Callable[..., str], audit: Rows) -> None:
    browser.open(ask())
    browser.press("method", "bankid")
    browser.press("cancel")
    assert browser.told == {"failure": "order.cancelled"}
    assert events(audit) == [("login.attempted", ""), ("login.failed", "order.cancelled")]


def test_another_way_ends_the_one_under_way(browser: Browser, ask: Callable[..., str], card: SoftCard) -> None:
    browser.open(ask())
    browser.press("method", "bankid")
    browser.press("back")
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    assert json.loads(browser.told["claims"]) == {"employeeHsaId": ANNA_HSA}


def test_another_level_of_assurance_than_the_one_wanted_is_told_and_another_way_is_open(
    browser: Browser, ask: Callable[..., str], card: SoftCard
) -> None:
    browser.open(ask(loa=("http://id.sambi.se/loa/loa2",)))
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    assert not browser.told
    assert ("method", "bankid") in browser.buttons()
    browser.press("cancel")
    assert browser.told == {"failure": "access.loa_differs"}


def test_what_cannot_be_given_together_is_refused_before_anybody_is_asked(
    browser: Browser, ask: Callable[..., str]
) -> None:
    browser.open(ask("journal", WantedClaim("employeeHsaId"), WantedClaim("organizationName"), WantedClaim("nothing")))
    assert not browser.told or browser.told == {"failure": "claims.illegal"}


def test_a_login_belongs_to_the_browser_that_opened_it(
    browser: Browser, new_browser: Callable[[], Browser], ask: Callable[..., str]
) -> None:
    address = ask()
    browser.open(address)
    other = new_browser()
    other.open(address)
    assert "web.other_browser" in other.page


def test_a_system_is_told_once(browser: Browser, ask: Callable[..., str], card: SoftCard) -> None:
    address = ask()
    browser.open(address)
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    browser.told = {}
    browser.open(f"{address}/go")
    assert not browser.told
    assert "web.told" in browser.page


def test_a_second_login_elsewhere_ends_the_first(
    browser: Browser, new_browser: Callable[[], Browser], ask: Callable[..., str], card: SoftCard, audit: Rows
) -> None:
    for each in (browser, new_browser()):
        each.open(ask())
        each.press("method", "siths-this-device")
        each.authenticate(card)
    assert ("session.ended", "session.replaced") in events(audit)
    browser.told = {}
    browser.open(ask("schema"))
    assert not browser.told
