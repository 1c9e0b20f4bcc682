"""Operators' pages are for whoever bears the control token, in a browser on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx2
import pytest
from starlette.requests import Request

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.endpoints.control.auth import on_this_machine
from cosmic_login.idp.outages import Order
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import LISTENERS, WEB
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import SETTINGS
from tests.unit.idp.explain.cases import SYSTEMS
from tests.unit.idp.kit import some_people

from .conftest import Operator

PAGES = ("/explain", "/operator")


@pytest.mark.parametrize("path", PAGES)
def test_the_token_is_asked_for_and_exchanged_for_a_cookie(stranger: Operator, path: str) -> None:
    answer = stranger.http.get(path)
    assert answer.status_code == 403
    assert 'type="password"' in answer.text
    stranger.enter(path)
    assert str(stranger.browser.address).endswith(path)
    assert 'type="password"' not in stranger.page
    cookie = next(each for each in stranger.http.cookies.jar if "operator" in each.name)
    assert cookie.name == "__Host-cosmic-operator"
    assert cookie.secure
    assert cookie.path == "/"
    assert cookie.expires is None
    assert stranger.token not in (cookie.value or "")


def test_the_cookie_is_kept_to_itself(stranger: Operator) -> None:
    form = {"token": stranger.token, "after": "/explain"}
    answer = stranger.http.post("/operator/enter", data=form, headers=stranger.origin)
    assert (answer.status_code, answer.headers["location"]) == (303, "/explain")
    said = answer.headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=strict", "path=/"):
        assert word in said
    assert stranger.token not in str(answer.headers)


@pytest.mark.parametrize("token", ["", "x", "wrong", "å" * 40, "a" * 5000])
def test_another_token_opens_nothing(stranger: Operator, token: str) -> None:
    form = {"token": token, "after": "/explain"}
    answer = stranger.http.post("/operator/enter", data=form, headers=stranger.origin)
    assert answer.status_code == 403
    assert "Det är inte styrnyckeln." in answer.text
    assert "set-cookie" not in answer.headers


def test_after_too_many_tries_one_waits(stranger: Operator, clock: ManualClock) -> None:
    form = {"token": "wrong", "after": "/explain"}
    statuses = [
        stranger.http.post("/operator/enter", data=form, headers=stranger.origin).status_code for _ in range(11)
    ]
    assert statuses == [403] * 10 + [429]
    right = {"token": stranger.token}
    assert stranger.http.post("/operator/enter", data=right, headers=stranger.origin).status_code == 429
    clock.advance(5)
    assert stranger.http.post("/operator/enter", data=right, headers=stranger.origin).status_code == 303


def test_one_is_led_to_operators_pages_only(stranger: Operator) -> None:
    for after in ("https://evil.example/", "//evil.example", "/login/x", "", "/explainx"):
        form = {"token": stranger.token, "after": after}
        answer = stranger.http.post("/operator/enter", data=form, headers=stranger.origin)
        assert answer.headers["location"] == "/operator"


def test_a_cookie_is_good_for_its_time_and_as_it_was_made(
    operator: Operator, clock: ManualClock, new_operator: Callable[[], Operator]
) -> None:
    assert operator.http.get("/explain").status_code == 200
    value = str(operator.http.cookies["__Host-cosmic-operator"])
    until, rest = value.split(".", 1)
    for wrong in (
        f"{int(until) + 1}.{rest}",
        value[:-1] + ("0" if value[-1] != "0" else "1"),
        f".{rest}",
        rest,
        "x",
        "",
    ):
        other = new_operator()
        other.http.cookies.set("__Host-cosmic-operator", wrong, domain="127.0.0.1")
        assert other.http.get("/explain").status_code == 403, wrong
    clock.advance(8 * 3600 - 1)
    assert operator.http.get("/explain").status_code == 200
    clock.advance(2)
    assert operator.http.get("/explain").status_code == 403


def test_the_pages_can_be_locked(operator: Operator) -> None:
    operator.open("/explain")
    found = re.search(r'action="/operator/leave"><input type="hidden" name="csrf" value="([^"]+)"', operator.page)
    assert found
    assert operator.http.post("/operator/leave", data={"csrf": "x"}, headers=operator.origin).status_code == 403
    assert operator.http.get("/explain").status_code == 200
    answer = operator.http.post("/operator/leave", data={"csrf": found[1]}, headers=operator.origin)
    assert answer.status_code == 303
    assert operator.http.get("/explain").status_code == 403


def test_another_sites_form_does_nothing(operator: Operator) -> None:
    for path in ("/explain", "/operator/leave", "/operator/enter"):
        answer = operator.http.post(path, data={"token": operator.token}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "web.foreign_form" in answer.text
        assert "set-cookie" not in answer.headers
    assert operator.explain("x" * 20, csrf="wrong").status_code == 403


def test_who_is_on_another_machine_finds_nothing() -> None:
    def from_(host: str) -> bool:
        return on_this_machine(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert from_("127.0.0.1")
    assert from_("::1")
    assert not from_("192.0.2.1")
    assert not from_("")


def test_behind_a_trusted_proxy_the_persons_own_machine_counts(
    profile: Profile, clock: ManualClock, pki: TrainingPki, new_browser_of: Callable[[EmbeddedIdp], Operator]
) -> None:
    with EmbeddedIdp.start(
        profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, doors=(*LISTENERS, WEB),
        systems=SYSTEMS, trusted_proxies=("127.0.0.1",),
    ) as idp:  # fmt: skip
        one = new_browser_of(idp)
        assert one.http.get("/explain").status_code == 403
        for path, method in (("/explain", "GET"), ("/explain", "POST"), ("/operator/enter", "POST")):
            headers = {**one.origin, "X-Forwarded-For": "192.0.2.1"}
            answer = one.http.request(
                method, path, data={"token": one.token} if method == "POST" else None, headers=headers
            )
            assert answer.status_code == 404, path
            assert "set-cookie" not in answer.headers


def test_they_are_there_while_the_whole_idp_is_out_of_service(operator: Operator, operators_idp: EmbeddedIdp) -> None:
    operators_idp.provider.outages.begin(Order("idp"))
    assert operator.http.get("/login/x").status_code == 503
    assert operator.http.get("/explain").status_code == 200


def test_nobody_is_shown_anything_by_a_head(operator: Operator) -> None:
    for path in PAGES:
        assert operator.http.head(path).status_code == 405


def test_nothing_of_the_token_is_logged(stranger: Operator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    stranger.enter("/explain")
    stranger.enter("/explain", token="another-token-that-is-wrong-but-secret")
    said = " ".join(f"{each.getMessage()} {vars(each).get('cosmic_fields', '')}" for each in caplog.records)
    assert stranger.token not in said
    assert "another-token" not in said
    assert isinstance(stranger.http, httpx2.Client)
