"""The laboratory's pages in a browser, as those of the IdP: by a checker, in every look and language, by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from starlette.types import ASGIApp

from cosmic_login.app import World, world
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient, System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, Listener, plain
from cosmic_login.idp.server.web_door import build_web_app
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.lab import pages
from cosmic_login.profile import Profile
from tests.e2e.browser import missing
from tests.e2e.chromium import chromium, person
from tests.e2e.page_checks import LANGUAGES, WIDE, goes_round, looks_right, tab_to
from tests.unit.idp.web.kit import PlainFace
from tests.walks import rest_whole

CODE, WRONG = "123456", "654321"
#: Whose certificate never shows up: a card that works and works.
SLOW = "karin-1"
SYSTEMS = FixedSystems(
    (
        System(
            key="journal",
            face="oidc",
            name="Journalen (övning)",
            claims=frozenset({"personalIdentityNumber"}),
            oidc=OidcClient(redirect_uris=("http://127.0.0.1:1/back",)),
        ),
    )
)


@dataclass
class Lab:
    idp: EmbeddedIdp
    world: World
    logins: WebLogins

    def login(self) -> str:
        """Begin a login and return its address."""
        request = WebRequest("oidc", "journal", (WantedClaim("personalIdentityNumber", essential=True),), force=True)
        return self.idp.doors["web"] + LoginPages.address(self.logins.begin(request))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if reason := missing():
        pytest.skip(reason)
    with chromium() as running:
        yield running


@pytest.fixture
def lab(cosmic_profile_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    shutil.copytree(cosmic_profile_template, tmp_path / "profile")
    held: list[WebLogins] = []

    def build(provider: Provider) -> ASGIApp:
        app = build_web_app(provider, {"oidc": PlainFace()})
        held.append(app.state.door.rooms.logins)
        return app

    with world(Profile.open(tmp_path / "profile")) as made:
        as_shipped = made.cards.open

        def opened(card: str) -> VirtualCard:
            found = as_shipped(card)
            found.faults = FaultProfile(certificate_after_s=3600 if card == SLOW else 0)
            return found

        monkeypatch.setattr(made.cards, "open", opened)
        with EmbeddedIdp.start(
            made.profile,
            clock=made.clock,
            pki=made.pki,
            directory=made.directory,
            doors=(*LISTENERS, Listener("web", "", build, plain), made.lab()),
            systems=SYSTEMS,
            # A page is looked at for as long as a busy machine takes; its order must not run out under it.
            settings=IdpSettings(start_within=900, finish_within=900, challenge_life=900),
        ) as running:
            yield Lab(running, made, held[0])


def begin(lab: Lab, page: Page, method: str = "siths-this-device") -> None:
    page.goto(lab.login())
    page.locator(f"button[value={method}]").or_(page.locator("summary")).first.wait_for()
    if not page.locator(f"button[value={method}]").is_visible():
        page.click("summary")
    page.click(f"button[value={method}]")
    page.locator("#lab").wait_for()


def put_in(lab: Lab, page: Page, card: str, method: str = "siths-this-device") -> None:
    begin(lab, page, method)
    page.click("#lab")
    page.click(f"button[name=card][value={card}]")


def typed(page: Page, code: str) -> None:
    page.fill("#code-field", code)
    page.click("button[name=go]")


class Held:
    """Keeps the browser at the page that it is shown next, which would lead on by itself to such an address."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page, self._pattern = page, pattern

    def __enter__(self) -> None:
        self._page.route(self._pattern, lambda route: route.fulfill(status=204))

    def __exit__(self, *_: object) -> None:
        self._page.unroute_all()


