"""What only the PostgreSQL store is about; every other test of the IdP runs on it too (COSMIC_TEST_STORE, .ci/run)."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from cosmic_login.audit.export import Format, export
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.base import CodeRow, LoginRow, LoginStatus, OrderRow, Refusal
from cosmic_login.idp.store.fault_statements import FaultOrderRow
from cosmic_login.idp.store.open_statements import in_postgres
from cosmic_login.idp.store.postgres import PostgresStore
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.idp.store.table_trail import TableTrail
from cosmic_login.idp.store.web_statements import WebLoginRow, WebState
from cosmic_login.idp.token_digests import digest
from tests.apart import apart
from tests.postgres import Server, server

KEY = b"k" * 32


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def dsn(running: Server) -> Iterator[str]:
    made = running.new_database()
    yield made
    running.drop(made)


def opened(dsn: str) -> tuple[PostgresStore, TableTrail]:
    trail = TableTrail(KEY, ManualClock())
    return PostgresStore(dsn, trail), trail


def test_rows_are_in_the_trail_if_and_only_if_the_transaction_is_kept(dsn: str) -> None:
    store, trail = opened(dsn)
    with store.transaction():
        trail.append("kept.one")

    def tell(event: str, error: Exception) -> None:
        with store.transaction():
            trail.append(event)
            raise error

    with pytest.raises(RuntimeError):
        tell("undone", RuntimeError())
    with pytest.raises(Refusal):
        tell("kept.two", Refusal("order.unknown"))
    with pytest.raises(RuntimeError):
        trail.append("outside")
    store.close()
    reader = TableReader(dsn, KEY)
    assert [record.event for record in reader.records()] == ["kept.one", "kept.two"]
    assert (reader.verify().ok, reader.verify().records) == (True, 2)
    assert [record.event for record in reader.follow(None, 1)[0]] == ["kept.two"]
    assert reader.follow(None, 5)[0] == list(reader.records())
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(b"UPDATE audit_row SET line = replace(convert_from(line, 'UTF8'), 'two', 'owt')::bytea")
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        reader.follow(None, 1)


def _write(dsn: str, name: str, count: int) -> None:
    store, trail = opened(dsn)
    for number in range(count):
        with store.transaction() as work:
            work.register_card(f"{name}-{number}", "p", 0)
            trail.append("card.registered", extra={"card": f"{name}-{number}"})
            if number % 3 == 0:
                trail.append("second.row")
    store.close()


def test_many_writers_make_one_chain_and_nothing_is_lost_or_doubled(dsn: str) -> None:
    opened(dsn)[0].close()
    fresh = apart(__name__)
    writers = [fresh.Process(target=_write, args=(dsn, str(each), 40)) for each in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    records = list(TableReader(dsn, KEY).records())
    cards = [record.extra["card"] for record in records if record.event == "card.registered"]
    assert sorted(cards) == sorted(f"{each}-{number}" for each in range(3) for number in range(40))
    assert TableReader(dsn, KEY).verify().ok


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit_row SET line = replace(convert_from(line, 'UTF8'), 'two', 'owt')::bytea WHERE seq = 2", 2),
        ("DELETE FROM audit_row WHERE seq = 2", 2),
        ("DELETE FROM audit_row WHERE seq = 3", 3),
        ("DELETE FROM audit_head", 3),
        ("UPDATE audit_head SET line = replace(convert_from(line, 'UTF8'), '3', '2')::bytea", 3),
        ("INSERT INTO audit_row SELECT 4, line FROM audit_row WHERE seq = 3", 4),
    ],
)
def test_whoever_changes_the_table_is_found_out(dsn: str, statement: str, row: int) -> None:
    store, trail = opened(dsn)
    for event in ("one", "two", "three"):
        with store.transaction():
            trail.append(event)
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(statement.encode())
    verdict = TableReader(dsn, KEY).verify()
    assert (verdict.ok, verdict.row) == (False, row), verdict
    with pytest.raises(LoginFailure, match=r"audit\.tampered"):
        list(TableReader(dsn, KEY).records())
    store.close()


def test_client_and_app_do_not_wait_for_each_other_in_a_ring(dsn: str) -> None:
    """The client comes to an order from its login, the app to the login from its order."""
    store, _ = opened(dsn)
    login = LoginRow("l", digest("s"), "o", "cosmic", "bankid", 0, 9e9, "{}")
    order = OrderRow("o", "l", "cosmic", digest("t"), 0, 9e9, 9e9, app_session=digest("a"))
    with store.transaction() as work:
        work.add_login(login)
        work.add_order(order)
    done: list[str] = []

    def client() -> None:
        for _ in range(60):
            with store.transaction() as work:
                work.login_of_session(digest("s"))
                work.order("o")
        done.append("client")

    def app() -> None:
        for _ in range(60):
            with store.transaction() as work:
                work.order_of_app_session(digest("a"))
                work.login("l")
        done.append("app")

    threads = [threading.Thread(target=each) for each in (client, app, client, app)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == ["app", "app", "client", "client"]
    store.close()


def _take(dsn: str, codes: list[str], won: multiprocessing.Queue[str]) -> None:
    store, _ = opened(dsn)
    for code in codes:
        with store.transaction() as work:
            if work.take_code(code, 9e9) is not None:
                won.put(code)
    store.close()


def test_a_code_is_taken_once_whoever_races_for_it(dsn: str) -> None:
    store, _ = opened(dsn)
    codes = [digest(str(each)) for each in range(60)]
    with store.transaction() as work:
        for code in codes:
            work.add_code(CodeRow(code, "l", 9e9, "{}"))
    fresh = apart(__name__)
    won: multiprocessing.Queue[str] = fresh.Queue()
    racers = [fresh.Process(target=_take, args=(dsn, codes, won)) for _ in range(3)]
    for racer in racers:
        racer.start()
    taken = [won.get(timeout=60) for _ in codes]
    for racer in racers:
        racer.join(60)
    assert sorted(taken) == sorted(codes)
    assert won.empty()
    store.close()


def _bite(dsn: str, times: int, met: multiprocessing.Queue[int]) -> None:
    store, _ = opened(dsn)
    count = 0
    for _ in range(times):
        with store.transaction() as work:
            count += work.use_fault_order("o", 1.0) is not None
    store.close()
    met.put(count)


def test_a_fault_is_met_so_often_as_was_ordered_whoever_races_for_it(dsn: str) -> None:
    store, _ = opened(dsn)
    with store.transaction() as work:
        work.put_fault_order(FaultOrderRow("o", "oidc", "journal", "", "expired", 0.0, 0.0, uses=50))
    fresh = apart(__name__)
    met: multiprocessing.Queue[int] = fresh.Queue()
    racers = [fresh.Process(target=_bite, args=(dsn, 40, met)) for _ in range(3)]
    for racer in racers:
        racer.start()
    assert sum(met.get(timeout=60) for _ in racers) == 50
    for racer in racers:
        racer.join(60)
    with store.transaction() as work:
        assert [row.uses for row in work.fault_orders()] == [0]
        work.put_fault_order(FaultOrderRow("p", "oidc", "journal", "", "slow", 0.0, 0.0, until=1.0, uses=9))
        assert work.use_fault_order("p", 1.0) is None  # its time is over
    store.close()


def test_a_login_in_a_browser_is_told_to_its_system_once_however_often_that_is_asked(dsn: str) -> None:
    store, _ = opened(dsn)
    names = [digest(str(number)) for number in range(40)]
    with store.transaction() as work:
        for name in names:
            work.add_web_login(WebLoginRow(name, "", "oidc", "journal", "{}", 0.0, 9e9, WebState.GRANTED))
    told: list[str] = []
    together = threading.Barrier(3)

    def deliver() -> None:
        for name in names:
            together.wait(60)
            with store.transaction() as work:
                row = work.web_login(name)
                assert row is not None
                if row.state is WebState.GRANTED:
                    told.append(name)
                    work.save_web_login(replace(row, state=WebState.TOLD), row.state)

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == sorted(names)
    store.close()


def test_only_one_of_two_settles_a_login(dsn: str) -> None:
    store, _ = opened(dsn)
    with store.transaction() as work:
        work.add_login(LoginRow("l", digest("s"), "o", "cosmic", "bankid", 0, 9e9, "{}"))
        assert work.settle_login("l", LoginStatus.OPEN, LoginStatus.GRANTED)
        assert not work.settle_login("l", LoginStatus.OPEN, LoginStatus.GRANTED)
    store.close()


def test_a_store_goes_on_after_the_database_was_restarted() -> None:
    with server() as made:
        store, trail = opened(made.dsn())
        with store.transaction():
            trail.append("before")
        made.restart()
        with store.transaction():
            trail.append("after")
        assert [record.event for record in TableReader(made.dsn(), KEY).records()] == ["before", "after"]
        made.stop()
        with pytest.raises(LoginFailure, match=r"database\.unreachable"), store.transaction():
            pass
        store.close()


def test_what_a_database_cannot_be_used_for_is_told_by_its_cause(running: Server, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(b"CREATE ROLE guest LOGIN")
    for address, code in (
        ("nonsense", "database.address"),
        ("postgresql://test@/nowhere?host=/nowhere", "database.unreachable"),
        (running.dsn("no_such_database"), "database.refused"),
        (dsn.replace("test@", "guest@"), "database.rights"),
    ):
        with pytest.raises(LoginFailure) as raised:
            opened(address)
        assert raised.value.code == code, address
        assert "guest" not in raised.value.detail
    store, _ = opened(dsn)
    store.close()
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(b"INSERT INTO store_version VALUES (99)")
    with pytest.raises(LoginFailure, match=r"database\.newer"):
        opened(dsn)


def test_a_database_that_cannot_be_written_is_told_so(running: Server, dsn: str) -> None:
    store, _ = opened(dsn)
    store.close()
    with psycopg.connect(running.dsn(), autocommit=True) as database:
        name = dsn.partition("?")[0].rpartition("/")[2]
        database.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
    with pytest.raises(LoginFailure, match=r"database\.standby"):
        opened(dsn)


def test_a_statement_is_put_into_the_databases_dialect() -> None:
    assert in_postgres("UPDATE a SET b = ? WHERE c = ?") == "UPDATE a SET b = %s WHERE c = %s"
    assert in_postgres("CREATE TABLE a (b BLOB, c REAL)") == "CREATE TABLE a (b BYTEA, c DOUBLE PRECISION)"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_trail_in_the_database_is_exported_as_one_in_a_file(dsn: str, tmp_path: Path, form: Format) -> None:
    file = AuditTrail.open(tmp_path / "audit.log", KEY, ManualClock())
    store, table = opened(dsn)
    for event, person in (("login.attempted", ""), ("login.failed", "199001132399")):
        file.append(event, person=person, source="idp")
        with store.transaction():
            table.append(event, person=person, source="idp")
    store.close()
    reader = TableReader(dsn, KEY)
    for shown in (False, True):
        exported = [b"".join(export(trail.records(), form, show_numbers=shown)) for trail in (file, reader)]
        assert exported[0] == exported[1]
        assert (b"199001132399" in exported[0]) is shown
    assert file.verify() == reader.verify()
