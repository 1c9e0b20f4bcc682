"""What sweeping asks every few seconds is answered by indexes, however much is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.store.transaction import SqliteTransaction


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "idp.sqlite"
    SqliteStore(path).close()
    opened = sqlite3.connect(path)
    yield opened
    opened.close()


def swept(work: SqliteTransaction) -> None:
    """Forget and end all that the IdP's own sweeping does."""
    work.overdue_logins(0.0)
    work.overdue_orders(0.0, "outstandingTransaction")
    work.overdue_web_logins(0.0)
    work.drop_expired(0.0, keep_ended=1.0, session_life=1.0)
    work.drop_web(0.0, keep_ended=1.0)
    work.drop_oidc(0.0, keep_codes=1.0)
    work.drop_saml_requests(0.0)
    work.drop_web_logouts(0.0)


def test_no_table_is_read_from_end_to_end(database: sqlite3.Connection) -> None:
    asked: list[str] = []
    database.set_trace_callback(asked.append)
    swept(SqliteTransaction(database))
    database.set_trace_callback(None)
    statements = [each for each in asked if each.startswith(("SELECT", "DELETE"))]
    assert len(statements) >= 12
    scans = {
        f"{row[3]}: {statement}"
        for statement in statements
        for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")
        if row[3].startswith("SCAN")
    }
    # A leave to enrol lives for minutes, and each trainer gives a few.
    assert {each for each in scans if "activation" not in each} == set()
