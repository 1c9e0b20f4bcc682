"""SITHS eID MD asked from a browser: the door for client certificates answers a login's order, and leads back."""

from __future__ import annotations

import html
import json
import re
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.outages import IDP, Order
from cosmic_login.idp.pages.login import LoginPages
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA_HSA, SoftCard

from .kit import Browser


class Certificate:
    """The browser's own TLS at the other door: its cookies, and the certificate that was chosen."""

    def __init__(self, browser: Browser, pki: TrainingPki, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._roots = "".join(root.public_bytes(Encoding.PEM).decode() for root in pki.roots())

    def get(self, address: str, card: SoftCard | None, *, verb: str = "GET") -> httpx2.Response:
        context = ssl.create_default_context(cadata=self._roots)
        if card is not None:
            file = self._folder / "client.pem"
            key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            file.write_bytes(card.certificate.public_bytes(Encoding.PEM) + key)
            context.load_cert_chain(file)
        with httpx2.Client(verify=context, trust_env=False, cookies=self._browser.http.cookies) as http:
            return http.request(verb, address)


@pytest.fixture
def certificate(browser: Browser, pki: TrainingPki, tmp_path: Path) -> Certificate:
    return Certificate(browser, pki, tmp_path)


@pytest.fixture
def begin(logins: WebLogins) -> Callable[[Browser], str]:
    """Begin a login by MD; return the address of its page's link."""

    def opened(browser: Browser) -> str:
        browser.open(
            LoginPages.address(
                logins.begin(WebRequest("oidc", "journal", (WantedClaim("employeeHsaId", essential=True),)))
            )
        )
        browser.press("method", "siths-md")
        return link(browser)

    return opened


def link(browser: Browser) -> str:
    found = re.search('id="md" href="([^"]+)"', browser.page)
    assert found, browser.page
    return html.unescape(found[1])


def told(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code on a page."""
    assert response.headers["content-type"].startswith("text/html")
    found = re.search('id="code">([a-z_.]+)<', response.text)
    return response.status_code, found[1] if found else response.text


def test_a_card_answers_and_the_browser_is_back_at_its_login(
    browser: Browser, begin: Callable[[Browser], str], certificate: Certificate, pki: TrainingPki, clock: ManualClock
) -> None:
    address = begin(browser)
    answer = certificate.get(address, SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa"))
    assert (answer.status_code, answer.headers["location"]) == (303, browser.address)
    assert answer.headers["connection"] == "close", "the next login asks for the certificate again"
    browser.open(answer.headers["location"])
    assert json.loads(browser.told["claims"]) == {"employeeHsaId": ANNA_HSA}


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (None, "certificate.missing"),
        ({"valid_to": timedelta(days=-1)}, "certificate.expired"),
        ({"kind": "mobile"}, "certificate.wrong_use"),
        ({"revoked": True}, "certificate.revoked"),
    ],
)
def test_a_certificate_that_will_not_do_is_named_and_another_way_is_open(
    browser: Browser,
    begin: Callable[[Browser], str],
    certificate: Certificate,
    pki: TrainingPki,
    clock: ManualClock,
    audit: Rows,
    what: Any,
    code: str,
) -> None:
    made = {name: value for name, value in (what or {}).items() if name != "revoked"}
    card = None if what is None else SoftCard.issue(pki, clock, **made)
    if card is not None and "revoked" in (what or {}):
        pki.revoke(card.certificate)
    answer = certificate.get(begin(browser), card)
    assert told(answer) == (400, code)
    assert ("Inget certifikat användes" in answer.text) == (what is None)
    assert f'href="{browser.address}"' in answer.text
    assert "default-src 'none'; script-src" in answer.headers["content-security-policy"], "a page's policy"
    assert audit()[-1].reason == code
    sheet = re.search('<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert sheet, answer.text
    assert browser.http.get(sheet[1]).headers["content-type"].startswith("text/css"), "it is at the door for browsers"
    browser.open(browser.address)
    assert code in browser.page
    assert ("method", "bankid") in browser.buttons()


def test_nobody_is_led_to_answer_for_somebody_else(
    browser: Browser,
    new_browser: Callable[[], Browser],
    begin: Callable[[Browser], str],
    pki: TrainingPki,
    clock: ManualClock,
    tmp_path: Path,
) -> None:
    address, other = begin(browser), new_browser()
    card = SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa")
    assert told(Certificate(other, pki, tmp_path).get(address, card)) == (400, "web.other_browser")
    begin(other)  # with a login and a cookie of its own
    assert told(Certificate(other, pki, tmp_path).get(address, card)) == (400, "web.other_browser")
    mixed = address.replace(
        parse_qs(urlsplit(address).query)["token"][0], parse_qs(urlsplit(link(other)).query)["token"][0]
    )
    assert told(Certificate(browser, pki, tmp_path).get(mixed, card)) == (400, "order.unknown")
    browser.open(browser.address)
    assert not browser.told
    assert 'id="md"' in browser.page, "the order still waits"


def test_only_a_login_here_is_led_back_to(
    browser: Browser,
    begin: Callable[[Browser], str],
    certificate: Certificate,
    pki: TrainingPki,
    clock: ManualClock,
    web_idp: EmbeddedIdp,
) -> None:
    address = begin(browser)
    card, door = SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa"), address.partition("?")[0]
    token, back = (parse_qs(urlsplit(address).query)[name][0] for name in ("token", "back"))
    for wrong in (
        "https://evil.example/login/abcdefghijklmnopqrstu",
        back.replace("127.0.0.1", "127.0.0.1@evil.example"),
        back.replace("https:", "http:"),
        f"{back}/go",
        f"{back}?x=1",
        f"{back}#x",
        f"{back}\n",
        "//[",
        web_idp.doors["web"],
        "",
    ):
        answer = certificate.get(str(httpx2.URL(door, params={"token": token, "back": wrong})), card)
        assert told(answer) == (400, "request.malformed"), wrong
        assert 'id="back"' not in answer.text
    assert told(certificate.get(f"{address}&token={token}", card)) == (400, "request.malformed")
    assert certificate.get(address, card, verb="HEAD").status_code == 405
    assert certificate.get(address, card).status_code == 303, "none of these did anything"
    assert told(certificate.get(address, card)) == (400, "order.unknown")


def test_localhost_stays_localhost_for_the_sake_of_its_cookies(
    browser: Browser, begin: Callable[[Browser], str], web_idp: EmbeddedIdp
) -> None:
    browser.http.base_url = httpx2.URL(web_idp.doors["web"].replace("127.0.0.1", "localhost"))
    found = urlsplit(begin(browser))
    assert found.hostname == "localhost"
    assert urlsplit(parse_qs(found.query)["back"][0]).hostname == "localhost"


def test_out_of_service_is_a_page_too(
    browser: Browser, begin: Callable[[Browser], str], certificate: Certificate, web_idp: EmbeddedIdp
) -> None:
    address = begin(browser)
    provider = web_idp.provider
    provider.outages.begin(Order(IDP))
    status, code = told(certificate.get(address, None))
    assert (status, code) == (503, "idp.out_of_service")
