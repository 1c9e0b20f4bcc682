"""Walking the chain: whether every row is there, unchanged, and in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from cosmic_login.audit.record import NO_ROW, AuditRecord, mac_of, open_line, record_of, seal_line


@dataclass(frozen=True)
class Verification:
    """The verdict: ``records`` good rows in front; ``row`` (from 1) and ``problem`` name the first fault."""

    ok: bool
    records: int
    row: int | None = None
    problem: str = ""


class RowFault(Exception):  # noqa: N818 - a fault in the trail, not in the program
    """Row ``row`` (from 1) is not what it should be; ``torn`` when it merely has no end."""

    def __init__(self, row: int, problem: str, *, torn: bool = False) -> None:
        super().__init__(f"row {row}: {problem}")
        self.row = row
        self.problem = problem
        self.torn = torn


@dataclass(frozen=True)
class ChainKeys:
    """The keys of rows and of the head: different, so that the one can never stand in for the other."""

    row: bytes
    head: bytes

    @classmethod
    def of(cls, key: bytes) -> Self:
        """Derive both from the profile's audit key."""
        return cls(bytes.fromhex(mac_of(key, b"audit row")), bytes.fromhex(mac_of(key, b"audit head")))


@dataclass(frozen=True)
class TrailPlace:
    """A place between two rows: what comes next has ``seq`` rows + 1 and names ``last`` as its predecessor."""

    rows: int = 0
    offset: int = 0
    last: str = NO_ROW


@dataclass(frozen=True)
class Head:
    """What the head file vouches for: so many rows, so many bytes, and the code of the last row."""

    rows: int = 0
    size: int = 0
    last: str = NO_ROW

    def check(self, place: TrailPlace) -> None:
        """Compare with what stands at ``place``; raises ``RowFault`` when the head counts another row as this one."""
        if place.rows == self.rows and (place.offset, place.last) != (self.size, self.last):
            raise RowFault(place.rows, "it is not the row that the head file counts")

    def encode(self, keys: ChainKeys) -> bytes:
        """Return the head file's one line."""
        return seal_line({"rows": self.rows, "size": self.size, "last": self.last}, keys.head)[0]

    @classmethod
    def decode(cls, raw: bytes, keys: ChainKeys) -> Head:
        """Read the head file; raises ``ValueError`` when it was changed."""
        if not raw.endswith(b"\n"):
            raise ValueError("it has no end")
        members, _ = open_line(raw[:-1], keys.head)
        rows, size, last = members.get("rows"), members.get("size"), members.get("last")
        if not (isinstance(rows, int) and isinstance(size, int) and isinstance(last, str)):
            raise ValueError("its members are not those of a head")  # noqa: TRY004 - the file's fault, not the caller's
        return cls(rows, size, last)


def walk(
    lines: Iterable[bytes], keys: ChainKeys, start: TrailPlace | None = None
) -> Iterator[tuple[AuditRecord, TrailPlace]]:
    """Yield each good record and the place after it; raise ``RowFault`` at the first that is not good.

    ``lines`` keep their newlines. A last line without one is a fault as well: it was torn off while being written.
    """
    place = start or TrailPlace()
    for line in lines:
        row = place.rows + 1
        if not line.endswith(b"\n"):
            raise RowFault(row, f"it is torn: {len(line)} bytes without an end of line", torn=True)
        try:
            members, mac = open_line(line[:-1], keys.row)
            record = record_of(members, mac)
        except ValueError as error:
            raise RowFault(row, str(error)) from None
        if record.seq != row or record.previous != place.last:
            raise RowFault(row, f"it is not in its place: row {record.seq} stands here")
        place = TrailPlace(row, place.offset + len(line), mac)
        yield record, place
