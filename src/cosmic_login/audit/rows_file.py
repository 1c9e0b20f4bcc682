"""A file of chained rows and its head, to be read: the living trail, or an archive of what was cut off it."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from cosmic_login.audit.record import AuditRecord, open_line, record_of
from cosmic_login.audit.verify import ChainKeys, Cut, Head, RowFault, TrailPlace, Verification, walk
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, read_bytes

#: Hears how many bytes of how many are checked.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SeenRows:
    """The trail as it was when somebody began to read it.

    The file has ``size`` bytes and begins after ``start``, which is ``begin``, after which the trail does, unless a
    program died while it cut the file. ``doubt`` is why there is no head, ``there`` whether there is a file of one.
    """

    file: BinaryIO | None
    size: int
    start: TrailPlace
    begin: TrailPlace
    head: Head | None
    doubt: str
    there: bool

    @property
    def cut(self) -> Cut:
        """What is no longer in it."""
        return self.head.cut if self.head else Cut()


class RowsFile:
    """Reads such a file. Raises ``LoginFailure``: ``audit.tampered``, and ``profile.*`` for the disk."""

    def __init__(self, path: Path, keys: ChainKeys) -> None:
        self._path, self._keys = path, keys
        self._head_path = path.with_name(path.name + ".head")

    def _locked(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Keep writers away; an archive has none."""
        return contextlib.nullcontext()

    @contextlib.contextmanager
    def look(self, *, alone: bool = False) -> Iterator[SeenRows]:
        """Note where it ends, and hold the file: one that is cut meanwhile is a new file, and this one stays as it is.

        ``alone``: whoever asks has the lock.
        """
        with contextlib.ExitStack() as stack:
            with contextlib.nullcontext() if alone else self._locked(reading=True):
                raw = read_bytes(self._head_path)
                file, size = None, 0
                with as_failure(self._path), contextlib.suppress(FileNotFoundError):
                    file = stack.enter_context(self._path.open("rb"))
                    size = os.fstat(file.fileno()).st_size
            head, doubt = self._decode(raw)
            start = self._start_of(head, file)
            begin = head.cut.begin if head is not None else start
            yield SeenRows(file, size, start, begin, head, doubt, there=raw is not None)

    def _start_of(self, head: Head | None, file: BinaryIO | None) -> TrailPlace:
        """Return after which place the file begins."""
        if head is not None and head.cut.was is None:
            return head.cut.begin
        first = self._before_first(file)
        if head is None:
            return first
        # Whoever cuts replaces the head and then the file: it begins either where it did or where it shall.
        return head.cut.was if head.cut.was is not None and first.rows == head.cut.was.rows else head.cut.begin

    def _before_first(self, file: BinaryIO | None) -> TrailPlace:
        """Return the place before the file's first row, as that says it."""
        if file is None:
            return TrailPlace()
        with as_failure(self._path):
            file.seek(0)
            line = file.readline()
        try:
            record = record_of(*open_line(line[:-1], self._keys.row))
        except ValueError:
            return TrailPlace()
        return TrailPlace(record.seq - 1, 0, record.previous)

    def records(self) -> Iterator[AuditRecord]:
        """Yield the records from the first that is in it on, each checked; raises ``audit.tampered`` at a bad row.

        The rows that are there when this is called. Half a row left by a crash is no row yet, and passed by.
        """
        with self.opened() as (_, rows):
            for record, _ in rows:
                yield record

    @contextlib.contextmanager
    def opened(self) -> Iterator[tuple[Cut, Iterator[tuple[AuditRecord, TrailPlace]]]]:
        """Give what is cut off, and what ``records`` yields with the place after each row, as they are now."""
        with self.look() as seen:
            yield seen.cut, self._rows(seen)

    def _rows(self, seen: SeenRows) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        try:
            yield from self._judged(seen.begin, seen, pass_torn=True)
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None

    def verify(self, told: Progress | None = None, *, workers: int = 0) -> Verification:
        """Check every row, and the head. Changes nothing.

        ``told`` hears how many bytes of how many are checked; ``workers`` is how many cores may be used, 0 for all.
        """
        from cosmic_login.audit.crew import cores  # noqa: PLC0415 - who writes rows does without the crew

        verdict = self._verify(told, workers or cores())
        if verdict.ok:
            return verdict
        with self._locked(reading=True):  # once more, alone: a writer may have mended a torn row meanwhile
            return self._verify(None, 1, alone=True)

    def _verify(self, told: Progress | None, workers: int, *, alone: bool = False) -> Verification:
        with self.look(alone=alone) as seen:
            good = seen.begin.rows
            verdict = Verification(ok=True, records=0, cut=seen.cut)
            try:
                sure = self._whole(seen, told, workers)
                good = sure.rows
                for _, place in self._judged(sure, seen):
                    good = place.rows
            except RowFault as fault:
                verdict = replace(verdict, ok=False, row=fault.row, problem=fault.problem)
            return replace(verdict, records=good - seen.begin.rows)

    def _whole(self, seen: SeenRows, told: Progress | None, workers: int) -> TrailPlace:
        """Return the place up to which every row is certainly good: what follows has to be judged row by row."""
        from cosmic_login.audit.crew import check_all  # noqa: PLC0415 - as above
        from cosmic_login.audit.stretch import stretches  # noqa: PLC0415

        place = seen.begin
        if not seen.size:
            return place
        head = seen.head or Head()
        # A stretch ends where the head says, to be compared there.
        first = seen.begin.offset - seen.start.offset
        counted = min(max(head.size - seen.start.offset, first), seen.size)
        with as_failure(self._path):
            pieces = itertools.chain(stretches(self._path, first, counted), stretches(self._path, counted, seen.size))
            found = check_all(self._path, pieces, self._keys.row, size=seen.size, workers=workers)
            with contextlib.closing(found):
                for _, cut, whole in found:
                    if whole is None or (whole.first, whole.previous) != (place.rows + 1, place.last):
                        return place
                    end = seen.start.offset + cut
                    after = TrailPlace(place.rows + whole.rows, end, whole.last)
                    if end == head.size and (after.rows, after.last) != (head.rows, head.last):
                        return place
                    if end < head.size and after.rows >= head.rows:
                        return place
                    place = after
                    if told:
                        told(cut, seen.size)
        return place

    def _judged(
        self, start: TrailPlace, seen: SeenRows, *, pass_torn: bool = False
    ) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        """Yield the rows from ``start`` on with their places, compared with the head; raises ``RowFault``."""
        head, place = seen.head, start
        try:
            for record, place in self._walk(start, seen):
                if head:
                    head.check(place)
                yield record, place
        except RowFault as fault:
            if not (pass_torn and fault.torn and head and place.rows >= head.rows):
                raise
        if seen.doubt and place.rows:
            raise RowFault(place.rows, f"it may not be the last: {seen.doubt}")
        if seen.doubt and seen.there:
            raise RowFault(1, f"it may be missing: {seen.doubt}")
        if head and head.rows > place.rows:
            raise RowFault(place.rows + 1, f"it is missing: there were {head.rows} rows")

    def _walk(self, start: TrailPlace, seen: SeenRows) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        at = start.offset - seen.start.offset
        if seen.file is None or seen.size <= at:
            return
        with as_failure(self._path):
            seen.file.seek(at)
            yield from walk(_lines(seen.file, seen.size - at), self._keys, start)

    def _decode(self, raw: bytes | None) -> tuple[Head | None, str]:
        """Return the head, or why there is none."""
        if raw is None:
            return None, f"{self._head_path.name} is missing"
        try:
            return Head.decode(raw, self._keys), ""
        except ValueError as error:
            return None, f"{self._head_path.name} was changed, {error}"


def _lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left > 0:
        line = file.readline(left)
        if not line:
            return
        left -= len(line)
        yield line
