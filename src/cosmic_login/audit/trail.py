"""The audit trail's file: append-only, chained, durable; see docs/audit.md for the format and what it is good for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from filelock import FileLock, Timeout

from cosmic_login.audit.compose import ENVIRONMENT, compose
from cosmic_login.audit.cutting import CUTTING, Cutting, check_unmoved
from cosmic_login.audit.record import AuditRecord, EventFacts, open_line, record_of
from cosmic_login.audit.rows_file import RowsFile, SeenRows
from cosmic_login.audit.verify import ChainKeys, Cut, Head, RowFault, TrailPlace, walk
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import append_durably, as_failure, read_bytes, write_atomic

_LOCK_SECONDS = 10.0
#: More bytes than most rows have, for finding the last ones from the end.
_LONG_ROW = 1024
#: Events of the trail itself: half a row was put aside; what row ``row`` says did not happen; the rows from ``row`` on
#: are not in the store, which was put back.
REPAIRED, TAKEN_BACK, STORE_PUT_BACK = "audit.repaired", "audit.taken_back", "audit.store_put_back"
#: Bytes copied at once.
_PIECE = 1 << 20


class AuditTrail(RowsFile):
    """The trail of one profile. Use it from any thread and from several processes at once.

    All methods raise ``LoginFailure``: ``audit.tampered`` when the file is not what was written, ``profile.full``,
    ``profile.readonly`` or ``profile.damaged`` for the disk, ``profile.in_use`` when its lock is held for long.
    """

    def __init__(self, path: Path, key: bytes, clock: Clock, environment: str = "") -> None:
        super().__init__(path, ChainKeys.of(key))
        self._clock, self._environment = clock, environment
        #: What the head says is cut off, and after which place the file begins: as of the last look under the lock.
        self._cut, self._start = Cut(), TrailPlace()
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
                self._truncate(begin)
                raise
            with contextlib.suppress(LoginFailure):  # the rows stand without it, and the next writer writes it
                self._write_head(end)

    def place(self) -> TrailPlace:
        """Return where the trail ends now."""
        with self._locked():
            return self._next()

    def _take_back(self, place: TrailPlace, kept: TrailPlace) -> TrailPlace:
        """Say that rows which the store did not keep tell what did not happen; return the place after that."""
        if kept.rows >= place.rows:
            return place  # nothing new
        lost = 0
        if kept.rows < self._start.rows:
            latest = self._cut.idp.get(self._environment, 0)
            kept, lost = self._start, kept.rows + 1 if latest > kept.rows else 0
        elif not self._ends_in(Head.at(kept, self._cut)):
            return place  # another trail
        loose, taken = [], set()
        try:
            for record in self._since(kept):
                if record.source == "idp" and record.extra.get(ENVIRONMENT, "") == self._environment:
                    loose.append(record)
                taken |= {record.extra.get("row")} if record.event == TAKEN_BACK else set()
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None
        loose = [record for record in loose if str(record.seq) not in taken]
        if lost or len({record.time for record in loose}) > 1:
            # A program dies in one block: this store was put back, from a copy made before these rows.
            last = loose[-1].seq if loose else self._cut.idp[self._environment]
            about = {"row": str(lost or loose[0].seq), "to": str(last)}
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
        place, torn, untrue = self._end()
        place = self._mend(place, torn) if torn else place
        for record in untrue:
            about = {"row": str(record.seq), "event": record.event}
            place = self._after(place, self._write(place, TAKEN_BACK, {"source": "audit", "extra": about}))
        return place

    def _write(self, place: TrailPlace, event: str, told: EventFacts, cutting: Cutting | None = None) -> AuditRecord:
        record, line = self._row(place, event, told, self._clock.now())
        append_durably(self._path, line)
        before = self._cut
        try:
            if cutting is not None:  # one head tells of the row and of the cut: both are so, or neither
                cut = cutting.cut_at(record.seq, before)
                self._cut = replace(cut, was=self._start if cut.begin != self._start else None)
            self._write_head(TrailPlace(place.rows + 1, place.offset + len(line), record.mac))
        except BaseException:
            # All or nothing: the caller will take this as "not written". (A head that already counts the row keeps it.)
            with contextlib.suppress(OSError, LoginFailure):
                head, _ = self._decode(read_bytes(self._head_path))
                if head and head.rows == place.rows:
                    self._truncate(place)
            self._cut = before
            raise
        return record

    def _row(self, place: TrailPlace, event: str, told: EventFacts, now: datetime) -> tuple[AuditRecord, bytes]:
        return compose(place, event, told, now, self._keys.row, self._environment)

    def _write_head(self, place: TrailPlace) -> None:
        write_atomic(self._head_path, Head.at(place, self._cut).encode(self._keys))

    def _truncate(self, place: TrailPlace) -> None:
        """Take back what was written after ``place``, as far as the disk lets us."""
        with contextlib.suppress(OSError):
            os.truncate(self._path, place.offset - self._start.offset)

    def _mend(self, place: TrailPlace, torn: bytes) -> TrailPlace:
        """Put the bytes of a half-written row aside and write a row about it over them.

        In this order: a crash on the way leaves either the torn row as it was or another torn row, never silence.
        """
        aside = next(p for n in range(1, 1_000_000) if not (p := self._sibling(f".torn-{n}")).exists())
        write_atomic(aside, torn)
        about = {"file": aside.name, "bytes": str(len(torn)), "sha256": hashlib.sha256(torn).hexdigest()}
        record, line = self._row(place, REPAIRED, {"source": "audit", "extra": about}, self._clock.now())
        with as_failure(self._path), self._path.open("r+b", buffering=0) as file:
            file.seek(place.offset - self._start.offset)
            file.write(line)
            file.truncate()
            os.fsync(file.fileno())
        mended = TrailPlace(place.rows + 1, place.offset + len(line), record.mac)
        self._write_head(mended)
        return mended

    def _end(self) -> tuple[TrailPlace, bytes, list[AuditRecord]]:
        """Return the place after the last good row and the bytes of a torn one; reads only what the head lacks.

        And rows that tell of cutting the trail and are not true: a program died before it did so.
        """
        with self.look(alone=True) as seen:
            self._cut, self._start = seen.cut, seen.start
            if not seen.there and not seen.size:
                self._write_head(TrailPlace())
                return TrailPlace(), b"", []
            head, size = seen.head, seen.start.offset + seen.size
            if head is None or size < head.size or not self._ends_in(head):
                raise self._tampered()
            place = head.place
            if size == head.size:
                return place, b"", []
            with as_failure(self._path), self._path.open("rb") as file:
                file.seek(head.size - seen.start.offset)
                lines = file.readlines()
        torn = lines.pop() if not lines[-1].endswith(b"\n") else b""
        rows = []
        try:
            # The program was killed between row and head. The rows carry our code, so they are ours.
            for record, after in walk(lines, self._keys, place):
                rows.append(record)
                place = after
        except RowFault as fault:
            raise LoginFailure("audit.tampered", str(fault)) from None
        taken = {record.extra.get("row") for record in rows if record.event == TAKEN_BACK}
        untrue = [record for record in rows if record.event in CUTTING and str(record.seq) not in taken]
        return place, torn, [record for record in untrue if record.seq > self._cut.told]

    def _ends_in(self, head: Head) -> bool:
        """Whether the row that ends where the head says carries the code that the head says."""
        if head.rows == self._start.rows:
            return head.place == self._start
        wanted = b'"mac":"' + head.last.encode() + b'"}\n'
        with as_failure(self._path), self._path.open("rb") as file:
            file.seek(max(0, head.size - self._start.offset - len(wanted)))
            return file.read(len(wanted)) == wanted

    def _since(self, place: TrailPlace) -> Iterator[AuditRecord]:
        with self.look(alone=True) as seen:
            for record, _ in self._walk(place, seen):
                yield record

    # -- cutting -----------------------------------------------------------------------------------------------

    def cut(self, cutting: Cutting) -> int:
        """Begin the trail later, with a row that tells of it; see ``cutting.Cuttable``.

        The row is written, then the head, which is the moment from which on it is so, and then the shorter file.
        """
        with self._locked():
            end = self._next()
            check_unmoved(self._cut, cutting)
            self._finish(end)
            record = self._write(end, cutting.event, cutting.told(end), cutting)
            self._finish(self._after(end, record))
        return record.seq

    def finish_cutting(self) -> None:
        """Do what a program that died while it cut the trail has left to do, if there is any such thing."""
        with self._locked():
            self._finish(self._next())

    def _finish(self, end: TrailPlace) -> None:
        """Let the file begin where the head says."""
        if self._cut.was is None:
            return
        begin = self._cut.begin
        if self._start != begin:
            write_atomic(self._path, self._copied(begin.offset - self._start.offset))
            self._start = begin
        self._cut = replace(self._cut, was=None)
        self._write_head(end)

    def _copied(self, start: int) -> Iterator[bytes]:
        with as_failure(self._path), self._path.open("rb") as file:
            file.seek(start)
            while piece := file.read(_PIECE):
                yield piece

    # -- reading -----------------------------------------------------------------------------------------------

    def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
        """Return the rows after ``place``, and the place after them; without a place the last ones there are.

        At most the last ``most`` of them, for one who watches the trail grow: each row is checked by its own code and
        by the one before it, and what lies before ``place`` is not read.
        """
        rows: deque[AuditRecord] = deque(maxlen=most)
        with self.look() as seen:
            if place is None:
                place = self._shortly_before(seen, most)
            elif place.rows < seen.begin.rows:  # the rows between are cut off
                place = seen.begin
            try:
                for row, after in self._walk(place, seen):
                    rows.append(row)
                    place = after
            except RowFault as fault:
                if not fault.torn:
                    raise LoginFailure("audit.tampered", str(fault)) from None
        return list(rows), place

    def _shortly_before(self, seen: SeenRows, rows: int) -> TrailPlace:
        """Return a place at least so many rows before the end, and not many more, found from the end."""
        back, anchor, after, lines = rows * _LONG_ROW, b"", 0, 0
        while lines < rows:  # longer rows than one has seen are possible
            if seen.file is None or back >= seen.size:
                return seen.begin
            with as_failure(self._path):
                seen.file.seek(seen.size - back)
                seen.file.readline()  # the rest of a row
                anchor, after = seen.file.readline(), seen.file.tell()
                lines = seen.file.read(seen.size - after).count(b"\n")
            back *= 2
        try:
            members, mac = open_line(anchor[:-1], self._keys.row)
            place = TrailPlace(record_of(members, mac).seq, seen.start.offset + after, mac)
        except ValueError as error:
            raise LoginFailure("audit.tampered", f"a row near the end: {error}") from None
        return max(place, seen.begin, key=lambda each: each.rows)

    def _tampered(self) -> LoginFailure:
        verdict = self._verify(None, 1, alone=True)
        return LoginFailure("audit.tampered", verdict.fault)

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
