"""Ordering faults: what is one, for whom, for how long, and who takes it back."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cosmic_login.core.answer_faults import ANSWER_FAULTS
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.redact import looks_like_a_code
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.faults import MOST_ORDERS
from cosmic_login.idp.registry.systems import OidcClient, System
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard
from tests.unit.idp.oidc.kit import BACK, SECRET, Rp, system
from tests.unit.idp.saml.kit import Sp, Visitor
from tests.unit.idp.web.kit import Browser

from .conftest import Registered
from .kit import Operator

KEY = "journal.example"


@pytest.fixture(autouse=True)
def sp(registered: Registered) -> Sp:
    registered.systems += [system(KEY), system("other.example")]
    made = Sp()
    registered.systems.append(made.system())
    return made


@pytest.fixture
def rp(browser: Browser) -> Rp:
    urls = browser.http.get("/oidc/.well-known/openid-configuration").json()
    return Rp(system(KEY), browser, urls)


def cancelled(rp: Rp, **changed: str) -> bool:
    """Ask for a login; tell whether it came back at once."""
    rp.ask(**changed)
    return rp.browser.told.get("error") == "access_denied"


def test_no_name_is_taken_for_a_code_by_the_command_line(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "25243874"[: 2 * size])  # one in forty has digits alone
    assert not looks_like_a_code(operator.order(KEY, "down")["order"])


# -- what is an order --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "JSON"), (b"[]", "JSON object"), (b"{", "JSON"), (b"[" * 9999, "JSON"),
        (b'{"system": "journal.example", "system": "other.example", "fault": "down"}', "each member once"),
        (b'{"system": "journal.example"}', "fault is missing"), (b'{"fault": "down"}', "system is missing"),
        (b'{"system": 7, "fault": "down"}', "system has to be a text"),
        (b'{"system": null, "fault": "down"}', "system has to be a text"),
        (b'{"system": "journal.example", "fault": "down", "more": 1}',
         "another member than delay, fault, protocol, seconds, state, system, times"),
        (b'{"system": "nobody", "fault": "down"}', "system: 'nobody' is not registered for oidc or saml."),
        (b'{"system": "nobody\\ud800\\u0000", "fault": "down"}', "system: "),
        (b'{"system": "journal.example", "fault": "x"}', "fault: 'x' is not one of cancelled, "),
        (b'{"system": "journal.example", "fault": "other-request"}', "fault: other-request is not for oidc; what is: "),
        (b'{"system": "https://journal.example/metadata", "fault": "other-nonce"}', "fault: other-nonce is not for"),
        (b'{"system": "journal.example", "fault": "down", "protocol": "ws"}', "protocol: 'ws' is not one of oidc,"),
        (b'{"system": "journal.example", "fault": "down", "protocol": "saml"}',
         "system: 'journal.example' is not registered for saml."),
        (b'{"system": "journal.example", "fault": "down", "times": 0}', "times: '0' is not from 1 to 1000000."),
        (b'{"system": "journal.example", "fault": "down", "times": 1.5}', "times has to be a whole number"),
        (b'{"system": "journal.example", "fault": "down", "times": true}', "times has to be a whole number"),
        (b'{"system": "journal.example", "fault": "down", "seconds": 0}', "seconds: '0' is not above 0"),
        (b'{"system": "journal.example", "fault": "down", "seconds": NaN}', "seconds: 'nan'"),
        (b'{"system": "journal.example", "fault": "down", "seconds": 1e999}', "seconds: 'inf'"),
        (b'{"system": "journal.example", "fault": "down", "seconds": "2"}', "seconds has to be a number"),
        (b'{"system": "journal.example", "fault": "down", "delay": 2}', "delay: down is not late"),
        (b'{"system": "journal.example", "fault": "slow", "delay": 0}', "delay: '0' is not above 0 and at most 120."),
        (b'{"system": "journal.example", "fault": "slow", "delay": 1' + b"0" * 400 + b"}", "delay: '1000"),
        (b'{"system": "journal.example", "fault": "slow", "delay": NaN}', "delay: 'nan'"),
        (b'{"system": "journal.example", "fault": "down", "state": "' + b"s" * 2001 + b'"}', "state: it has more"),
        (b'{"system": "journal.example", "fault": "down", "state": "\\u0000"}', "state: it has characters that"),
        (b'{"system": "journal.example", "fault": "down", "state": "\\ud800"}', "state: it has characters that"),
    ],
)  # fmt: skip
def test_an_order_that_is_none_is_refused_by_member_and_rule(
    operator: Operator, audit: Rows, body: bytes, rule: str
) -> None:
    answer = operator.http.post("/control/faults", content=body, headers={"content-type": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["errorCode"], told["failure"]) == (400, "invalidParameters", "control.invalid")
    assert rule in told["details"]
    assert operator.orders() == []
    assert audit() == []


def test_a_system_of_both_protocols_needs_to_be_told_apart(operator: Operator, registered: Registered, sp: Sp) -> None:
    registered.systems.append(System(sp.key, "oidc", "Båda", oidc=OidcClient((BACK,), SECRET)))
    assert operator.refused({"system": sp.key, "fault": "down"}).startswith(f"protocol: '{sp.key[:40]}' is registered")
    assert operator.order(sp.key, "down", protocol="oidc")["protocol"] == "oidc"
    assert operator.order(sp.key, "other-request", protocol="saml")["protocol"] == "saml"


def test_there_are_only_so_many_orders(operator: Operator) -> None:
    for number in range(MOST_ORDERS):
        operator.order(KEY, "cancelled", state=str(number))
    assert operator.refused({"system": KEY, "fault": "down"}).startswith("system: there are 500 orders")
    assert len(operator.withdraw()) == MOST_ORDERS


@pytest.mark.parametrize("bearer", ["", "Bearer x", "Basic abc"])
@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/control/faults"),
        ("POST", "/control/faults"),
        ("DELETE", "/control/faults"),
        ("DELETE", "/control/faults/x"),
    ],
)
def test_without_the_token_there_are_none(operator: Operator, verb: str, path: str, bearer: str) -> None:
    ordered = operator.order(KEY, "down")
    answer = operator.http.request(verb, path, headers={"authorization": bearer})
    assert answer.status_code == 401
    assert [each["order"] for each in operator.orders()] == [ordered["order"]]


def test_what_there_is_to_order_and_for_whom_is_told(operator: Operator, sp: Sp) -> None:
    told = operator.faults()
    assert [row["fault"] for row in told["faults"]] == list(ANSWER_FAULTS)
    assert {row["fault"] for row in told["faults"] if row["delayed"]} == {"slow"}
    assert {(row["system"], row["protocol"]) for row in told["systems"]} == {
        (KEY, "oidc"), ("other.example", "oidc"), (sp.key, "saml"),
    }  # fmt: skip


# -- for how long ------------------------------------------------------------------------------------------------------


def test_it_is_met_so_often_for_so_long_or_until_it_is_taken_back(
    rp: Rp, operator: Operator, clock: ManualClock, audit: Rows, fault_idp: EmbeddedIdp
) -> None:
    operator.order(KEY, "cancelled", times=2)
    assert [cancelled(rp) for _ in range(3)] == [True, True, False]
    ordered = operator.order(KEY, "cancelled", seconds=60)
    assert (ordered["seconds"], ordered["times"]) == (60, None)
    assert [cancelled(rp) for _ in range(3)] == [True] * 3
    clock.advance(59)
    assert cancelled(rp)
    assert operator.orders()[0]["seconds"] == pytest.approx(1)
    clock.advance(1)
    assert not cancelled(rp)
    ordered = operator.order(KEY, "cancelled")
    clock.advance(1e6)
    assert cancelled(rp)
    assert operator.withdraw(ordered["order"]) is True
    assert operator.withdraw(ordered["order"]) is False
    assert not cancelled(rp)
    operator.order(KEY, "down", seconds=5)
    clock.advance(5)
    fault_idp.provider.sweep()
    ended = [row.extra["by"] for row in audit() if row.event == "fault.ended"]
    assert ended == ["times", "time", "told", "time"]


def test_it_ends_by_the_clock_of_the_idp_also_when_that_was_set_back(
    rp: Rp, operator: Operator, clock: ManualClock
) -> None:
    operator.order(KEY, "cancelled", seconds=60)
    clock.advance(-7 * 86_400)
    assert cancelled(rp)
    clock.advance(61)
    assert not cancelled(rp)


def test_it_is_met_by_its_system_and_state_alone(rp: Rp, operator: Operator, browser: Browser) -> None:
    other = replace(rp, system=system("other.example"))
    operator.order(KEY, "cancelled", state="mine&å")
    assert not cancelled(rp)
    assert not cancelled(other, state="mine&å")
    assert cancelled(rp, state="mine&å")


def test_one_for_a_state_comes_first_then_one_that_ends_then_the_oldest(
    rp: Rp, operator: Operator, clock: ManualClock, card: SoftCard, audit: Rows
) -> None:
    for fault, members in (
        ("wrong-audience", {}), ("expired", {"times": 1}), ("wrong-issuer", {"times": 1}),
        ("unsigned", {"times": 1, "state": "s"}),
    ):  # fmt: skip
        operator.order(KEY, fault, **members)
        clock.advance(1)
    rp.ask()
    rp.prove(card)
    assert rp.redeem(rp.told_code()).status_code == 200
    for state in ("s", "", "", ""):
        rp.ask(**({"state": state} if state else {}))
        code = rp.browser.told["code"]
        assert rp.redeem(code).status_code == 200
    met = [row.extra["fault"] for row in audit() if row.event == "fault.met"]
    assert met == ["expired", "unsigned", "wrong-issuer", "wrong-audience", "wrong-audience"]


def test_a_second_order_of_the_same_kind_takes_the_firsts_place(rp: Rp, operator: Operator) -> None:
    first = operator.order(KEY, "cancelled")
    second = operator.order(KEY, "cancelled", times=1)
    assert [each["order"] for each in operator.orders()] == [second["order"]]
    assert operator.withdraw(first["order"]) is False
    assert [cancelled(rp), cancelled(rp)] == [True, False]


def test_once_is_one_login_however_many_come_together(
    fault_idp: EmbeddedIdp, operator: Operator, new_browser: Callable[[], Browser], rp: Rp
) -> None:
    operator.order(KEY, "cancelled", times=3)
    parties = [replace(rp, browser=new_browser()) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        met = list(pool.map(cancelled, parties))
    assert sum(met) == 3
    assert operator.orders() == []


@pytest.mark.parametrize("how", ["withdraw", "reset", "start-over"])
def test_one_call_takes_everything_back(rp: Rp, operator: Operator, sp: Sp, how: str) -> None:
    orders = {operator.order(KEY, "cancelled")["order"], operator.order(sp.key, "down", times=3)["order"]}
    if how == "withdraw":
        assert set(operator.withdraw()) == orders
    elif how == "reset":
        assert set(operator.http.post("/control/reset").json()["faults"]) == orders
    else:
        assert operator.http.post("/control/start-over", json={}).status_code == 200
    assert operator.orders() == []
    assert operator.http.get("/control/state").json()["faults"] == []
    assert not cancelled(rp)


def test_orders_outlive_the_idp(profile: Profile, operator: Operator, fault_idp: EmbeddedIdp) -> None:
    ordered = operator.order(KEY, "slow", times=4, delay=7.5, state="s")
    assert operator.http.get("/control/state").json()["faults"] == [ordered]
    fault_idp.stop()
    with EmbeddedIdp.start(profile) as again:
        told = operator.http.get(
            f"{again.base_url}/control/faults", headers={"authorization": f"Bearer {control_token(profile)}"}
        ).json()["orders"]
    assert [{**each, "since": 0} for each in told] == [{**ordered, "since": 0}]


def test_what_is_met_is_in_the_log_and_no_state_is(
    rp: Rp, operator: Operator, caplog: pytest.LogCaptureFixture, audit: Rows
) -> None:
    caplog.set_level(logging.INFO, "cosmic_login")
    ordered = operator.order(KEY, "cancelled", times=1, state="hemligt-tillstånd")
    assert cancelled(rp, state="hemligt-tillstånd")
    rows = [(each.message, each.cosmic_fields) for each in caplog.records if each.message.startswith("fault.")]  # type: ignore[attr-defined]
    what = {"order": ordered["order"], "system": KEY, "fault": "cancelled"}
    assert rows == [
        ("fault.ordered", {**what, "times": "1", "of": "one state"}),
        ("fault.met", {"system": KEY, "fault": "cancelled", "by": ordered["order"]}),
        ("fault.ended", {**what, "by": "times"}),
    ]
    assert "hemligt" not in json.dumps([dict(row.extra) for row in audit()])


def test_a_fault_for_a_relay_state(operator: Operator, sp: Sp, browser: Browser, clock: ManualClock) -> None:
    visitor = Visitor(browser, clock)
    operator.order(sp.key, "cancelled", state="s&1")
    visitor.send(sp, sp.message("AuthnRequest", clock.now()), state="other")
    assert 'name="method"' in browser.page
    visitor.send(sp, sp.message("AuthnRequest", clock.now()), state="s&1")
    assert visitor.answer().status == ("Responder", "AuthnFailed")