def every_page(lab: Lab, page: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Lead to every page there is, and yield its name while it is shown."""
    begin(lab, page)
    yield "order"  # the IdP's own, with the way to the laboratory
    page.click("#lab")
    page.locator("button[name=card]").first.wait_for()
    yield "cards"
    page.click("button[value=maj-pass]")
    page.locator("[role=alert]").wait_for()
    yield "cards-other-kind"
    page.click("button[value=farid-1]")
    page.locator("#code-field").wait_for()
    yield "register"
    typed(page, "12345")
    page.locator("#malformed").wait_for()
    yield "malformed"
    for name in ("wrong", "last-try"):
        typed(page, WRONG)
        page.locator("#wrong").wait_for()
        yield name
    typed(page, WRONG)
    page.locator("#back").wait_for()
    yield "failed"
    page.goto(f"{lab.idp.doors['lab']}/card/nothing")
    yield "unknown"
    put_in(lab, page, "anna-1", "siths-md")
    page.locator("button[name=next]").wait_for()
    yield "certificate"
    page.click("button[name=next]")
    page.locator("#code-field").wait_for()
    yield "identify"
    with Held(page, f"{lab.idp.doors['web']}/login/*"):
        typed(page, CODE)
        page.locator("#back").wait_for()
        yield "done"
        page.goto("about:blank")  # while it is still held: what it leads on to must not meet what comes next
    begin(lab, page, "siths-md")
    page.click("#lab")
    page.locator("button[name=card]").first.wait_for()
    with Held(page, f"{lab.idp.doors['lab']}/card/*"), monkeypatch.context() as patch:
        patch.setattr(pages, "_WAIT_S", 0.0)
        page.click(f"button[name=card][value={SLOW}]")
        page.locator("[data-after]").wait_for()
        yield "busy"
    page.click("button[name=cancel]")
    expect(page.locator("#back")).to_be_visible()


@pytest.mark.parametrize("language", rest_whole(list(LANGUAGES), lambda language: language == "sv"))
def test_axe_finds_nothing_on_any_page_in_any_look(
    lab: Lab, browser: Browser, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    with person(browser, language=LANGUAGES[language], viewport={"width": WIDE[0], "height": WIDE[1]}) as page:
        for name in every_page(lab, page, monkeypatch):
            seen.append(name)
            try:
                looks_right(page, name, language)
            except Error as error:
                error.add_note(f"on {name}, at {page.url}")
                raise
    assert len(seen) == 13


def test_a_page_that_waits_is_read_anew_with_scripts_and_without(lab: Lab, browser: Browser) -> None:
    for scripts in (True, False):
        with person(browser, scripts=scripts) as page, pytest.MonkeyPatch.context() as patch:
            begin(lab, page, "siths-md")
            page.click("#lab")
            patch.setattr(pages, "_WAIT_S", 0.0)
            page.click(f"button[name=card][value={SLOW}]")
            page.locator("[data-after]").wait_for()
            with page.expect_request("**/card/*"):
                pass  # by itself
            page.click("button[name=cancel]")
            expect(page.locator("#back")).to_be_visible()


def test_every_page_is_walked_by_the_tab_key_in_its_order_and_the_focus_is_seen(
    lab: Lab, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with person(browser) as page:
        for name in every_page(lab, page, monkeypatch):
            goes_round(page, name)


@pytest.mark.parametrize(("language", "wrong"), [("sv", "Fel kod."), ("en", "Wrong code.")])
def test_a_card_is_put_in_and_answers_by_keyboard_alone(lab: Lab, browser: Browser, language: str, wrong: str) -> None:
    with person(browser, language=LANGUAGES[language]) as page:
        page.goto(lab.login())
        tab_to(page, "summary")
        page.keyboard.press("Enter")
        tab_to(page, "button[value=siths-md]")
        page.keyboard.press("Enter")
        page.locator("#lab").wait_for()
        tab_to(page, "#lab")
        page.keyboard.press("Enter")
        page.locator("button[name=card]").first.wait_for()
        tab_to(page, "button[value=anna-1]")
        page.keyboard.press("Space")
        page.locator("button[name=next]").wait_for()
        page.keyboard.press("Enter")  # the focus is where the answer is
        page.locator("#code-field").wait_for()
        page.keyboard.type(WRONG)
        page.keyboard.press("Enter")
        expect(page.locator("#wrong")).to_have_text(wrong)
        assert page.evaluate("document.activeElement.id") == "code-field"
        with page.expect_request("**/login/*/go") as gone:
            page.keyboard.type(CODE)
            page.keyboard.press("Enter")
        assert gone.value.method == "GET"
