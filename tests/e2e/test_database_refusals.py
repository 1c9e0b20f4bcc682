"""A database that cannot be used is told in one line with a code of its own, and nothing is left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cosmic_login.idp.store.open_statements import in_postgres
from cosmic_login.idp.store.schema import CHANGES, SCHEMA_VERSION, TABLES
from tests.e2e.program import background, login, run
from tests.postgres import Server, server, standby


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server("max_connections=10", "superuser_reserved_connections=0", "wal_level=replica") as made:
        yield made


def told(profile: Path, address: str) -> str:
    """Return the code of the one line by which the program ends."""
    done = run(profile, "idp", "--database", address)
    assert done.returncode == 1, done.stdout
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    first = done.stderr.strip().splitlines()[0]
    assert not (profile / "idp.address").exists()
    return first


def of_version(dsn: str, version: int) -> None:
    """Make the tables of an older program; with a number of the future only that."""
    with psycopg.connect(dsn, autocommit=True) as database:
        for statement in TABLES:
            database.execute(in_postgres(statement).encode())
        database.execute(b"INSERT INTO store_version VALUES (1)")
        for each in range(2, min(version, SCHEMA_VERSION) + 1):
            for statement in CHANGES[each] if each != 5 else ():  # 5 ties the store to a file
                database.execute(in_postgres(statement).encode())
            database.execute(b"INSERT INTO store_version VALUES (%s)", (each,))
        database.execute(b"INSERT INTO store_version VALUES (%s)", (version,))


def test_wrong_addresses_and_missing_rights(tmp_path: Path, running: Server) -> None:
    dsn = running.new_database()
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(b"CREATE ROLE guest LOGIN")
        database.execute(b"CREATE ROLE stranger NOLOGIN")
    for address, code in (
        ("nonsense", "database.address"),
        ("postgresql://test@127.0.0.1:1/x", "database.unreachable"),
        (running.dsn("no_such_database"), "database.refused"),
        (dsn.replace("test@", "stranger@"), "database.refused"),
        (dsn.replace("test@", "guest@"), "database.rights"),
    ):
        assert code in told(tmp_path / "profile", address), address


def test_an_older_schema_is_brought_up_and_a_newer_one_refused(tmp_path: Path, running: Server) -> None:
    old, new = running.new_database(), running.new_database()
    of_version(old, 4)
    with background(tmp_path / "profile", "idp", "--database", old) as idp:
        assert "identity" in login(tmp_path / "profile", "anna", "--idp", idp["issuer"])
    assert running.rows(old, "SELECT MAX(version) FROM store_version") == [(SCHEMA_VERSION,)]
    of_version(new, SCHEMA_VERSION + 1)
    assert "database.newer" in told(tmp_path / "other", new)


def test_no_room_for_another_connection(tmp_path: Path, running: Server) -> None:
    dsn = running.new_database()
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(dsn))
        assert "database.no_room" in told(tmp_path / "profile", dsn)


def test_a_standby(tmp_path: Path, running: Server) -> None:
    dsn = running.new_database()
    with standby(running) as copy:
        assert "database.standby" in told(tmp_path / "profile", copy.dsn(dsn.partition("?")[0].rpartition("/")[2]))
