"""How busy an address may be, counted for all processes and machines of one IdP together.

A process takes leave for a few calls at a time from the common bucket, so that not every call costs a transaction. What
it does not use is not given back: together they let in less than the limit, never more.
"""

from __future__ import annotations

import hashlib
import math
from typing import Final

from cosmic_login.idp.store.open_statements import Database

#: Nobody misses it after a crash: it is not written ahead.
TABLE: Final = (
    "CREATE UNLOGGED TABLE IF NOT EXISTS rate_limit (who TEXT PRIMARY KEY, level REAL NOT NULL, since REAL NOT NULL)"
)
_NOW: Final = "EXTRACT(EPOCH FROM clock_timestamp())"
#: Which part of a burst a process takes at a time.
_LEASE: Final = 100
#: Addresses for which a process has leave; more and it begins anew, which costs it what it had.
_MOST: Final = 4096


class SharedRateLimit:
    """A bucket of ``burst`` calls for each address, filled by ``per_second``; ``name`` tells it from others."""

    def __init__(self, store: Database, name: str, *, burst: int, per_second: float) -> None:
        self._store, self._name, self._burst, self._rate = store, name, float(burst), per_second
        self._lease = max(1, burst // _LEASE)
        self._leave: dict[str, int] = {}

    def wait(self, address: str) -> int:
        """Take one; return 0, or the whole seconds after which it is worth trying again. Raises ``database.*``."""
        who = hashlib.sha256(f"{self._name} {address}".encode()).hexdigest()  # an address is somebody's
        left = self._leave.pop(who, 0)
        if not left:
            left, seconds = self._take(who)
            if not left:
                return max(1, math.ceil(seconds))
        if left > 1:
            if len(self._leave) >= _MOST:
                self._leave.clear()
            self._leave[who] = left - 1
        return 0

    def _take(self, who: str) -> tuple[int, float]:
        """Return how many calls may be made now; if none, in how many seconds one may."""
        with self._store.statements() as asked:
            asked.lock(_LOCK, who)
            row = asked.execute(f"SELECT level, since, {_NOW} FROM rate_limit WHERE who = ?", (who,)).fetchone()  # noqa: S608
            level = self._burst
            if row is not None:
                before, since, now = (float(each) for each in row)
                level = min(self._burst, before + max(0.0, now - since) * self._rate)
            taken = min(self._lease, int(level))
            if taken:
                asked.execute(
                    f"INSERT INTO rate_limit (who, level, since) VALUES (?, ?, {_NOW}) "  # noqa: S608
                    "ON CONFLICT (who) DO UPDATE SET level = excluded.level, since = excluded.since",
                    (who, level - taken),
                )
            return taken, (1 - level) / self._rate


def forget_limits(store: Database) -> None:
    """Forget addresses that have their whole burst again; called now and then."""
    with store.statements() as asked:
        asked.execute(f"DELETE FROM rate_limit WHERE since < {_NOW} - ?", (_KEPT,))  # noqa: S608


#: The number of its advisory locks.
_LOCK: Final = 0x434C0005
#: Seconds in which every bucket there is becomes full.
_KEPT: Final = 3600.0
