"""How the IdP stands: what is going on is there to be read, outages are a press away, and people are not named."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.outages import Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from tests.unit.idp.explain.cases import BACK, RIGHT_OIDC, SYSTEMS
from tests.unit.idp.kit import ANNA, SoftCard, client_of
from tests.unit.idp.web.kit import Browser

from .conftest import Operator


def section(page: str, name: str) -> str:
    """Return the text of a section."""
    found = re.search(rf'<section id="{name}">(.*?)</section>', page, re.DOTALL)
    assert found, page
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[1]).split()))


def press(operator: Operator, name: str, value: str = "1", **changed: str) -> int:
    operator.open("/operator")
    form = {"csrf": operator.token_at("/operator"), name: value, **changed}
    answer = operator.http.post("/operator", data=form, headers=operator.origin)
    if answer.is_redirect:
        assert answer.headers["location"] == "/operator#services"
        operator.open("/operator")
    return answer.status_code


@pytest.fixture
def somebody(new_operator: Callable[[], Operator]) -> Browser:
    """Somebody else's browser."""
    return new_operator().browser


def ask(browser: Browser, name: str = "an essential claim") -> None:
    browser.open(f"/oidc/authorize?{RIGHT_OIDC[name].query}")


def test_logins_and_sessions_are_seen_as_they_go(
    operator: Operator, somebody: Browser, card: SoftCard, clock: ManualClock
) -> None:
    operator.open("/operator")
    assert section(operator.page, "logins") == "Inloggningar som pågår (0) Ingen loggar in just nu."
    assert section(operator.page, "sessions") == "Sessioner (0) Ingen är inloggad."
    ask(somebody)
    operator.open("/operator")
    assert "journal.example (övning) OpenID Connect · väljer sätt" in section(operator.page, "logins")
    somebody.press("method", "bankid")
    operator.open("/operator")
    assert "journal.example (övning) OpenID Connect · BankID · legitimerar sig" in section(operator.page, "logins")
    assert section(operator.page, "logins").startswith("Inloggningar som pågår (1)"), "the attempt is no second one"
    somebody.press("back")
    somebody.press("method", "siths-this-device")
    somebody.authenticate(card)
    assert somebody.left_to.startswith(BACK)
    operator.open("/operator")
    assert "(0)" in section(operator.page, "logins")
    sessions = section(operator.page, "sessions")
    assert "Sessioner (1)" in sessions
    assert f"{ANNA[:8]}-**** SITHS eID på denna enhet · LOA 3 · journal.example (övning) · till " in sessions
    clock.advance(3601)
    operator.open("/operator")
    assert "(0)" in section(operator.page, "sessions")


def test_nobody_is_named_beyond_what_the_trail_prints(operator: Operator, somebody: Browser, card: SoftCard) -> None:
    ask(somebody)
    somebody.press("method", "siths-this-device")
    somebody.authenticate(card)
    for path in ("/operator", "/operator/live"):
        operator.open(path)
        assert ANNA not in operator.page
        assert ANNA[-4:] not in section(operator.page, "trail")
        assert "Anna" not in operator.page
        trail = section(operator.page, "trail")
        assert trail.index("Inloggad") < trail.index("Inloggning påbörjad"), "the newest first"
        assert f"{ANNA[:8]}-****" in trail


def test_our_own_clients_logins_and_sessions_are_there_too(
    operator: Operator, card: SoftCard, operators_idp: EmbeddedIdp
) -> None:
    with client_of(operators_idp.issuer) as client:
        login = client.begin()
        operator.open("/operator")
        assert "cosmic den egna klienten · SITHS eID på denna enhet" in section(operator.page, "logins")
        login.tokens(card)
    operator.open("/operator")
    assert "(0)" in section(operator.page, "logins")
    sessions = section(operator.page, "sessions")
    assert f"{ANNA[:8]}-**** SITHS eID på denna enhet · LOA 3 · den egna klienten" in sessions


