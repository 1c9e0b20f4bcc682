"""The order engine: pending, then complete or failed, within its time.

It knows nothing of cards or HTTP. Each method works inside the caller's transaction, so that an order, the login it
belongs to and the audit trail change together; the state is in the store, so that several processes can share it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from cosmic_login.core.clock import Clock
from cosmic_login.idp.handles import digest, new_handle
from cosmic_login.idp.orders import hints
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Work

_PENDING: Final = OrderStatus.PENDING


class OnFailed(Protocol):
    """Told of each order that fails, once, inside the transaction in which it does."""

    def __call__(self, work: Work, order: OrderRow) -> None:
        """``order.failure`` says why."""


def _never(_work: Work, _order: OrderRow) -> str:
    return ""


class OrderEngine:
    """Makes orders and moves them on. ``on_failed`` is told of every failure, whoever noticed it.

    ``stopped`` gives the failure by which an order under way has to end (its service is out), or nothing.
    """

    def __init__(
        self,
        clock: Clock,
        settings: IdpSettings,
        start_key: bytes,
        on_failed: OnFailed,
        stopped: Callable[[Work, OrderRow], str] = _never,
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._start_key = start_key
        self._on_failed = on_failed
        self._stopped = stopped

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def create(self, work: Work, login: str, client_id: str) -> OrderRow:
        """Make an order that waits to be started."""
        now, ref = self._now(), new_handle()
        order = OrderRow(
            ref=ref,
            login=login,
            client_id=client_id,
            start_token=digest(self.start_token(ref)),
            created=now,
            start_by=now + self._settings.start_within,
            finish_by=now + self._settings.finish_within,
            hint=hints.OUTSTANDING,
        )
        work.add_order(order)
        return order

    def start_token(self, ref: str) -> str:
        """Return an order's auto-start token: derived from the reference, so that it need not be stored in clear."""
        mac = hmac.digest(self._start_key, ref.encode(), "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()

    def look(self, work: Work, order: OrderRow) -> OrderRow:
        """Return the order as it is now: an overdue one, or one whose service is out, fails at this look."""
        if order.status is not _PENDING:
            return order
        now = self._now()
        if order.hint == hints.OUTSTANDING and now >= order.start_by:
            return self.fail(work, order, "order.expired", hint=hints.START_FAILED)
        if now >= order.finish_by:
            return self.fail(work, order, "order.expired")
        stopped = self._stopped(work, order)
        return self.fail(work, order, stopped) if stopped else order

    def seconds_left(self, order: OrderRow) -> int:
        """Return the whole seconds until the order has to be complete."""
        return max(0, int(order.finish_by - self._now()))

    def start(self, work: Work, start_token: str) -> tuple[OrderRow, str]:
        """Give the order to an app: the order and the app's session. The token works once.

        Raises ``Refusal``: ``order.unknown``, or what ended the order.
        """
        order = self._live(work, work.order_of_start_token(digest(start_token)))
        if order.hint != hints.OUTSTANDING:
            raise Refusal("order.unknown", "this auto-start token was used before")
        app_session = new_handle()
        return self.advance(work, order, hint=hints.STARTED, app_session=digest(app_session)), app_session

    def of_app(self, work: Work, app_session: str) -> OrderRow:
        """Return the pending order of an app's session. Raises ``Refusal`` as ``start`` does."""
        return self._live(work, work.order_of_app_session(digest(app_session)))

    def _live(self, work: Work, found: OrderRow | None) -> OrderRow:
        if found is None:
            raise Refusal("order.unknown", "no such order")
        order = self.look(work, found)
        if order.status is OrderStatus.FAILED:
            raise Refusal(order.failure, "the order has failed")
        if order.status is OrderStatus.COMPLETE:
            raise Refusal("order.unknown", "the order is complete")
        return order

    def advance(
        self,
        work: Work,
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

    def claim(self, work: Work, order: OrderRow, person: str) -> OrderRow:
        """Say whose order it is. The person's other pending orders end: one login at a time (``order.replaced``)."""
        for other in work.pending_orders_of(person):
            if other.ref != order.ref:
                self.fail(work, other, "order.replaced")
        changed = replace(order, person=person)
        work.save_order(changed)
        return changed

    def complete(self, work: Work, order: OrderRow, evidence: str) -> OrderRow:
        """End an order well; ``evidence`` is what was verified, as JSON."""
        done = replace(
            order, status=OrderStatus.COMPLETE, hint="", evidence=evidence, challenge="", registration_challenge=""
        )
        work.save_order(done)
        return done

    def fail(self, work: Work, order: OrderRow, failure: str, *, hint: str = "") -> OrderRow:
        """End a pending order badly and tell; an order that is over stays as it is."""
        failed = replace(
            order,
            status=OrderStatus.FAILED,
            hint=hint or hints.failed_hint(failure),
            failure=failure,
            challenge="",
            registration_challenge="",
        )
        if not work.save_order(failed):
            return work.order(order.ref) or failed
        self._on_failed(work, failed)
        return failed

    def sweep(self, work: Work) -> int:
        """Fail every order whose time is up; return how many."""
        overdue = work.overdue_orders(self._now(), hints.OUTSTANDING)
        for order in overdue:
            self.look(work, order)
        return len(overdue)
