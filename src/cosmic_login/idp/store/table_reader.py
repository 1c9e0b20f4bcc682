"""Reading the audit trail in the database: the same rows and the same verdict as of the file, one batch at a time."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from cosmic_login.audit.record import AuditRecord, open_line, record_of
from cosmic_login.audit.verify import ChainKeys, Cut, Head, RowFault, TrailPlace, Verification, walk
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.connections import connect
from cosmic_login.idp.store.postgres import failure_of

#: Rows fetched at once.
_BATCH = 2000


@dataclass(frozen=True)
class _Seen:
    """What vouches for the trail at one moment, or why nothing does, and after which place it begins."""

    head: Head | None
    doubt: str
    begin: TrailPlace

    @property
    def cut(self) -> Cut:
        return self.head.cut if self.head is not None else Cut()


class TableReader:
    """The trail of a database, as ``cosmic_login.audit.trail.AuditTrail`` shows that of a profile.

    Raises ``LoginFailure``: ``database.*``, and ``audit.tampered`` when a row is not what was written.
    """

    def __init__(self, dsn: str, key: bytes) -> None:
        """``key`` is what the rows were written with."""
        self._dsn, self._keys = dsn, ChainKeys.of(key)

    def records(self) -> Iterator[AuditRecord]:
        """Yield the records from the first on, each checked; raises ``audit.tampered`` at the first bad row."""
        with self.opened() as (_, rows):
            for record, _ in rows:
                yield record

    @contextlib.contextmanager
    def opened(self) -> Iterator[tuple[Cut, Iterator[tuple[AuditRecord, TrailPlace]]]]:
        """Give what is cut off, and what ``records`` yields with the place after each row, as they are now."""
        with self._snapshot() as connection:
            seen = self._see(connection)
            yield seen.cut, self._rows(connection, seen)

    def _rows(self, connection: psycopg.Connection[Any], seen: _Seen) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        try:
            yield from self._judged(connection, seen)
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None

    def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
        """Return the rows after ``place``, and the place after them; without a place the last ones there are.

        At most the last ``most`` of them. Each is checked by its own code and by the one before it.
        """
        with self._snapshot() as connection:
            begin = self._see(connection).begin
            if place is None:
                place = self._shortly_before(connection, most, begin)
            elif place.rows < begin.rows:  # the rows between are cut off
                place = begin
            rows: deque[AuditRecord] = deque(maxlen=most)
            cursor = connection.execute(b"SELECT line FROM audit_row WHERE seq > %s ORDER BY seq", (place.rows,))
            end = place
            try:
                for record, end in walk((bytes(row[0]) for row in cursor), self._keys, place):  # noqa: B007 - and after it
                    rows.append(record)
            except RowFault as fault:
                raise LoginFailure("audit.tampered", str(fault)) from None
        return list(rows), end

    def _shortly_before(self, connection: psycopg.Connection[Any], rows: int, begin: TrailPlace) -> TrailPlace:
        """Return the place so many rows before the end, or where the trail begins."""
        found = connection.execute(
            b"SELECT line FROM audit_row ORDER BY seq DESC LIMIT 1 OFFSET %s", (rows,)
        ).fetchone()
        if found is None:
            return begin
        try:
            members, mac = open_line(bytes(found[0])[:-1], self._keys.row)
            return TrailPlace(record_of(members, mac).seq, 0, mac)
        except ValueError as error:
            raise LoginFailure("audit.tampered", f"a row near the end: {error}") from None

    def verify(self, told: Callable[[int, int], None] | None = None) -> Verification:
        """Check every row and what vouches for the last; ``told`` hears how many rows of how many are checked."""
        with self._snapshot() as connection:
            seen = self._see(connection)
            good = first = seen.begin.rows
            try:
                for _, place in self._judged(connection, seen, told):
                    good = place.rows
            except RowFault as fault:
                good = min(good, fault.row - 1)
                return Verification(False, good - first, fault.row, fault.problem, seen.cut)
            return Verification(True, good - first, cut=seen.cut)

    def _judged(
        self, connection: psycopg.Connection[Any], seen: _Seen, told: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        head, place = seen.head, seen.begin
        for record, place in walk(self._lines(connection), self._keys, seen.begin):
            if head is not None:
                head.check(place)
            if told is not None and head is not None and place.rows % _BATCH == 0:
                told(place.rows - seen.begin.rows, max(head.rows, place.rows) - seen.begin.rows)
            yield record, place
        if seen.doubt and place.rows:
            raise RowFault(place.rows, f"it may not be the last: {seen.doubt}")
        if head is not None and head.rows > place.rows:
            raise RowFault(place.rows + 1, f"it is missing: there were {head.rows} rows")
        if head is not None and head.rows < place.rows:
            raise RowFault(head.rows + 1, f"nobody vouches for it: there were {head.rows} rows")

    def _see(self, connection: psycopg.Connection[Any]) -> _Seen:
        head, doubt = self._head(connection)
        return _Seen(head, doubt, head.cut.begin if head is not None else self._before_first(connection))

    def _before_first(self, connection: psycopg.Connection[Any]) -> TrailPlace:
        """Return the place before the first row, as that says it, where nothing vouches for it."""
        row = connection.execute(b"SELECT line FROM audit_row ORDER BY seq LIMIT 1").fetchone()
        try:
            record = record_of(*open_line(bytes(row[0])[:-1], self._keys.row)) if row is not None else None
        except ValueError:
            record = None
        return TrailPlace(record.seq - 1, 0, record.previous) if record is not None else TrailPlace()

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
