"""Archiving and deleting the oldest rows of a trail, wherever that is kept.

Rows are in the archive, and read again there, before they are cut off the trail: a program that dies between the two
leaves an archive that does not count, since the trail still has its rows, and the next one removes it. What is to be
deleted is told first: a program that dies then leaves archives that are told to be gone, and the next one removes them.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from cosmic_login.audit.archive import Archive, archives_in
from cosmic_login.audit.compose import ENVIRONMENT
from cosmic_login.audit.cutting import ARCHIVED, DELETED, Cuttable, Cutting, PlacedRecord, check_unmoved
from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.verify import Cut, TrailPlace
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, sweep_unfinished

Goes = Callable[[AuditRecord], bool]
#: Who archives holds it.
_LOCK: Final = ".audit-archive.lock"


@dataclass(frozen=True)
class Gone:
    """Which rows were archived or deleted, and the row that tells of it; ``files`` are archives that came or went."""

    first: int
    last: int
    told: int
    files: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


@dataclass
class _Front:
    """The rows at a trail's front that go."""

    place: TrailPlace
    since: str = ""
    until: str = ""
    idp: dict[str, int] = field(default_factory=dict)
    open: bool = True

    def take(self, record: AuditRecord, place: TrailPlace) -> None:
        self.place, self.until = place, time_of(record)
        self.since = self.since or self.until
        if record.source == "idp":
            self.idp[record.extra.get(ENVIRONMENT, "")] = record.seq

    def cutting(self, event: str, cut: Cut, extra: dict[str, str]) -> Cutting:
        return Cutting(event, cut.begin, self.place, cut.begin, self.place, self.since, self.until, self.idp, extra)


def time_of(record: AuditRecord) -> str:
    """Return its time as the row has it."""
    return str(record.members()["time"])


