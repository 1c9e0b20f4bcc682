"""A log file that several processes write to: whole lines, and rotation by one of them at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from pathlib import Path


class LogFile:
    """Appends lines to ``path``; when it has grown past ``max_bytes`` it becomes ``path.1``, and so on to ``keep``.

    Opened by the first line. ``OSError`` comes out of ``write``: what a full disk means is the caller's business.
    """

    def __init__(self, path: Path, *, max_bytes: int = 1_000_000, keep: int = 5) -> None:
        self.path = path
        self._max_bytes, self._keep = max_bytes, keep
        self._descriptor: int | None = None
        self._threads = threading.Lock()

    def write(self, line: bytes) -> None:
        """Append one line (with its newline) in one system call, so that lines of two processes never mix.

        On a full disk it is there whole or not at all.
        """
        with self._threads:
            descriptor = self._current()
            written = os.write(descriptor, line)
            if written < len(line):
                _take_back(descriptor, written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if os.fstat(descriptor).st_size > self._max_bytes:
                self._rotate()

    def close(self) -> None:
        """Close the file; the next line opens it again."""
        with self._threads:
            self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _current(self) -> int:
        if self._descriptor is not None and not self._is_ours():
            self._close()  # another process has moved it aside
        if self._descriptor is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return self._descriptor

    def _is_ours(self) -> bool:
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return False
        mine = os.fstat(self._descriptor or 0)
        return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)

    def _rotate(self) -> None:
        from filelock import FileLock, Timeout  # noqa: PLC0415 - after the first paint

        with contextlib.suppress(Timeout), FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=0):
            if not self._is_ours():
                return
            self._close()
            for n in range(self._keep, 0, -1):
                older = self.path.with_name(f"{self.path.name}.{n - 1}") if n > 1 else self.path
                if older.exists():
                    older.replace(self.path.with_name(f"{self.path.name}.{n}"))


def _take_back(descriptor: int, written: int) -> None:
    """Cut off the half line that was just written, unless another process has written behind it."""
    with contextlib.suppress(OSError):
        end = os.lseek(descriptor, 0, os.SEEK_CUR)
        if os.fstat(descriptor).st_size == end:
            os.ftruncate(descriptor, end - written)
