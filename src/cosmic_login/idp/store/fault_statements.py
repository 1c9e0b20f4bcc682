"""Faults that were ordered, in the store: the row, and its statements (SQLite's dialect)."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields
from typing import Protocol

#: Version 9 of the tables. A login in a browser knows the fault that came with its request, or bit it on the way.
FAULT_TABLES = (
    """CREATE TABLE answer_fault (
        id TEXT PRIMARY KEY, face TEXT NOT NULL, system TEXT NOT NULL, state TEXT NOT NULL, fault TEXT NOT NULL,
        delay REAL NOT NULL, since REAL NOT NULL, until REAL, uses INTEGER,
        UNIQUE (face, system, state, fault))""",
    "ALTER TABLE web_login ADD COLUMN fault TEXT NOT NULL DEFAULT ''",
)


@dataclass(frozen=True)
class FaultOrderRow:
    """A fault that a system is to meet, of any of its logins or of those with one ``state``.

    ``until`` is when it ends by itself, ``uses`` how often it still bites; without either it lasts until somebody takes
    it back, with both until the first of the two. ``delay`` is in seconds.
    """

    id: str
    face: str
    system: str
    state: str
    fault: str
    delay: float
    since: float
    until: float | None = None
    uses: int | None = None


class FaultStatements(Protocol):
    """The part of a transaction (``store.base.Transaction``) that is about faults."""

    def fault_orders(self) -> list[FaultOrderRow]:
        """Return all orders, oldest first."""

    def fault_orders_of(self, face: str, system: str) -> list[FaultOrderRow]:
        """Return the orders for one system, oldest first."""

    def put_fault_order(self, row: FaultOrderRow) -> None:
        """Keep an order, in place of an earlier one of the same fault for the same system and state."""

    def use_fault_order(self, order: str, at: float) -> int | None:
        """Use an order that is counted once; return what is left, None when others were faster or its time is over."""

    def drop_fault_order(self, order: str) -> bool:
        """Forget an order; False when there was none."""


_COLUMNS = ", ".join(field.name for field in fields(FaultOrderRow))
_MARKS = ", ".join("?" for _ in fields(FaultOrderRow))
_ORDER = f"SELECT {_COLUMNS} FROM answer_fault"  # noqa: S608 - constants


class SqliteFaults:
    """``FaultStatements`` for SQLite."""

    _db: sqlite3.Connection

    def fault_orders(self) -> list[FaultOrderRow]:
        """Return all orders, oldest first."""
        return [FaultOrderRow(*row) for row in self._db.execute(f"{_ORDER} ORDER BY since, id").fetchall()]

    def fault_orders_of(self, face: str, system: str) -> list[FaultOrderRow]:
        """Return the orders for one system, oldest first."""
        rows = self._db.execute(f"{_ORDER} WHERE face = ? AND system = ? ORDER BY since, id", (face, system))
        return [FaultOrderRow(*row) for row in rows.fetchall()]

    def put_fault_order(self, row: FaultOrderRow) -> None:
        """Keep an order, in place of an earlier one of the same fault for the same system and state."""
        self._db.execute(
            f"INSERT INTO answer_fault ({_COLUMNS}) VALUES ({_MARKS}) "  # noqa: S608 - constants
            "ON CONFLICT (face, system, state, fault) DO UPDATE SET id = excluded.id, delay = excluded.delay, "
            "since = excluded.since, until = excluded.until, uses = excluded.uses",
            astuple(row),
        )

    def use_fault_order(self, order: str, at: float) -> int | None:
        """Use an order that is counted once; return what is left, None when others were faster or its time is over."""
        # One statement: who waits for another's row looks at the condition again when that one is through.
        rows = self._db.execute(
            "UPDATE answer_fault SET uses = uses - 1 WHERE id = ? AND uses > 0 AND (until IS NULL OR until > ?) "
            "RETURNING uses",
            (order, at),
        ).fetchall()
        return int(rows[0][0]) if rows else None

    def drop_fault_order(self, order: str) -> bool:
        """Forget an order; False when there was none."""
        return self._db.execute("DELETE FROM answer_fault WHERE id = ?", (order,)).rowcount == 1
