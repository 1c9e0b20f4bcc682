"""Orders of relying parties: what the engine promises to their APIs, with the phone's side over HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.engine import OrderKind, OrderRequest
from cosmic_login.idp.orders.references import Handles
from cosmic_login.idp.orders.relying import Proof
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Transaction
from cosmic_login.idp.token_digests import digest
from cosmic_login.profile import Profile

from .kit import ANNA, BERTIL, Client, b64, code_of
from .phones import Control, SoftPhone


@dataclass
class RelyingParty:
    """Stands in for a relying party's API."""

    idp: EmbeddedIdp
    name: str = "Testbanken"

    def create(self, kind: OrderKind = "auth", *, person: str = "", **details: object) -> Handles:
        engine = self.idp.provider.engine
        request = OrderRequest(
            self.name, uuid.uuid4().hex, "bankid", kind, qr=not kind.startswith("phone_"), person=person,
            rp=self.name, rp_id=self.name, details=details,
        )  # fmt: skip
        with self.idp.provider.services.store.transaction() as work:
            return engine.handles(engine.create(work, request))

    def collect(self, handles: Handles) -> OrderRow:
        with self.idp.provider.services.store.transaction() as work:
            return self.idp.provider.engine.collect(work, handles.order_ref, self.name)

    def cancel(self, handles: Handles) -> None:
        with self.idp.provider.services.store.transaction() as work:
            self.idp.provider.engine.cancel(work, handles.order_ref, self.name)

    def frame(self, handles: Handles) -> str:
        with self.idp.provider.services.store.transaction() as work:
            return self.idp.provider.engine.frame(self.idp.provider.engine._of_rp(work, handles.order_ref, self.name))

    def refused(self, handles: Handles) -> bool:
        with pytest.raises(Refusal) as caught:
            self.collect(handles)
        return caught.value.code == "order.unknown"


@pytest.fixture
def control(client: Client, profile: Profile) -> Control:
    return Control.of(client, profile.root)


@pytest.fixture
def rp(idp: EmbeddedIdp) -> RelyingParty:
    return RelyingParty(idp)


def test_every_handle_is_uuid_text_of_its_own(rp: RelyingParty) -> None:
    handles = [rp.create() for _ in range(3)]
    texts = [
        text
        for each in handles
        for text in (each.order_ref, each.auto_start_token, each.qr_start_token, each.qr_start_secret)
    ]
    assert len(set(texts)) == 12
    assert all(str(uuid.UUID(text)) == text and uuid.UUID(text).version == 4 for text in texts)
    assert all(text not in repr(handles) for text in texts)


def test_a_relying_party_gets_its_completion_once(idp: EmbeddedIdp, control: Control, rp: RelyingParty) -> None:
    seen: list[tuple[OrderRow, Proof]] = []
    ended: list[OrderStatus] = []

    def completion(_work: Transaction, order: OrderRow, proof: Proof) -> dict[str, object]:
        seen.append((order, proof))
        return {"user": proof.evidence.serial_number}

    idp.provider.relying.complete_with("bankid", completion)
    idp.provider.relying.on_ended(lambda _work, order: ended.append(order.status))
    phone = SoftPhone.of(control, face="bankid")
    text = base64.b64encode("Betala räkningen?".encode()).decode()
    handles = rp.create("sign", userVisibleData=text, userNonVisibleData="aGVt", userVisibleDataFormat="plaintext")
    assert rp.collect(handles).hint == hints.OUTSTANDING
    asked = phone.scan(rp.frame(handles)).json()
    assert (asked["relying_party"], asked["organization_name"], asked["kind"]) == ("Testbanken", "Testbanken", "sign")
    assert (asked["user_visible_data"], asked["user_visible_data_format"]) == (text, "plaintext")
    assert rp.collect(handles).hint == hints.STARTED
    challenge = phone.challenge()
    assert rp.collect(handles).hint == hints.USER_SIGN
    signed = json.loads(challenge)
    assert (signed["purpose"], signed["client_id"]) == ("sign", "Testbanken")
    assert signed["shown"] == b64(hashlib.sha256(text.encode()).digest())
    assert signed["hidden"] == b64(hashlib.sha256(b"aGVt").digest())
    assert phone.sign(challenge).json() == {"status": "complete"}
    order = rp.collect(handles)
    assert (order.status, json.loads(order.completion)) == (OrderStatus.COMPLETE, {"user": ANNA})
    assert rp.refused(handles)
    ((_, proof),) = seen
    assert proof.person is not None
    assert (proof.address, proof.person.name, proof.challenge) == ("127.0.0.1", "Anna Testsson", challenge.decode())
    assert ended == [OrderStatus.COMPLETE]


