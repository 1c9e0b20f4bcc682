"""A PostgreSQL server of the tests' own: on a socket in a temporary folder, ended with them."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

#: Nobody: PostgreSQL does not run as root.
_NOBODY = 65534
_TIMEOUT_S = 60
_PROGRAMS = "/usr/lib/postgresql"


def missing() -> str:
    """Tell why there can be no server here (empty: there can)."""
    return "" if _folder() else "postgresql is missing (see scripts/debian-packages.txt)"


def _folder() -> Path | None:
    found = sorted(Path(_PROGRAMS).glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@dataclass
class Server:
    """A running server. ``folder`` holds its data and its socket."""

    folder: Path
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]
    _count: Iterator[int] = field(default_factory=itertools.count)

    def stop(self) -> None:
        """End the server; whoever is connected is cut off."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_TIMEOUT_S)

    def restart(self) -> None:
        """End the server and start it again on the same data."""
        self.stop()
        self.process = self.start()
        _answers(self)

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://test@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"cosmic_{next(self._count)}"
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" STRATEGY file_copy'.encode())
        return self.dsn(name)

    def drop(self, dsn: str) -> None:
        """Forget a database, whoever is connected to it."""
        name = dsn.rpartition("/")[2] if "?" not in dsn else dsn.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def rows(self, dsn: str, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(dsn, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


@contextlib.contextmanager
def server(*options: str) -> Iterator[Server]:
    """Run a server until the block ends. It trusts whoever reaches its socket, and does not wait for the disk."""
    programs = _folder()
    assert programs, missing()
    as_nobody: dict[str, Any] = (
        {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if hasattr(os, "getuid") and os.getuid() == 0 else {}
    )
    with tempfile.TemporaryDirectory(prefix="cosmic-pg-") as name:
        folder = Path(name)
        if as_nobody:
            os.chown(folder, _NOBODY, _NOBODY)
        data = folder / "data"
        subprocess.run(
            [
                *(programs / "initdb", "-D", data, "-U", "test", "--auth=trust", "-N", "--no-instructions"),
                *("-E", "UTF8", "--locale=C"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            timeout=_TIMEOUT_S,
            **as_nobody,
        )
        settings = ("listen_addresses=", "fsync=off", "max_connections=120", *options)
        told = [part for each in settings for part in ("-c", each)]
        command = [os.fspath(programs / "postgres"), "-D", os.fspath(data), "-k", name, *told]

        def start() -> subprocess.Popen[bytes]:
            quiet = subprocess.DEVNULL
            return subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, **as_nobody)

        made = Server(folder, start, start())
        try:
            _answers(made)
            yield made
        finally:
            made.stop()


def _answers(made: Server) -> None:
    for _ in range(600):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(made.dsn(), connect_timeout=2).close()
            return
        assert made.process.poll() is None, "the server ended"
        with contextlib.suppress(subprocess.TimeoutExpired):
            made.process.wait(0.05)
    raise AssertionError("the server does not answer")
