"""Walking the chain: whether every row is there, unchanged, and in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from cosmic_login.audit.record import NO_ROW, AuditRecord, mac_of, open_line, record_of, seal_line


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

    @classmethod
    def of_archive(cls, key: bytes) -> Self:
        """Derive those of an archive: no archive's head can stand in for the living trail's."""
        return cls(cls.of(key).row, bytes.fromhex(mac_of(key, b"audit archive")))


@dataclass(frozen=True)
class TrailPlace:
    """A place between two rows: what comes next has ``seq`` rows + 1 and names ``last`` as its predecessor.

    ``offset`` counts bytes from the first row that there ever was, wherever that is kept now.
    """

    rows: int = 0
    offset: int = 0
    last: str = NO_ROW

    def members(self) -> dict[str, object]:
        """Return it as members of a head."""
        return {"rows": self.rows, "size": self.offset, "last": self.last}

    @classmethod
    def read(cls, members: Mapping[str, object]) -> Self:
        """Read them; raises ``ValueError`` when they are others."""
        rows, size, last = members.get("rows"), members.get("size"), members.get("last")
        if not (isinstance(rows, int) and isinstance(size, int) and isinstance(last, str)):
            raise ValueError("its members are not those of a head")  # noqa: TRY004 - the file's fault, not the caller's
        return cls(rows, size, last)


@dataclass(frozen=True)
class Cut:
    """Which rows are no longer in the trail: those up to ``begin``, and those up to ``deleted`` are nowhere any more.

    ``told`` is the number of the row that tells of it. ``idp`` has the number of the last row that the IdP of each
    environment wrote among those that were cut off. ``was`` is where the file began before, while it may still do so:
    a program that cuts it off may be killed.
    """

    begin: TrailPlace = TrailPlace()
    deleted: TrailPlace = TrailPlace()
    told: int = 0
    idp: Mapping[str, int] = field(default_factory=dict)
    was: TrailPlace | None = None

    def members(self) -> dict[str, object]:
        """Return it as members of a head; none of a trail that was never cut."""
        if self == Cut():
            return {}
        found = {"begin": self.begin.members(), "deleted": self.deleted.members(), "told": self.told}
        found |= {"idp": dict(sorted(self.idp.items()))}
        return {"cut": found | ({"was": self.was.members()} if self.was else {})}

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Self:
        """Read them; raises ``ValueError`` when they are others."""
        try:
            found = members["cut"]
            was = TrailPlace.read(found["was"]) if "was" in found else None
            begin, deleted = TrailPlace.read(found["begin"]), TrailPlace.read(found["deleted"])
            return cls(begin, deleted, int(found["told"]), dict(found["idp"]), was)
        except (KeyError, TypeError) as error:
            raise ValueError("its members are not those of a head") from error


@dataclass(frozen=True)
class Verification:
    """The verdict: ``records`` good rows in front; ``row`` (from 1) and ``problem`` name the first fault.

    ``cut`` says where the trail begins, if not with row 1; ``part`` in which archive the fault is; ``ignored`` names
    archives that do not count: their rows are told to be deleted, or are in the living trail still.
    """

    ok: bool
    records: int
    row: int | None = None
    problem: str = ""
    cut: Cut = field(default_factory=Cut, compare=False)
    part: str = ""
    ignored: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """The fault in words."""
        row = "" if self.row is None else f"row {self.row}: "
        return f"{self.part}{': ' if self.part else ''}{row}{self.problem}"


@dataclass(frozen=True)
class Head:
    """What the head file vouches for: so many rows, so many bytes, and the code of the last row."""

    rows: int = 0
    size: int = 0
    last: str = NO_ROW
    cut: Cut = field(default_factory=Cut)

    @classmethod
    def at(cls, place: TrailPlace, cut: Cut) -> Self:
        """Return the head of a trail that ends at ``place``."""
        return cls(place.rows, place.offset, place.last, cut)

    @property
    def place(self) -> TrailPlace:
        """Where the trail ends."""
        return TrailPlace(self.rows, self.size, self.last)

    def check(self, place: TrailPlace) -> None:
        """Compare with what stands at ``place``; raises ``RowFault`` when the head counts another row as this one."""
        if place.rows == self.rows and (place.offset, place.last) != (self.size, self.last):
            raise RowFault(place.rows, "it is not the row that the head file counts")

    def encode(self, keys: ChainKeys) -> bytes:
        """Return the head file's one line."""
        return seal_line(self.place.members() | self.cut.members(), keys.head)[0]

    @classmethod
    def decode(cls, raw: bytes, keys: ChainKeys) -> Head:
        """Read the head file; raises ``ValueError`` when it was changed."""
        if not raw.endswith(b"\n"):
            raise ValueError("it has no end")
        members, _ = open_line(raw[:-1], keys.head)
        return cls.at(TrailPlace.read(members), Cut.read(members) if "cut" in members else Cut())


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
