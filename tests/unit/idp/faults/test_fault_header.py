"""A fault that a test's request brings along: heeded where the operator allows it, and nowhere else."""

from __future__ import annotations

import pytest

from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import SoftCard

from .kit import LOA3, AuthlibApp, Operator, Refused, SamlApp


@pytest.fixture
def by_header(request: pytest.FixtureRequest) -> bool:
    return getattr(request, "param", True)


def bring(app: AuthlibApp | SamlApp, fault: str) -> None:
    """Have the browser bring a fault along with all that it asks for, as test tools do."""
    app.browser.http.headers["Cosmic-Fault"] = fault


@pytest.mark.parametrize(
    "fault", ["cancelled", "expired", "other-state", "token-down", "down", "hsa-down", "no-commission"]
)
def test_a_request_brings_its_own_fault(
    care_app: AuthlibApp, operator: Operator, card: SoftCard, audit: Rows, fault: str
) -> None:
    kept = operator.order(care_app.system.key, "wrong-issuer", times=1)
    bring(care_app, fault)
    with pytest.raises(Refused):
        care_app.log_in(card)
    assert [row.extra["by"] for row in audit() if row.event == "fault.met"] == ["header"]
    assert [each["order"] for each in operator.orders()] == [kept["order"]]  # what was ordered is none of its business
    operator.withdraw()
    del care_app.browser.http.headers["Cosmic-Fault"]
    assert care_app.log_in(card)["acr"] == LOA3


def test_a_late_answer_says_how_late(app: AuthlibApp, card: SoftCard) -> None:
    app.patience = 0.5
    bring(app, "slow; delay=60")
    with pytest.raises(Refused, match="Timeout"):
        app.log_in(card)


def test_so_does_a_request_by_saml(saml_app: SamlApp, card: SoftCard) -> None:
    bring(saml_app, "other-request")
    with pytest.raises(Refused) as caught:
        saml_app.log_in(card)
    assert caught.value.by == "library"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("x", "fault: 'x' is not one of cancelled, "), ("", "Cosmic-Fault: '' is not NAME"),
        ("other-request", "fault: other-request is not for oidc"), ("slow; delay=0", "delay: '0.0' is not above 0"),
        ("slow;delay=999", "delay: '999.0' is not above 0"), ("down; delay=1", "delay: down is not late"),
        ("slow; wait=1", "Cosmic-Fault: 'slow; wait=1' is not NAME"), ("slow, down", "is not NAME"),
    ],
)  # fmt: skip
def test_a_header_that_is_wrong_is_told_by_its_rule(app: AuthlibApp, written: str, rule: str) -> None:
    answer = app.browser.http.get(app.address(), headers={"Cosmic-Fault": written})
    assert answer.status_code == 400
    assert "control.invalid" in answer.text
    assert rule in answer.headers["Cosmic-Fault-Refused"]


def test_two_headers_are_one_too_many(app: AuthlibApp) -> None:
    answer = app.browser.http.get(app.address(), headers=[("Cosmic-Fault", "down"), ("Cosmic-Fault", "slow")])
    assert (answer.status_code, answer.headers["Cosmic-Fault-Refused"]) == (400, "Cosmic-Fault: it is given twice.")


@pytest.mark.parametrize("by_header", [False], indirect=True)
@pytest.mark.parametrize("written", ["expired", "down", "nonsense"])
def test_where_nobody_allowed_it_a_header_is_nothing(
    app: AuthlibApp, card: SoftCard, audit: Rows, caplog: pytest.LogCaptureFixture, written: str
) -> None:
    bring(app, written)
    assert app.log_in(card)["acr"] == LOA3
    assert not [row for row in audit() if row.event.startswith("fault.")]
    assert "fault.not_heeded" in [each.message for each in caplog.records]
