"""Our statements in PostgreSQL: the marks and types of its dialect, and what an open transaction can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol

import psycopg

Parameters = Sequence[object]


@lru_cache(maxsize=512)
def in_postgres(statement: str) -> str:
    """Return one of our statements in PostgreSQL's dialect."""
    return (
        statement.replace("%", "%%").replace("?", "%s").replace(" BLOB", " BYTEA").replace(" REAL", " DOUBLE PRECISION")
    )


def translated(statement: str, parameters: Parameters) -> tuple[bytes, list[object]]:
    """Return a statement and its values as psycopg takes them."""
    # Truth values are kept as numbers, as SQLite has them.
    return in_postgres(statement).encode(), [int(each) if isinstance(each, bool) else each for each in parameters]


class OpenStatements:
    """An open transaction's connection, with as much of ``sqlite3.Connection`` as the statements ask for."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        #: The logins of which others are told when it is kept.
        self.news: set[str] = set()

    def execute(self, statement: str, parameters: Parameters = ()) -> psycopg.Cursor[Any]:
        """Execute one statement (``?`` marks a value)."""
        return self._connection.execute(*translated(statement, parameters))

    def lock(self, kind: int, name: str) -> None:
        """Hold a lock until the transaction ends, by a statement of its own: what follows sees what it waited for."""
        self.execute("SELECT pg_advisory_xact_lock(?, hashtext(?))", (kind, name))


class Database(Protocol):
    """Where what several machines share lies (``store.postgres.PostgresStore``)."""

    def statements(self) -> AbstractContextManager[OpenStatements]:
        """Open a transaction for statements that are no part of the store. Raises ``LoginFailure`` ``database.*``."""
