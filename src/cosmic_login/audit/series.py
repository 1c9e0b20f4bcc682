"""Archives and the living trail as one: whether they join, and their rows from the first to the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from cosmic_login.audit.archive import Archive, archives_in
from cosmic_login.audit.cutting import ARCHIVED, PlacedRecord
from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.rows_file import Progress
from cosmic_login.audit.verify import Cut, TrailPlace, Verification
from cosmic_login.core.failures import LoginFailure


class Living(Protocol):
    """A living trail, wherever it is kept."""

    def verify(self, told: Progress | None = None) -> Verification:
        """Check every row."""

    def opened(self) -> AbstractContextManager[tuple[Cut, Iterator[PlacedRecord]]]:
        """Give what is cut off it and its rows, as it is at this moment."""


class _Joining:
    """Puts part after part; says why the next one does not belong there."""

    def __init__(self, cut: Cut) -> None:
        self.cut, self.place = cut, cut.deleted
        self._names: dict[int, str] = {}

    def counts(self, before: TrailPlace, after: TrailPlace) -> bool:
        """Whether a part is one: not what is told to be deleted, nor what the living trail has still."""
        return after.rows > self.cut.deleted.rows and before.rows < self.cut.begin.rows

    def problem(self, before: TrailPlace, others: Sequence[tuple[TrailPlace, TrailPlace]]) -> str:
        """Return why a part that begins after ``before`` cannot come next; empty when it can."""
        if before == self.place:
            return ""
        wanted = self.place.rows + 1
        if before.rows == self.place.rows:
            return f"it does not join: row {before.rows} has another code before it"
        if before.rows in self._names:
            return f"it is there twice: {self._names[before.rows]} has the same rows"
        if before.rows < self.place.rows or any(first == self.place for first, _ in others):
            return f"it is not in its place: it begins with row {before.rows + 1}, and row {wanted} is next"
        return f"rows {wanted} to {before.rows} are missing before it"

    def join(self, name: str, before: TrailPlace, after: TrailPlace) -> None:
        self._names[before.rows] = name
        self.place = after


def verify_series(trail: Living, places: Sequence[Path], key: bytes, told: Progress | None = None) -> Verification:
    """Check the living trail, the archives in ``places`` (files, in their order, or folders), and that all join.

    ``records`` counts the rows of all; ``ignored`` names archives that do not count. Raises ``profile.*`` for the disk.
    """
    found = trail.verify(told)
    if not found.ok:
        return found
    joining = _Joining(found.cut)
    parts: list[tuple[Archive, TrailPlace, TrailPlace]] = []
    for part in (each for place in places for each in archives_in(place, key)):
        try:
            before, after = part.ends()
        except LoginFailure as failure:
            if failure.code != "audit.tampered":
                raise
            return replace(found, ok=False, problem=failure.detail)
        if joining.counts(before, after):
            parts.append((part, before, after))
        else:
            found = replace(found, ignored=(*found.ignored, part.name))
    for number, (part, before, after) in enumerate(parts):
        problem = joining.problem(before, [each[1:] for each in parts[number + 1 :]])
        if problem:
            missing = _names_of(trail, parts, joining.place.rows + 1, before.rows) if "missing" in problem else ""
            return replace(found, ok=False, part=part.name, problem=problem + missing)
        verdict = part.verify()
        if not verdict.ok:
            return replace(verdict, records=found.records + verdict.records, cut=found.cut)
        joining.join(part.name, before, after)
        found = replace(found, records=found.records + verdict.records)
    if joining.place != found.cut.begin:
        first, last = joining.place.rows + 1, found.cut.begin.rows
        names = _names_of(trail, parts, first, last)
        return replace(found, ok=False, problem=f"rows {first} to {last} are missing before the living trail{names}")
    return found


def _names_of(trail: Living, parts: Sequence[tuple[Archive, TrailPlace, TrailPlace]], first: int, last: int) -> str:
    """Return the names of the archives that rows ``first`` to ``last`` went to, as rows tell that are there."""
    names = []
    with trail.opened() as (_, living):
        rows = [(record for record, _ in living), *(part.records() for part, *_ in parts)]
        for some in rows:
            try:
                told = (record.extra for record in some if record.event == ARCHIVED)
                names += [each["file"] for each in told if first <= int(each["last"]) <= last]
            except LoginFailure:
                continue  # what is wrong with that one is told when its turn comes
    return f": {', '.join(sorted(names))}" if names else ""


def all_records(trail: Living, places: Sequence[Path], key: bytes) -> Iterator[AuditRecord]:
    """Yield the rows of archives and living trail, one after the other, each checked, however many there are.

    Raises ``audit.tampered`` at the first that is not what and where it should be.
    """
    with trail.opened() as (cut, living):  # first: archives that are found then reach at least as far
        joining = _Joining(cut)
        for part in (each for place in places for each in archives_in(place, key)) if places else ():
            before, after = part.ends()
            if not joining.counts(before, after):
                continue
            problem = joining.problem(before, ())
            if problem:
                raise LoginFailure("audit.tampered", f"{part.name}: {problem}")
            for record in part.records():
                if record.seq > after.rows:
                    raise LoginFailure("audit.tampered", f"{part.name}: row {record.seq}: it is no row of this part")
                yield record
            joining.join(part.name, before, after)
        if places and joining.place != cut.begin:
            missing = f"rows {joining.place.rows + 1} to {cut.begin.rows} are missing before the living trail"
            raise LoginFailure("audit.tampered", missing)
        for record, _ in living:
            yield record
