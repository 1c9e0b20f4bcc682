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
from cosmic_login.idp.store.outages import OutageRow
from cosmic_login.idp.store.schema import CHANGES, TABLES
from cosmic_login.idp.store.sqlite import SqliteStore

from .kit import ANNA, BERTIL, about, some_people

KEY = b"k" * 32


class Desk:
    """Outages on a store and a trail of their own."""

    def __init__(self, root: Path, clock: ManualClock) -> None:
        self.clock = clock
        self.store = SqliteStore(root / "idp.sqlite")
        self.trail = AuditTrail.open(root / "audit.jsonl", KEY, clock)
        self.outages = Outages(self.store, self.trail, clock, some_people())

    def begin(self, method: str, person: str = "") -> str:
        """Let an order begin; return the failure it met, or nothing."""
        try:
            with self.store.transaction() as work:
                self.outages.admit(work, method, person)
        except Refusal as refusal:
            return refusal.code
        return ""

    def stopped(self, method: str, person: str = "") -> str:
        with self.store.transaction() as work:
            return self.outages.stopped(work, method, person)

    def judge(self, verdict: str = "", person: str = "") -> str:
        with self.store.transaction() as work:
            try:
                with self.outages.judging(work, person):
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
        (Order("idp", person="anna"), "person"),
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
    elsewhere = Outages(other, desk.trail, clock, some_people())
    assert [each.target for each in elsewhere.state()] == ["siths"]
    with pytest.raises(Refusal), other.transaction() as work:
        elsewhere.admit(work, "siths-this-device")
    assert desk.outages.state() == []
    other.close()


def test_one_persons_outage_is_met_by_nobody_else(desk: Desk, clock: ManualClock) -> None:
    desk.outages.begin(Order("bankid", orders=1, person="anna"))
    desk.outages.begin(Order("siths", "order.expired", seconds=60, person=BERTIL))
    assert all(desk.outages.available().values())
    assert [desk.begin("bankid"), desk.begin("bankid", BERTIL)] == ["", ""]
    assert [desk.begin("bankid", ANNA) for _ in range(2)] == ["bankid.out_of_service", ""]
    stopped = [desk.stopped("siths-this-device", each) for each in ("", ANNA, BERTIL)]
    assert stopped == ["", "", "order.expired"]
    clock.advance(60)
    assert desk.stopped("siths-this-device", BERTIL) == ""
    told = [(row.event, row.person, row.name, row.extra.get("by")) for row in desk.rows()]
    assert told == [
        ("outage.begun", ANNA, "Anna Testsson", None),
        ("outage.begun", BERTIL, "Bertil Testberg", None),
        ("outage.ended", ANNA, "Anna Testsson", "orders"),
        ("outage.ended", BERTIL, "Bertil Testberg", "time"),
    ]


def test_a_persons_own_comes_before_everybodys_and_each_has_its_order(desk: Desk) -> None:
    desk.outages.begin(Order("siths"))
    desk.outages.begin(Order("siths", "idp.busy", orders=1, person="anna"))
    assert [desk.begin("siths-this-device", ANNA) for _ in range(2)] == ["idp.busy", "siths.out_of_service"]
    desk.outages.begin(Order("siths", "idp.busy", person="Anna Testsson"))
    desk.outages.begin(Order("siths", "order.expired", person="bertil"))
    assert [(each.failure, each.person) for each in desk.outages.state()] == [
        ("siths.out_of_service", ""),
        ("order.expired", "bertil"),
        ("idp.busy", "anna"),
    ]
    assert desk.outages.end("siths", "anna")
    assert not desk.outages.end("siths", "anna")
    assert desk.begin("siths-this-device", ANNA) == "siths.out_of_service"
    assert desk.outages.end("siths")  # for everybody is for each of them
    assert desk.outages.state() == []
    for order in (Order("siths", person="anna"), Order("siths", person="bertil"), Order("hsa")):
        desk.outages.begin(order)
    assert desk.outages.reset() == ["hsa", "siths"]


def test_without_revocation_for_one_person(desk: Desk) -> None:
    desk.outages.begin(Order("revocation", person="anna"))
    assert desk.judge("certificate.revoked", BERTIL) == "certificate.revoked"
    assert desk.judge("certificate.revoked", ANNA) == desk.judge("", ANNA) == "certificate.revocation_unknown"
    assert desk.judge("", BERTIL) == ""
    assert desk.outages.closed("revocation") == ""  # lists are everybody's


def test_a_person_that_nobody_knows_has_none(desk: Desk) -> None:
    for act in (
        lambda: desk.outages.begin(Order("siths", person="nobody")),
        lambda: desk.outages.end("siths", "nobody"),
    ):
        with pytest.raises(LoginFailure, match=r"person\.unknown"):
            act()
    assert desk.rows() == []


def test_outages_that_a_former_version_wrote_are_everybodys(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as db:
        for statement in (*TABLES, *(each for version in range(2, 11) for each in CHANGES[version])):
            db.execute(statement)
        db.execute("INSERT INTO store_version VALUES (10)")
        db.execute("INSERT INTO outage VALUES ('siths', 'idp.busy', 5.0, NULL, 3)")
    db.close()
    store = SqliteStore(path)
    with store.transaction() as work:
        assert work.outages() == [OutageRow("siths", "idp.busy", 5.0, None, 3)]
    store.close()


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
