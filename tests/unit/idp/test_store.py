"""The SQLite store: versions, damage, transactions, and use by several processes at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.base import CodeRow, KeyRow, OrderRow, OrderStatus, Refusal, SessionRow, TokenRow
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.token_digests import digest
from tests.apart import apart


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "idp.sqlite"


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    SqliteStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rows_come_back_as_they_were(path: Path) -> None:
    order = OrderRow("ref", "login", "cosmic", digest("t"), 1.5, 31.5, 181.5, hint="started", certificate=b"\x00\xff")
    key = KeyRow("kid", "ES256", b"\x00sealed", 1.0, 2.0)
    token = TokenRow(digest("a"), "login", 9.0, "{}")
    session = SessionRow("sid", "login", 1.0, "{}")
    store = SqliteStore(path)
    with store.transaction() as work:
        work.add_order(order)
        work.add_key(key)
        work.add_token(token)
        work.add_session(session)
    store.close()
    again = SqliteStore(path)
    with again.transaction() as work:
        assert work.order("ref") == order
        assert work.order_of_start_token(digest("t")) == order
        assert work.signing_keys() == [key]
        assert work.token(digest("a")) == token
        assert work.session_of_login("login") == session
    again.close()
    again.close()


def test_an_exception_undoes_and_a_refusal_keeps(path: Path) -> None:
    store = SqliteStore(path)

    def register(number: str, error: Exception) -> None:
        with store.transaction() as work:
            work.register_card(number, "a", 0)
            raise error

    errors = RuntimeError(), LoginFailure("profile.full"), Refusal("order.unknown")
    for number, error in enumerate(errors, 1):
        with pytest.raises(type(error)):
            register(str(number), error)
    with store.transaction() as work:
        assert [work.card_registered(number, "a") for number in "123"] == [False, False, True]
        assert not work.register_card("3", "a", 5)
    store.close()


def test_an_order_that_is_over_is_not_written(path: Path) -> None:
    store = SqliteStore(path)
    order = OrderRow("ref", "login", "cosmic", "t", 0, 0, 0, status=OrderStatus.COMPLETE, hint="")
    with store.transaction() as work:
        work.add_order(order)
        assert not work.save_order(OrderRow("ref", "login", "cosmic", "t", 0, 0, 0, hint="started"))
        assert work.order("ref") == order
    store.close()


def test_a_store_of_a_newer_program_is_refused(path: Path) -> None:
    SqliteStore(path).close()
    database = sqlite3.connect(path)
    database.execute("UPDATE store_version SET version = 99")
    database.commit()
    database.close()
    with pytest.raises(LoginFailure) as caught:
        SqliteStore(path)
    assert caught.value.code == "profile.newer"


@pytest.mark.parametrize("content", [b"not a database, but long enough" * 60, b"SQLite format 3\0" * 99])
def test_a_damaged_file_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(LoginFailure) as caught:
        SqliteStore(path)
    assert caught.value.code == "profile.damaged"
    assert path.read_bytes() == content


def test_a_truncated_file_is_refused_or_noticed(path: Path) -> None:
    store = SqliteStore(path)
    with store.transaction() as work:
        for number in range(500):
            work.register_card(str(number), "a" * 100, 0)
    store.close()
    path.write_bytes(path.read_bytes()[:8192])

    def use() -> None:
        opened = SqliteStore(path)
        try:
            with opened.transaction() as work:
                for number in range(500):
                    work.card_registered(str(number), "a" * 100)
                work.signing_keys()
        finally:
            opened.close()

    with pytest.raises(LoginFailure) as caught:
        use()
    assert caught.value.code == "profile.damaged"


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "idp.sqlite").mkdir()
    with pytest.raises(LoginFailure) as caught:
        SqliteStore(tmp_path / "idp.sqlite")
    assert caught.value.code.startswith("profile.")


def test_a_full_disk_is_told_and_nothing_is_lost(path: Path) -> None:
    store = SqliteStore(path)
    store._db.execute("PRAGMA max_page_count = 30")  # SQLite's own way to be out of room

    def fill() -> None:
        with store.transaction() as work:
            for number in range(10_000):
                work.register_card(str(number), "a" * 100, 0)

    with pytest.raises(LoginFailure) as caught:
        fill()
    assert caught.value.code == "profile.full"
    with store.transaction() as work:
        assert not work.card_registered("0", "a" * 100)
        work.register_card("1", "a", 0)
    store.close()


CODES = 150


def _take_all(path: Path, results: multiprocessing.Queue[list[str]]) -> None:
    store = SqliteStore(path)
    won = []
    for number in range(CODES):
        with store.transaction() as work:
            if work.take_code(str(number), 99.0):
                won.append(str(number))
    store.close()
    results.put(won)


def test_processes_that_race_for_codes_win_each_once(path: Path) -> None:
    store = SqliteStore(path)
    with store.transaction() as work:
        for number in range(CODES):
            work.add_code(CodeRow(str(number), f"login-{number}", 60.0, "{}"))
    store.close()
    context = apart(__name__)
    results: multiprocessing.Queue[list[str]] = context.Queue()
    racers = [context.Process(target=_take_all, args=(path, results)) for _ in range(2)]
    for racer in racers:
        racer.start()
    won = [code for _ in racers for code in results.get(timeout=60)]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
        racer.close()
    results.close()
    results.join_thread()
    assert sorted(won, key=int) == [str(number) for number in range(CODES)]
    again = SqliteStore(path)
    with again.transaction() as work:
        assert work.spent_code("7") == "login-7"
    again.close()


def test_no_handle_lies_in_the_file_in_clear(path: Path) -> None:
    assert digest("secret") != "secret"
    assert len(digest("\ud800")) == 64
