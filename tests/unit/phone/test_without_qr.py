"""Requests without a QR code, and those that show something to read: by the engine that relying parties use."""

from __future__ import annotations

import base64
import uuid
from dataclasses import replace
from typing import Any

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.orders.engine import OrderRequest
from cosmic_login.idp.store.base import OrderRow, OrderStatus
from cosmic_login.phone.sealed_state import PhoneFile
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone

TEXT = "# Överföring\n\nJag godkänner *500 kr*."


def order(bench: LoginBench, **wanted: Any) -> OrderRow:
    """Make an order as a relying party does."""
    assert bench.idp_url
    provider = bench.world._idp.provider  # type: ignore[union-attr]
    request = OrderRequest("rp", str(uuid.uuid4()), face="bankid", rp="Testbanken", rp_id="rp-1", **wanted)
    with provider.services.store.transaction() as work:
        made: OrderRow = provider.engine.create(work, request)
    return made


def state(bench: LoginBench, made: OrderRow) -> tuple[OrderStatus, str, str]:
    provider = bench.world._idp.provider  # type: ignore[union-attr]
    with provider.services.store.transaction() as work:
        now = work.order(made.ref)
    assert now is not None
    return now.status, now.hint, now.failure


def frame(bench: LoginBench, made: OrderRow) -> str:
    text: str = bench.world._idp.provider.engine.frame(made)  # type: ignore[union-attr]
    return text


def number(bench: LoginBench, person: str = "anna") -> str:
    return bench.world.directory.person(person).personal_number


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_call_waits_in_the_app_of_its_person_only(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "bankid")
    other = phone.another("Bos telefon")
    other.activate("bo", "bankid")
    assert phone.waiting("bankid") == ()
    made = order(cosmic, kind="phone_auth", person=number(cosmic), details={"callInitiator": "RP"})
    assert other.waiting("bankid") == ()
    (waiting,) = phone.waiting("bankid")
    assert (waiting.relying_party, waiting.kind) == ("Testbanken", "phone_auth")
    assert waiting.auto_start_token not in repr(waiting)
    asked = phone.open(waiting)
    assert (asked.kind, asked.call_initiator, asked.relying_party) == ("phone_auth", "RP", "Testbanken")
    assert phone.waiting("bankid") == ()
    phone.confirm()
    assert state(cosmic, made)[0] is OrderStatus.COMPLETE


def test_no_to_a_call_is_told_as_such(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "bankid")
    made = order(cosmic, kind="phone_sign", person=number(cosmic), details={"userVisibleData": base64_of(TEXT)})
    phone.open(phone.waiting("bankid")[0])
    phone.decline()
    assert state(cosmic, made) == (OrderStatus.FAILED, "userDeclinedCall", "order.declined")


def test_what_is_to_be_signed_is_shown_and_its_digest_is_signed(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "bankid")
    details = {"userVisibleData": base64_of(TEXT), "userVisibleDataFormat": "simpleMarkdownV1"}
    made = order(cosmic, kind="sign", qr=True, details=details)
    asked = phone.scan(frame(cosmic, made))
    assert (asked.kind, asked.text, asked.text_format) == ("sign", TEXT, "simpleMarkdownV1")
    phone.confirm()
    assert state(cosmic, made)[0] is OrderStatus.COMPLETE


def test_a_payment_shows_to_whom_and_how_much(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "bankid")
    transaction = {
        "transactionType": "card",
        "recipient": {"name": "Kiosken på Söder"},
        "money": {"amount": "500,00", "currency": "SEK"},
    }
    made = order(cosmic, kind="payment", qr=True, details={"userVisibleTransaction": transaction})
    asked = phone.scan(frame(cosmic, made))
    assert asked.kind == "payment"
    assert asked.transaction == transaction
    phone.confirm()
    assert state(cosmic, made)[0] is OrderStatus.COMPLETE


@pytest.mark.parametrize("changed", [{"text": "Jag godkänner *5 kr*."}, {"text": ""}, {"transaction": {"money": 1}}])
def test_what_was_not_shown_is_not_signed(cosmic: LoginBench, phone: TestPhone, changed: dict[str, Any]) -> None:
    """The phone goes by what it showed, not by what the service says that it showed."""
    phone.activate("anna", "bankid")
    made = order(cosmic, kind="sign", qr=True, details={"userVisibleData": base64_of(TEXT)})
    phone.scan(frame(cosmic, made))
    if changed.get("text"):
        changed = {"text": base64_of(changed["text"])}
    file = PhoneFile(cosmic.world.profile, phone.phone.name)
    with file.changing() as kept:
        assert kept.request is not None
        file.save(replace(kept, request=replace(kept.request, **changed)))
    with pytest.raises(LoginFailure) as caught:
        phone.confirm()
    assert caught.value.code == "challenge.mismatch"
    assert state(cosmic, made)[0] is OrderStatus.PENDING


def test_another_persons_phone_cannot_answer(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", "bankid")
    made = order(cosmic, kind="auth", qr=True, person=number(cosmic, "bo"))
    with pytest.raises(LoginFailure) as caught:
        phone.scan(frame(cosmic, made))
    assert caught.value.code == "order.other_person"
    assert phone.asked is None
    assert state(cosmic, made)[0] is OrderStatus.FAILED
