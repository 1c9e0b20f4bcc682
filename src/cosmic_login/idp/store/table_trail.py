"""The audit trail in the database: one chain that any number of processes write, each in its own transaction.

Rows are the file's, byte for byte, and so is what vouches for the last of them. A transaction writes its rows at its
end, under a lock that is held until the commit: so they are in the trail if and only if what they tell happened, and a
row's predecessor is always the last that was committed. The lock is taken by a statement of its own: PostgreSQL decides
what a statement sees when that begins (READ COMMITTED), so one that locks and reads would read too early.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, Unpack

from cosmic_login.audit.compose import compose
from cosmic_login.audit.record import EventFacts
from cosmic_login.audit.verify import ChainKeys, Head, TrailPlace
from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cosmic_login.core.clock import Clock

#: The tables, which belong to the database alone: on SQLite the trail is a file.
TABLES = (
    "CREATE TABLE IF NOT EXISTS audit_row (seq BIGINT PRIMARY KEY, line BYTEA NOT NULL)",
    "CREATE TABLE IF NOT EXISTS audit_head (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), line BYTEA NOT NULL)",
)
_LOCK = 0x434C0010


class Rows(Protocol):
    """What a statement gives."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the next row."""


class OpenConnection(Protocol):
    """The connection of an open transaction."""

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> Rows:
        """Execute one statement (``?`` marks a value)."""


class TableTrail:
    """An ``idp.services.Audit`` whose rows belong to the transaction that is open in the same thread."""

    def __init__(self, key: bytes, clock: Clock, environment: str = "") -> None:
        """``key`` is the same for all that write to the database; ``environment`` as in ``AuditTrail.open``."""
        self._keys, self._clock, self._environment = ChainKeys.of(key), clock, environment
        self._here = threading.local()

    def append(self, event: str, **told: Unpack[EventFacts]) -> None:
        """Tell of one event; it is in the database when the transaction is."""
        rows: list[tuple[str, EventFacts]] | None = getattr(self._here, "rows", None)
        if rows is None:
            raise RuntimeError("what the IdP tells belongs into a transaction")
        rows.append((event, told))

    @contextlib.contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect this thread's rows until the block ends."""
        self._here.rows = []
        try:
            yield
        finally:
            self._here.rows = None

    def make(self, asked: OpenConnection) -> None:
        """Make the tables where they are not there; in a transaction."""
        for statement in TABLES:
            asked.execute(statement)

    def write(self, asked: OpenConnection) -> None:
        """Write the rows that were collected, before the commit. Raises ``audit.tampered`` for a changed end."""
        if not self._here.rows:
            return
        lock_trail(asked)
        write_rows(asked, self._keys, self._here.rows, self._clock.now(), self._environment)


def lock_trail(asked: OpenConnection) -> None:
    """Have the trail's end to oneself until the transaction ends."""
    asked.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))


def head_of(asked: OpenConnection, keys: ChainKeys) -> Head:
    """Return what vouches for the trail's end; under the lock. Raises ``audit.tampered``."""
    row = asked.execute("SELECT line FROM audit_head").fetchone()
    if row is None:
        if asked.execute("SELECT 1 FROM audit_row LIMIT 1").fetchone() is not None:
            raise LoginFailure("audit.tampered", "the head is missing")
        return Head()
    try:
        return Head.decode(bytes(row[0]), keys)  # type: ignore[call-overload]
    except ValueError as error:
        raise LoginFailure("audit.tampered", f"the head was changed, {error}") from error


def write_rows(
    asked: OpenConnection, keys: ChainKeys, rows: Sequence[tuple[str, EventFacts]], now: datetime, environment: str = ""
) -> Head:
    """Write rows at the trail's end and what vouches for the last, which is returned; under the lock."""
    head = head_of(asked, keys)
    place = head.place
    values: list[object] = []
    for event, told in rows:
        record, line = compose(place, event, told, now, keys.row, environment)
        place = TrailPlace(place.rows + 1, place.offset + len(line), record.mac)
        values += [place.rows, line]
    marks = ", ".join(["(?, ?)"] * (len(values) // 2))
    asked.execute(f"INSERT INTO audit_row (seq, line) VALUES {marks}", values)  # noqa: S608 - marks
    head = Head.at(place, head.cut)
    write_head(asked, keys, head)
    return head


def write_head(asked: OpenConnection, keys: ChainKeys, head: Head) -> None:
    """Write what vouches for the trail's end."""
    asked.execute(
        "INSERT INTO audit_head (only_one, line) VALUES (1, ?) "
        "ON CONFLICT (only_one) DO UPDATE SET line = excluded.line",
        (head.encode(keys),),
    )
