"""The pages of a login in the system's browser: by eyes, by keyboard, by a checker, without scripts, and by a phone."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from cosmic_login.core.secret import Code
from cosmic_login.idp.outages import Order
from cosmic_login.phone.models import AppName
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.scanner import read_qr
from tests.e2e.browser import missing
from tests.e2e.chromium import chromium, faults, person, wear
from tests.e2e.page_checks import LANGUAGES, WIDE, goes_round, looks_right, tab_to
from tests.e2e.pages_stage import CLAIMS, HOSTILE, PagesStage, pages_stage
from tests.unit.idp.kit import ANNA, BERTIL
from tests.unit.idp.phones import Control
from tests.walks import rest_whole

#: Where pictures of the pages are written, for docs/pages; nowhere when it is not set.
PICTURES = os.environ.get("COSMIC_PAGE_PICTURES", "")
CODE = "739146"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if reason := missing():
        pytest.skip(reason)
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PagesStage]:
    with pages_stage(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give somebody's page; whatever its console complains about fails the test."""
    with person(browser) as shown:
        said: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        yield shown
        assert [line for line in said if "Failed to load resource" not in line] == []


def press(page: Page, name: str, value: str = "1") -> None:
    button = page.locator(f'button[name="{name}"][value="{value}"]')
    if not button.is_visible():
        page.click("summary")
    button.click()


def photographer(page: Page, name: str) -> Callable[[str], None]:
    """Return what takes a picture of the page in a look, where pictures are wanted."""

    def look_at(look: str) -> None:
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{look}.png", full_page=True)

    return look_at


def token(page: Page) -> str:
    return parse_qs(urlsplit(page.get_attribute("#start", "href") or "").query)["autostarttoken"][0]


def sign(stage: PagesStage, page: Page, number: str = ANNA) -> None:
    press(page, "method", "siths-this-device")
    page.wait_for_selector("#start")
    stage.sign(token(page), stage.card(number))


# -- every page ----------------------------------------------------------------------------------------------------


def every_page(stage: PagesStage, page: Page) -> Iterator[str]:
    """Lead to every page there is, and yield its name while it is shown."""
    page.goto(stage.ask(*CLAIMS[:3], loa=("http://id.sambi.se/loa/loa3",), force=True))
    page.click("summary")
    yield "start"
    for name, method in (("this-device", "siths-this-device"), ("other-device", "siths-other-device"),
                         ("md", "siths-md"), ("bankid", "bankid")):  # fmt: skip
        press(page, "method", method)
        page.wait_for_selector("#says")
        yield name
        press(page, "back")
        page.wait_for_selector("#ways")
    stage.idp.provider.outages.begin(Order("siths"))
    try:
        press(page, "method", "siths-this-device")
        page.wait_for_selector("[role=alert]")
        yield "start-out"
    finally:
        stage.idp.provider.outages.reset()
    for name, claim in (("service-id", "employeeHsaId"), ("organisation", "organizationName"),
                        ("commission", "commissionHsaId")):  # fmt: skip
        page.goto(stage.ask(claim, force=True))
        sign(stage, page, BERTIL)
        page.reload()  # sooner than its script looks
        page.wait_for_selector(".options")
        yield f"choose-{name}"
    page.route("**/go", lambda route: route.fulfill(status=204))
    page.goto(stage.ask())
    press(page, "cancel")
    page.wait_for_selector("a.primary")
    yield "end"
    page.unroute_all()
    page.route("**/acs", lambda route: route.fulfill(status=204))
    page.goto(stage.ask(system="post"))
    press(page, "cancel")
    page.wait_for_selector("form[data-carried]")
    yield "post"
    page.unroute_all()
    page.goto(f"{stage.web}/login/nothing")
    yield "failure"
    others = stage.idp.doors["others"]
    for name, path in (("md-failed", "/md"), ("logout-ask", "/ask"),
        ("logout-kept", "/kept"), ("logout-wait", "/logout/wait"),
                       ("logout-done", "/logout/done")):  # fmt: skip
        page.route("**/*?skip=1", lambda route: route.fulfill(status=204))
        page.goto(f"{others}{path}")
        yield name
        page.unroute_all()
    framed = f"{others}/logout/frames-{next(NUMBERS)}"
    first = iter([True])  # the page leads on by itself, and the browser is kept from following
    page.route(framed, lambda route: route.fallback() if next(first, False) else route.fulfill(status=204))
    page.goto(framed)
    yield "logout-frames"
    page.unroute_all()


