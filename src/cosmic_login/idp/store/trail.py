"""The audit trail tied to the store: what a transaction tells is in the trail when it is kept, and only then.

Rows are collected while a transaction is open. At its end they are written, then the transaction is committed, all
under the trail's lock: when the commit fails (a full disk), the rows are taken back. The transaction keeps the place
after its rows (the table ``trail_place``), so that rows of a program that died between the two are found, and taken
back by a row that says so, before the next is written.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

from cosmic_login.audit.record import EventFacts
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.audit.verify import TrailPlace

#: The table, for ``store.schema``: one row at most.
TRAIL_TABLE = """CREATE TABLE trail_place (
        only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, size INTEGER NOT NULL, last TEXT NOT NULL)"""


class StoreTrail:
    """An ``idp.services.Audit`` whose rows belong to the transaction that is open in the same thread."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail
        self._rows: list[tuple[str, EventFacts]] = []
        self._owner: int | None = None

    def append(self, event: str, **told: Unpack[EventFacts]) -> None:
        """Tell of one event; it is on the disk when the transaction is over."""
        if self._owner != threading.get_ident():
            raise RuntimeError("what the IdP tells belongs into a transaction")
        self._rows.append((event, told))

    def collect(self) -> None:
        """Collect the rows of a transaction that begins. The store lets one in at a time."""
        self._owner = threading.get_ident()

    def collected(self) -> None:
        """Forget them: the transaction is over."""
        self._owner = None
        self._rows = []

    @property
    def tells(self) -> bool:
        """Whether the transaction told of anything."""
        return bool(self._rows)

    def begin(self, database: sqlite3.Connection) -> None:
        """Note where the trail ends, in a store that does not know it; in a transaction."""
        if _place(database) is None:
            _keep(database, self._trail.place())

    @contextlib.contextmanager
    def written(self, database: sqlite3.Connection) -> Iterator[None]:
        """Have the rows, of which there are some, in the trail; the block commits.

        Raises ``LoginFailure``, and then nothing is written.
        """
        with self._trail.together(self._rows, _place(database)) as place:
            _keep(database, place)
            yield
            _sync(database)


def _place(database: sqlite3.Connection) -> TrailPlace | None:
    row = database.execute("SELECT seq, size, last FROM trail_place").fetchone()
    return TrailPlace(*row) if row else None


def _keep(database: sqlite3.Connection, place: TrailPlace) -> None:
    database.execute("REPLACE INTO trail_place VALUES (1, ?, ?, ?)", (place.rows, place.offset, place.last))


def _sync(database: sqlite3.Connection) -> None:
    """Wait until the disk has the commit, as it has the rows: else a power cut could keep these and lose that."""
    with contextlib.suppress(OSError, sqlite3.Error):  # it is committed, whatever happens here
        path = Path(database.execute("PRAGMA database_list").fetchone()[2])
        descriptor = os.open(path.with_name(path.name + "-wal"), os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
