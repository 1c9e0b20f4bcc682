"""Applications with pysaml2 and node-saml refuse each faulty answer, by the library or, where it does not, alone."""

from __future__ import annotations

import html
import re

import httpx2
import pytest

from cosmic_login.core.answer_faults import faults_for
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard

from .kit import LOA3, Operator, Refused, SamlApp, enter

#: Who refuses.
REFUSED = {
    "cancelled": "library",
    "loa-too-low": "application",
    "wrong-audience": "library",
    "wrong-issuer": "library",
    "expired": "library",
    "other-request": "library",
    "unsigned": "library",
    "foreign-key": "library",
    "down": "page",
    "hsa-down": "page",
}
#: Those with a test of their own below.
OTHERS = {"key-rotated", "slow", "no-commission"}


def test_every_fault_of_the_protocol_is_tried_here() -> None:
    assert {row.name for row in faults_for("saml")} == set(REFUSED) | OTHERS


@pytest.mark.parametrize("fault", REFUSED)
def test_nobody_is_let_in_by_a_faulty_answer(
    saml_app: SamlApp, operator: Operator, card: SoftCard, audit: Rows, fault: str
) -> None:
    ordered = operator.order(saml_app.sp.key, fault, times=1)
    with pytest.raises(Refused) as caught:
        saml_app.log_in(card)
    by = "application" if fault in saml_app.left_to_application else REFUSED[fault]
    assert caught.value.by == by, caught.value.why
    assert operator.orders() == []  # it was used up by that
    told = [(row.event, row.extra.get("by")) for row in audit() if row.event.startswith("fault.")]
    assert told == [("fault.ordered", None), ("fault.met", ordered["order"]), ("fault.ended", "times")]
    assert saml_app.log_in(card) == LOA3


def test_a_key_that_is_new_is_refused_until_the_metadata_were_read_again(
    saml_app: SamlApp, operator: Operator, card: SoftCard
) -> None:
    operator.order(saml_app.sp.key, "key-rotated", times=1)
    enter(saml_app.browser, saml_app.address(), card)
    page = saml_app.browser.page
    with pytest.raises(Refused) as caught:
        saml_app.take()
    assert caught.value.by == "library"
    asked = getattr(saml_app, "asked", None)
    saml_app.read_metadata_again()
    if asked is not None:  # pysaml2's own memory of what it asked is another's business
        saml_app.browser.page = page
        assert saml_app.take() == LOA3
    assert saml_app.log_in() == LOA3  # the key of before goes on signing


def test_a_late_answer_keeps_the_browser_waiting_and_nobody_else(
    saml_app: SamlApp, operator: Operator, card: SoftCard
) -> None:
    browser = saml_app.browser
    assert saml_app.log_in(card) == LOA3
    operator.order(saml_app.sp.key, "slow", times=1, delay=60)
    entered = browser.http.get(saml_app.address(), follow_redirects=True).text
    found = re.search(r'http-equiv="refresh" content="[0-3]; url=([^"]+)"', entered)
    assert found is not None, entered
    with pytest.raises(httpx2.TimeoutException):
        browser.http.get(html.unescape(found[1]), timeout=0.5)
    assert operator.orders() == []
    assert saml_app.log_in() == LOA3


def test_who_asks_nothing_of_commissions_notices_nothing(saml_app: SamlApp, operator: Operator, card: SoftCard) -> None:
    operator.order(saml_app.sp.key, "no-commission", times=1)
    assert saml_app.log_in(card) == LOA3
    assert [each["fault"] for each in operator.orders()] == ["no-commission"]