def operators_pages(stage: PagesStage, page: Page) -> Iterator[str]:
    """Lead to the pages of whoever looks after the IdP."""
    page.goto(f"{stage.web}/explain")
    yield "operator-enter"
    enter(stage, page)
    yield "explain"
    explain(stage, page, redirect_uri="http://127.0.0.1:1/back", scope="profile", kc_idp_hint="siths")
    yield "explain-refused"
    claims = '{"id_token": {"employeeHsaId": {"essential": true}, "commissionHsaId": null}}'
    explain(stage, page, claims=claims, prompt="login", acr_values="http://id.sambi.se/loa/loa3")
    yield "explain-taken"
    stage.idp.provider.outages.begin(Order("siths"))
    try:
        page.goto(f"{stage.web}/operator")
        yield "operator"
    finally:
        stage.idp.provider.outages.reset()


def test_the_operators_page_follows_what_happens_without_a_script(stage: PagesStage, browser: Browser) -> None:
    with person(browser, scripts=False) as page:
        page.goto(f"{stage.web}/operator")
        enter(stage, page)
        page.click("text=Läs om av sig självt")
        page.wait_for_url("**/operator/live")
        stage.idp.provider.outages.begin(Order("bankid"))
        try:
            expect(page.locator("#services")).to_contain_text("Ur drift")
            expect(page.locator("#trail li").first).to_contain_text("Tjänst stängd")
        finally:
            stage.idp.provider.outages.reset()
        page.click("text=Sluta läsa om")
        page.wait_for_url("**/operator")
        page.click("button[name=out][value=hsa]")
        page.wait_for_selector("button[name=back][value=hsa]")
        page.click("button[name=reset]")
        page.wait_for_selector("button[name=reset]", state="detached")
        assert stage.idp.provider.outages.state() == []
        page.click("text=Lås")
        page.wait_for_selector("input[name=token]")


def enter(stage: PagesStage, page: Page) -> None:
    """Give the control token."""
    page.fill("input[name=token]", stage.profile.control_token_file.read_text().strip())
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.row")


def explain(stage: PagesStage, page: Page, **changed: str) -> None:
    """Have an authorization request explained."""
    asked = {
        "client_id": "journal", "redirect_uri": stage.own, "response_type": "code", "scope": "openid", "state": "s",
        "nonce": "n", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        **changed,
    }  # fmt: skip
    page.fill("#request", f"{stage.web}/oidc/authorize?{urlencode(asked)}")
    page.click("#ask button.primary")
    page.wait_for_selector("#verdict")


#: The pages, and how many there are: those of people who log in, and those of whoever looks after the IdP.
LEADERS = {"people": (every_page, 18), "operators": (operators_pages, 5)}


@pytest.mark.parametrize("whose", LEADERS)
@pytest.mark.parametrize("language", rest_whole(list(LANGUAGES), lambda language: language == "sv"))
def test_axe_finds_nothing_on_any_page_in_any_look(
    stage: PagesStage, browser: Browser, language: str, whose: str
) -> None:
    seen, (lead, there_are) = [], LEADERS[whose]
    with person(browser, language=LANGUAGES[language], viewport={"width": WIDE[0], "height": WIDE[1]}) as page:
        for name in lead(stage, page):
            seen.append(name)
            looks_right(page, name, language, photographer(page, f"{name}-{language}"))
    assert len(seen) == there_are


def test_axe_finds_what_is_wrong_when_something_is(stage: PagesStage, page: Page) -> None:
    page.goto(stage.ask())
    page.evaluate("document.documentElement.lang = ''; document.querySelector('h1').style.color = '#ccc'")
    assert {rule for rule, _ in faults(page)} == {"html-has-lang", "color-contrast"}


def test_where_colours_are_the_persons_own_borders_tell(stage: PagesStage, page: Page) -> None:
    page.goto(stage.ask())
    wear(page, "forced-colors")
    widths = page.eval_on_selector_all("#ways button", "all => all.map(each => getComputedStyle(each).borderTopWidth)")
    assert widths[0] == "3px"
    assert set(widths[1:]) == {"1px"}
    press(page, "method", "bankid")
    page.wait_for_selector("#code")
    assert read_qr(page.screenshot()).startswith("bankid.")