def archive(trail: Cuttable, folder: Path, key: bytes, goes: Goes) -> Gone | None:
    """Move the rows in front that ``goes`` is true of into an archive in ``folder``; None when there are none.

    ``key`` is the trail's. Others may write meanwhile. Raises ``audit.tampered`` for rows that are not what was
    written, ``usage.invalid`` for a folder with archives of another trail, ``file.unwritable`` for one that takes no
    file, and then nothing is left there; ``profile.*`` and ``database.*`` of the trail.
    """
    with _unwritable(), as_failure(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone([folder]):
        trail.finish_cutting()
        with trail.opened() as (cut, rows):
            left = _left_over(folder, key, cut)
            front = _front(cut.begin, rows, goes, left)
        if left is not None:
            left.remove()
        if front.place == cut.begin:
            return None
        part = Archive.between(folder, cut.begin, front.place, key)
        cutting = front.cutting(ARCHIVED, cut, {"file": part.name})
        try:
            with trail.opened() as (again, rows), _unwritable():
                check_unmoved(again, cutting)
                part.write(cut.begin, front.place, _lines(rows, front.place))
        except BaseException:
            with contextlib.suppress(LoginFailure):
                part.remove()
            raise
        try:
            told = trail.cut(cutting)
        except LoginFailure as failure:
            if failure.code == "profile.in_use":  # nothing is cut; after any other failure it may be
                part.remove()
            raise
        return Gone(cut.begin.rows + 1, front.place.rows, told, (part.name,))


@contextlib.contextmanager
def _alone(folders: Sequence[Path]) -> Iterator[None]:
    """Have these folders to oneself: an archive that is being written looks like one that is left over."""
    with contextlib.ExitStack() as stack:
        for folder in sorted(set(folders)):
            if not folder.is_dir():
                raise LoginFailure("usage.invalid", f"{folder}: there is no such folder")
            with _unwritable(), as_failure(folder):
                try:
                    stack.enter_context(FileLock(folder / _LOCK, timeout=0))
                except Timeout:  # an OSError too, but no fault of the disk
                    raise LoginFailure("profile.in_use", f"{folder}: another program archives there") from None
            sweep_unfinished(folder)
        yield


@contextlib.contextmanager
def _unwritable() -> Iterator[None]:
    """Tell of a folder of archives, which is no profile, what it is: a place that cannot be written."""
    try:
        yield
    except LoginFailure as failure:
        if failure.code in {"profile.readonly", "profile.full", "profile.place", "profile.damaged"}:
            raise LoginFailure("file.unwritable", failure.detail) from failure
        raise


def _front(begin: TrailPlace, rows: Iterator[PlacedRecord], goes: Goes, left: Archive | None = None) -> _Front:
    """Read on as far as rows go, and as far as an archive reaches that may be left over."""
    front, end = _Front(begin), left.ends()[1] if left is not None else begin
    ours = left is None
    for record, place in rows:
        front.open = front.open and goes(record)
        if front.open:
            front.take(record, place)
        ours = ours or place == end
        if not front.open and place.rows >= end.rows:
            break
    if left is not None and not ours:
        raise _others(left)
    return front


def _left_over(folder: Path, key: bytes, cut: Cut) -> Archive | None:
    """Return the archive of a program that died before it cut the trail; raises when the folder is another trail's."""
    ends = [(part, *part.ends()) for part in archives_in(folder, key)]
    left = next((part for part, before, _ in ends if before == cut.begin), None)
    earlier = [(part, after) for part, before, after in ends if before.rows < cut.begin.rows]
    later = [part for part, before, _ in ends if before.rows >= cut.begin.rows and part is not left]
    if later:
        raise _others(later[0])
    if earlier and earlier[-1][1] != cut.begin and earlier[-1][1].rows > cut.deleted.rows:
        raise _others(earlier[-1][0])
    return left


def _others(part: Archive) -> LoginFailure:
    return LoginFailure("usage.invalid", f"{part.name} does not belong to this trail: say another folder")


def _lines(rows: Iterator[PlacedRecord], end: TrailPlace) -> Iterator[bytes]:
    for record, place in rows:
        yield record.line()
        if place.rows >= end.rows:
            return


_Part = tuple[Archive, TrailPlace, TrailPlace]


def retain(trail: Cuttable, key: bytes, before: datetime, folders: Sequence[Path] = ()) -> Gone | None:
    """Delete what is older than ``before``: rows of the trail and whole archives in ``folders``; None when nothing is.

    What goes is always the oldest there is, told by one row. Raises as ``archive`` does, and ``usage.invalid`` when
    there are archives that are in none of the folders.
    """

    def goes(record: AuditRecord) -> bool:
        return record.time < before

    with _alone(folders):
        trail.finish_cutting()
        with trail.opened() as (cut, rows):
            front = _front(cut.begin, rows, goes)
        parts = _parts(folders, key, cut)
        old = list(itertools.takewhile(lambda each: goes(each[0].last_record()), parts))
        for part, *_ in old:
            verdict = part.verify()
            if not verdict.ok:
                raise LoginFailure("audit.tampered", verdict.fault)
        cutting = _deleting(cut, front, old, whole=len(old) == len(parts) and front.place != cut.begin)
        if cutting is None:
            return None
        told = trail.cut(cutting)
        for part, *_ in old:
            part.remove()
        return Gone(cut.deleted.rows + 1, cutting.last.rows, told, tuple(part.name for part, *_ in old))


def _deleting(cut: Cut, front: _Front, old: Sequence[_Part], *, whole: bool) -> Cutting | None:
    """Return what is to be cut: archives that are old and, when these are all, the rows in front."""
    if not old:
        return front.cutting(DELETED, cut, {"files": "0"}) if whole else None
    since, files = time_of(next(old[0][0].records())), {"files": str(len(old))}
    if whole:
        return replace(front.cutting(DELETED, cut, files), first=cut.deleted, since=since)
    until = time_of(old[-1][0].last_record())
    return Cutting(DELETED, cut.begin, cut.begin, cut.deleted, old[-1][2], since, until, extra=files)


def _parts(folders: Sequence[Path], key: bytes, cut: Cut) -> list[_Part]:
    """Return all archives there are, the oldest first; what a program that died told to be gone goes now."""
    found = [(part, *part.ends()) for folder in folders for part in archives_in(folder, key)]
    for part, _, after in found:
        if after.rows <= cut.deleted.rows:
            part.remove()
    parts = [each for each in found if cut.deleted.rows < each[2].rows <= cut.begin.rows]
    parts.sort(key=lambda each: each[1].rows)
    place = cut.deleted
    for part, first, after in parts:
        if first != place:
            raise LoginFailure("audit.tampered", f"{part.name}: it does not begin after row {place.rows}")
        place = after
    if place != cut.begin:
        raise LoginFailure(
            "usage.invalid", f"rows {place.rows + 1} to {cut.begin.rows} are in archives: say --archives FOLDER"
        )
    return parts
