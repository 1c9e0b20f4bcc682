"""The SQLite store: one file in the profile, write-ahead log, one writer at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.store.schema import CHANGES, SCHEMA_VERSION, TABLES
from cosmic_login.idp.store.trail import StoreTrail
from cosmic_login.idp.store.transaction import SqliteTransaction
from cosmic_login.profile.files import as_failure

#: How long a writer waits for another process, in milliseconds.
BUSY_TIMEOUT_MS = 5000

_CODES = {
    sqlite3.SQLITE_FULL: "profile.full",
    sqlite3.SQLITE_READONLY: "profile.readonly",
    sqlite3.SQLITE_CANTOPEN: "profile.readonly",
    sqlite3.SQLITE_PERM: "profile.readonly",
    sqlite3.SQLITE_BUSY: "profile.in_use",
    sqlite3.SQLITE_LOCKED: "profile.in_use",
}


#: Errors of growing a file: what a full disk looks like when it is the write-ahead log's index that does not fit.
_FULL = {
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
}


@contextlib.contextmanager
def _as_failure(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into failures; the statement and its values are not told."""
    try:
        yield
    except sqlite3.Error as error:
        number = getattr(error, "sqlite_errorcode", 0)
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        code = "profile.full" if number in _FULL else _CODES.get(number & 0xFF, "profile.damaged")
        raise LoginFailure(code, f"{path.name}: {name}") from error


class SqliteStore:
    """A ``store.base.Store`` in one file. May be used from several threads; they take turns."""

    def __init__(self, path: Path, trail: StoreTrail | None = None) -> None:
        """Open the file, making the tables on first use. ``trail`` gets its rows with each transaction.

        Raises ``LoginFailure``: ``profile.newer``, ``profile.damaged``, ``profile.readonly``, ``profile.full``.
        """
        self._path, self._trail = path, trail
        self._turn = threading.Lock()
        with as_failure(path):  # made by us first: SQLite would make it with the umask's mode
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with _as_failure(path):
            # "None" hands transactions to us; a deferred one could not be upgraded under contention.
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            with _as_failure(path):
                self._db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
                self._db.execute("PRAGMA journal_mode = WAL")
                # NORMAL keeps the file whole after a power cut and loses at most the last moments; the audit trail,
                # which must lose nothing, is a file of its own.
                self._db.execute("PRAGMA synchronous = NORMAL")
            self._make_tables()
            self._know_the_trail()
        except BaseException:
            self._db.close()
            raise

    def _make_tables(self) -> None:
        with self._begin():
            known = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'store_version'").fetchone()
            if known is None:
                for statement in TABLES:
                    self._db.execute(statement)
                self._db.execute("INSERT INTO store_version (version) VALUES (1)")
            row = self._db.execute("SELECT MAX(version) FROM store_version").fetchone()
            version = row[0]
            if not isinstance(version, int):
                raise LoginFailure("profile.damaged", f"{self._path.name}: no version")
            if version > SCHEMA_VERSION:
                raise LoginFailure(
                    "profile.newer", f"{self._path.name}: version {version}, this program knows {SCHEMA_VERSION}"
                )
            for each in range(version + 1, SCHEMA_VERSION + 1):  # all of it or nothing: this is one transaction
                for statement in CHANGES[each]:
                    self._db.execute(statement)
                self._db.execute("INSERT INTO store_version (version) VALUES (?)", (each,))

    def _know_the_trail(self) -> None:
        if self._trail is not None:
            with contextlib.suppress(LoginFailure), self._begin():  # what tells something finds out what is wrong
                self._trail.begin(self._db)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Open a transaction (``BEGIN IMMEDIATE``); see ``store.base.Store``."""
        with self._begin():
            yield SqliteTransaction(self._db)

    @contextlib.contextmanager
    def _begin(self) -> Iterator[None]:
        collecting = self._trail.collecting() if self._trail else contextlib.nullcontext()
        with self._turn, _as_failure(self._path), collecting:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except Refusal:
                self._keep()
                raise
            except BaseException:
                self._finish("ROLLBACK")
                raise
            self._keep()

    def _keep(self) -> None:
        try:
            with self._trail.written(self._db) if self._trail else contextlib.nullcontext():
                self._finish("COMMIT")
        except BaseException:
            self._finish("ROLLBACK")
            raise

    def _finish(self, how: str) -> None:
        try:
            self._db.execute(how)
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled back already
                self._db.execute("ROLLBACK")
            if how == "COMMIT":
                raise

    def close(self) -> None:
        """Close the file; may be called more than once."""
        with self._turn:
            self._db.close()
