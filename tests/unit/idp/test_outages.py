"""Outages without HTTP: what can be ordered, how each kind ends, and that every switch stands in the audit trail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.outages import TARGETS, NoOutage, Order, Outages
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.store.schema import TABLES
from cosmic_login.idp.store.sqlite import SqliteStore

from .kit import about

KEY = b"k" * 32


class Desk:
    """Outages on a store and a trail of their own."""

    def __init__(self, root: Path, clock: ManualClock) -> None:
        self.clock = clock
        self.store = SqliteStore(root / "idp.sqlite")
        self.trail = AuditTrail.open(root / "audit.jsonl", KEY, clock)
        self.outages = Outages(self.store, self.trail, clock)

    def begin(self, method: str) -> str:
        """Let an order begin; return the failure it met, or nothing."""
        try:
            with self.store.transaction() as work:
                self.outages.admit(work, method)
        except Refusal as refusal:
            return refusal.code
        return ""

    def stopped(self, method: str) -> str:
        with self.store.transaction() as work:
            return self.outages.stopped(work, method)

    def judge(self, verdict: str = "") -> str:
        with self.store.transaction() as work:
            try:
                with self.outages.judging(work):
                    if verdict:
                        raise LoginFailure(verdict)
            except LoginFailure as failure:  # an order ends by it; what was counted is kept
                return failure.code
        return ""

    def rows(self) -> list[AuditRecord]:
        return list(self.trail.records())


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    made = Desk(tmp_path, clock)
    yield made
    made.store.close()


def test_a_service_takes_its_ways_along_and_no_others(desk: Desk) -> None:
    desk.outages.begin(Order("siths"))
    assert desk.begin("siths-this-device") == desk.begin("siths-other-device") == "siths.out_of_service"
    assert desk.begin("siths-md") == desk.begin("bankid") == ""
    assert desk.outages.available() == {
        "siths-this-device": False,
        "siths-other-device": False,
        "siths-md": True,
        "bankid": True,
    }


@pytest.mark.parametrize("method", METHODS)
def test_one_way_alone_with_a_chosen_failure(desk: Desk, method: str) -> None:
    desk.outages.begin(Order(method, "order.expired"))
    assert {each: desk.begin(each) for each in METHODS} == {
        each: "order.expired" if each == method else "" for each in METHODS
    }
    assert [name for name, open_now in desk.outages.available().items() if not open_now] == [method]


def test_for_some_orders(desk: Desk) -> None:
    desk.outages.begin(Order("bankid", orders=2))
    assert desk.stopped("bankid") == ""  # what is under way goes on
    assert [desk.begin("bankid") for _ in range(3)] == ["bankid.out_of_service", "bankid.out_of_service", ""]
    assert desk.outages.state() == []
    assert [(row.event, row.extra.get("by")) for row in desk.rows()] == [
        ("outage.begun", None),
        ("outage.ended", "orders"),
    ]


def test_for_a_time(desk: Desk, clock: ManualClock) -> None:
    desk.outages.begin(Order("siths", seconds=60))
    clock.advance(59)
    assert desk.stopped("siths-this-device") == "siths.out_of_service"
    (now,) = desk.outages.state()
    assert now.seconds == pytest.approx(1)
    clock.advance(1)
    assert desk.stopped("siths-this-device") == desk.begin("siths-this-device") == ""
    assert [row.extra["by"] for row in desk.rows() if row.event == "outage.ended"] == ["time"]


def test_until_told_and_every_switch_is_written_down(desk: Desk, clock: ManualClock) -> None:
    desk.outages.begin(Order("siths-md", "order.expired"))
    clock.advance(86_400 * 30)
    assert desk.begin("siths-md") == "order.expired"
    assert desk.outages.end("siths-md")
    assert not desk.outages.end("siths-md")
    assert desk.begin("siths-md") == ""
    begun, ended = desk.rows()
    assert (begun.event, begun.reason, about(begun)) == ("outage.begun", "order.expired", {"target": "siths-md"})
    assert (ended.event, ended.reason) == ("outage.ended", "order.expired")
    assert about(ended) == {"target": "siths-md", "by": "told"}


def test_a_new_order_takes_the_place_of_the_old_and_reset_ends_all(desk: Desk) -> None:
    desk.outages.begin(Order("siths", orders=5))
    desk.outages.begin(Order("siths", "order.expired", seconds=9))
    desk.outages.begin(Order("idp"))
    assert [(each.target, each.failure, each.orders) for each in desk.outages.state()] == [
        ("idp", "idp.out_of_service", None),
        ("siths", "order.expired", None),
    ]
    assert not any(desk.outages.available().values())
    assert desk.outages.reset() == ["idp", "siths"]
    assert desk.outages.reset() == []
    assert all(desk.outages.available().values())


def test_sweeping_writes_down_what_came_back_by_itself(desk: Desk, clock: ManualClock) -> None:
    desk.outages.begin(Order("bankid", seconds=5, orders=3))
    clock.advance(5)
    desk.outages.sweep()
    assert desk.rows()[-1].event == "outage.ended"
    desk.outages.sweep()
    assert len(desk.rows()) == 2


def test_without_revocation_nobody_tells_good_from_revoked(desk: Desk) -> None:
    desk.outages.begin(Order("revocation", orders=2))
    assert desk.judge("certificate.expired") == "certificate.expired"  # this is seen without a list
    assert desk.judge() == desk.judge("certificate.revoked") == "certificate.revocation_unknown"
    assert (desk.judge(), desk.judge("certificate.revoked")) == ("", "certificate.revoked")
    assert all(desk.outages.available().values())


@pytest.mark.parametrize(
    ("order", "member"),
    [
        (Order("nothing"), "target"),
        (Order("siths", "no.such"), "failure"),
        (Order("siths", "profile.full"), "failure"),
        (Order("siths", orders=0), "orders"),
        (Order("idp", orders=1), "orders"),
        (Order("siths", orders=10**9), "orders"),
        (Order("siths", seconds=0), "seconds"),
        (Order("siths", seconds=float("inf")), "seconds"),
        (Order("siths", seconds=float("nan")), "seconds"),
    ],
)
def test_what_cannot_be_ordered(desk: Desk, order: Order, member: str) -> None:
    with pytest.raises(NoOutage, match=member):
        desk.outages.begin(order)
    assert desk.rows() == []


def test_every_target_has_a_failure_that_a_login_can_end_with() -> None:
    for target, failure in TARGETS.items():
        assert failure in FAILURES
        assert Order(target).checked().failure == failure


def test_another_process_on_the_same_store_sees_it(desk: Desk, tmp_path: Path, clock: ManualClock) -> None:
    other = SqliteStore(tmp_path / "idp.sqlite")
    desk.outages.begin(Order("siths", orders=1))
    elsewhere = Outages(other, desk.trail, clock)
    assert [each.target for each in elsewhere.state()] == ["siths"]
    with pytest.raises(Refusal), other.transaction() as work:
        elsewhere.admit(work, "siths-this-device")
    assert desk.outages.state() == []
    other.close()


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as db:
        for statement in TABLES:
            db.execute(statement)
        db.execute("INSERT INTO store_version VALUES (1)")
    db.close()
    store = SqliteStore(path)
    with store.transaction() as work:
        assert work.outages() == []
    store.close()
    SqliteStore(path).close()
