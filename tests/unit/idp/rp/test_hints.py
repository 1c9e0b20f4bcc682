"""Every hint code of the published tables, produced by what causes it, and collected over real TLS."""

from __future__ import annotations

import hmac
from collections.abc import Callable

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.orders import hints
from cosmic_login.pki.authority import TrainingPki
from tests.unit.idp.kit import ANNA, SoftCard

from .kit import TEXT, PhoneApp, Rp

PENDING = (
    "outstandingTransaction",
    "noClient",
    "started",
    "userMrtd",
    "userCallConfirm",
    "userSign",
    "processing",
    "userStepUp",
    "userFace",
)
FAILED = (
    "expiredTransaction",
    "certificateErr",
    "userCancel",
    "cancelled",
    "startFailed",
    "userDeclinedCall",
    "notSupportedByUserApp",
    "transactionRiskBlocked",
    "mrtdVerificationFailed",
    "facialRecognitionFailed",
    "nfcNotSupportedByDevice",
    "multipleBankIdsOnDevice",
    "stepUpFailed",
)
CALL = {"personalNumber": ANNA, "callInitiator": "RP"}


def waiting(phone: PhoneApp, token: str) -> str:
    """Return the auto-start token of the order that waits for this phone's person."""
    answer = phone.call("waiting", device_token=token)
    assert answer.status_code == 200, answer.text
    (order,) = answer.json()["orders"]
    return str(order["auto_start_token"])


def test_the_tables_are_these() -> None:
    assert frozenset(PENDING) == hints.PENDING
    assert frozenset(FAILED) == hints.FAILED


# -- pending -----------------------------------------------------------------------------------------------------------


def test_nobody_has_it_yet(rp: Rp) -> None:
    assert rp.hint(rp.order()) == ("pending", "outstandingTransaction")
    assert rp.hint(rp.order("phone/auth", **CALL)) == ("pending", "noClient")


def test_the_way_of_an_order(rp: Rp, phone: PhoneApp) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    assert rp.hint(order) == ("pending", "started")
    challenge = phone.show()
    assert rp.hint(order) == ("pending", "userSign")
    phone.confirm(challenge)
    assert rp.collect(order)["status"] == "complete"


@pytest.mark.parametrize("hint", sorted(hints.OF_THE_APP))
def test_what_the_app_tells_of_itself(rp: Rp, phone: PhoneApp, hint: str) -> None:
    order = rp.order(requirement={"mrtd": True})
    phone.start(order["autoStartToken"])
    challenge = phone.show()
    phone.progress(hint)
    assert rp.hint(order) == ("pending", hint)
    phone.confirm(challenge)
    assert rp.collect(order)["status"] == "complete"


@pytest.mark.parametrize("hint", ["", "outstandingTransaction", "noClient", "started", "userCancel", "nonsense"])
def test_the_app_cannot_tell_what_is_not_its_own(rp: Rp, phone: PhoneApp, hint: str) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    assert phone.call("progress", app_session=phone.session, hint=hint).status_code == 400
    assert rp.hint(order) == ("pending", "started")


# -- failed ------------------------------------------------------------------------------------------------------------

Cause = Callable[[Rp, PhoneApp, ManualClock], dict[str, str]]


def _start_failed(rp: Rp, _phone: PhoneApp, clock: ManualClock) -> dict[str, str]:
    order = rp.order()
    clock.advance(30)
    return order


def _not_finished(rp: Rp, phone: PhoneApp, clock: ManualClock) -> dict[str, str]:
    order = rp.order()
    phone.start(order["autoStartToken"])
    clock.advance(180)
    return order


def _nobody_came(rp: Rp, _phone: PhoneApp, clock: ManualClock) -> dict[str, str]:
    order = rp.order("phone/auth", **CALL)
    clock.advance(180)
    return order