def test_an_outage_is_a_press_away_and_back(operator: Operator, operators_idp: EmbeddedIdp, somebody: Browser) -> None:
    assert press(operator, "out", "siths") == 303
    assert [each.target for each in operators_idp.provider.outages.state()] == ["siths"]
    services = section(operator.page, "services")
    assert "SITHS eID Ur drift Ta i drift" in services
    assert "SITHS eID på denna enhet Ur drift, eftersom SITHS eID är det" in services
    assert "Öppna alla tjänster" in services
    ask(somebody)
    somebody.press("method", "siths-this-device")
    assert "siths.out_of_service" in somebody.page
    assert press(operator, "back", "siths") == 303
    assert operators_idp.provider.outages.state() == []
    assert "Öppna alla tjänster" not in section(operator.page, "services")
    for target in ("bankid", "hsa"):
        assert press(operator, "out", target) == 303
    assert press(operator, "reset") == 303
    assert operators_idp.provider.outages.state() == []
    trail = section(operator.page, "trail")
    assert trail.count("Tjänst stängd") == 3
    assert trail.count("Tjänst öppnad") == 3


def test_for_whom_alone_a_service_is_out_is_said_without_a_name(operator: Operator, operators_idp: EmbeddedIdp) -> None:
    operators_idp.provider.outages.begin(Order("bankid", person="anna"))
    assert press(operator, "back", "hsa") == 303
    services = section(operator.page, "services")
    assert f"I drift, men inte för {ANNA[:8]}-****" in services
    assert "SITHS eID I drift" in services
    assert press(operator, "reset") == 303
    assert "inte för" not in section(operator.page, "services")


def test_the_whole_idp_is_brought_back_from_its_page(operator: Operator, somebody: Browser) -> None:
    assert press(operator, "out", "idp") == 303
    assert somebody.http.get("/login/x").status_code == 503
    assert press(operator, "back", "idp") == 303
    assert somebody.http.get("/login/x").status_code == 400


@pytest.mark.parametrize(("name", "value"), [("out", "moon"), ("back", ""), ("other", "1"), ("out", "<script>")])
def test_what_is_no_button_does_nothing(operator: Operator, operators_idp: EmbeddedIdp, name: str, value: str) -> None:
    assert press(operator, name, value) == 400
    assert operators_idp.provider.outages.state() == []


def test_a_form_without_its_token_does_nothing(operator: Operator, operators_idp: EmbeddedIdp) -> None:
    assert press(operator, "out", "siths", csrf="wrong") == 403
    assert operators_idp.provider.outages.state() == []


def test_it_is_read_anew_by_itself_only_for_who_asked(operator: Operator) -> None:
    plain = operator.http.get("/operator")
    assert "refresh" not in plain.headers
    assert 'href="/operator/live"' in plain.text
    live = operator.http.get("/operator/live")
    assert live.headers["refresh"] == "5"
    assert "<meta http-equiv" not in live.text
    assert '<a href="/operator">Sluta läsa om</a>' in live.text


def test_systems_and_the_way_to_explain_are_there(operator: Operator) -> None:
    operator.open("/operator")
    systems = section(operator.page, "systems")
    for each in SYSTEMS.all():
        assert each.key in systems
    assert 'href="/explain"' in operator.page


def test_in_english(operator: Operator) -> None:
    operator.open("/operator?language=en")
    assert "Logins under way (0)" in section(operator.page, "logins")
    assert "In service Put out of service" in section(operator.page, "services")


def test_no_more_than_so_many_are_shown(operator: Operator, somebody: Browser) -> None:
    for _ in range(55):
        somebody.http.get(f"/oidc/authorize?{RIGHT_OIDC['the least'].query}")
    operator.open("/operator")
    logins = section(operator.page, "logins")
    assert "(50+)" in logins
    assert logins.count("väljer sätt") == 50


@pytest.mark.file_store  # changes the file
def test_a_trail_that_was_changed_is_told_and_the_rest_is_there(
    operator: Operator, profile: Profile, somebody: Browser
) -> None:
    assert press(operator, "out", "bankid") == 303
    raw = profile.audit_file.read_bytes()
    profile.audit_file.write_bytes(raw.replace(b"outage.begun", b"outage.ended"))
    operator.open("/operator")
    assert "Tjänst" not in section(operator.page, "trail")
    assert "Åtkomstloggen" in section(operator.page, "trail")
    assert "Ur drift" in section(operator.page, "services")
