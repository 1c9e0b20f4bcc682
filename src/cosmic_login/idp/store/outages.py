"""Outages in the store: the row, and its statements (SQLite's dialect)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

#: The table, for ``store.schema``.
OUTAGE_TABLE = """CREATE TABLE outage (
        target TEXT PRIMARY KEY, failure TEXT NOT NULL, since REAL NOT NULL, until REAL, orders INTEGER)"""
_OUTAGE = "target, failure, since, until, orders"


@dataclass(frozen=True)
class OutageRow:
    """What is out of service. ``until`` is when it comes back by itself, ``orders`` how many orders still meet it.

    Without either it lasts until somebody ends it; with both, until the first of the two.
    """

    target: str
    failure: str
    since: float
    until: float | None = None
    orders: int | None = None


class OutageStatements(Protocol):
    """The part of a transaction (``store.base.Transaction``) that is about outages."""

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names."""

    def put_outage(self, row: OutageRow) -> None:
        """Keep an outage, in place of an earlier one of the same target."""

    def drop_outage(self, target: str) -> bool:
        """Forget an outage; False when there was none."""


class SqliteOutages:
    """``OutageStatements`` for SQLite."""

    _db: sqlite3.Connection

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names."""
        rows = self._db.execute(f"SELECT {_OUTAGE} FROM outage ORDER BY target")  # noqa: S608 - constants
        return [OutageRow(*row) for row in rows.fetchall()]

    def put_outage(self, row: OutageRow) -> None:
        """Keep an outage, in place of an earlier one of the same target."""
        self._db.execute(
            f"INSERT INTO outage ({_OUTAGE}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (target) DO UPDATE SET "  # noqa: S608
            "failure = excluded.failure, since = excluded.since, until = excluded.until, orders = excluded.orders",
            (row.target, row.failure, row.since, row.until, row.orders),
        )

    def drop_outage(self, target: str) -> bool:
        """Forget an outage; False when there was none."""
        return self._db.execute("DELETE FROM outage WHERE target = ?", (target,)).rowcount == 1
