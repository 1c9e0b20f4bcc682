"""An application with Authlib refuses each faulty answer: by its library, or, where that does not look, by itself."""

from __future__ import annotations

import pytest

from cosmic_login.core.answer_faults import ANSWER_FAULTS, faults_for
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard
from tests.unit.idp.oidc.kit import Rp, system

from .conftest import Registered
from .kit import LOA3, AuthlibApp, Operator, Refused

#: Who refuses, and what they say.
REFUSED = {
    "cancelled": ("library", "access_denied"),
    "loa-too-low": ("application", "acr is http://id.sambi.se/loa/loa2"),
    "wrong-audience": ("library", "azp"),
    "wrong-issuer": ("library", "iss"),
    "expired": ("library", "expired"),
    "other-nonce": ("library", "nonce"),
    "other-state": ("library", "mismatching_state"),
    "other-sub": ("application", "userinfo is about somebody else"),
    "unsigned": ("library", "algorithm"),
    "foreign-key": ("library", "BadSignature"),
    "slow": ("library", "Timeout"),
    "token-down": ("library", "503"),
    "down": ("page", "idp.out_of_service"),
    "hsa-down": ("page", "hsa.out_of_service"),
    "no-commission": ("page", "access.no_commission"),
}
#: What a right application gets over.
BORNE = {"key-rotated"}


def test_every_fault_of_the_protocol_is_tried_here() -> None:
    assert {row.name for row in faults_for("oidc")} == set(REFUSED) | BORNE


@pytest.mark.parametrize("fault", REFUSED)
def test_nobody_is_let_in_by_a_faulty_answer(
    care_app: AuthlibApp, operator: Operator, card: SoftCard, audit: Rows, fault: str
) -> None:
    care_app.patience = 0.5 if fault == "slow" else 30.0
    more = {"delay": 60} if fault == "slow" else {}
    ordered = operator.order(care_app.system.key, fault, times=1, **more)
    with pytest.raises(Refused) as caught:
        care_app.log_in(card)
    assert (caught.value.by, REFUSED[fault][1] in caught.value.why) == (REFUSED[fault][0], True), caught.value.why
    assert operator.orders() == []  # it was used up by that
    told = [(row.event, row.extra.get("by")) for row in audit() if row.event.startswith("fault.")]
    assert told == [("fault.ordered", None), ("fault.met", ordered["order"]), ("fault.ended", "times")]
    care_app.patience = 30.0
    assert care_app.log_in(card)["acr"] == LOA3


def test_what_goes_wrong_at_our_pages_is_told_when_the_person_gives_up(
    care_app: AuthlibApp, operator: Operator, card: SoftCard
) -> None:
    for fault, code in (("hsa-down", "hsa.out_of_service"), ("no-commission", "access.no_commission")):
        operator.order(care_app.system.key, fault, times=1)
        with pytest.raises(Refused, match=code):
            care_app.log_in(card)
        care_app.browser.press("cancel")
        with pytest.raises(Refused, match=f"access_denied.*{code}") as caught:
            care_app.take()
        assert caught.value.by == "library"


def test_who_asks_nothing_of_hsa_notices_nothing(app: AuthlibApp, operator: Operator, card: SoftCard) -> None:
    ordered = [operator.order(app.system.key, fault, times=1) for fault in ("hsa-down", "no-commission")]
    assert app.log_in(card)["acr"] == LOA3
    assert {each["order"] for each in operator.orders()} == {each["order"] for each in ordered}


def test_hsa_out_of_service_as_a_whole_is_met_by_who_asks_something_of_it(
    app: AuthlibApp, care_app: AuthlibApp, operator: Operator, card: SoftCard
) -> None:
    operator.http.post("/control/outages", json={"target": "hsa"})
    assert app.log_in(card)["acr"] == LOA3
    with pytest.raises(Refused, match=r"hsa\.out_of_service"):
        care_app.log_in()
    operator.http.post("/control/reset")
    assert care_app.log_in(card)["acr"] == LOA3


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_a_key_that_is_new_is_fetched_and_each_time_it_is_another(
    app: AuthlibApp, registered: Registered, operator: Operator, card: SoftCard, alg: str
) -> None:
    asking = AuthlibApp(system("keys.example", id_token_alg=alg), app.browser, app.trust)
    registered.systems.append(asking.system)
    assert asking.log_in(card)
    known = len(asking.client.server_metadata["jwks"]["keys"])
    operator.order(asking.system.key, "key-rotated", times=2)
    for more in (1, 2):
        assert asking.log_in()["acr"] == LOA3
        assert len(asking.client.server_metadata["jwks"]["keys"]) == known + more
    app.client.server_metadata |= {"jwks": None}
    assert app.log_in()["acr"] == LOA3  # the key of before goes on signing, for everybody
    assert asking.log_in()["acr"] == LOA3


def test_keys_that_signed_one_answer_do_not_pile_up(app: AuthlibApp, operator: Operator, card: SoftCard) -> None:
    operator.order(app.system.key, "key-rotated")
    for _ in range(12):
        assert app.log_in(card)["acr"] == LOA3
    urls = app.browser.http.get("/oidc/.well-known/openid-configuration").json()
    assert len(app.browser.http.get(urls["jwks_uri"]).json()["keys"]) == 2 + 8


def test_a_code_that_gave_nothing_because_the_endpoint_was_down_is_still_good(
    app: AuthlibApp, operator: Operator, card: SoftCard
) -> None:
    urls = app.browser.http.get("/oidc/.well-known/openid-configuration").json()
    rp = Rp(app.system, app.browser, urls)
    code = rp.code(card)
    operator.order(app.system.key, "token-down", times=1)
    answer = rp.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert rp.tokens(code)


def test_every_call_of_a_system_that_is_to_be_down_is_refused_and_no_other(
    app: AuthlibApp, care_app: AuthlibApp, operator: Operator, card: SoftCard
) -> None:
    urls = app.browser.http.get("/oidc/.well-known/openid-configuration").json()
    rp = Rp(app.system, app.browser, urls)
    tokens = rp.log_in(card)
    rp.ask()
    code, verifier = rp.told_code(), rp.verifier
    ordered = operator.order(app.system.key, "down")
    assert rp.http.get(rp.url()).status_code == 503
    answers = [
        rp.redeem(code, code_verifier=verifier),
        rp.userinfo(tokens["access_token"]),
        rp.call("introspection_endpoint", token=tokens["access_token"]),
        rp.call("revocation_endpoint", token=tokens["access_token"]),
        rp.call("pushed_authorization_request_endpoint", **rp.parameters()),
    ]
    assert [answer.status_code for answer in answers] == [503] * 5
    assert {answer.json()["error_description"] for answer in answers} == {"idp.out_of_service"}
    assert care_app.log_in(card)["acr"] == LOA3
    assert operator.withdraw(ordered["order"]) is True
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert rp.redeem(code, code_verifier=verifier).status_code == 200


def test_the_row_of_every_fault_says_where_the_rule_stands() -> None:
    for row in ANSWER_FAULTS.values():
        assert set(row.sources) == set(row.moments), row.name
