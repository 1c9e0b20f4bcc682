"""The audit trail's rows of one environment: those after a number, and those that are written now."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.audit.compose import ENVIRONMENT

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.lab.control.ports import ReadableTrail

#: How many rows of the trail's end are at hand without reading it from its beginning.
AT_HAND: Final = 5000


class EnvironmentRows:
    """Reads the trail as it grows. May be used from several threads."""

    def __init__(
        self, trail: ReadableTrail, environment: str, heard: Callable[[AuditRecord], None] = lambda _row: None
    ) -> None:
        """``heard`` is told each row that is written from the first reading on."""
        self._trail, self._environment, self._heard = trail, environment, heard
        self._lock = threading.Lock()
        self._place: TrailPlace | None = None
        self._first = 0
        self._ours: deque[AuditRecord] = deque(maxlen=AT_HAND)

    @property
    def last(self) -> int:
        """The number of the last row that was read."""
        return self._place.rows if self._place is not None else 0

    def read(self) -> list[AuditRecord]:
        """Read on; return the rows of this environment that are new. Raises ``audit.tampered``, ``database.*``."""
        with self._lock:
            begins = self._place is None
            rows, self._place = self._trail.follow(self._place, AT_HAND)
            if begins or (rows and rows[0].seq > self._first + AT_HAND):
                self._first = rows[0].seq if rows else self._place.rows + 1
            ours = [row for row in rows if row.extra.get(ENVIRONMENT, "") == self._environment]
            self._ours.extend(ours)
            for row in () if begins else ours:
                self._heard(row)
            return ours

    def after(self, number: int, wanted: Callable[[AuditRecord], bool], most: int) -> list[AuditRecord]:
        """Return the last rows after ``number`` that are wanted, ``most`` at most, oldest first."""
        self.read()
        with self._lock:
            held = list(self._ours)
        if number + 1 < self._first and len(held) < AT_HAND:
            held = [row for row in self._trail.records() if row.extra.get(ENVIRONMENT, "") == self._environment]
        found = [row for row in held if row.seq > number and wanted(row)]
        return found[-most:]


def told(row: AuditRecord) -> dict[str, Any]:
    """Return a row as its record (``topics.audit.ROW``)."""
    members = row.members()
    return {name: members[name] for name in members if name not in {"v", "previous"}} | {"extra": dict(row.extra)}