# -- by keyboard ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", LEADERS)
def test_every_page_is_walked_by_the_tab_key_in_its_order_and_the_focus_is_seen(
    stage: PagesStage, page: Page, whose: str
) -> None:
    for name in LEADERS[whose][0](stage, page):
        if page.locator("summary").count() and not page.locator("details[open]").count():
            page.click("summary")
        goes_round(page, name)


def test_a_login_by_keyboard_alone(stage: PagesStage, page: Page) -> None:
    def to(selector: str) -> None:
        page.keyboard.press("Tab")
        tab_to(page, selector)

    page.goto(stage.ask(force=True))
    to("summary")
    page.keyboard.press("Enter")
    to("button[value=bankid]")
    page.keyboard.press("Space")
    page.wait_for_selector("#code")
    to("button[name=back]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#ways")
    to("button[value=siths-this-device]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#start")
    to("#start")
    stage.sign(token(page), stage.card(BERTIL))
    page.wait_for_selector(".options")
    assert "Bertil Testberg har flera tjänste-id." in page.inner_text("main")
    assert page.evaluate("document.querySelectorAll(':checked').length") == 0
    first = [badge.strip() for badge in page.locator(".badge").all_inner_texts()]
    assert first == sorted(first, key=["Egen region", "Annan organisation"].index), "the own region's come first"
    to("#filter")
    page.keyboard.type("chef")
    assert page.locator(".options > li:visible").count() == 1
    page.keyboard.type("x")
    assert page.inner_text("#nothing") == "Inget tjänste-id passar det du skrev."
    page.keyboard.press("Backspace")
    to(".options button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/back?**")
    assert stage.answers[-1] == {"who": "Bertil Testberg"}


# -- what a page says while an order is under way ------------------------------------------------------------------


def test_the_page_follows_what_the_app_does(stage: PagesStage, page: Page) -> None:
    page.clock.install()  # the page's: its script looks when the test says so
    page.goto(stage.ask(force=True))
    press(page, "method", "siths-this-device")
    page.wait_for_selector("#start")
    assert page.inner_text("#says") == "SITHS eID är inte öppnat än."
    link = page.get_attribute("#start", "href") or ""
    assert link.startswith("cosmic-login:siths-eid?autostarttoken=")
    stage.start_app(token(page))
    page.clock.run_for(2000)
    expect(page.locator("#says")).to_have_text("SITHS eID är öppnat. Fortsätt där.")
    stage.clock.advance(60)
    page.clock.run_for(2000)
    expect(page.locator("#left")).to_have_text("120 sekunder kvar")
    page.route("**/state?*", lambda route: route.abort())
    page.clock.run_for(2000)
    expect(page.locator("#says")).to_contain_text("svarar inte")
    page.unroute_all()
    stage.clock.advance(130)
    page.clock.run_for(2000)
    page.wait_for_selector("[role=alert]")
    assert "order.expired" in page.inner_text("[role=alert]")


def test_a_switch_of_language_keeps_the_order(stage: PagesStage, page: Page) -> None:
    page.goto(stage.ask(force=True))
    press(page, "method", "siths-other-device")
    page.wait_for_selector("#code")
    page.click("nav a")
    page.wait_for_selector("html[lang=en] #code")
    assert page.inner_text("#says") == "Start the SITHS eID app and scan the code."
    assert page.inner_text("h1") == "SITHS eID on another device"


# -- the phone -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def phone(stage: PagesStage) -> Phone:
    made = Phone(stage.profile, "Telefon", stage.idp.issuer, stage.clock)
    with httpx2.Client(trust_env=False, base_url=stage.idp.base_url) as http:
        control = Control.of(stage.client(http), stage.profile.root)
        for app in ("siths", "bankid"):
            made.install(app)
            aside(lambda app=app: made.activate(app, control.activation(ANNA, app), Code(CODE)))  # type: ignore[misc]
    return made


def aside(work: Callable[[], object]) -> None:
    """Run a coroutine of a phone in a thread with a loop of its own: this one's is the browser driver's."""
    import asyncio

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()  # type: ignore[arg-type]


