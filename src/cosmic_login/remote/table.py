"""What the shared readers look like, as desk and session tell each other: whole, never as a change.

Whoever has missed something sees from the next table what there is now. ``stay`` counts insertions, so that a card
which was pulled and put back in between two tables is told from one that stayed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.core.failures import FAILURES
from cosmic_login.remote.frames import garbled

#: More than this nobody shares: readers, characters of a reader's name, bytes of an ATR (ISO/IEC 7816-3 has 33).
MOST_READERS: Final = 32
LONGEST_NAME: Final = 200
LONGEST_ATR: Final = 64


@dataclass(frozen=True)
class SharedReader:
    """One reader: ``atr`` is None without a card, empty for a mute one; ``stay`` changes with every insertion."""

    name: str
    atr: bytes | None = None
    stay: int = 0


@dataclass(frozen=True)
class ReaderTable:
    """All shared readers. ``epoch`` is the sharing program's run: stays of two runs have nothing to do with each other.

    ``lost`` is why there are fewer readers than there should be: a failure code, or empty.
    """

    epoch: str
    readers: tuple[SharedReader, ...] = ()
    lost: str = ""

    def members(self) -> dict[str, object]:
        """Return it as members of a JSON object."""
        rows = [[each.name, None if each.atr is None else each.atr.hex(), each.stay] for each in self.readers]
        return {"epoch": self.epoch, "readers": rows, "lost": self.lost}


def table_of(members: dict[str, Any]) -> ReaderTable:
    """Read a table, which may come from somebody who lies. Raises ``reader.remote_garbled``."""
    epoch, rows, lost = members.get("epoch"), members.get("readers"), members.get("lost", "")
    if not (isinstance(epoch, str) and len(epoch) <= 64 and isinstance(rows, list) and len(rows) <= MOST_READERS):
        raise garbled("no table of readers")
    if not isinstance(lost, str) or lost not in FAILURES:
        lost = ""
    readers = tuple(_reader(row) for row in rows)
    if len({reader.name for reader in readers}) != len(readers):
        raise garbled("two readers of one name")
    return ReaderTable(epoch, readers, lost)


def _reader(row: object) -> SharedReader:
    match row:
        case [str(name), None | str() as atr, int(stay)] if 0 < len(name) <= LONGEST_NAME and name.isprintable():
            try:
                found = None if atr is None else bytes.fromhex(atr)
            except ValueError:
                raise garbled("an ATR that is none") from None
            if len(found or b"") <= LONGEST_ATR:
                return SharedReader(name, found, stay)
    raise garbled("a reader that is none")


def changes(
    before: ReaderTable | None, after: ReaderTable | None, shown: Callable[[str], str]
) -> Iterator[ReaderEvent]:
    """Yield what happened between two tables of one run of a desk's program; ``shown`` gives a reader's name here."""
    old = {each.name: each for each in before.readers} if before is not None else {}
    new = {each.name: each for each in after.readers} if after is not None else {}
    for name, reader in old.items():
        if name not in new:
            if reader.atr is not None:
                yield CardRemoved(shown(name))
            yield ReaderRemoved(shown(name))
    for name, reader in new.items():
        was = old.get(name)
        if was is None:
            yield ReaderAdded(shown(name))
        other = was is not None and (was.stay, was.atr is None) != (reader.stay, reader.atr is None)
        if was is not None and was.atr is not None and other:
            yield CardRemoved(shown(name))
        if reader.atr is not None and (was is None or other):
            yield CardInserted(shown(name), reader.atr)


class Observed:
    """Keeps the table of what a reader service tells, and tells each new one."""

    def __init__(self, epoch: str, wanted: Callable[[str], bool], told: Callable[[ReaderTable], None]) -> None:
        """``wanted`` says which readers are shared."""
        self._wanted, self._told = wanted, told
        self._lock = threading.Lock()
        self._table = ReaderTable(epoch)
        self._stays = 0
        self._lost: dict[str, str] = {}

    @property
    def table(self) -> ReaderTable:
        """What there is now."""
        return self._table

    def heard(self, event: ReaderEvent) -> None:
        """Take an event of the service's watch."""
        with self._lock:
            before = self._table
            self._table = self._after(event)
            changed = self._table != before
        if changed:
            self._told(self._table)

    def _after(self, event: ReaderEvent) -> ReaderTable:
        rows = {reader.name: reader for reader in self._table.readers}
        match event:
            case ServiceLost(service, code):
                self._lost[service] = code
            case ServiceBack(service):
                self._lost.pop(service, None)
            case _ if not self._wanted(event.reader):
                return self._table
            case ReaderAdded(name):
                rows.setdefault(name, SharedReader(name))
            case ReaderRemoved(name):
                rows.pop(name, None)
            case CardInserted(name, atr):
                self._stays += 1
                rows[name] = SharedReader(name, atr, self._stays)
            case CardRemoved(name):
                rows[name] = SharedReader(name, None, self._stays)
        lost = next(iter(self._lost.values()), "")
        return replace(self._table, readers=tuple(list(rows.values())[:MOST_READERS]), lost=lost)
