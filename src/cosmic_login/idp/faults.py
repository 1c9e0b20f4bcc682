"""Faults to order: a system meets one on purpose, so that its team sees whether their own application notices.

What there is stands in ``core.answer_faults``. Orders are in the store, so that every IdP process on it goes by the
same; each one, its end and each bite are in the audit trail and the log. A fault bites at its moment and its order is
used up there: ``FaultOrders.bite`` is called at each of them, inside the transaction in which the login moves on.

Of several orders that fit, one for this very ``state`` comes first, then one that ends by itself, then the oldest.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass, replace
from typing import Final

from cosmic_login.core.answer_faults import (
    ANSWER_FAULTS,
    MOST_DELAY_S,
    PROTOCOLS,
    USUAL_DELAY_S,
    Moment,
    ProtocolName,
    Wanted,
    faults_for,
)
from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.idp.outages import MAX_ORDERS, MAX_SECONDS, quoted
from cosmic_login.idp.registry.systems import Systems
from cosmic_login.idp.services import Audit
from cosmic_login.idp.store.base import Store, Transaction
from cosmic_login.idp.store.fault_statements import FaultOrderRow
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)
#: The header by which a test's request brings its own fault, where the operator allows it.
FAULT_HEADER: Final = "Cosmic-Fault"
#: How long a ``state`` may be that an order is for, and how many orders there may be at once.
MOST_STATE, MOST_ORDERS = 2000, 500
_WRITTEN: Final = re.compile(r"([a-z-]{1,40})(?:\s*;\s*delay=([0-9]{1,4}(?:\.[0-9]{1,3})?))?")

#: Control characters, and halves of a character.
_UNSENT: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class NoFault(ValueError):  # noqa: N818 - it says what cannot be had
    """A fault that cannot be ordered: which ``member`` is wrong, and the ``rule`` that it has to follow.

    The text says the same of what was written, shortened.
    """

    def __init__(self, member: str, wrong: str, rule: str) -> None:
        super().__init__(f"{member}: {wrong}")
        self.member, self.rule = member, rule


@dataclass(frozen=True)
class Fault:
    """What bites: ``name`` is one of ``ANSWER_FAULTS``; ``delay`` is in seconds, of those that are late."""

    name: str
    delay: float = 0.0

    def __str__(self) -> str:
        """Return it as a header has it, which ``read`` reads."""
        return f"{self.name}; delay={self.delay:g}" if self.delay else self.name

    @classmethod
    def read(cls, text: str) -> Fault:
        """Read ``NAME`` or ``NAME; delay=SECONDS``. Raises ``NoFault``."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            rule = "NAME, or NAME; delay=SECONDS"
            raise NoFault(FAULT_HEADER, f"{quoted(text)} is not {rule}.", rule)
        return checked_fault(found[1], float(found[2]) if found[2] else None)


def checked_fault(name: str, delay: float | None = None) -> Fault:
    """Return a fault with its delay filled in. Raises ``NoFault``."""
    row = ANSWER_FAULTS.get(name)
    if row is None:
        rule = f"one of {', '.join(ANSWER_FAULTS)}"
        raise NoFault("fault", f"{quoted(name)} is not {rule}.", rule)
    if not row.delayed:
        if delay is not None:
            raise NoFault(
                "delay", f"{name} is not late; only a fault that is takes one.", "left out: the fault is not late"
            )
        return Fault(name)
    wait = USUAL_DELAY_S if delay is None else delay
    if not 0 < wait <= MOST_DELAY_S:
        rule = f"above 0 and at most {MOST_DELAY_S:g}"
        raise NoFault("delay", f"{quoted(str(wait))} is not {rule}.", rule)
    return Fault(name, wait)


def suited(fault: Fault, protocol: str) -> Fault:
    """Return a fault that systems of a protocol can meet. Raises ``NoFault`` for another."""
    if protocol not in ANSWER_FAULTS[fault.name].moments:
        there = ", ".join(row.name for row in faults_for(protocol))
        raise NoFault("fault", f"{fault.name} is not for {protocol}; what is: {there}.", f"one for {protocol}: {there}")
    return fault


@dataclass(frozen=True)
class FaultOrder:
    """What the operator asks for.

    ``system`` is a client_id or entityID; ``protocol`` is needed only where both protocols have one of that name.
    ``state`` (RelayState) narrows it to the login that brings it. ``times`` and ``seconds`` end it by itself.
    """

    system: str
    fault: str
    protocol: str = ""
    state: str = ""
    times: int | None = None
    seconds: float | None = None
    delay: float | None = None


