"""A copy of what the store holds of its world, to be put back: every table but those that outlive a world.

What stays are signing keys (clients hold on to them), outages and ordered faults (they have a reset of their own), and
what belongs to the store itself. Tables are found in the schema: one that is added there is in the copy too.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cosmic_login.idp.store.schema import CHANGES, TABLES

#: Tables that are not a world's.
LASTING: Final = frozenset({"store_version", "signing_key", "outage", "answer_fault", "trail_place"})
_CREATED: Final = re.compile(r"\s*CREATE TABLE (\w+)")
#: Tables that are.
WORLDLY: Final = tuple(
    found[1]
    for statement in (*TABLES, *(each for change in CHANGES.values() for each in change))
    if (found := _CREATED.match(statement)) and found[1] not in LASTING
)


@dataclass(frozen=True)
class TableImage:
    """One table's columns and rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


#: All of them by name; a table that is not in it is empty.
StoreImage = Mapping[str, TableImage]


class ImageStatements(Protocol):
    """The part of a transaction (``store.base.Transaction``) that copies a world."""

    def take_image(self) -> StoreImage:
        """Return a copy of all rows of the world."""

    def put_image(self, image: StoreImage) -> None:
        """Put these rows in the place of all that there are."""


class SqliteImages:
    """``ImageStatements`` for SQLite."""

    _db: sqlite3.Connection

    def take_image(self) -> StoreImage:
        """Return a copy of all rows of the world."""
        found = {}
        for table in WORLDLY:
            cursor = self._db.execute(f"SELECT * FROM {table}")  # noqa: S608 - of the schema
            columns = tuple(str(each[0]) for each in cursor.description)
            found[table] = TableImage(columns, [tuple(row) for row in cursor.fetchall()])
        return found

    def put_image(self, image: StoreImage) -> None:
        """Put these rows in the place of all that there are."""
        for table in WORLDLY:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - of the schema
            kept = image.get(table)
            if kept is None:
                continue
            # An older program's copy lacks columns that have defaults; its names are those of some schema of ours.
            names, marks = ", ".join(kept.columns), ", ".join("?" * len(kept.columns))
            for row in kept.rows:
                self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row))  # noqa: S608