def test_the_end_is_told_to_whom_it_concerns(idp: EmbeddedIdp, rp: RelyingParty) -> None:
    handles = rp.create()
    for stranger in (RelyingParty(idp, "Annan"), RelyingParty(idp, "")):
        assert stranger.refused(handles)
        with pytest.raises(Refusal):
            stranger.cancel(handles)
    assert rp.collect(handles).status is OrderStatus.PENDING


def test_a_login_of_our_own_cannot_be_collected(idp: EmbeddedIdp, client: Client, rp: RelyingParty) -> None:
    client.begin(login_method="bankid")
    engine = idp.provider.engine
    with idp.provider.services.store.transaction() as work:
        (order,) = work.overdue_orders(1e12, hints.OUTSTANDING)
        for rp_id in ("", "cosmic", "Testbanken"):
            with pytest.raises(Refusal):
                engine.collect(work, engine.handles(order).order_ref, rp_id)


def test_cancelled_orders_are_gone_and_the_app_is_told(control: Control, rp: RelyingParty) -> None:
    phone = SoftPhone.of(control, face="bankid")
    handles = rp.create()
    phone.scan(rp.frame(handles))
    challenge = phone.challenge()
    rp.cancel(handles)
    assert code_of(phone.sign(challenge)) == "order.cancelled"
    assert rp.refused(handles)
    with pytest.raises(Refusal):
        rp.cancel(handles)


@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize(
    ("until", "status", "hint", "kept"),
    [
        ("unread", OrderStatus.FAILED, hints.START_FAILED, 190),
        ("declined", OrderStatus.FAILED, hints.USER_CANCEL, 300),
        ("forgotten", OrderStatus.FAILED, hints.EXPIRED, 300),
        ("complete", OrderStatus.COMPLETE, "", 180),
    ],
)
def test_how_long_the_end_can_be_collected(
    until: str, status: OrderStatus, hint: str, kept: int, swept: bool, idp: EmbeddedIdp, control: Control,
    rp: RelyingParty, clock: ManualClock,
) -> None:  # fmt: skip
    phone = SoftPhone.of(control, face="bankid")

    def ended() -> Handles:
        handles = rp.create()
        if until == "unread":
            clock.advance(30)
            return handles
        phone.scan(rp.frame(handles))
        if until == "declined":
            phone.cancel("order.declined")
        elif until == "complete":
            phone.confirm()
        else:
            clock.advance(180)
        return handles

    for seconds, there in ((kept, True), (kept + 1, False)):
        handles = ended()
        clock.advance(seconds)
        if swept:
            idp.provider.sweep()
        if there:
            order = rp.collect(handles)
            assert (order.status, order.hint) == (status, hint)
        assert rp.refused(handles)


def test_orders_that_are_over_are_forgotten(idp: EmbeddedIdp, rp: RelyingParty, clock: ManualClock) -> None:
    handles = rp.create()
    clock.advance(481)
    idp.provider.sweep()
    idp.provider.sweep()
    assert rp.refused(handles)
    with idp.provider.services.store.transaction() as work:
        assert work.order_of_handle(digest(handles.order_ref)) is None


