"""A relying party's orders: made, asked for, given up. HTTP is another's business (``app``)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cosmic_login.idp.methods import OrderType
from cosmic_login.idp.orders.engine import OrderEngine, OrderKind, OrderRequest
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.outages import IDP, Outages
from cosmic_login.idp.rp.errors import NO_SUCH_ORDER, RpError, invalid
from cosmic_login.idp.rp.fields import Check, Malformed
from cosmic_login.idp.rp.parties import RelyingParty
from cosmic_login.idp.rp.requests import ORDER_REF, checked
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Transaction

Answer = dict[str, object]
_MAINTENANCE = "The service is out of service"


@dataclass(frozen=True)
class RpOrders:
    """One interface: BankID's or the SITHS-like one. ``requests`` are the calls it has that make orders."""

    face: OrderType
    requests: Mapping[OrderKind, Check]
    services: IdpServices
    engine: OrderEngine
    outages: Outages

    def create(self, party: RelyingParty, kind: OrderKind, body: object) -> Answer:
        """Make an order. Raises ``RpError``: ``invalidParameters``, ``alreadyInProgress``, ``Maintenance``."""
        details = _checked(self.requests, kind, body)
        by_phone = kind.startswith("phone_")
        request = OrderRequest(
            client_id=party.id,
            login=uuid.uuid4().hex,
            face=self.face,
            kind=kind,
            qr=not by_phone,
            person=_person(details),
            rp=party.name,
            rp_id=self._scope(party),
            details=details,
        )
        try:
            with self.services.store.transaction() as work:
                self._check_open(work)
                self.outages.admit(work, self.face, request.person)
                order = self.engine.create(work, request)
                self.services.audit.append(
                    "order.made",
                    login=order.login,
                    person=request.person,
                    method=self.face,
                    extra={"relying_party": party.name, "kind": kind},
                )
        except Refusal as refusal:
            raise _told(refusal) from refusal
        return self._made(order, by_phone=by_phone)

    def _made(self, order: OrderRow, *, by_phone: bool) -> Answer:
        handles = self.engine.handles(order)
        if by_phone:
            return {"orderRef": handles.order_ref}
        return {
            "orderRef": handles.order_ref,
            "autoStartToken": handles.auto_start_token,
            "qrStartToken": handles.qr_start_token,
            "qrStartSecret": handles.qr_start_secret,
        }

    def collect(self, party: RelyingParty, body: object) -> Answer:
        """Say how an order stands. Its end is told once; after that, and to others, it is not there."""
        order_ref = _order_ref(body)
        order = self._pending(party, order_ref) or self._collected(party, order_ref)
        found: Answer = {"orderRef": order_ref, "status": order.status.value}
        if order.status is OrderStatus.COMPLETE:
            return {**found, "completionData": json.loads(order.completion)}
        return {**found, "hintCode": order.hint}

    def _pending(self, party: RelyingParty, order_ref: str) -> OrderRow | None:
        """Look at an order that is waited for. That is nearly always so: it changes nothing, and needs no turn."""
        with self.services.store.reading() as look:
            return None if look.outages() else self.engine.pending(look, order_ref, self._scope(party))

    def _collected(self, party: RelyingParty, order_ref: str) -> OrderRow:
        try:
            with self.services.store.transaction() as work:
                self._check_open(work)
                return self.engine.collect(work, order_ref, self._scope(party))
        except Refusal as refusal:
            raise _told(refusal) from refusal

    def cancel(self, party: RelyingParty, body: object) -> Answer:
        """Give an order up."""
        order_ref = _order_ref(body)
        try:
            with self.services.store.transaction() as work:
                self._check_open(work)
                self.engine.cancel(work, order_ref, self._scope(party))
        except Refusal as refusal:
            raise _told(refusal) from refusal
        return {}

    def _check_open(self, work: Transaction) -> None:
        """Raise a ``Refusal`` while the operator has the service, or the whole IdP, out of service."""
        out = self.outages.stopped(work, IDP) or self.outages.stopped(work, self.face)
        if out:
            raise Refusal(out, "out of service")

    def _scope(self, party: RelyingParty) -> str:
        """Return who may collect: this party, through this interface."""
        return f"{self.face}:{party.id}"


@dataclass(frozen=True)
class Written:
    """Writes the end of each relying party's order down."""

    services: IdpServices

    def __call__(self, _work: Transaction, order: OrderRow) -> None:
        """Tell who it was, if that is known, and how it ended."""
        person = self.services.people.by_number(order.person) if order.person else None
        evidence = Evidence.from_json(order.evidence) if order.evidence else None
        self.services.audit.append(
            "order.ended",
            login=order.login,
            person=order.person,
            name=person.name if person else "",
            method=order.face,
            loa=evidence.loa if evidence else None,
            reason=order.failure,
            extra={"relying_party": order.rp, "kind": order.kind, "hint": order.hint or "complete"},
        )


def _told(refusal: Refusal) -> RpError:
    """Return the error for what engine and operator refuse; whatever the operator chose, it is maintenance here."""
    if refusal.code == "order.in_progress":
        return RpError("alreadyInProgress", "Order already in progress for pno")
    if refusal.code == "order.unknown":
        return invalid(NO_SUCH_ORDER)
    return RpError("Maintenance", _MAINTENANCE)


def _checked(table: Mapping[OrderKind, Check], kind: OrderKind, body: object) -> dict[str, object]:
    try:
        return checked(table, kind, body)
    except Malformed as malformed:
        raise invalid(str(malformed)) from None


def _order_ref(body: object) -> str:
    try:
        found = ORDER_REF(body)
    except Malformed as malformed:
        raise invalid(str(malformed)) from None
    return str(found["orderRef"]) if isinstance(found, dict) else ""


def _person(details: Mapping[str, object]) -> str:
    """Return whose order it has to be; empty for anybody's."""
    requirement = details.get("requirement")
    named = requirement.get("personalNumber") if isinstance(requirement, dict) else None
    return str(details.get("personalNumber") or named or "")
