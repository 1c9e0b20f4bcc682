"""Filling a store as years of use would: rows of the audit trail, and sessions that are still remembered."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg

from cosmic_login.audit.compose import compose
from cosmic_login.audit.record import EventFacts, mac_of
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.audit.verify import ChainKeys, Head, TrailPlace
from cosmic_login.core.clock import SystemClock
from cosmic_login.profile import Profile

_EVENT: EventFacts = {
    "login": "0" * 32,
    "person": "199001262386",
    "name": "Anna Testsson",
    "method": "siths-this-device",
    "loa": 3,
    "service_id": "TSTNMT2321000057-1001",
    "extra": {"system": "journal"},
}


def fill(root: Path, dsn: str, rows: int) -> None:
    """Have so many rows in the trail, and as many sessions in the store; the server does not run meanwhile."""
    profile = Profile.open(root)
    keys = ChainKeys.of(profile.vault.derive("audit"))
    if dsn:
        _fill_database(dsn, keys, rows)
        return
    place = AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), SystemClock()).place()
    with profile.audit_file.open("ab") as file:
        for after, line in _chain(place, rows, keys):
            file.write(line)
            place = after
    head = profile.audit_file.with_name(profile.audit_file.name + ".head")
    head.write_bytes(Head(place.rows, place.offset, place.last).encode(keys))
    with contextlib.closing(sqlite3.connect(profile.store_file)) as database, database:
        database.execute("REPLACE INTO trail_place VALUES (1, ?, ?, ?)", (place.rows, place.offset, place.last))
        count = database.execute("SELECT count(*) FROM sso_session").fetchone()[0]
        marks = ", ".join("?" * 11)
        database.executemany(f"INSERT INTO sso_session VALUES ({marks})", _sessions(rows - count))  # noqa: S608


def _fill_database(dsn: str, keys: ChainKeys, rows: int) -> None:
    with psycopg.connect(dsn) as connection:
        head = connection.execute("SELECT line FROM audit_head").fetchone()
        place = TrailPlace()
        if head is not None:
            found = Head.decode(bytes(head[0]), keys)
            place = TrailPlace(found.rows, found.size, found.last)
        with connection.cursor().copy("COPY audit_row (seq, line) FROM STDIN") as copy:
            for after, row in _chain(place, rows, keys):
                copy.write_row((after.rows, row))
                place = after
        connection.execute("DELETE FROM audit_head")
        line = Head(place.rows, place.offset, place.last).encode(keys)
        connection.execute("INSERT INTO audit_head (only_one, line) VALUES (1, %s)", (line,))
        count = connection.execute("SELECT count(*) FROM sso_session").fetchone()
        with connection.cursor().copy("COPY sso_session FROM STDIN") as copy:
            for session in _sessions(rows - (count[0] if count else 0)):
                copy.write_row(session)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _chain(place: TrailPlace, rows: int, keys: ChainKeys) -> Iterator[tuple[TrailPlace, bytes]]:
    """Yield rows up to so many, each with the place after it: a whole chain of one event at one time.

    The trail's own composing takes ten times as long as these rows' codes.
    """
    _, line = compose(TrailPlace(), "login.succeeded", _EVENT, SystemClock().now(), keys.row)
    begin, _, rest = line.partition(b'"seq":1,')
    middle = rest[: rest.index(b'"previous":"') + len(b'"previous":"')]
    while place.rows < rows:
        covered = b'%b"seq":%d,%b%b"' % (begin, place.rows + 1, middle, place.last.encode())
        mac = mac_of(keys.row, covered)
        line = b'%b,"mac":"%b"}\n' % (covered, mac.encode())
        place = TrailPlace(place.rows + 1, place.offset + len(line), mac)
        yield place, line


def _sessions(count: int) -> Iterator[tuple[object, ...]]:
    """Yield sessions of people who stay logged in, one each; their numbers are nobody's."""
    now = time.time()
    for number in range(max(0, count)):
        sid = uuid.uuid4().hex
        yield (sid, sid, f"0000{number:08d}", "siths-this-device", "{}", "{}", sid, "{}", now, now + 86_400, None)