@dataclass(frozen=True)
class OrderedFault:
    """An order as it is now. ``seconds`` and ``times`` are what is left of it; None: without such an end."""

    order: str
    system: str
    protocol: str
    fault: str
    state: str
    delay: float
    since: float
    seconds: float | None
    times: int | None


@dataclass(frozen=True)
class Spot:
    """Where a fault may bite: a system's login. ``login`` is what the audit trail calls it, if it does yet.

    ``brought`` is the fault that came with the request (``Fault``, written): then orders are none of its business.
    """

    protocol: ProtocolName
    system: str
    state: str = ""
    brought: str = ""
    asks: frozenset[Wanted] = frozenset({Wanted.ANYTHING})
    login: str = ""


class FaultOrders:
    """Takes orders, and says what bites. Methods that take ``work`` act inside the caller's transaction."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, systems: Systems) -> None:
        self._store, self._audit, self._clock, self._systems = store, audit, clock, systems

    # -- the operator ------------------------------------------------------------------------------------------

    def order(self, wanted: FaultOrder) -> OrderedFault:
        """Have a system meet a fault, in place of an earlier order of the same kind. Raises ``NoFault``."""
        protocol = self._protocol(wanted)
        fault = suited(checked_fault(wanted.fault, wanted.delay), protocol)
        _check_span(wanted)
        now = self._clock.now().timestamp()
        until = None if wanted.seconds is None else now + wanted.seconds
        row = FaultOrderRow(
            id="f" + secrets.token_hex(4),  # eight digits and nothing else would be taken for a code
            face=protocol,
            system=wanted.system,
            state=wanted.state,
            fault=fault.name,
            delay=fault.delay,
            since=now,
            until=until,
            uses=wanted.times,
        )
        with self._store.transaction() as work:
            if len(self._current(work, work.fault_orders(), now)) >= MOST_ORDERS:
                raise NoFault(
                    "system",
                    f"there are {MOST_ORDERS} orders; take some of them back.",
                    f"asked for when there are fewer than {MOST_ORDERS} orders",
                )
            work.put_fault_order(row)
            told = _facts(row)
            if wanted.times is not None:
                told["times"] = str(wanted.times)
            if wanted.seconds is not None:
                told["seconds"] = f"{wanted.seconds:g}"
            if wanted.state:
                told["of"] = "one state"
            self._audit.append("fault.ordered", extra=told)
            log_event(_log, "fault.ordered", level=logging.INFO, **told)
        return _told(row, now)

    def withdraw(self, order: str) -> bool:
        """Take an order back; False when there is none of that name."""
        with self._store.transaction() as work:
            rows = self._current(work, work.fault_orders(), self._clock.now().timestamp())
            found = next((row for row in rows if row.id == order), None)
            if found is not None:
                self._over(work, found, "told")
        return found is not None

    def withdraw_all(self) -> list[str]:
        """Take all orders back; return their names."""
        with self._store.transaction() as work:
            return self.end_all(work)

    def end_all(self, work: Transaction) -> list[str]:
        """Take all orders back, inside the caller's transaction; return their names."""
        rows = self._current(work, work.fault_orders(), self._clock.now().timestamp())
        for row in rows:
            self._over(work, row, "told")
        return [row.id for row in rows]

    def state(self) -> list[OrderedFault]:
        """Return what is ordered now, oldest first."""
        now = self._clock.now().timestamp()
        with self._store.transaction() as work:
            return [_told(row, now) for row in self._current(work, work.fault_orders(), now)]

    def sweep(self) -> None:
        """Write down what has ended by itself."""
        with self._store.transaction() as work:
            self._current(work, work.fault_orders(), self._clock.now().timestamp())

    # -- who serves --------------------------------------------------------------------------------------------

    def bite(self, work: Transaction, moment: Moment, spot: Spot) -> Fault | None:
        """Return the fault that bites a login at a moment, if one does; its order is one use shorter then."""
        if spot.brought:
            fault = Fault.read(spot.brought)
            if not _fits(fault.name, moment, spot):
                return None
            self._bitten(fault.name, spot, "header")
            return fault
        rows = work.fault_orders_of(spot.protocol, spot.system)
        if not rows:
            return None
        now = self._clock.now().timestamp()
        for row in sorted(self._current(work, rows, now), key=_rank):
            if row.state in {"", spot.state} and _fits(row.fault, moment, spot) and self._used(work, row, spot, now):
                return Fault(row.fault, row.delay)
        return None

    def _used(self, work: Transaction, row: FaultOrderRow, spot: Spot, now: float) -> bool:
        """Use an order: whoever counts the last use ends it; False when another was faster."""
        left = None if row.uses is None else work.use_fault_order(row.id, now)
        if row.uses is not None and left is None:
            return False
        self._bitten(row.fault, spot, row.id)
        if left == 0:
            self._over(work, row, "times")
        return True

    # -- within ------------------------------------------------------------------------------------------------

    def _protocol(self, wanted: FaultOrder) -> ProtocolName:
        if wanted.protocol and wanted.protocol not in PROTOCOLS:
            rule = f"one of {', '.join(PROTOCOLS)}"
            raise NoFault("protocol", f"{quoted(wanted.protocol)} is not {rule}.", rule)
        asked = [name for name in PROTOCOLS if wanted.protocol in {"", name}]
        found = [name for name in asked if self._systems.find(name, wanted.system) is not None]
        if not found:
            rule = f"registered for {' or '.join(asked)}"
            raise NoFault("system", f"{quoted(wanted.system)} is not {rule}.", rule)
        if len(found) > 1:
            there = " and ".join(found)
            raise NoFault(
                "protocol",
                f"{quoted(wanted.system)} is registered for {there}; say for which.",
                f"said: the system is registered for {there}",
            )
        return found[0]

    def _current(self, work: Transaction, rows: list[FaultOrderRow], now: float) -> list[FaultOrderRow]:
        """Return those of the orders that hold; what has ended by itself is forgotten, and written down."""
        kept = []
        for found in rows:
            row = found
            if is_ahead(row.since, now):  # the clock was set back: it lasts its own time from here, and no longer
                row = replace(row, since=now, until=None if row.until is None else now + row.until - row.since)
                work.put_fault_order(row)
            if row.until is not None and row.until <= now:
                self._over(work, row, "time")
            elif row.uses != 0:
                kept.append(row)
        return kept

    def _over(self, work: Transaction, row: FaultOrderRow, why: str) -> None:
        if work.drop_fault_order(row.id):
            told = _facts(row) | {"by": why}
            self._audit.append("fault.ended", extra=told)
            log_event(_log, "fault.ended", level=logging.INFO, **told)

    def _bitten(self, fault: str, spot: Spot, by: str) -> None:
        told = {"system": spot.system, "fault": fault, "by": by}
        self._audit.append("fault.met", login=spot.login, extra=told)
        log_event(_log, "fault.met", level=logging.INFO, **told)


