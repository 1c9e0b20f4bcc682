"""What the operator has put out of service: a way to log in, a service behind several or beside them, the whole IdP.

The state is in the store, so that every IdP process on it goes by the same. Every switch is in the audit trail, also
the one that an outage makes by itself when its time or its orders are used up.

An outage that lasts (for a time, or until told) stops the orders under way too, at their next step. One that is
counted in orders meets only orders that begin while it is on: each begin takes one of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure
from cosmic_login.idp.methods import METHODS, SITHS_SERVICE
from cosmic_login.idp.services import Audit
from cosmic_login.idp.store.base import Refusal, Store, Transaction
from cosmic_login.idp.store.outages import OutageRow

#: What can be out beside the login methods and the services they fall with.
REVOCATION: Final = "revocation"
HSA: Final = "hsa"
IDP: Final = "idp"

#: Everything that can be put out of service, and what is told when nothing else was chosen.
TARGETS: Mapping[str, str] = {
    SITHS_SERVICE: "siths.out_of_service",
    **{row.name: row.out for row in METHODS.values()},
    REVOCATION: "certificate.revocation_unknown",
    HSA: "hsa.out_of_service",
    IDP: "idp.out_of_service",
}
#: What each target falls with; empty for what stands alone.
WITHIN: Mapping[str, str] = {
    IDP: "",
    SITHS_SERVICE: IDP,
    **{row.name: row.service or IDP for row in METHODS.values()},
    REVOCATION: IDP,
    HSA: IDP,
}
#: The longest an outage may be ordered for, and the most orders: a year, and more than anybody counts.
MAX_SECONDS, MAX_ORDERS = 366 * 86_400, 1_000_000
_SHOWN = 40
_OF_LOGINS = frozenset({FailureClass.AUTHENTICATION, FailureClass.LOGIN})


class NoOutage(ValueError):  # noqa: N818 - it says what cannot be had
    """An outage that cannot be ordered; the text says which member is wrong."""


@dataclass(frozen=True)
class Order:
    """What the operator asks for: ``target`` with ``failure``, for ``orders`` and for ``seconds`` if they are given."""

    target: str
    failure: str = ""
    orders: int | None = None
    seconds: float | None = None

    def checked(self) -> Order:
        """Return the order with its failure filled in. Raises ``NoOutage``."""
        known_target(self.target)
        failure = self.failure or TARGETS[self.target]
        if failure not in FAILURES or FAILURES[failure].failure_class not in _OF_LOGINS:
            raise NoOutage(f"failure: {quoted(failure)} is not a failure that a login can end with.")
        if self.orders is not None and not 1 <= self.orders <= MAX_ORDERS:
            raise NoOutage(f"orders: {quoted(str(self.orders))} is not from 1 to {MAX_ORDERS}.")
        if self.orders is not None and self.target == IDP:
            raise NoOutage("orders: the whole IdP answers nothing, so there are no orders to count.")
        if self.seconds is not None and not 0 < self.seconds <= MAX_SECONDS:
            raise NoOutage(f"seconds: {quoted(str(self.seconds))} is not above 0 and at most {MAX_SECONDS}.")
        return replace(self, failure=failure)


def known_target(target: str) -> None:
    """Raise ``NoOutage`` for what cannot be out."""
    if target not in TARGETS:
        raise NoOutage(f"target: {quoted(target)} is not one of {', '.join(TARGETS)}.")


def quoted(value: str) -> str:
    """Return what somebody wrote, so that it can be shown: short, and in ASCII."""
    return ascii(value[:_SHOWN])


@dataclass(frozen=True)
class OutageState:
    """An outage as it is now. ``seconds`` and ``orders`` are what is left of it; None: without such an end."""

    target: str
    failure: str
    since: float
    seconds: float | None
    orders: int | None


class Outages:
    """Switches and tells. Methods that take ``work`` act inside the caller's transaction, the others in their own."""

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    # -- the operator ------------------------------------------------------------------------------------------

    def begin(self, order: Order) -> OutageState:
        """Put something out of service, in place of an earlier outage of the same target. Raises ``NoOutage``."""
        order, now = order.checked(), self._now()
        until = None if order.seconds is None else now + order.seconds
        row = OutageRow(order.target, order.failure, now, until, order.orders)
        with self._store.transaction() as work:
            self._current(work)  # what is over by now is written down as over, before it is replaced
            work.put_outage(row)
            told = {"target": row.target}
            told |= {} if order.orders is None else {"orders": str(order.orders)}
            told |= {} if order.seconds is None else {"seconds": f"{order.seconds:g}"}
            self._audit.append("outage.begun", reason=row.failure, extra=told)
        return self._told(row, now)

    def end(self, target: str) -> bool:
        """Bring something back; False when it was not out of service. Raises ``NoOutage`` for what cannot be."""
        known_target(target)
        with self._store.transaction() as work:
            found = next((row for row in self._current(work) if row.target == target), None)
            if found is not None:
                self._over(work, found, "told")
        return found is not None

    def reset(self) -> list[str]:
        """Bring everything back; return what was out of service."""
        with self._store.transaction() as work:
            return self.end_all(work)

    def end_all(self, work: Transaction) -> list[str]:
        """Bring everything back, inside the caller's transaction; return what was out of service."""
        rows = self._current(work)
        for row in rows:
            self._over(work, row, "told")
        return [row.target for row in rows]

    def state(self) -> list[OutageState]:
        """Return what is out of service now."""
        with self._store.transaction() as work:
            rows = self._current(work)
        return [self._told(row, self._now()) for row in rows]

    # -- who serves --------------------------------------------------------------------------------------------

    def available(self) -> dict[str, bool]:
        """Tell of each way to log in whether the next order would be taken."""
        with self._store.transaction() as work:
            out = {row.target for row in self._current(work)}
        return {name: not out.intersection((IDP, *row.stands_on)) for name, row in METHODS.items()}

    def admit(self, work: Transaction, method: str) -> None:
        """Let an order of ``method`` begin, or raise the ``Refusal`` that was chosen, which takes one of its orders."""
        self._refuse(work, _stands_on(method))

    def stopped(self, work: Transaction, method: str) -> str:
        """Return the failure that stops an order of ``method`` under way; empty when nothing does."""
        return next((row.failure for row in self._of(work, _stands_on(method)) if row.orders is None), "")

    def check_revocation(self, work: Transaction) -> None:
        """Raise the chosen ``LoginFailure`` while nobody can tell what is revoked."""
        for row in self._of(work, (REVOCATION,)):
            self._take(work, row)
            raise LoginFailure(row.failure, "the operator has put revocation out of service")

    def check_directory(self, work: Transaction) -> None:
        """Raise the chosen ``LoginFailure`` while nobody can look people up (HSA)."""
        for row in self._of(work, (HSA,)):
            self._take(work, row)
            raise LoginFailure(row.failure, "the operator has put the directory out of service")

    @contextlib.contextmanager
    def judging(self, work: Transaction) -> Iterator[None]:
        """Surround the judging of a certificate: without revocation, good and revoked cannot be told apart."""
        try:
            yield
        except LoginFailure as failure:
            if failure.code == "certificate.revoked":
                self.check_revocation(work)
            raise
        self.check_revocation(work)

    def closed(self, target: str) -> str:
        """Return the failure of a lasting outage of ``target``; empty when it is in service.

        Every request asks this: as long as nothing is out, it takes no transaction.
        """
        with self._store.reading() as look:
            if not look.outages():
                return ""
        with self._store.transaction() as work:
            return next((row.failure for row in self._of(work, (target,)) if row.orders is None), "")

    def sweep(self) -> None:
        """Write down what has come back by itself."""
        with self._store.transaction() as work:
            self._current(work)

    # -- within ------------------------------------------------------------------------------------------------

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _told(self, row: OutageRow, now: float) -> OutageState:
        left = None if row.until is None else max(0.0, row.until - now)
        return OutageState(row.target, row.failure, row.since, left, row.orders)

    def _current(self, work: Transaction) -> list[OutageRow]:
        """Return what is out of service; what has come back by itself is forgotten, and written down."""
        now, rows = self._now(), []
        for found in work.outages():
            row = found
            if is_ahead(row.since, now):  # the clock was set back: it lasts its own time from here, and no longer
                row = replace(row, since=now, until=None if row.until is None else now + row.until - row.since)
                work.put_outage(row)
            if row.until is not None and row.until <= now:
                self._over(work, row, "time")
            else:
                rows.append(row)
        return rows

    def _of(self, work: Transaction, targets: tuple[str, ...]) -> list[OutageRow]:
        rows = {row.target: row for row in self._current(work)}
        return [rows[target] for target in targets if target in rows]

    def _refuse(self, work: Transaction, targets: tuple[str, ...]) -> None:
        for row in self._of(work, targets):
            self._take(work, row)
            raise Refusal(row.failure, f"{row.target} is out of service")

    def _take(self, work: Transaction, row: OutageRow) -> None:
        """Count one order against an outage that is counted."""
        if row.orders is None:
            return
        if row.orders <= 1:
            self._over(work, row, "orders")
        else:
            work.put_outage(replace(row, orders=row.orders - 1))

    def _over(self, work: Transaction, row: OutageRow, why: str) -> None:
        if work.drop_outage(row.target):
            self._audit.append("outage.ended", reason=row.failure, extra={"target": row.target, "by": why})


def _stands_on(method: str) -> tuple[str, ...]:
    """Return the targets that close a login method, or an app of a relying party's order."""
    row = METHODS.get(method)
    return row.stands_on if row is not None else (method,)
