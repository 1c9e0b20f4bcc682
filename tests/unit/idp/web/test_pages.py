"""What the pages of a login say and carry, over HTTP: languages, headers, forms; what a browser makes of it is e2e."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cosmic_login.core.failures import FAILURES
from cosmic_login.core.method_advice import CLOSED_NOW
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.outages import Order
from cosmic_login.idp.pages.claim_words import asked_for
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.pages.render import form_action
from cosmic_login.idp.pages.texts import Texts, chosen
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.phone.scanner import read_qr
from tests.unit.idp.kit import SoftCard

from .kit import Browser

STRICT = re.compile(
    r"default-src 'none'; script-src 'nonce-[\w-]{22}'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    r"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADINGS = {"sv": "Välj inloggningssätt", "en": "Choose how to log in"}


@pytest.fixture
def ask(logins: WebLogins) -> Callable[..., str]:
    def begin(**members: object) -> str:
        request = WebRequest("oidc", "journal", (WantedClaim("employeeHsaId", essential=True),), **members)  # type: ignore[arg-type]
        return LoginPages.address(logins.begin(request))

    return begin


@pytest.mark.parametrize(
    ("asked", "wished", "accepted", "language"),
    [
        ("", (), "", "sv"),
        ("", (), "en", "en"),
        ("", (), "de, en-GB;q=0.7, sv;q=0.9", "sv"),
        ("", (), "sv;q=0, en;q=0.1", "en"),
        ("", (), "en;q=much, ;;,,", "sv"),
        ("", (), "en;q=nan", "sv"),
        ("", ("en-US", "sv"), "sv", "en"),
        ("", ("fi", "SV-fi"), "en", "sv"),
        ("sv", ("en",), "en", "sv"),
        ("xx", (), "en", "en"),
        ("", (), "fr," * 5000 + "en", "sv"),
    ],
)
def test_who_says_which_language(asked: str, wished: tuple[str, ...], accepted: str, language: str) -> None:
    assert chosen(asked, wished, accepted) == language


def test_a_page_speaks_the_language_that_was_switched_to_until_it_is_switched_back(
    browser: Browser, ask: Callable[..., str]
) -> None:
    address = ask(locales=("en",))
    browser.open(address)
    assert HEADINGS["en"] in browser.page
    browser.open(f"{address}?language=sv")
    assert (browser.http.base_url.join(browser.address).path, HEADINGS["sv"] in browser.page) == (address, True)
    browser.open(ask(locales=("en",)))
    assert '<html lang="sv">' in browser.page, "it is remembered, and said before what the system wishes"
    browser.open("/told/web.told?language=en")
    assert FAILURES["web.told"].cause not in browser.page
    assert Texts("en").failure("web.told")[0] in browser.page


def test_the_switch_leads_nowhere_else(browser: Browser) -> None:
    answer = browser.http.get(f"{str(browser.http.base_url).rstrip('/')}//elsewhere.example/?language=en")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{browser.http.base_url}//elsewhere.example/")


def test_every_page_has_the_headers_that_keep_it_to_itself(browser: Browser, ask: Callable[..., str]) -> None:
    for path in (ask(), "/told/web.told", "/nowhere", "/login/nothing"):
        answer = browser.http.get(path)
        assert STRICT.fullmatch(answer.headers["content-security-policy"]), path
        told = [answer.headers[name] for name in ("referrer-policy", "x-content-type-options", "cache-control")]
        assert told == ["same-origin", "nosniff", "no-store"]
        assert "style=" not in answer.text
        (script,) = re.findall(r"<script[^>]*>", answer.text)
        assert re.fullmatch(r'<script src="/static/pages.js\?\w+" nonce="[\w-]+" defer>', script)
    nonces = {browser.http.get("/nowhere").headers["content-security-policy"] for _ in range(2)}
    assert len(nonces) == 2, "a nonce is used once"


def test_what_pages_load_is_there_and_may_be_kept(browser: Browser) -> None:
    browser.open("/nowhere")
    addresses = re.findall(r'"(/static/[^"]+)"', browser.page)
    assert len(set(addresses)) == 3
    for address in addresses:
        answer = browser.http.get(address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), address
    assert browser.http.get("/static/../pages/render.py").status_code == 404
    assert browser.http.get("/static/render.py").status_code == 404


def test_where_a_form_to_a_system_may_lead() -> None:
    assert form_action("https://sp.example:8443/acs?x=1") == "https: https://sp.example:8443"
    local = form_action("http://localhost:7000/acs")
    assert local == "https: http://127.0.0.1:* http://localhost:* http://localhost:7000"
    assert form_action("https://a@b;c 'self'/") == "https: https://bcself", "nothing of an address is a directive"


# -- forms ---------------------------------------------------------------------------------------------------------


def test_a_form_that_is_not_ours_does_nothing(
    browser: Browser, new_browser: Callable[[], Browser], ask: Callable[..., str]
) -> None:
    address, origin = ask(), str(browser.http.base_url).rstrip("/")
    browser.open(address)
    others, mine = new_browser(), browser.hidden()["csrf"]
    others.open(ask())
    for token, headers in (
        ("", {"Origin": origin}),
        (others.hidden()["csrf"], {"Origin": origin}),
        (mine[:-1], {}),
        (mine + "å", {}),
        (mine, {"Origin": "https://elsewhere.example"}),
        (mine, {"Origin": "null"}),
    ):
        answer = browser.http.post(address, data={"csrf": token, "cancel": "1"}, headers=headers)
        assert (answer.status_code, "web.foreign_form" in answer.text) == (403, True), (token, headers)
    browser.open(address)
    assert HEADINGS["sv"] in browser.page
    answer = browser.http.post(address, data={"csrf": mine, "cancel": "1"})
    assert answer.status_code == 303, "a browser that sends no Origin is let in by the token"


def test_a_browser_that_takes_no_cookies_is_told_so(
    new_browser: Callable[[], Browser], ask: Callable[..., str]
) -> None:
    browser, address = new_browser(), ask()
    browser.open(address)
    token = browser.hidden()["csrf"]
    browser.http.cookies.clear()
    assert "web.other_browser" in browser.http.post(address, data={"csrf": token, "cancel": "1"}).text


@pytest.mark.parametrize("body", [b"", b"csrf=%ff", b"method", b"cancel=1&cancel=1", b"x" * 100_000])
def test_a_form_that_is_none_is_told_on_a_page(browser: Browser, ask: Callable[..., str], body: bytes) -> None:
    address = ask()
    browser.open(address)
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.http.post(address, content=body, headers=head)
    assert answer.status_code in {400, 403, 413}
    assert "<h1>" in answer.text


def test_other_methods_are_told_on_a_page(browser: Browser, ask: Callable[..., str]) -> None:
    for method, path in (("PUT", ask()), ("POST", "/told/web.told"), ("DELETE", "/static/pages.css")):
        answer = browser.http.request(method, path)
        assert (answer.status_code, "request.malformed" in answer.text) == (405, True)


def test_who_asks_what_would_come_is_told_nothing_and_the_answer_is_still_there(
    browser: Browser, ask: Callable[..., str]
) -> None:
    address = ask()
    browser.open(address)
    token = browser.hidden()["csrf"]
    assert browser.http.post(address, data={"csrf": token, "cancel": "1"}).status_code == 303
    assert browser.http.head(f"{address}/go").status_code == 405
    browser.open(f"{address}/go")
    assert browser.told == {"failure": "order.cancelled"}


# -- what they say -------------------------------------------------------------------------------------------------


def test_closed_ways_are_shown_as_closed_with_what_to_take(
    web_idp: EmbeddedIdp, browser: Browser, ask: Callable[..., str]
) -> None:
    address = ask()
    browser.open(address)
    assert CLOSED_NOW not in browser.page
    web_idp.provider.outages.begin(Order("siths"))
    browser.open(address)
    assert browser.page.count(CLOSED_NOW) == 2
    assert "Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort." in browser.page
    assert re.search(r"<details open>.*value=\"siths-md\" class=\"primary\"", browser.page, re.DOTALL)
    browser.press("method", "siths-this-device")
    assert 'role="alert"' in browser.page
    assert "siths.out_of_service" in browser.page
    assert HEADINGS["sv"] in browser.page, "they are where they were"
    web_idp.provider.outages.reset()
    browser.press("method", "siths-this-device")
    assert "autostarttoken=" in browser.page


def test_the_whole_service_out_is_told_on_a_page(
    web_idp: EmbeddedIdp, browser: Browser, ask: Callable[..., str]
) -> None:
    address = ask()
    web_idp.provider.outages.begin(Order("idp"))
    answer = browser.http.get(address)
    assert (answer.status_code, "idp.out_of_service" in answer.text) == (503, True)
    assert browser.http.get(re.findall(r"/static/pages.css\?\w+", answer.text)[0]).status_code == 200


def test_the_last_failure_is_told_with_what_to_do_now(
    browser: Browser, ask: Callable[..., str], card: SoftCard
) -> None:
    browser.open(ask(loa=("http://id.sambi.se/loa/loa2",), force=True))
    assert "Tillitsnivå 2 krävs." in browser.page
    assert "Du behöver göra det igen, även om du redan är inloggad." in browser.page
    browser.press("method", "siths-this-device")
    browser.authenticate(card)
    row = FAILURES["access.loa_differs"]
    assert all(text in browser.page for text in (row.cause, row.mend, row.code, "Gör så, och välj ett sätt"))


def test_only_the_ways_that_a_system_has_are_there(browser: Browser, ask: Callable[..., str]) -> None:
    browser.open(ask(methods=("bankid", "siths-md")))
    assert [value for name, value in browser.buttons() if name == "method"] == ["siths-md", "bankid"]
    assert "<details" not in browser.page


def test_who_gives_the_only_way_up_is_asked_whether_to_take_it_again(browser: Browser, ask: Callable[..., str]) -> None:
    browser.open(ask(methods=("bankid",)))
    assert 'id="code"' in browser.page
    assert "Blev det fel sätt?" not in browser.page
    browser.press("back")
    assert [value for name, value in browser.buttons() if name == "method"] == ["bankid"]
    assert "<details" not in browser.page, "one way needs no list"


def test_a_page_follows_an_order_in_the_readers_language(browser: Browser, ask: Callable[..., str]) -> None:
    address = ask(locales=("en",))
    browser.open(address)
    browser.press("method", "bankid")
    told = browser.http.get(f"{address}/state").json()
    assert (told["state"], told["says"]) == ("order", "Start the BankID app and scan the code.")
    assert (told["left"], told["seconds"], told["readable"]) == ("30 seconds left", 30, True)
    picture = browser.http.get(f"{address}/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert read_qr(picture.content) == told["qr"]
    browser.press("back")
    assert browser.http.get(f"{address}/qr.svg").status_code == 404
    assert browser.http.get(f"{address}/state").json() == {"state": "moved"}


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_there_is_has_words(name: str) -> None:
    (told,) = asked_for([WantedClaim(name)])
    assert told.label is not None


def test_claims_are_told_by_their_kinds() -> None:
    names = (
        "credentialGivenName",
        "family_name",
        "commissionPurpose",
        "commissionName",
        "userOrganizationHsaId",
        "Å<b>",
    )
    told = asked_for([WantedClaim(name, essential=name == "commissionName") for name in names])
    texts = Texts("sv")
    assert [(texts.say(row.label) if row.label else row.name, row.needed) for row in told] == [
        ("Namn", False), ("Medarbetaruppdrag", True), ("Organisation", False), ("Å<b>", False),
    ]  # fmt: skip
