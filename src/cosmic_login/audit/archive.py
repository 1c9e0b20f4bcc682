"""Archives: parts that were cut off a trail, each a file of the same rows with a head that says where it belongs.

An archive's head says after which row the part begins and with which it ends, under a key of its own, so that parts can
be joined to each other and to the living trail, and none can stand in for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cosmic_login.audit.record import AuditRecord, open_line, record_of
from cosmic_login.audit.rows_file import Progress, RowsFile
from cosmic_login.audit.verify import ChainKeys, Cut, Head, TrailPlace, Verification
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, write_atomic

_NAME = re.compile(r"(audit-.+\.log)(?:\.head)?")
#: No row of ours is as long.
_LONGEST_ROW = 1 << 20


class Archive(RowsFile):
    """One part. Raises ``LoginFailure``: ``audit.tampered``, and ``profile.*`` for the disk."""

    def __init__(self, path: Path, key: bytes) -> None:
        """``key`` is the trail's."""
        super().__init__(path, ChainKeys.of_archive(key))

    @classmethod
    def between(cls, folder: Path, before: TrailPlace, after: TrailPlace, key: bytes) -> Archive:
        """Return the part of the rows between two places, which need not be there yet."""
        return cls(folder / f"audit-{before.rows + 1:09}-{after.rows:09}.log", key)

    @property
    def name(self) -> str:
        """What its file is called."""
        return self._path.name

    def ends(self) -> tuple[TrailPlace, TrailPlace]:
        """Return the places before its first row and after its last, as its head says."""
        with self.look() as seen:
            if seen.head is None:
                raise LoginFailure("audit.tampered", f"{self.name}: {seen.doubt}")
            return seen.head.cut.begin, seen.head.place

    def write(self, before: TrailPlace, after: TrailPlace, lines: Iterable[bytes]) -> None:
        """Write the part, and read it again. The head goes first, so that a part without one is never ours."""
        write_atomic(self._head_path, Head.at(after, Cut(before)).encode(self._keys))
        write_atomic(self._path, lines)
        verdict = self.verify()
        if not verdict.ok:
            raise LoginFailure("audit.tampered", verdict.fault)

    def verify(self, told: Progress | None = None, *, workers: int = 0) -> Verification:
        """Check every row, and that there are exactly those that the head says."""
        verdict = super().verify(told, workers=workers)
        with self.look() as seen:
            head = seen.head or Head()
            if verdict.ok and seen.start.offset + seen.size != head.size:
                verdict = Verification(False, verdict.records, head.rows + 1, "it is no row of this part")
        return Verification(verdict.ok, verdict.records, verdict.row, verdict.problem, part=self.name)

    def last_record(self) -> AuditRecord:
        """Return its last row."""
        with self.look() as seen, as_failure(self._path):
            if seen.file is not None:
                seen.file.seek(max(0, seen.size - _LONGEST_ROW))
                line = seen.file.read().rstrip(b"\n").rpartition(b"\n")[2]
                try:
                    return record_of(*open_line(line, self._keys.row))
                except ValueError as error:
                    raise LoginFailure("audit.tampered", f"{self.name}: its last row: {error}") from None
        raise LoginFailure("audit.tampered", f"{self.name}: it is missing")

    def remove(self) -> None:
        """Delete it: first the rows, so that what is left names itself."""
        with as_failure(self._path):
            self._path.unlink(missing_ok=True)
            self._head_path.unlink(missing_ok=True)


def archives_in(place: Path, key: bytes) -> list[Archive]:
    """Return the parts in a folder by their names, or the one part that a file is.

    Raises ``usage.invalid`` when there is no such place, and ``profile.*``.
    """
    with as_failure(place):
        if not place.is_dir():
            part = place.with_name(place.name.removesuffix(".head"))
            if not part.exists() and not part.with_name(part.name + ".head").exists():
                raise LoginFailure("usage.invalid", f"{place}: there is no such file or folder")
            return [Archive(part, key)]
        found = {match[1] for entry in place.iterdir() if (match := _NAME.fullmatch(entry.name))}
    return [Archive(place / name, key) for name in sorted(found)]
