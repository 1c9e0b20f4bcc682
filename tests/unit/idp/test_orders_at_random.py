"""Orders under any sequence of events: whatever apps, relying parties and time do, each ends once and none stays."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.idp.methods import OrderType
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.engine import OrderEngine, OrderRequest
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import OrderRow, OrderStatus, Refusal, Transaction
from cosmic_login.idp.store.sqlite import SqliteStore

FACES: tuple[OrderType, ...] = ("siths", "bankid")
PERSONS = ("199001132399", "198307189285")
RP = "Testbanken"


@dataclass
class Known:
    """What the test remembers of an order."""

    ref: str
    face: str
    order_ref: str
    collected: bool = False
    sessions: list[str] = field(default_factory=list)


class Orders(RuleBasedStateMachine):
    """Relying parties, apps and the clock, in any order."""

    made = Bundle("made")
    taken = Bundle("taken")

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.store = SqliteStore(Path(self.directory.name) / "idp.sqlite")
        self.clock = ManualClock()
        self.ended: list[str] = []
        self.known: dict[str, Known] = {}
        self.engine = OrderEngine(self.clock, IdpSettings(), b"k" * 32, self._failed)

    def teardown(self) -> None:
        self.clock.advance(181)
        with self.store.transaction() as work:
            self.engine.sweep(work)
            assert [each for each in self._rows(work) if each.status is OrderStatus.PENDING] == []
        self.store.close()
        self.directory.cleanup()

    def _failed(self, work: Transaction, order: OrderRow) -> None:
        assert order.failure in FAILURES
        assert order.hint in hints.FAILED
        self.ended.append(order.ref)

    def _rows(self, work: Transaction) -> list[OrderRow]:
        return [row for ref in self.known if (row := work.order(ref)) is not None]

    @rule(target=made, face=st.sampled_from(FACES), person=st.sampled_from(("", "", *PERSONS)))
    def create(self, face: OrderType, person: str) -> Known | None:
        request = OrderRequest(RP, uuid.uuid4().hex, face, qr=True, person=person, rp=RP, rp_id=RP)
        with self.store.transaction() as work:
            before = [row for row in self._rows(work) if row.status is OrderStatus.PENDING]
            try:
                row = self.engine.create(work, request)
            except Refusal as refusal:
                if refusal.code != "order.in_progress":
                    raise
                assert any((each.person, each.face) == (person, face) and each.named for each in before)
                return None
        known = Known(row.ref, face, self.engine.handles(row).order_ref)
        self.known[row.ref] = known
        return known

    @rule(target=taken, known=made, late=st.sampled_from((0, 0, 5, 6, 40)), own=st.sampled_from((True, True, False)))
    def scan(self, known: Known | None, late: int, own: bool) -> tuple[Known, str] | None:
        if known is None:
            return None
        face = known.face if own else next(each for each in FACES if each != known.face)
        with self.store.transaction() as work:
            row = work.order(known.ref)
            # The frame of this moment, also of an order that somebody has: a phone may have read it just before.
            text = self.engine.frame(replace(row, hint=hints.OUTSTANDING)) if row is not None else ""
        self.clock.advance(late)
        try:
            with self.store.transaction() as work:
                taken, session = self.engine.scan(work, text, face)
        except Refusal:
            return None
        assert late <= 5
        assert (taken.ref, face) == (known.ref, known.face)
        assert not known.sessions, "two apps have one order"
        known.sessions.append(session)
        return known, session

    @rule(who=taken, person=st.sampled_from(PERSONS), then=st.sampled_from(("waits", "waits", "agrees", "declines")))
    def answer(self, who: tuple[Known, str] | None, person: str, then: str) -> None:
        if who is None:
            return
        known, session = who
        try:
            with self.store.transaction() as work:
                order = self.engine.of_app(work, session, known.face)
                mine = self.engine.show(work, order, order.person or person)
                if then == "agrees":
                    mine = self.engine.claim(work, mine, mine.person)
                    self.engine.complete(work, mine, "{}", "{}")
                    assert not work.pending_orders_of(mine.person, mine.face), "one at a time"
                elif then == "declines":
                    self.engine.fail(work, mine, "order.declined")
        except LoginFailure as failure:
            if not failure.code.startswith("order."):
                raise

    @rule(target=taken, face=st.sampled_from(FACES), person=st.sampled_from(PERSONS))
    def type_the_code(self, face: OrderType, person: str) -> tuple[Known, str] | None:
        """Come as far as the code with a new order, so that several of one person are often under way at once."""
        known = self.create(face, "")
        who: tuple[Known, str] | None = self.scan(known, 0, own=True)  # type: ignore[assignment]  # what the rule returns
        self.answer(who, person, "waits")
        return who

    @rule(known=made)
    def collect(self, known: Known | None) -> None:
        if known is None:
            return
        try:
            with self.store.transaction() as work:
                order = self.engine.collect(work, known.order_ref, RP)
        except Refusal as refusal:
            if refusal.code != "order.unknown":
                raise
            return
        assert not known.collected, "an end was told twice"
        known.collected = order.status is not OrderStatus.PENDING

    @rule(known=consumes(made))
    def cancel(self, known: Known | None) -> None:
        if known is None:
            return
        try:
            with self.store.transaction() as work:
                self.engine.cancel(work, known.order_ref, RP)
        except Refusal:
            return
        known.collected = True

    @rule(seconds=st.sampled_from((1, 10, 29, 30, 180)))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule()
    def sweep(self) -> None:
        with self.store.transaction() as work:
            self.engine.sweep(work)
            assert self.engine.sweep(work) == 0

    @invariant()
    def one_order_names_a_person_in_an_app(self) -> None:
        with self.store.transaction() as work:
            pending = [row for row in self._rows(work) if row.status is OrderStatus.PENDING and row.named]
            owners = [(row.person, row.face) for row in pending]
            assert len(owners) == len(set(owners))

    @invariant()
    def each_ends_once(self) -> None:
        assert len(self.ended) == len(set(self.ended))
        with self.store.transaction() as work:
            for row in self._rows(work):
                assert (row.status is OrderStatus.FAILED) == (row.ref in self.ended)
                assert (row.ended is None) == (row.status is OrderStatus.PENDING)
                assert row.challenge == "" or row.status is OrderStatus.PENDING


TestOrders = Orders.TestCase
TestOrders.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