def _cancelled(rp: Rp, _phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    order = rp.order(requirement={"personalNumber": ANNA})
    rp.post("phone/auth", CALL)
    return order


def _another_order(rp: Rp, phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    first, second = rp.order(), rp.order("sign", userVisibleData=TEXT)
    phone.start(first["autoStartToken"])
    phone.show()
    phone.complete(second["autoStartToken"])
    return first


def _declined(rp: Rp, phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    order = rp.order()
    phone.start(order["autoStartToken"])
    phone.decline()
    return order


def _blocked(rp: Rp, phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    order = rp.order()
    phone.start(order["autoStartToken"])
    phone.decline("code.blocked")
    return order


def _wrong_signature(rp: Rp, phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    order = rp.order()
    phone.start(order["autoStartToken"])
    phone.show()
    jws = phone.card.jws(b"something else")
    assert phone.call("complete", app_session=phone.session, jws=jws).status_code == 400
    return order


def _another_policy(rp: Rp, phone: PhoneApp, _clock: ManualClock) -> dict[str, str]:
    order = rp.order(requirement={"certificatePolicies": ["1.2.3.4.5"]})
    phone.start(order["autoStartToken"])
    certificate = phone.call("certificate", app_session=phone.session, certificate=_shown(phone))
    assert certificate.status_code == 400
    return order


def _shown(phone: PhoneApp) -> str:
    import base64

    return base64.b64encode(phone.card.der).decode()


@pytest.mark.parametrize(
    ("cause", "hint"),
    [
        (_start_failed, "startFailed"),
        (_not_finished, "expiredTransaction"),
        (_nobody_came, "expiredTransaction"),
        (_cancelled, "cancelled"),
        (_another_order, "cancelled"),
        (_declined, "userCancel"),
        (_blocked, "certificateErr"),
        (_wrong_signature, "certificateErr"),
        (_another_policy, "certificateErr"),
    ],
)
def test_what_ends_an_order(rp: Rp, phone: PhoneApp, clock: ManualClock, cause: Cause, hint: str) -> None:
    order = cause(rp, phone, clock)
    assert rp.hint(order) == ("failed", hint)


@pytest.mark.parametrize("face", ["bankid", "siths"])
def test_a_qr_code_of_the_relying_partys_making(
    rp: Rp, siths_rp: Rp, phone: PhoneApp, clock: ManualClock, face: str
) -> None:
    asking = {"bankid": rp, "siths": siths_rp}[face]
    app = PhoneApp(phone.issuer, phone.card, face=face)
    order = asking.order()

    def qr(seconds: int, word: str = face) -> str:
        code = hmac.digest(order["qrStartSecret"].encode(), str(seconds).encode(), "sha256").hex()
        return f"{word}.{order['qrStartToken']}.{seconds}.{code}"

    clock.advance(12)
    wrong = {
        "qr.stale": qr(0),
        "qr.malformed": qr(12, "siths" if face == "bankid" else "bankid"),
        "qr.unknown": qr(12)[:-1] + ("0" if qr(12)[-1] != "0" else "1"),
    }
    for failure, text in wrong.items():
        assert app.call("scan", qr=text).json()["failure"] == failure
    assert asking.hint(order) == ("pending", "outstandingTransaction")
    asked = app.scan(qr(12))
    assert (asked["relying_party"], asked["face"], asked["kind"]) == ("Testtjänsten", face, "auth")
    assert asking.hint(order) == ("pending", "started")
    assert app.call("scan", qr=qr(12)).json()["failure"] == "qr.used"


@pytest.mark.parametrize("seconds", [29, 30])
def test_the_half_minute_to_start(rp: Rp, clock: ManualClock, seconds: int) -> None:
    order = rp.order()
    clock.advance(seconds)
    assert rp.hint(order)[0] == ("pending" if seconds < 30 else "failed")


@pytest.mark.parametrize("seconds", [179, 180])
def test_the_three_minutes_to_finish(rp: Rp, phone: PhoneApp, clock: ManualClock, seconds: int) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    clock.advance(seconds)
    assert rp.hint(order)[0] == ("pending" if seconds < 180 else "failed")


@pytest.mark.parametrize("trouble", ["revoked", "expired", "other_ca"])
def test_an_identity_that_is_no_good(
    rp: Rp, phone: PhoneApp, pki: TrainingPki, clock: ManualClock, trouble: str
) -> None:
    from datetime import timedelta

    more: dict[str, object] = {"valid_to": timedelta(days=-1)} if trouble == "expired" else {}
    phone.card = SoftCard.issue(pki, clock, ANNA, kind="bankid", card_number="", foreign=trouble == "other_ca", **more)  # type: ignore[arg-type]
    if trouble == "revoked":
        pki.revoke(phone.card.certificate)
    order = rp.order()
    phone.start(order["autoStartToken"])
    assert phone.call("certificate", app_session=phone.session, certificate=_shown(phone)).status_code == 400
    assert rp.hint(order) == ("failed", "certificateErr")


@pytest.mark.parametrize("hint", sorted(hints.STEP_FAILED))
def test_a_step_of_the_app_that_did_not_work(rp: Rp, phone: PhoneApp, hint: str) -> None:
    order = rp.order()
    phone.start(order["autoStartToken"])
    phone.decline("order.step_failed", hint)
    assert rp.hint(order) == ("failed", hint)
