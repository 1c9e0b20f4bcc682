"""Reading the audit trail in the database: the same rows and the same verdict as of the file, one batch at a time."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from cosmic_login.audit.record import AuditRecord, open_line, record_of
from cosmic_login.audit.verify import ChainKeys, Head, RowFault, TrailPlace, Verification, walk
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.connections import connect
from cosmic_login.idp.store.postgres import failure_of

#: Rows fetched at once.
_BATCH = 2000


class TableReader:
    """The trail of a database, as ``cosmic_login.audit.trail.AuditTrail`` shows that of a profile.

    Raises ``LoginFailure``: ``database.*``, and ``audit.tampered`` when a row is not what was written.
    """

    def __init__(self, dsn: str, key: bytes) -> None:
        """``key`` is what the rows were written with."""
        self._dsn, self._keys = dsn, ChainKeys.of(key)

    def records(self) -> Iterator[AuditRecord]:
        """Yield the records from the first on, each checked; raises ``audit.tampered`` at the first bad row."""
        try:
            for record, _ in self._judged():
                yield record
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None

    def last(self, most: int) -> list[AuditRecord]:
        """Return the last records, at most so many, each checked by its own code; raises ``audit.tampered``."""
        with self._snapshot() as connection:
            found = connection.execute(b"SELECT line FROM audit_row ORDER BY seq DESC LIMIT %s", (most,)).fetchall()
        try:
            return [record_of(*open_line(bytes(line)[:-1], self._keys.row)) for (line,) in reversed(found)]
        except ValueError as error:
            raise LoginFailure("audit.tampered", f"a row near the end: {error}") from None

    def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
        """Return the rows after ``place``, and the place after them; without a place the last ones there are.

        At most the last ``most`` of them. Each is checked by its own code and by the one before it.
        """
        with self._snapshot() as connection:
            if place is None:
                place = self._shortly_before(connection, most)
            rows: deque[AuditRecord] = deque(maxlen=most)
            cursor = connection.execute(b"SELECT line FROM audit_row WHERE seq > %s ORDER BY seq", (place.rows,))
            end = place
            try:
                for record, end in walk((bytes(row[0]) for row in cursor), self._keys, place):  # noqa: B007 - and after it
                    rows.append(record)
            except RowFault as fault:
                raise LoginFailure("audit.tampered", str(fault)) from None
        return list(rows), end

    def _shortly_before(self, connection: psycopg.Connection[Any], rows: int) -> TrailPlace:
        """Return the place so many rows before the end."""
        found = connection.execute(
            b"SELECT line FROM audit_row ORDER BY seq DESC LIMIT 1 OFFSET %s", (rows,)
        ).fetchone()
        if found is None:
            return TrailPlace()
        try:
            members, mac = open_line(bytes(found[0])[:-1], self._keys.row)
            return TrailPlace(record_of(members, mac).seq, 0, mac)
        except ValueError as error:
            raise LoginFailure("audit.tampered", f"a row near the end: {error}") from None

    def verify(self, told: Callable[[int, int], None] | None = None) -> Verification:
        """Check every row and what vouches for the last; ``told`` hears how many rows of how many are checked."""
        good = 0
        try:
            for _, place in self._judged(told):
                good = place.rows
        except RowFault as fault:
            return Verification(False, min(good, fault.row - 1), fault.row, fault.problem)
        return Verification(True, good)

    def _judged(self, told: Callable[[int, int], None] | None = None) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        with self._snapshot() as connection:
            head, doubt = self._head(connection)
            place = TrailPlace()
            for record, place in walk(self._lines(connection), self._keys):
                if head is not None:
                    head.check(place)
                if told is not None and head is not None and place.rows % _BATCH == 0:
                    told(place.rows, max(head.rows, place.rows))
                yield record, place
        if doubt and place.rows:
            raise RowFault(place.rows, f"it may not be the last: {doubt}")
        if head is not None and head.rows > place.rows:
            raise RowFault(place.rows + 1, f"it is missing: there were {head.rows} rows")
        if head is not None and head.rows < place.rows:
            raise RowFault(head.rows + 1, f"nobody vouches for it: there were {head.rows} rows")

    def _head(self, connection: psycopg.Connection[Any]) -> tuple[Head | None, str]:
        row = connection.execute(b"SELECT line FROM audit_head").fetchone()
        if row is None:
            return None, "what vouches for it is missing"
        try:
            return Head.decode(bytes(row[0]), self._keys), ""
        except ValueError as error:
            return None, f"what vouches for it was changed, {error}"

    def _lines(self, connection: psycopg.Connection[Any]) -> Iterator[bytes]:
        with connection.cursor(name="trail") as cursor:
            cursor.itersize = _BATCH
            for row in cursor.execute(b"SELECT line FROM audit_row ORDER BY seq"):
                yield bytes(row[0])

    @contextlib.contextmanager
    def _snapshot(self) -> Iterator[psycopg.Connection[Any]]:
        """Open a connection that sees rows and head as they were at one moment."""
        try:
            with connect(self._dsn, writes=False) as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
                yield connection
        except psycopg.Error as error:
            raise failure_of(error) from None
