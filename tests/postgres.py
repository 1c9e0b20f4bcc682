"""A PostgreSQL server of the tests' own: on a socket in a temporary folder, ended with them."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from cosmic_login.testing.kept_cards import lock_of
from tests import run_folder

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
    settings: Sequence[str] = ()
    _count: Iterator[int] = field(default_factory=itertools.count)

    def stop(self) -> None:
        """End the server; whoever is connected is cut off."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_TIMEOUT_S)

    def go_on(self) -> None:
        """Start it again on the same data."""
        self.process = self.start()
        _answers(self)

    def restart(self) -> None:
        """End the server and start it again on the same data."""
        self.stop()
        self.go_on()

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / ".s.PGSQL.5432"

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://test@/{database}?host={self.folder}"

    def new_database(self, disk: Path | None = None) -> str:
        """Make an empty database, on a disk of its own if one is given, and return its address."""
        name, where = f"cosmic_{next(self._count)}", ""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            if disk is not None:
                folder = disk / "tables"
                folder.mkdir(mode=0o700)
                if _as_nobody():
                    os.chown(folder, _NOBODY, _NOBODY)
                connection.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'".encode())
                where = f" TABLESPACE {name}"
            connection.execute(f'CREATE DATABASE "{name}" STRATEGY file_copy{where}'.encode())
        return self.dsn(name)

    def dump(self, dsn: str, file: Path) -> None:
        """Make a backup of a database that is in use, as docs/operations.md says."""
        self._run("pg_dump", "--format=custom", f"--file={file}", dsn)

    def restore(self, file: Path) -> str:
        """Put a backup into a new database, and return its address."""
        dsn = self.new_database()
        self._run("pg_restore", "--single-transaction", f"--dbname={dsn}", str(file))
        return dsn

    def _run(self, program: str, *words: str) -> None:
        programs = _folder()
        assert programs, missing()
        done = subprocess.run(
            [programs / program, *words], check=False, capture_output=True, text=True, timeout=_TIMEOUT_S
        )
        assert done.returncode == 0, done.stderr

    def drop(self, dsn: str) -> None:
        """Forget a database, whoever is connected to it."""
        name = dsn.rpartition("/")[2] if "?" not in dsn else dsn.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def rows(self, dsn: str, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(dsn, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


def _as_nobody() -> dict[str, Any]:
    """Return how a program is started that refuses to run as root."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if root else {}


@contextlib.contextmanager
def small_disk(megabytes: int = 32) -> Iterator[Path | None]:
    """Mount a small disk in memory until the block ends; None where that is not allowed, as to all but root."""
    with tempfile.TemporaryDirectory(prefix="cosmic-disk-") as name:
        # Not below the tests' own folder: the server, who is nobody, may not go through that one.
        Path(name).chmod(0o711)
        options = f"size={megabytes}m,mode=711"
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "cosmic-disk", name],
            check=False,
            capture_output=True,
            timeout=_TIMEOUT_S,
        )
        if mounted.returncode:
            yield None
            return
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True, capture_output=True, timeout=_TIMEOUT_S)


@contextlib.contextmanager
def server(*options: str) -> Iterator[Server]:
    """Run a server until the block ends. It trusts whoever reaches its socket, and does not wait for the disk."""
    programs = _folder()
    assert programs, missing()
    with tempfile.TemporaryDirectory(prefix="cosmic-pg-") as name:
        folder = Path(name)
        if _as_nobody():
            os.chown(folder, _NOBODY, _NOBODY)
        _lay_out(folder, programs)
        settings = ("listen_addresses=", "fsync=off", "max_connections=120", *options)
        with _run(folder, programs, settings) as made:
            yield made


def _lay_out(folder: Path, programs: Path) -> None:
    """Make what a new server begins with, or copy what was made in this run."""
    if run_folder.shared is None:
        _initdb(folder, programs)
        return
    kept = run_folder.shared / "postgres"
    with lock_of(kept):
        if not kept.exists():
            _initdb(folder, programs)
            unfinished = kept.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            _copy(folder / "data", unfinished)
            unfinished.rename(kept)  # a worker that ends in the middle leaves nothing that looks ready
            return
    _copy(kept, folder / "data")


def _copy(source: Path, target: Path) -> None:
    # With its owner, who is nobody.
    subprocess.run(["cp", "-a", source, target], check=True, capture_output=True, timeout=_TIMEOUT_S)


def _initdb(folder: Path, programs: Path) -> None:
    subprocess.run(
        [
            *(programs / "initdb", "-D", folder / "data", "-U", "test", "--auth=trust", "-N", "--no-instructions"),
            *("-E", "UTF8", "--locale=C"),
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        timeout=_TIMEOUT_S,
        **_as_nobody(),
    )


@contextlib.contextmanager
def standby(of: Server) -> Iterator[Server]:
    """Run a server that follows another one, and can be read from only, until the block ends."""
    programs = _folder()
    assert programs, missing()
    with tempfile.TemporaryDirectory(prefix="cosmic-pg-") as name:
        folder = Path(name)
        if _as_nobody():
            os.chown(folder, _NOBODY, _NOBODY)
        subprocess.run(
            [
                *(programs / "pg_basebackup", "-D", folder / "data", "-h", of.folder, "-U", "test"),
                *("--checkpoint=fast", "--no-sync", "--write-recovery-conf"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            timeout=_TIMEOUT_S,
            **_as_nobody(),
        )
        with _run(folder, programs, of.settings) as made:
            yield made


@contextlib.contextmanager
def _run(folder: Path, programs: Path, settings: Sequence[str]) -> Iterator[Server]:
    told = [part for each in settings for part in ("-c", each)]
    command = [os.fspath(programs / "postgres"), "-D", os.fspath(folder / "data"), "-k", os.fspath(folder), *told]

    def start() -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, **_as_nobody())

    made = Server(folder, start, start(), settings=settings)
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
