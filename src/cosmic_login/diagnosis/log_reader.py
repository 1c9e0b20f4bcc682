"""Reads the program's log from its end, and what has been added since: for the log view, whatever the file's size."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import BinaryIO

from cosmic_login.core.diagnosis import LogLine, LogPage
from cosmic_login.profile.files import as_failure
from cosmic_login.profile.logs import clean_text

#: How much is read of a file at once, going backwards or forwards.
BLOCK = 1 << 16
_LONGEST = 100_000  # characters of a line that are shown
_KEYS = ("time", "level", "event", "fields")


class LogReader:
    """Follows one log file through its rotation. Blocks; may be used from any thread, one call at a time."""

    def __init__(self, path: Path, lines: int = 1000) -> None:
        self._path, self._wanted = path, lines
        self._lock = threading.Lock()
        self._place: tuple[int, int] | None = None  # which file (inode), and how far it has been read

    def read(self, *, anew: bool = False) -> LogPage:
        """Return the last lines at first and when ``anew``; afterwards what was added.

        A file that was turned over meanwhile is read anew. A line that is being written waits for its end. Raises
        ``LoginFailure`` (``profile.readonly``, ``profile.damaged``).
        """
        with self._lock, as_failure(self._path):
            try:
                with self._path.open("rb") as file:
                    status = os.fstat(file.fileno())
                    if (
                        anew
                        or self._place is None
                        or self._place[0] != status.st_ino
                        or status.st_size < self._place[1]
                    ):
                        return self._last(file, status)
                    return self._added(file, status, self._place[1])
            except FileNotFoundError:
                self._place = None
                return LogPage((), anew=True, path=str(self._path))

    def _last(self, file: BinaryIO, status: os.stat_result) -> LogPage:
        raw, size = tail(file, self._wanted)
        self._place = (status.st_ino, size)
        if len(raw) < self._wanted:
            raw = [*self._of_the_file_before(self._wanted - len(raw)), *raw]
        return LogPage(tuple(map(log_line, raw)), anew=True, path=str(self._path))

    def _of_the_file_before(self, lines: int) -> list[bytes]:
        try:
            with self._path.with_name(f"{self._path.name}.1").open("rb") as file:
                return tail(file, lines)[0]
        except FileNotFoundError:
            return []

    def _added(self, file: BinaryIO, status: os.stat_result, position: int) -> LogPage:
        if status.st_size - position > self._wanted * BLOCK:
            return self._last(file, status)
        file.seek(position)
        whole, newline, _ = file.read().rpartition(b"\n")
        self._place = (status.st_ino, position + len(whole) + len(newline))
        raw = whole.split(b"\n")[-self._wanted :] if newline else []
        return LogPage(tuple(map(log_line, raw)), anew=False, path=str(self._path))


def tail(file: BinaryIO, lines: int) -> tuple[list[bytes], int]:
    """Return the file's last ``lines`` whole lines, and where the last of them ends; reads no more than it must."""
    start = file.seek(0, os.SEEK_END)
    data = b""
    while start > 0 and data.count(b"\n") <= lines:
        size = min(BLOCK, start)
        start -= size
        file.seek(start)
        data = file.read(size) + data
    end = data.rfind(b"\n")
    if end < 0:
        return [], start if start == 0 else start + len(data)
    found = data[:end].split(b"\n")
    return found[-lines:], start + end + 1


def log_line(raw: bytes) -> LogLine:
    """Read one line; one that is not ours is shown as it is, with what must not be shown masked once more."""
    text = clean_text(raw.decode("utf-8", "replace"))[:_LONGEST]
    try:
        members = json.loads(text)
        time, level, event, fields = (members[key] for key in _KEYS)
        shown = " ".join(f"{name}={_plain(value)}" for name, value in fields.items() if value not in ("", None))
    except (ValueError, KeyError, TypeError, AttributeError):
        return LogLine(text)
    traceback = members.get("traceback")
    if isinstance(traceback, str):
        shown = f"{shown}\n{traceback}"
    return LogLine(text, str(time), str(level), str(event), shown)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
