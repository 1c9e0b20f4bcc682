"""What the operator has put out of service: a way to log in, a service behind several or beside them, the whole IdP.

The state is in the store, so that every IdP process on it goes by the same. Every switch is in the audit trail, also
the one that an outage makes by itself when its time or its orders are used up.

An outage that lasts (for a time, or until told) stops the orders under way too, at their next step. One that is
counted in orders meets only orders that begin while it is on: each begin takes one of them.

An outage may be one person's. It is met where it is known whose a login is: when the order names them, or as soon as
they show a certificate; nobody else notices it, and for everybody else the way is open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure
from cosmic_login.core.redact import mask_person
from cosmic_login.idp.methods import METHODS, SITHS_SERVICE
from cosmic_login.idp.services import Audit, People
from cosmic_login.idp.store.base import OrderRow, Refusal, Store, Transaction
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
    """An outage that cannot be ordered: which ``member`` is wrong, and the ``rule`` that it has to follow.

    The text says the same of what was written, shortened.
    """

    def __init__(self, member: str, wrong: str, rule: str) -> None:
        super().__init__(f"{member}: {wrong}")
        self.member, self.rule = member, rule


@dataclass(frozen=True)
class Order:
    """What the operator asks for: ``target`` with ``failure``, for ``orders`` and for ``seconds`` if they are given.

    ``person`` (a key, a personal number, an HSA-id, a name) makes it that person's alone.
    """

    target: str
    failure: str = ""
    orders: int | None = None
    seconds: float | None = None
    person: str = ""

    def checked(self) -> Order:
        """Return the order with its failure filled in. Raises ``NoOutage``."""
        known_target(self.target)
        failure = self.failure or TARGETS[self.target]
        if failure not in FAILURES or FAILURES[failure].failure_class not in _OF_LOGINS:
            raise NoOutage(
                "failure",
                f"{quoted(failure)} is not a failure that a login can end with.",
                "a code of the failure table that a login can end with",
            )
        if self.orders is not None and not 1 <= self.orders <= MAX_ORDERS:
            rule = f"from 1 to {MAX_ORDERS}"
            raise NoOutage("orders", f"{quoted(str(self.orders))} is not {rule}.", rule)
        if self.orders is not None and self.target == IDP:
            rule = "the whole IdP answers nothing, so there are no orders to count"
            raise NoOutage("orders", f"{rule}.", f"left out: {rule}")
        if self.person and self.target == IDP:
            rule = "the whole IdP answers nothing, so nobody is known to it"
            raise NoOutage("person", f"{rule}.", f"left out: {rule}")
        if self.seconds is not None and not 0 < self.seconds <= MAX_SECONDS:
            rule = f"above 0 and at most {MAX_SECONDS}"
            raise NoOutage("seconds", f"{quoted(str(self.seconds))} is not {rule}.", rule)
        return replace(self, failure=failure)


def known_target(target: str) -> None:
    """Raise ``NoOutage`` for what cannot be out."""
    if target not in TARGETS:
        rule = f"one of {', '.join(TARGETS)}"
        raise NoOutage("target", f"{quoted(target)} is not {rule}.", rule)


def quoted(value: str) -> str:
    """Return what somebody wrote, so that it can be shown: short, and in ASCII."""
    return ascii(value[:_SHOWN])


@dataclass(frozen=True)
class OutageState:
    """An outage as it is now. ``seconds`` and ``orders`` are what is left of it; None: without such an end.

    ``person`` is the key of the one it is for, empty for everybody.
    """

    target: str
    failure: str
    since: float
    seconds: float | None
    orders: int | None
    person: str = ""


class Outages:
    """Switches and tells. Methods that take ``work`` act inside the caller's transaction, the others in their own."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, people: People) -> None:
        self._store, self._audit, self._clock, self._people = store, audit, clock, people

    # -- the operator ------------------------------------------------------------------------------------------

    def begin(self, order: Order) -> OutageState:
        """Put something out of service, in place of an earlier outage of the same target and person.

        Raises ``NoOutage``; ``LoginFailure`` ``person.unknown``.
        """
        order, now = order.checked(), self._now()
        until = None if order.seconds is None else now + order.seconds
        person = self._people.person(order.person).personal_number if order.person else ""
        row = OutageRow(order.target, order.failure, now, until, order.orders, person)
        with self._store.transaction() as work:
            self._current(work)  # what is over by now is written down as over, before it is replaced
            work.put_outage(row)
            told = {"target": row.target}
            told |= {} if order.orders is None else {"orders": str(order.orders)}
            told |= {} if order.seconds is None else {"seconds": f"{order.seconds:g}"}
            self._audit.append("outage.begun", person=person, name=self._name(person), reason=row.failure, extra=told)
        return self._told(row, now)

    def end(self, target: str, person: str = "") -> bool:
        """Bring something back, for everybody or for one person; False when it was not out of service.

        For everybody is for each person too. Raises ``NoOutage`` for what cannot be out; ``person.unknown``.
        """
        known_target(target)
        whose = self._people.person(person).personal_number if person else ""
        with self._store.transaction() as work:
            found = [row for row in self._current(work) if row.target == target and whose in {"", row.person}]
            for row in found:
                self._over(work, row, "told")
        return bool(found)

    def reset(self) -> list[str]:
        """Bring everything back; return what was out of service."""
        with self._store.transaction() as work:
            return self.end_all(work)

    def end_all(self, work: Transaction) -> list[str]:
        """Bring everything back, inside the caller's transaction; return what was out of service."""
        rows = self._current(work)
        for row in rows:
            self._over(work, row, "told")
        return list(dict.fromkeys(row.target for row in rows))

    def state(self) -> list[OutageState]:
        """Return what is out of service now."""
        with self._store.transaction() as work:
            rows = self._current(work)
        return [self._told(row, self._now()) for row in rows]

    # -- who serves --------------------------------------------------------------------------------------------

    def available(self) -> dict[str, bool]:
        """Tell of each way to log in whether the next order would be taken, as long as it is not known whose it is."""
        with self._store.transaction() as work:
            out = {row.target for row in self._current(work) if not row.person}
        return {name: not out.intersection((IDP, *row.stands_on)) for name, row in METHODS.items()}

    def admit(self, work: Transaction, method: str, person: str = "") -> None:
        """Let an order of ``method`` begin, or raise the ``Refusal`` that was chosen, which takes one of its orders.

        ``person`` (personal number) is whose the order has to be, if it says so.
        """
        for row in self._of(work, _stands_on(method), person):
            self._take(work, row)
            raise Refusal(row.failure, f"{row.target} is out of service")

    def met_by(self, work: Transaction, order: OrderRow, person: str) -> str:
        """Return the failure that an order ends with now that it is known whose it is; empty when it goes on.

        One of an outage's orders is taken by it. An order that named its person was asked when it began.
        """
        if order.person:
            return ""
        own = [row for row in self._of(work, _stands_on(method_of(work, order)), person) if row.person]
        for row in own[:1]:
            self._take(work, row)
        return own[0].failure if own else ""

    def stopped(self, work: Transaction, method: str, person: str = "") -> str:
        """Return the failure that stops an order of ``method`` under way; empty when nothing does.

        ``person`` (personal number) is whose it is, as far as that is known.
        """
        return next((row.failure for row in self._of(work, _stands_on(method), person) if row.orders is None), "")

    def check_revocation(self, work: Transaction, person: str) -> None:
        """Raise the chosen ``LoginFailure`` while nobody can tell what of this person's is revoked."""
        for row in self._of(work, (REVOCATION,), person):
            self._take(work, row)
            raise LoginFailure(row.failure, "the operator has put revocation out of service")

    def check_directory(self, work: Transaction, person: str) -> None:
        """Raise the chosen ``LoginFailure`` while nobody can look this person up (HSA)."""
        for row in self._of(work, (HSA,), person):
            self._take(work, row)
            raise LoginFailure(row.failure, "the operator has put the directory out of service")

    @contextlib.contextmanager
    def judging(self, work: Transaction, person: str) -> Iterator[None]:
        """Surround the judging of a person's certificate: without revocation, good and revoked cannot be told apart."""
        try:
            yield
        except LoginFailure as failure:
            if failure.code == "certificate.revoked":
                self.check_revocation(work, person)
            raise
        self.check_revocation(work, person)

    def closed(self, target: str) -> str:
        """Return the failure of a lasting outage of ``target`` for everybody; empty when it is in service.

        Every request asks this: as long as the target is not out, it takes no transaction.
        """
        with self._store.reading() as look:
            if not any(row.target == target for row in look.outages()):
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
        found = self._people.by_number(row.person) if row.person else None
        return OutageState(
            row.target, row.failure, row.since, left, row.orders, found.key if found else mask_person(row.person)
        )

    def _name(self, person: str) -> str:
        found = self._people.by_number(person) if person else None
        return found.name if found else ""

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

    def _of(self, work: Transaction, targets: tuple[str, ...], person: str = "") -> list[OutageRow]:
        """Return the outages of these targets, in their order: those of everybody, and before them a person's own."""
        rows = {(row.target, row.person): row for row in self._current(work)}
        whose = (person, "") if person else ("",)
        return [rows[target, each] for target in targets for each in whose if (target, each) in rows]

    def _take(self, work: Transaction, row: OutageRow) -> None:
        """Count one order against an outage that is counted."""
        if row.orders is None:
            return
        if row.orders <= 1:
            self._over(work, row, "orders")
        else:
            work.put_outage(replace(row, orders=row.orders - 1))

    def _over(self, work: Transaction, row: OutageRow, why: str) -> None:
        if work.drop_outage(row.target, row.person):
            self._audit.append(
                "outage.ended",
                person=row.person,
                name=self._name(row.person),
                reason=row.failure,
                extra={"target": row.target, "by": why},
            )


def _stands_on(method: str) -> tuple[str, ...]:
    """Return the targets that close a login method, or an app of a relying party's order."""
    row = METHODS.get(method)
    return row.stands_on if row is not None else (method,)


def method_of(work: Transaction, order: OrderRow) -> str:
    """Return the login method that an order is of; of a relying party's order, its app."""
    login = work.login(order.login)
    return login.method if login else order.face
