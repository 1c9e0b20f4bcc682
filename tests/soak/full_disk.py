"""A disk that is full at the n-th write below a directory: the one write, or all from then on."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.idp.store.sqlite import SqliteStore


@dataclass
class FullDisk:
    """Counts writes below ``root`` and refuses some. ``stays``: whatever comes after is refused too."""

    root: Path
    n: int
    stays: bool
    writes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def met(self) -> bool:
        """Whether it came to that."""
        return self.writes >= self.n

    def refuses(self) -> bool:
        """Count a write, and say whether there is room for it."""
        with self._lock:
            self.writes += 1
            return self.writes == self.n or (self.stays and self.writes > self.n)

    def below(self, where: object) -> bool:
        """Whether a file, or what a descriptor belongs to, is in the directory."""
        with contextlib.suppress(OSError):
            file = Path(f"/proc/self/fd/{where}").readlink() if isinstance(where, int) else Path(str(where)).absolute()
            return file.is_relative_to(self.root)
        return False

    def guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a call of the system that needs room, and whose first argument says where."""

        def needing_room(*arguments: Any, **more: Any) -> Any:
            if arguments and self.below(arguments[0]) and self.refuses():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*arguments, **more)

        return needing_room

    def finish(self, real: Callable[[SqliteStore, str], None]) -> Callable[[SqliteStore, str], None]:
        """Return the store's end of a transaction, whose commit needs room."""

        def finish(store: SqliteStore, how: str) -> None:
            if how == "COMMIT" and self.refuses():
                store._db.execute("ROLLBACK")  # as SQLite does by itself on a full disk
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
                raise error
            real(store, how)

        return finish


@contextlib.contextmanager
def full_disk(root: Path, n: int, *, stays: bool) -> Iterator[FullDisk]:
    """Have the ``n``-th write below ``root`` meet a full disk."""
    disk = FullDisk(root, n, stays)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((os, "write"), (os, "fsync"), (os, "replace"), (Path, "replace"), (Path, "mkdir")):
            patch.setattr(owner, name, disk.guarded(getattr(owner, name)))
        patch.setattr(SqliteStore, "_finish", disk.finish(SqliteStore._finish))
        yield disk
