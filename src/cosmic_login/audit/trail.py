"""The audit trail's file: append-only, chained, durable; see docs/audit.md for the format and what it is good for."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Unpack

from filelock import FileLock, Timeout

from cosmic_login.audit.compose import ENVIRONMENT, compose
from cosmic_login.audit.crew import check_all, cores
from cosmic_login.audit.record import AuditRecord, EventFacts, open_line, record_of
from cosmic_login.audit.stretch import stretches
from cosmic_login.audit.verify import ChainKeys, Head, RowFault, TrailPlace, Verification, walk
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import append_durably, as_failure, read_bytes, write_atomic

_LOCK_SECONDS = 10.0
#: More bytes than most rows have, for finding the last ones from the end.
_LONG_ROW = 1024
#: Events of the trail itself: half a row was put aside; what row ``row`` says did not happen; the rows from ``row`` on
#: are not in the store, which was put back.
REPAIRED, TAKEN_BACK, STORE_PUT_BACK = "audit.repaired", "audit.taken_back", "audit.store_put_back"
#: Hears how many bytes of how many are checked.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Seen:
    """The trail as it was when somebody began to read it; ``doubt`` is why there is no head."""

    size: int
    head: Head | None
    doubt: str
    there: bool


class AuditTrail:
    """The trail of one profile. Use it from any thread and from several processes at once.

    All methods raise ``LoginFailure``: ``audit.tampered`` when the file is not what was written, ``profile.full``,
    ``profile.readonly`` or ``profile.damaged`` for the disk, ``profile.in_use`` when its lock is held for long.
    """

    def __init__(self, path: Path, key: bytes, clock: Clock, environment: str = "") -> None:
        self._path, self._environment = path, environment
        self._head_path = path.with_name(path.name + ".head")
        self._keys = ChainKeys.of(key)
        self._clock = clock
        self._threads = threading.Lock()
        self._processes = FileLock(path.with_name(f".{path.name}.lock"), thread_local=False)

    @classmethod
    def open(cls, path: Path, key: bytes, clock: Clock, environment: str = "") -> AuditTrail:
        """Open the trail at ``path`` (``profile.audit_file``) with ``profile.vault.derive("audit")``.

        Several environments may write one trail: each row says in ``extra`` in which it was written (``environment``;
        the IdP's own says nothing), and a writer takes back rows of its own alone. Reads
        and writes nothing yet; the files are made, and a row torn by a crash mended, by the first ``append``.
        """
        return cls(path, key, clock, environment)

    # -- writing -----------------------------------------------------------------------------------------------

    def append(self, event: str, **told: Unpack[EventFacts]) -> AuditRecord:
        """Write one row; it is on the disk when this returns, and not in the file at all when this raises.

        ``person`` is a personal number or an HSA-id, ``reason`` a failure code. ``extra`` never holds a code.
        """
        with self._locked():
            return self._write(self._next(), event, told)

    @contextlib.contextmanager
    def together(self, rows: Sequence[tuple[str, EventFacts]], kept: TrailPlace | None = None) -> Iterator[TrailPlace]:
        """Write rows that are true if the block succeeds, and take them back when it raises.

        They are on the disk when the block begins, which gets the place after them; nobody reads or writes the trail
        until it ends. A program that dies in the block leaves them: whoever keeps the place with what the block does
        hands it in the next time (``kept``), and rows of the IdP after it are taken back by a row that says so.
        """
        with self._locked():
            begin = self._next()
            if kept is not None:
                begin = self._take_back(begin, kept)
            end, now, lines = begin, self._clock.now(), b""
            for event, told in rows:
                record, line = self._row(end, event, told, now)
                end, lines = TrailPlace(end.rows + 1, end.offset + len(line), record.mac), lines + line
            append_durably(self._path, lines)
            try:
                yield end
            except BaseException:
                with contextlib.suppress(OSError):
                    os.truncate(self._path, begin.offset)
                raise
            with contextlib.suppress(LoginFailure):  # the rows stand without it, and the next writer writes it
                self._write_head(end)

    def place(self) -> TrailPlace:
        """Return where the trail ends now."""
        with self._locked():
            return self._next()

    def _take_back(self, place: TrailPlace, kept: TrailPlace) -> TrailPlace:
        """Say that rows which the store did not keep tell what did not happen; return the place after that."""
        if kept.rows >= place.rows or not self._ends_in(Head(kept.rows, kept.offset, kept.last)):
            return place  # nothing new, or another trail
        loose, taken = [], set()
        try:
            for record, _ in self._walk(kept, place.offset):
                if record.source == "idp" and record.extra.get(ENVIRONMENT, "") == self._environment:
                    loose.append(record)
                taken |= {record.extra.get("row")} if record.event == TAKEN_BACK else set()
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None
        loose = [record for record in loose if str(record.seq) not in taken]
        if len({record.time for record in loose}) > 1:
            # A program dies in one block: this store was put back, from a copy made before these rows.
            about = {"row": str(loose[0].seq), "to": str(loose[-1].seq)}
            return self._after(place, self._write(place, STORE_PUT_BACK, {"source": "audit", "extra": about}))
        for record in loose:
            about = {"row": str(record.seq), "event": record.event}
            told: EventFacts = {"login": record.login, "source": "audit", "extra": about}
            place = self._after(place, self._write(place, TAKEN_BACK, told))
        return place

    def _after(self, place: TrailPlace, record: AuditRecord) -> TrailPlace:
        return TrailPlace(record.seq, place.offset + len(record.line()), record.mac)

    def _next(self) -> TrailPlace:
        """Return where the next row goes, a torn one mended."""
        place, torn = self._end()
        return self._mend(place, torn) if torn else place

    def _write(self, place: TrailPlace, event: str, told: EventFacts) -> AuditRecord:
        record, line = self._row(place, event, told, self._clock.now())
        append_durably(self._path, line)
        try:
            self._write_head(TrailPlace(place.rows + 1, place.offset + len(line), record.mac))
        except BaseException:
            # All or nothing: the caller will take this as "not written". (A head that already counts the row keeps it.)
            with contextlib.suppress(OSError, LoginFailure):
                head, _ = self._decode(read_bytes(self._head_path))
                if head and head.rows == place.rows:
                    os.truncate(self._path, place.offset)
            raise
        return record

    def _row(self, place: TrailPlace, event: str, told: EventFacts, now: datetime) -> tuple[AuditRecord, bytes]:
        return compose(place, event, told, now, self._keys.row, self._environment)

    def _write_head(self, place: TrailPlace) -> None:
        write_atomic(self._head_path, Head(place.rows, place.offset, place.last).encode(self._keys))

    def _mend(self, place: TrailPlace, torn: bytes) -> TrailPlace:
        """Put the bytes of a half-written row aside and write a row about it over them.

        In this order: a crash on the way leaves either the torn row as it was or another torn row, never silence.
        """
        aside = next(p for n in range(1, 1_000_000) if not (p := self._sibling(f".torn-{n}")).exists())
        write_atomic(aside, torn)
        about = {"file": aside.name, "bytes": str(len(torn)), "sha256": hashlib.sha256(torn).hexdigest()}
        record, line = self._row(place, REPAIRED, {"source": "audit", "extra": about}, self._clock.now())
        with as_failure(self._path), self._path.open("r+b", buffering=0) as file:
            file.seek(place.offset)
            file.write(line)
            file.truncate(place.offset + len(line))
            os.fsync(file.fileno())
        mended = TrailPlace(place.rows + 1, place.offset + len(line), record.mac)
        self._write_head(mended)
        return mended

    def _end(self) -> tuple[TrailPlace, bytes]:
        """Return the place after the last good row and the bytes of a torn one; reads only what the head lacks."""
        raw, size = read_bytes(self._head_path), self._size()
        if raw is None and not size:
            self._write_head(TrailPlace())
            return TrailPlace(), b""
        head, _ = self._decode(raw)
        if head is None:
            raise self._tampered()
        place = TrailPlace(head.rows, head.size, head.last)
        if size == head.size and self._ends_in(head):
            return place, b""
        if size < head.size or not self._ends_in(head):
            raise self._tampered()
        with as_failure(self._path), self._path.open("rb") as file:
            file.seek(head.size)
            lines = file.readlines()
        torn = lines.pop() if not lines[-1].endswith(b"\n") else b""
        try:
            # The program was killed between row and head. The rows carry our code, so they are ours.
            for _, after in walk(lines, self._keys, place):
                place = after
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None
        return place, torn

    def _ends_in(self, head: Head) -> bool:
        """Whether the row that ends where the head says carries the code that the head says."""
        if not head.rows:
            return True
        wanted = b'"mac":"' + head.last.encode() + b'"}\n'
        with as_failure(self._path), self._path.open("rb") as file:
            file.seek(max(0, head.size - len(wanted)))
            return file.read(len(wanted)) == wanted

    # -- reading -----------------------------------------------------------------------------------------------

    def records(self) -> Iterator[AuditRecord]:
        """Yield the records from the first on, each checked; raises ``audit.tampered`` at the first bad row.

        The rows that are there when this is called. Half a row left by a crash is no row yet, and passed by.
        """
        seen = self._seen()
        try:
            for record, _ in self._judged(TrailPlace(), seen, pass_torn=True):
                yield record
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None

    def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
        """Return the rows after ``place``, and the place after them; without a place the last ones there are.

        At most the last ``most`` of them, for one who watches the trail grow: each row is checked by its own code and
        by the one before it, and what lies before ``place`` is not read.
        """
        size = self._seen().size
        if place is None:
            place = self._shortly_before(size, most)
        rows: deque[AuditRecord] = deque(maxlen=most)
        try:
            for row, after in self._walk(place, size):
                rows.append(row)
                place = after
        except RowFault as fault:
            if not fault.torn:
                raise LoginFailure("audit.tampered", str(fault)) from None
        return list(rows), place

    def _shortly_before(self, size: int, rows: int) -> TrailPlace:
        """Return a place at least so many rows before the end, and not many more, found from the end."""
        back, anchor, after, lines = rows * _LONG_ROW, b"", 0, 0
        while lines < rows:  # longer rows than one has seen are possible
            if back >= size:
                return TrailPlace()
            with as_failure(self._path), self._path.open("rb") as file:
                file.seek(size - back)
                file.readline()  # the rest of a row
                anchor, after = file.readline(), file.tell()
                lines = file.read(size - after).count(b"\n")
            back *= 2
        try:
            members, mac = open_line(anchor[:-1], self._keys.row)
            return TrailPlace(record_of(members, mac).seq, after, mac)
        except ValueError as error:
            raise LoginFailure("audit.tampered", f"a row near the end: {error}") from None

    def verify(self, told: Progress | None = None, *, workers: int = 0) -> Verification:
        """Check every row, and the head. Changes nothing.

        ``told`` hears how many bytes of how many are checked; ``workers`` is how many cores may be used, 0 for all.
        """
        verdict = self._verify(told, workers or cores())
        if verdict.ok:
            return verdict
        with self._locked(reading=True):  # once more, alone: a writer may have mended a torn row meanwhile
            return self._verify(None, 1, alone=True)

    def _verify(self, told: Progress | None, workers: int, *, alone: bool = False) -> Verification:
        seen, good = self._seen(alone=alone), 0
        try:
            sure = self._whole(seen, told, workers)
            good = sure.rows
            for _, place in self._judged(sure, seen):
                good = place.rows
        except RowFault as fault:
            return Verification(ok=False, records=good, row=fault.row, problem=fault.problem)
        return Verification(ok=True, records=good)

    def _seen(self, *, alone: bool = False) -> _Seen:
        with contextlib.nullcontext() if alone else self._locked(reading=True):
            raw, size = read_bytes(self._head_path), self._size()
        head, doubt = self._decode(raw)
        return _Seen(size, head, doubt, there=raw is not None)

    def _whole(self, seen: _Seen, told: Progress | None, workers: int) -> TrailPlace:
        """Return the place up to which every row is certainly good: what follows has to be judged row by row."""
        place = TrailPlace()
        if not seen.size:
            return place
        head = seen.head or Head()
        counted = min(head.size, seen.size)  # a stretch ends where the head says, to be compared there
        with as_failure(self._path):
            pieces = itertools.chain(stretches(self._path, 0, counted), stretches(self._path, counted, seen.size))
            found = check_all(self._path, pieces, self._keys.row, size=seen.size, workers=workers)
            with contextlib.closing(found):
                for _, end, whole in found:
                    if whole is None or (whole.first, whole.previous) != (place.rows + 1, place.last):
                        return place
                    after = TrailPlace(place.rows + whole.rows, end, whole.last)
                    if end == head.size and (after.rows, after.last) != (head.rows, head.last):
                        return place
                    if end < head.size and after.rows >= head.rows:
                        return place
                    place = after
                    if told:
                        told(end, seen.size)
        return place

    def _judged(
        self, start: TrailPlace, seen: _Seen, *, pass_torn: bool = False
    ) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        """Yield the rows from ``start`` on with their places, compared with the head; raises ``RowFault``."""
        head, place = seen.head, start
        try:
            for record, place in self._walk(start, seen.size):
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

    def _walk(self, start: TrailPlace, size: int) -> Iterator[tuple[AuditRecord, TrailPlace]]:
        if size <= start.offset:
            return
        with as_failure(self._path), self._path.open("rb") as file:
            file.seek(start.offset)
            yield from walk(_lines(file, size - start.offset), self._keys, start)

    def _tampered(self) -> LoginFailure:
        verdict = self._verify(None, 1, alone=True)
        return LoginFailure("audit.tampered", f"row {verdict.row}: {verdict.problem}")

    def _decode(self, raw: bytes | None) -> tuple[Head | None, str]:
        """Return the head, or why there is none."""
        if raw is None:
            return None, f"{self._head_path.name} is missing"
        try:
            return Head.decode(raw, self._keys), ""
        except ValueError as error:
            return None, f"{self._head_path.name} was changed, {error}"

    def _size(self) -> int:
        with as_failure(self._path):
            try:
                return self._path.stat().st_size
            except FileNotFoundError:
                return 0

    def _sibling(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    @contextlib.contextmanager
    def _locked(self, *, reading: bool = False) -> Iterator[None]:
        with self._threads:
            held = self._hold(reading=reading)
            try:
                yield
            finally:
                if held:
                    self._processes.release()

    def _hold(self, *, reading: bool) -> bool:
        try:
            with as_failure(self._path):
                try:
                    self._processes.acquire(timeout=_LOCK_SECONDS, poll_interval=0.003)
                except Timeout:  # an OSError too, but no fault of the disk
                    raise LoginFailure("profile.in_use", str(self._path)) from None
        except LoginFailure as failure:
            if reading and failure.code in {"profile.readonly", "profile.full"}:
                return False  # where this program cannot write, it reads without the lock
            raise
        return True


def _lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left > 0:
        line = file.readline(left)
        if not line:
            return
        left -= len(line)
        yield line
