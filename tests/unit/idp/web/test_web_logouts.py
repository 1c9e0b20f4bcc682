"""A session that ends, and how its systems hear of it; the protocol is a plain one of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.logout import LogoutPages
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.store.web_statements import PartyRow
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.logouts import FramesView, PartedView, VisitView, WaitView, WebLogouts
from cosmic_login.idp.web.request import Leaver, WebRequest
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard

from .conftest import Held
from .kit import Browser, PlainFace

OWN = Leaver("oidc", "own", {"state": "s"})


@pytest.fixture
def logouts(held: Held, web_idp: object) -> WebLogouts:
    return held.logouts


@pytest.fixture
def face(held: Held, web_idp: object) -> PlainFace:
    return held.face


@pytest.fixture
def session(browser: Browser, logins: WebLogins, card: SoftCard) -> Callable[..., str]:
    """Log in at one system, add parts of others to the session, and return its sid."""

    def begin(*systems: str) -> str:
        request = WebRequest("oidc", "journal", (WantedClaim("employeeHsaId"),))
        browser.open(LoginPages.address(logins.begin(request)))
        browser.press("method", "siths-this-device")
        browser.authenticate(card)
        sid = browser.told["sid"]
        with logins._services.store.transaction() as work:
            for n, each in enumerate(systems):
                work.add_party(PartyRow(sid, "oidc", each, f"{each}-{n}", 1.0 + n, "{}"))
        return sid

    return begin


def begin(logouts: WebLogouts, sid: str, leaver: Leaver = OWN, *left: str) -> str:
    with logouts._services.store.transaction() as work:
        return logouts.begin(work, sid, leaver, left)


def answer(logouts: WebLogouts, asked: str, system: str, *, complete: bool = True) -> str:
    with logouts._services.store.transaction() as work:
        return logouts.answered(work, asked, system, complete=complete)


def test_each_system_is_told_once_in_turn_and_who_began_hears_of_the_end(
    session: Callable[..., str], logouts: WebLogouts, face: PlainFace, audit: Rows
) -> None:
    sid = session("own", "schema", "framed", "known")
    handle = begin(logouts, sid, OWN, "own-0")
    assert face.told == [("journal", "schema", "framed", "known")]
    assert [row.event for row in audit()][-1] == "session.ended"
    first = logouts.open(handle)
    assert isinstance(first, VisitView)
    assert (first.name, first.place, first.number) == ("Journalen (övning)", 1, 4)
    with logouts._services.store.transaction() as work:
        (journal,) = [each for each in work.parties(sid) if each.system == "journal"]
    second_handle = answer(logouts, journal.name, "journal")
    second = logouts.open(second_handle)
    assert isinstance(second, VisitView)
    assert second.delivery.url.endswith("bye=schema-1")
    handle = answer(logouts, "schema-1", "schema")
    frames = logouts.open(handle)
    assert isinstance(frames, FramesView)
    assert [each.rpartition("?")[2] for each in frames.addresses] == ["framed"]
    end = logouts.open(handle)
    assert isinstance(end, PartedView)
    assert end.complete
    assert end.delivery is not None
    assert end.delivery.url.endswith("?state=s&complete=True")


def test_who_says_no_or_cannot_be_told_is_told_to_who_began(session: Callable[..., str], logouts: WebLogouts) -> None:
    for systems in (("schema",), ("silent",)):
        handle = begin(logouts, session(*systems), Leaver("oidc", "journal", {}))
        view = logouts.open(handle)
        while isinstance(view, VisitView):
            asked = view.delivery.url.partition("bye=")[2]
            system = "schema" if asked.startswith("schema") else "journal"
            view = logouts.open(answer(logouts, asked, system, complete=system == "journal"))
        assert isinstance(view, PartedView)
        assert not view.complete


def test_who_does_not_answer_is_left_after_a_while_or_when_the_person_says_so(
    session: Callable[..., str], logouts: WebLogouts, clock: ManualClock
) -> None:
    for leave in ("time", "skip"):
        handle = begin(logouts, session())
        assert isinstance(logouts.open(handle), VisitView)
        assert logouts.open(handle) == WaitView("Journalen (övning)", 20)
        if leave == "time":
            clock.advance(20)
        view = logouts.open(handle, skip=leave == "skip")
        assert isinstance(view, PartedView)
        assert not view.complete


def test_whoever_asks_again_goes_on_where_the_browser_was_stuck(
    session: Callable[..., str], logouts: WebLogouts
) -> None:
    sid = session("schema")
    stuck = begin(logouts, sid)
    assert isinstance(logouts.open(stuck), VisitView)
    handle = begin(logouts, sid)
    view = logouts.open(handle)
    assert isinstance(view, VisitView)
    assert view.delivery.url.endswith("bye=schema-0")
    view = logouts.open(answer(logouts, "schema-0", "schema"))
    assert isinstance(view, PartedView)
    assert not view.complete
    with pytest.raises(Refusal):
        logouts.open(stuck)


def test_a_session_that_is_over_has_nothing_left_to_tell(logouts: WebLogouts) -> None:
    view = logouts.open(begin(logouts, "no such session"))
    assert isinstance(view, PartedView)
    assert view.complete


def test_an_answer_to_nothing_or_of_another_is_refused(session: Callable[..., str], logouts: WebLogouts) -> None:
    handle = begin(logouts, session("schema"), Leaver("oidc", "journal"))
    first = logouts.open(handle)
    assert isinstance(first, VisitView)
    asked = first.delivery.url.partition("bye=")[2]
    for name, system in (("", "schema"), ("other", "schema"), (asked, "nobody")):
        with pytest.raises(Refusal) as caught:
            answer(logouts, name, system)
        assert caught.value.code == "web.unknown"


def test_the_pages_lead_on_and_end_with_ours(
    session: Callable[..., str], logouts: WebLogouts, browser: Browser, clock: ManualClock
) -> None:
    sid = session("framed")
    address = LogoutPages.address(begin(logouts, sid, Leaver("oidc", "")))
    browser.told = {}
    browser.open(address)
    assert "bye" in browser.told
    browser.open(address)
    assert "Journalen (övning)" in browser.page
    page = browser.http.get(f"{address}?skip=1")
    assert "<iframe" in page.text
    assert "frame-src https:" in page.headers["content-security-policy"]
    assert not [each for each in browser.http.cookies.jar if "session" in each.name]
    browser.open(address)
    assert "utloggad" in browser.page