def _check_span(wanted: FaultOrder) -> None:
    if len(wanted.state) > MOST_STATE:
        raise NoFault("state", f"it has more than {MOST_STATE} characters.", f"at most {MOST_STATE} characters")
    if _UNSENT.search(wanted.state):
        raise NoFault("state", "it has characters that no request can bring.", "without control characters")
    if wanted.times is not None and not 1 <= wanted.times <= MAX_ORDERS:
        rule = f"from 1 to {MAX_ORDERS}"
        raise NoFault("times", f"{quoted(str(wanted.times))} is not {rule}.", rule)
    if wanted.seconds is not None and not 0 < wanted.seconds <= MAX_SECONDS:
        rule = f"above 0 and at most {MAX_SECONDS}"
        raise NoFault("seconds", f"{quoted(str(wanted.seconds))} is not {rule}.", rule)


def _fits(fault: str, moment: Moment, spot: Spot) -> bool:
    row = ANSWER_FAULTS.get(fault)  # an order of a newer program may be another
    return row is not None and row.moments.get(spot.protocol) is moment and row.wants in spot.asks


def _facts(row: FaultOrderRow) -> dict[str, str]:
    return {"order": row.id, "system": row.system, "fault": row.fault}


def _rank(row: FaultOrderRow) -> tuple[bool, bool, float, str]:
    return (not row.state, row.uses is None and row.until is None, row.since, row.id)


def _told(row: FaultOrderRow, now: float) -> OrderedFault:
    left = None if row.until is None else max(0.0, row.until - now)
    return OrderedFault(row.id, row.system, row.face, row.fault, row.state, row.delay, row.since, left, row.uses)
