"""Outages in the store: the row, and its statements (SQLite's dialect)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

#: The table of version 2, for ``store.schema``.
OUTAGE_TABLE = """CREATE TABLE outage (
        target TEXT PRIMARY KEY, failure TEXT NOT NULL, since REAL NOT NULL, until REAL, orders INTEGER)"""
#: Version 11: an outage may be one person's. A key cannot be changed in SQLite, so the table is made anew.
PERSONAL_OUTAGE = (
    "ALTER TABLE outage RENAME TO outage_of_all",
    """CREATE TABLE outage (
        target TEXT NOT NULL, failure TEXT NOT NULL, since REAL NOT NULL, until REAL, orders INTEGER,
        person TEXT NOT NULL, PRIMARY KEY (target, person))""",
    "INSERT INTO outage SELECT target, failure, since, until, orders, '' FROM outage_of_all",
    "DROP TABLE outage_of_all",
)
_OUTAGE = "target, failure, since, until, orders, person"


@dataclass(frozen=True)
class OutageRow:
    """What is out of service. ``until`` is when it comes back by itself, ``orders`` how many orders still meet it.

    Without either it lasts until somebody ends it; with both, until the first of the two. ``person`` (personal number)
    is whose logins alone meet it; empty: everybody's.
    """

    target: str
    failure: str
    since: float
    until: float | None = None
    orders: int | None = None
    person: str = ""


class OutageStatements(Protocol):
    """The part of a transaction (``store.base.Transaction``) that is about outages."""

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names and persons."""

    def put_outage(self, row: OutageRow) -> None:
        """Keep an outage, in place of an earlier one of the same target and person."""

    def drop_outage(self, target: str, person: str) -> bool:
        """Forget an outage; False when there was none."""


class SqliteOutages:
    """``OutageStatements`` for SQLite."""

    _db: sqlite3.Connection

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names and persons."""
        rows = self._db.execute(f"SELECT {_OUTAGE} FROM outage ORDER BY target, person")  # noqa: S608 - constants
        return [OutageRow(*row) for row in rows.fetchall()]

    def put_outage(self, row: OutageRow) -> None:
        """Keep an outage, in place of an earlier one of the same target and person."""
        self._db.execute(
            f"INSERT INTO outage ({_OUTAGE}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (target, person) DO UPDATE SET "  # noqa: S608
            "failure = excluded.failure, since = excluded.since, until = excluded.until, orders = excluded.orders",
            (row.target, row.failure, row.since, row.until, row.orders, row.person),
        )

    def drop_outage(self, target: str, person: str) -> bool:
        """Forget an outage; False when there was none."""
        return self._db.execute("DELETE FROM outage WHERE target = ? AND person = ?", (target, person)).rowcount == 1
