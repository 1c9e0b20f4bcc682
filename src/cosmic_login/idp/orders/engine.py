"""The order engine: pending, then complete or failed, within its time.

It knows nothing of cards, phones or HTTP. Each method works inside the caller's transaction, so that an order, the
login it belongs to and the audit trail change together; the state is in the store, so that several processes can share
it, and so that an order outlives a restart.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Protocol

from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.methods import OrderType
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.animated_qr import payload_text, read_payload
from cosmic_login.idp.orders.clock_watch import ClockWatch
from cosmic_login.idp.orders.references import Handles, derive_handles
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Reading, Refusal, Transaction
from cosmic_login.idp.token_digests import digest, new_handle

_PENDING: Final = OrderStatus.PENDING
OrderKind = Literal["auth", "sign", "payment", "phone_auth", "phone_sign"]
#: Failures that mean that nobody took the order up, or nobody finished it.
_TIMED_OUT = ("order.expired", "order.start_failed")


class OnFailed(Protocol):
    """Told of each order that fails, once, inside the transaction in which it does."""

    def __call__(self, work: Transaction, order: OrderRow) -> None:
        """``order.failure`` says why."""


def _never(_work: Transaction, _order: OrderRow) -> str:
    return ""


@dataclass(frozen=True)
class OrderRequest:
    """What an order is to be.

    ``login`` names it in the audit trail. ``qr``: an app starts it by reading a code, and has less time to. ``person``
    (personal number) makes it that person's alone: it waits in their app. ``rp_id`` is who may ``collect`` it; without
    one it belongs to a login of our own. ``details`` is kept for whoever asks the engine, and is not looked at.
    """

    client_id: str
    login: str
    face: OrderType = "siths"
    kind: OrderKind = "auth"
    qr: bool = False
    person: str = ""
    rp: str = ""
    rp_id: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


class OrderEngine:
    """Makes orders and moves them on. ``on_failed`` is told of every failure, whoever noticed it.

    ``stopped`` gives the failure by which an order under way has to end (its service is out), or nothing.
    """

    def __init__(
        self,
        clock: Clock,
        settings: IdpSettings,
        key: bytes,
        on_failed: OnFailed,
        stopped: Callable[[Transaction, OrderRow], str] = _never,
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._key = key
        self._on_failed = on_failed
        self._stopped = stopped
        self._watch = ClockWatch(clock)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    # -- the side that asks ----------------------------------------------------------------------------------------
    def create(self, work: Transaction, request: OrderRequest) -> OrderRow:
        """Make an order that waits to be started.

        When it names a person and another one does that is under way with the same app, that one ends
        (``order.replaced``) and the new one is not made: raises ``Refusal`` ``order.in_progress``.
        """
        named = [each for each in work.pending_orders_of(request.person, request.face) if each.named]
        if request.person and self._replace(work, named):
            raise Refusal("order.in_progress", "the person has an order already")
        now, ref = self._now(), uuid.uuid4().hex
        handles = derive_handles(self._key, ref)
        finish_by = now + self._settings.finish_within
        order = OrderRow(
            ref=ref,
            login=request.login,
            client_id=request.client_id,
            start_token=digest(handles.auto_start_token),
            created=now,
            start_by=finish_by if request.person else now + self._settings.start_within,
            finish_by=finish_by,
            hint=hints.NO_CLIENT if request.person else hints.OUTSTANDING,
            person=request.person,
            face=request.face,
            kind=request.kind,
            rp=request.rp,
            rp_id=request.rp_id,
            handle=digest(handles.order_ref),
            qr_token=digest(handles.qr_start_token) if request.qr else None,
            details=json.dumps(dict(request.details)) if request.details else "",
        )
        work.add_order(order)
        return order

    def handles(self, order: OrderRow) -> Handles:
        """Return what the order is called outside."""
        return derive_handles(self._key, order.ref)

    def frame(self, order: OrderRow) -> str:
        """Return the QR code of this second; empty when there is nothing to scan (any more)."""
        if order.qr_token is None or order.status is not _PENDING or order.hint not in hints.UNSTARTED:
            return ""
        handles = self.handles(order)
        seconds = max(0, int(self._now() - order.created))
        return payload_text(order.face, handles.qr_start_token, handles.qr_start_secret, seconds)

    def collect(self, work: Transaction, order_ref: str, rp_id: str) -> OrderRow:
        """Tell a relying party how its order stands; its end is told once, and not for ever.

        Raises ``Refusal`` ``order.unknown`` for an order that is not theirs, was told before, or is too old.
        """
        order = self._of_rp(work, order_ref, rp_id)
        if order.status is _PENDING:
            return order
        ended = order.finish_by if order.ended is None else order.ended
        if self._now() > ended + self._kept(order) or not work.mark_collected(order.ref):
            raise Refusal("order.unknown", "collected before, or too late")
        return order

    def pending(self, look: Reading, order_ref: str, rp_id: str) -> OrderRow | None:
        """Return a relying party's order while there is nothing to do about it but to wait.

        None for every other, and one whose time is up: ``collect`` has to see to it. Outages are the caller's to ask.
        """
        order = look.order_of_handle(digest(order_ref))
        if order is None or not rp_id or order.rp_id != rp_id or order.status is not _PENDING:
            return None
        now = self._now()
        due = order.start_by if order.hint == hints.OUTSTANDING else order.finish_by
        return None if is_ahead(order.created, now) or now >= min(due, order.finish_by) else order

    def cancel(self, work: Transaction, order_ref: str, rp_id: str) -> None:
        """Give a relying party's order up. Raises ``Refusal`` ``order.unknown``, also when it is over."""
        order = self._of_rp(work, order_ref, rp_id)
        if order.status is not _PENDING:
            raise Refusal("order.unknown", "the order is over")
        work.mark_collected(order.ref)  # a relying party that cancels has nothing left to collect
        self.fail(work, order, "order.cancelled")

    def _of_rp(self, work: Transaction, order_ref: str, rp_id: str) -> OrderRow:
        order = work.order_of_handle(digest(order_ref))
        if order is None or not rp_id or order.rp_id != rp_id:
            raise Refusal("order.unknown", "no such order")
        return self.look(work, order)

    def _kept(self, order: OrderRow) -> float:
        if order.status is OrderStatus.COMPLETE:
            return self._settings.collect_complete
        if order.failure in _TIMED_OUT and order.app_session is None:
            return self._settings.collect_untaken
        return self._settings.collect_failed

    # -- time ------------------------------------------------------------------------------------------------------
    def look(self, work: Transaction, order: OrderRow) -> OrderRow:
        """Return the order as it is now. An overdue one fails at this look, as of the moment it was due.

        So does one whose service is out, and one that was made in what is now the future.
        """
        if order.status is not _PENDING:
            return order
        now = self._now()
        if is_ahead(order.created, now):
            return self.fail(work, order, "clock.changed", at=now)
        if order.hint == hints.OUTSTANDING and now >= order.start_by:
            failure = "order.start_failed" if order.qr_token is not None else self._expired(order, order.start_by)
            return self.fail(work, order, failure, hint=hints.START_FAILED, at=order.start_by)
        if now >= order.finish_by:
            return self.fail(work, order, self._expired(order, order.finish_by), at=order.finish_by)
        stopped = self._stopped(work, order)
        return self.fail(work, order, stopped) if stopped else order

    def _expired(self, order: OrderRow, due: float) -> str:
        """Say why an order is overdue: time went by, or the clock was set ahead."""
        return "clock.changed" if self._watch.leapt(order.created, due) else "order.expired"

    def seconds_left(self, order: OrderRow) -> int:
        """Return the whole seconds until the order has to be complete."""
        return max(0, int(order.finish_by - self._now()))

    def seconds_to_start(self, order: OrderRow) -> int:
        """Return the whole seconds until an app has to have the order; 0 when one has it."""
        return max(0, int(order.start_by - self._now())) if order.hint in hints.UNSTARTED else 0

    def sweep(self, work: Transaction) -> int:
        """Fail every order whose time is up; return how many. Called often, or a clock set ahead goes unnoticed."""
        self._watch.look()
        overdue = work.overdue_orders(self._now(), hints.OUTSTANDING)
        for order in overdue:
            self.look(work, order)
        return len(overdue)

    # -- the app's side --------------------------------------------------------------------------------------------
    def start(self, work: Transaction, start_token: str, face: str) -> tuple[OrderRow, str]:
        """Give the order to an app: the order and the app's session. The token works once.

        Raises ``Refusal``: ``order.unknown``, or what ended the order.
        """
        found = work.order_of_start_token(digest(start_token))
        if found is not None and found.face != face:
            raise Refusal("order.unknown", "this order is another app's")
        order = self._live(work, found)
        if order.hint not in hints.UNSTARTED:
            raise Refusal("order.unknown", "this auto-start token was used before")
        return self._taken(work, order)

    def scan(self, work: Transaction, text: str, face: str) -> tuple[OrderRow, str]:
        """Give the order to the app that read its QR code: the order and the app's session.

        Raises ``Refusal``: ``qr.malformed``, ``qr.unknown`` (nobody's, or not made by us), ``qr.used``, ``qr.stale``,
        or what ended the order.
        """
        frame = read_payload(text, face)
        found = work.order_of_qr_token(digest(frame.token))
        if found is None or found.face != face or not frame.made_with(self.handles(found).qr_start_secret):
            raise Refusal("qr.unknown", "no order has this QR code")
        order = self._live(work, found)
        if order.hint not in hints.UNSTARTED:
            raise Refusal("qr.used", "the order was started before")
        if abs(self._now() - (order.created + frame.seconds)) > self._settings.frame_life:
            raise Refusal("qr.stale", "not the QR code of this moment")
        return self._taken(work, order)

    def _taken(self, work: Transaction, order: OrderRow) -> tuple[OrderRow, str]:
        app_session = new_handle()
        hint = hints.USER_CALL_CONFIRM if order.kind.startswith("phone_") else hints.STARTED
        return self.advance(work, order, hint=hint, app_session=digest(app_session)), app_session

    def waiting_for(self, work: Transaction, person: str, face: str) -> list[OrderRow]:
        """Return the orders that name this person and that no app has taken up."""
        pending = [self.look(work, order) for order in work.pending_orders_of(person, face)]
        return [order for order in pending if order.status is _PENDING and order.hint in hints.UNSTARTED]

    def of_one_call(self, work: Transaction, start_token: str, face: str) -> OrderRow:
        """Return the pending order that its token completes in one call. Raises ``Refusal`` as ``start``."""
        found = work.order_of_start_token(digest(start_token))
        return self._live(work, found if found is not None and found.face == face else None)

    def of_app(self, work: Transaction, app_session: str, face: str) -> OrderRow:
        """Return the pending order of an app's session. Raises ``Refusal`` as ``start`` does."""
        found = work.order_of_app_session(digest(app_session))
        return self._live(work, found if found is not None and found.face == face else None)

    def _live(self, work: Transaction, found: OrderRow | None) -> OrderRow:
        if found is None:
            raise Refusal("order.unknown", "no such order")
        order = self.look(work, found)
        if order.status is OrderStatus.FAILED:
            raise Refusal(order.failure, "the order has failed")
        if order.status is OrderStatus.COMPLETE:
            raise Refusal("order.unknown", "the order is complete")
        return order

    # -- moving on -------------------------------------------------------------------------------------------------
    def advance(
        self,
        work: Transaction,
        order: OrderRow,
        *,
        hint: str,
        app_session: str | None = None,
        certificate: bytes = b"",
        challenge: str = "",
        registration_challenge: str = "",
    ) -> OrderRow:
        """Move a pending order on to ``hint``, with what was learned."""
        changed = replace(
            order,
            hint=hint,
            app_session=app_session or order.app_session,
            certificate=certificate or order.certificate,
            challenge=challenge or order.challenge,
            registration_challenge=registration_challenge,
        )
        work.save_order(changed)
        return changed

    def show(self, work: Transaction, order: OrderRow, person: str) -> OrderRow:
        """Say whose certificate was shown. It is public and proves nothing: nobody's order ends by it.

        Raises ``LoginFailure`` ``order.other_person`` when the order names somebody else.
        """
        if order.person and order.person != person:
            raise LoginFailure("order.other_person", "the order names another person")
        changed = replace(order, person=person)
        work.save_order(changed)
        return changed

    def claim(self, work: Transaction, order: OrderRow, person: str) -> OrderRow:
        """Say whose order it is, once a key of theirs has signed.

        The person's other orders with this app end: one at a time (``order.replaced``). Raises as ``show`` does.
        """
        mine = self.show(work, order, person)
        self._replace(work, [each for each in work.pending_orders_of(person, order.face) if each.ref != order.ref])
        return mine

    def _replace(self, work: Transaction, others: Iterable[OrderRow]) -> int:
        """End those that are pending; return how many."""
        pending = [found for each in others if (found := self.look(work, each)).status is _PENDING]
        for other in pending:
            self.fail(work, other, "order.replaced")
        return len(pending)

    def complete(self, work: Transaction, order: OrderRow, evidence: str, completion: str = "") -> OrderRow:
        """End an order well. Both are JSON: ``evidence`` was verified, ``completion`` is for the relying party."""
        done = replace(
            order,
            status=OrderStatus.COMPLETE,
            hint="",
            evidence=evidence,
            challenge="",
            registration_challenge="",
            ended=self._now(),
            completion=completion,
        )
        work.save_order(done)
        return done

    def fail(
        self, work: Transaction, order: OrderRow, failure: str, *, hint: str = "", at: float | None = None
    ) -> OrderRow:
        """End a pending order badly and tell; an order that is over stays as it is."""
        failed = replace(
            order,
            status=OrderStatus.FAILED,
            hint=hint or hints.failed_hint(failure, order.kind),
            failure=failure,
            challenge="",
            registration_challenge="",
            ended=self._now() if at is None else at,
        )
        if not work.save_order(failed):
            return work.order(order.ref) or failed
        self._on_failed(work, failed)
        return failed