class TestOrdersThatNameAPerson:
    """They wait in the person's app."""

    def test_it_waits_in_the_app_of_its_person(self, control: Control, rp: RelyingParty, clock: ManualClock) -> None:
        annas, bertils = SoftPhone.of(control, ANNA, "bankid"), SoftPhone.of(control, BERTIL, "bankid")
        siths = SoftPhone.of(control, ANNA, "siths")
        handles = rp.create("phone_auth", person=ANNA, callInitiator="RP")
        assert rp.collect(handles).hint == hints.NO_CLIENT
        clock.advance(120)  # longer than a QR code may wait
        for other in (bertils, siths):
            assert other.call("waiting", device_token=other.device_token).json() == {"orders": []}
        (waiting,) = annas.call("waiting", device_token=annas.device_token).json()["orders"]
        assert waiting == {
            "auto_start_token": handles.auto_start_token, "relying_party": "Testbanken", "kind": "phone_auth",
        }  # fmt: skip
        asked = annas.start(waiting["auto_start_token"]).json()
        assert (asked["kind"], asked["call_initiator"]) == ("phone_auth", "RP")
        assert rp.collect(handles).hint == hints.USER_CALL_CONFIRM
        assert annas.call("waiting", device_token=annas.device_token).json() == {"orders": []}
        annas.confirm()
        assert rp.collect(handles).status is OrderStatus.COMPLETE

    def test_the_person_is_not_on_the_telephone(self, control: Control, rp: RelyingParty) -> None:
        phone = SoftPhone.of(control, face="bankid")
        handles = rp.create("phone_sign", person=ANNA)
        phone.start(handles.auto_start_token)
        phone.cancel("order.declined")
        assert rp.collect(handles).hint == hints.USER_DECLINED_CALL

    def test_somebody_else_takes_it(self, control: Control, rp: RelyingParty) -> None:
        bertils = SoftPhone.of(control, BERTIL, "bankid")
        handles = rp.create(person=ANNA)
        assert bertils.scan(rp.frame(handles)).status_code == 200
        assert code_of(bertils.show()) == "order.other_person"
        assert rp.collect(handles).hint == hints.CERTIFICATE_ERR

    def test_nobody_takes_it(self, control: Control, rp: RelyingParty, clock: ManualClock) -> None:
        phone = SoftPhone.of(control, face="bankid")
        handles = rp.create(person=ANNA)
        clock.advance(180)
        assert phone.call("waiting", device_token=phone.device_token).json() == {"orders": []}
        assert rp.collect(handles).hint == hints.EXPIRED

    def test_a_second_one_ends_both(self, control: Control, rp: RelyingParty) -> None:
        first = rp.create(person=ANNA)
        with pytest.raises(Refusal) as caught:
            rp.create("phone_auth", person=ANNA)
        assert caught.value.code == "order.in_progress"
        assert rp.collect(first).hint == hints.CANCELLED
        assert rp.create(person=ANNA)  # there is none under way any more

    def test_who_is_shown_by_scanning_has_proved_nothing_before_the_code(
        self, control: Control, rp: RelyingParty
    ) -> None:
        phone, other = SoftPhone.of(control, face="bankid"), SoftPhone.of(control, face="bankid")
        first = rp.create()
        phone.scan(rp.frame(first))
        challenge = phone.challenge()
        second = rp.create()
        other.scan(rp.frame(second))
        other.challenge()
        named = rp.create(person=ANNA)
        assert [rp.collect(each).status for each in (first, second, named)] == [OrderStatus.PENDING] * 3
        assert phone.sign(challenge).status_code == 200
        assert [rp.collect(each).hint for each in (second, named)] == [hints.CANCELLED] * 2


def test_a_payment_is_shown_and_signed(control: Control, rp: RelyingParty) -> None:
    phone = SoftPhone.of(control, face="bankid")
    payment = {
        "transactionType": "card",
        "recipient": {"name": "Butiken"},
        "money": {"amount": "1,00", "currency": "SEK"},
    }
    handles = rp.create("payment", userVisibleTransaction=payment, userVisibleData="aGVq")
    asked = phone.scan(rp.frame(handles)).json()
    assert asked["transaction"] == payment
    shown = "aGVq." + json.dumps(payment, sort_keys=True, separators=(",", ":"))
    assert json.loads(phone.challenge())["shown"] == b64(hashlib.sha256(shown.encode()).digest())


@pytest.mark.parametrize(("policy", "code"), [("1.2.3.4.25", ""), ("1.2.752.78.1.5", "order.certificate")])
def test_a_relying_party_may_want_a_policy(policy: str, code: str, control: Control, rp: RelyingParty) -> None:
    phone = SoftPhone.of(control, face="bankid")
    handles = rp.create(requirement={"certificatePolicies": [policy]})
    phone.scan(rp.frame(handles))
    assert code_of(phone.show()) == code


def test_every_hint_code_that_is_published_has_its_place() -> None:
    assert not hints.PENDING & hints.FAILED
    assert hints.UNSTARTED | hints.OF_THE_APP < hints.PENDING
    assert len(hints.PENDING) + len(hints.FAILED) == 22
    told = {hints.failed_hint(failure, kind) for failure in FAILURES for kind in ("auth", "phone_auth")}
    assert told == hints.FAILED - hints.STEP_FAILED, "those of a step come with the step"


@pytest.mark.parametrize(
    "failure", ["bankid.out_of_service", "siths.out_of_service", "idp.error", "method.unavailable"]
)
def test_the_services_own_trouble_is_not_told_as_the_persons_doing(failure: str) -> None:
    assert hints.failed_hint(failure) == "expiredTransaction"