@pytest.mark.parametrize(("method", "app"), [("siths-other-device", "siths"), ("bankid", "bankid")])
def test_a_phone_reads_the_code_from_the_browsers_pixels(
    stage: PagesStage, page: Page, phone: Phone, method: str, app: AppName
) -> None:
    page.goto(stage.ask(force=True))
    press(page, "method", method)
    page.wait_for_selector("#code")
    before, place = read_qr(page.screenshot()), page.locator("#code").bounding_box()
    stage.clock.advance(1)
    expect(page.locator("#left")).to_have_text("29 sekunder kvar")
    page.wait_for_load_state("networkidle")
    seen = page.screenshot()
    assert read_qr(seen) != before, "it is another each second"
    assert page.locator("#code").bounding_box() == place, "and nothing moves by that"
    aside(lambda: phone.scan(seen, app=app))
    page.wait_for_selector("#read:visible")
    assert page.inner_text("#read") == "QR-koden är läst. Fortsätt i telefonen."
    assert "Skriv din kod i appen" in page.inner_text("#says")
    assert not page.locator("#code").is_visible()
    aside(lambda: phone.confirm(Code(CODE)))
    page.wait_for_url("**/back?**")
    assert stage.answers[-1] == {"who": "Anna Testsson"}


# -- without scripts -----------------------------------------------------------------------------------------------


def test_without_scripts_a_login_is_seen_through_by_its_buttons(stage: PagesStage, browser: Browser) -> None:
    with person(browser, scripts=False) as page:
        page.goto(stage.ask(system="post", force=True))
        press(page, "method", "bankid")
        page.wait_for_selector("#code")
        assert "Den här webbläsaren kör inga skript." in page.inner_text("main")
        assert page.get_attribute("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]", "content") == "3"
        before = read_qr(page.screenshot(full_page=True))
        stage.clock.advance(1)
        page.click("noscript a")
        assert read_qr(page.screenshot(full_page=True)) != before
        press(page, "back")
        sign(stage, page, BERTIL)
        page.click("noscript a")
        page.wait_for_selector(".options")
        assert not page.locator("#filter").is_visible(), "it would do nothing"
        page.locator(".options button").first.click()
        page.wait_for_selector("form[data-carried]")  # the page that leads there went on by itself
        page.click("form button")
        page.wait_for_url("**/in")
    assert stage.answers[-1] == {"who": "Bertil Testberg", "state": '"><script>alert(1)</script>'}


# -- what comes from outside ---------------------------------------------------------------------------------------


def test_an_answer_is_carried_by_a_form_and_on_from_there_to_another_origin(stage: PagesStage, page: Page) -> None:
    page.goto(stage.ask(system="post", force=True))
    sign(stage, page)
    page.wait_for_url("http://localhost:*/in")
    assert stage.answers[-1] == {"who": "Anna Testsson", "state": '"><script>alert(1)</script>'}


def test_nothing_of_a_request_is_anything_but_text(stage: PagesStage, page: Page) -> None:
    opened: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(stage.ask("employeeHsaId", "<img src=x onerror=alert(2)>", system="hostile", force=True))
    text = page.inner_text("main")
    assert HOSTILE in text
    assert "<img src=x onerror=alert(2)>" in text
    press(page, "method", "bankid")
    page.wait_for_selector("#code")
    press(page, "back")
    sign(stage, page, BERTIL)
    page.reload()
    page.wait_for_selector(".options")
    press(page, "cancel")
    page.wait_for_url("**/back?**")
    page.goto(f"{stage.web}/told/%3Cscript%3Ealert(3)%3C%2Fscript%3E")
    assert "web.unknown" in page.inner_text("main")
    assert opened == []


def test_by_localhost_a_login_stays_at_localhost(stage: PagesStage, page: Page) -> None:
    page.goto(stage.ask(force=True).replace("127.0.0.1", "localhost"))
    press(page, "method", "siths-md")
    page.wait_for_selector("#md")
    link = urlsplit(page.get_attribute("#md", "href") or "")
    assert (link.hostname, link.path) == ("localhost", "/md/browser")
    assert parse_qs(link.query)["back"] == [page.url]


def test_who_logs_out_is_led_on_when_the_systems_have_answered(stage: PagesStage, page: Page) -> None:
    page.goto(f"{stage.idp.doors['others']}/logout/frames", wait_until="commit")
    page.wait_for_selector("text=Du är utloggad")
    assert stage.answers[-1] == {"left": "1"}
    assert "kunde inte nås" not in page.inner_text("main")
