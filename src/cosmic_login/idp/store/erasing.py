"""Erasing what the store holds of a person: every row that names them, and every row that hangs on one that does.

Tables are found in the schema, as those of an image are: one that is added there is looked through too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from cosmic_login.idp.store.image import LASTING, WORLDLY

#: What outlives a world may name a person, too: an outage may be one's alone.
_TABLES: Final = (*WORLDLY, *sorted(LASTING - {"store_version", "signing_key", "trail_place"}))
#: Columns by which rows hang together: a login's name, and a session's. ``sso`` has one of the latter.
_LOGINS: Final = ("login",)
_SESSIONS: Final = ("sid", "sso")
_AT_ONCE: Final = 200


class ErasingStatements(Protocol):
    """The part of a transaction (``store.base.Transaction``) that erases a person."""

    def erase_person(self, number: str, hsa_ids: Sequence[str]) -> Mapping[str, int]:
        """Delete every row about a person, by personal number and HSA-ids; return how many, by table."""


class SqliteErasing:
    """``ErasingStatements`` for SQLite."""

    _db: sqlite3.Connection
    moved: set[str]

    def erase_person(self, number: str, hsa_ids: Sequence[str]) -> Mapping[str, int]:
        """Delete every row about a person, by personal number and HSA-ids; return how many, by table."""
        columns = {table: self._columns(table) for table in _TABLES}
        logins, sessions = set[str](), set[str]()
        for table, names in columns.items():
            where, values = _names(names, number, hsa_ids)
            self._gather(table, names, where, values, logins, sessions)
        found: dict[str, int] = {}
        for table, names in columns.items():
            about = [_names(names, number, hsa_ids), *_hangs_on(names, logins, sessions)]
            count = sum(
                self._db.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount  # noqa: S608 - of the schema
                for where, values in about
            )
            found |= {table: count} if count else {}
        self.moved |= logins
        return found

    def _columns(self, table: str) -> tuple[str, ...]:
        cursor = self._db.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - of the schema
        return tuple(str(each[0]) for each in cursor.description)

    def _gather(  # noqa: PLR0917 - one statement's parts
        self,
        table: str,
        columns: Sequence[str],
        where: str,
        values: Sequence[str],
        logins: set[str],
        sessions: set[str],
    ) -> None:
        """Add the logins and sessions of the rows that are meant."""
        for name in (*_LOGINS, *_SESSIONS):
            if name in columns:
                rows = self._db.execute(f"SELECT {name} FROM {table} WHERE {where}", values).fetchall()  # noqa: S608
                (logins if name in _LOGINS else sessions).update(row[0] for row in rows if row[0])


def _names(columns: Iterable[str], number: str, hsa_ids: Sequence[str]) -> tuple[str, list[str]]:
    """Return the condition of rows that name the person, in whatever column."""
    # A number stands in texts of many kinds. An HSA-id may begin another's, so that is one only as a whole.
    written = [f"%{number}%", f"%{number[:8]}-{number[8:]}%"]
    written += [each for hsa_id in hsa_ids for each in (hsa_id, f'%"{hsa_id}"%')]
    conditions, values = [], []
    for column in columns:
        conditions += [f"CAST({column} AS TEXT) LIKE ?"] * len(written)
        values += written
    return " OR ".join(conditions), values


def _hangs_on(columns: Sequence[str], logins: set[str], sessions: set[str]) -> list[tuple[str, list[str]]]:
    """Return the conditions of rows that belong to these logins and sessions."""
    found = []
    for names, keys in ((_LOGINS, sorted(logins)), (_SESSIONS, sorted(sessions))):
        for name in names:
            for start in range(0, len(keys) if name in columns else 0, _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                found.append((f"{name} IN ({', '.join('?' * len(some))})", some))
    return found
