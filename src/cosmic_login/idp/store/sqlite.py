"""The SQLite store: one file in the profile, write-ahead log, one writer at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

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
    """Turn SQLite's errors into failures."""
    try:
        yield
    except sqlite3.Error as error:
        raise _failure_of(error, path) from error


def _failure_of(error: sqlite3.Error, path: Path) -> LoginFailure:
    """Return what one of SQLite's errors means; the statement and its values are not told."""
    number = getattr(error, "sqlite_errorcode", 0)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    code = "profile.full" if number in _FULL else _CODES.get(number & 0xFF, "profile.damaged")
    return LoginFailure(code, f"{path.name}: {name}")


class SqliteOpen:
    """One transaction: begun when it is entered, kept or undone when it is left.

    A class, and not some generators around each other: these cost as much as the statements of a short one.
    """

    def __init__(
        self,
        begin: Callable[[], SqliteTransaction],
        end: Callable[[BaseException | None], None],
        tell: Callable[[str], None],
    ) -> None:
        """``tell`` hears which logins moved on, when it is over."""
        self._begin, self._end, self._tell = begin, end, tell

    def __enter__(self) -> SqliteTransaction:
        """Begin."""
        self._work = self._begin()
        return self._work

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep it, also after a ``Refusal``; undo it after every other exception."""
        try:
            self._end(error)
        finally:
            for login in self._work.moved:  # no more than "look again", so also when it was undone
                self._tell(login)


class SqliteReading:
    """Reads between transactions: each statement sees what is committed, and waits for no writer."""

    def __init__(self, database: sqlite3.Connection, path: Path, turn: threading.Lock) -> None:
        self._db, self._path, self._turn = database, path, turn

    def __enter__(self) -> SqliteTransaction:
        """Have the connection to oneself: what another thread has under way on it is not committed."""
        self._turn.acquire()
        return SqliteTransaction(self._db)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others have it."""
        self._turn.release()
        if isinstance(error, sqlite3.Error):
            raise _failure_of(error, self._path) from error


class SqliteStore:
    """A ``store.base.Store`` in one file. May be used from several threads; they take turns."""

    def __init__(
        self, path: Path, trail: StoreTrail | None = None, tell: Callable[[str], None] = lambda _login: None
    ) -> None:
        """Open the file, making the tables on first use. ``trail`` gets its rows with each transaction.

        ``tell`` hears which logins moved on.

        Raises ``LoginFailure``: ``profile.newer``, ``profile.damaged``, ``profile.readonly``, ``profile.full``.
        """
        self._path, self._trail, self._tell = path, trail, tell
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
        with self.transaction():
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
            with contextlib.suppress(LoginFailure), self.transaction():  # what tells something finds out what is wrong
                self._trail.begin(self._db)

    def transaction(self) -> SqliteOpen:
        """Open a transaction (``BEGIN IMMEDIATE``); see ``store.base.Store``."""
        return SqliteOpen(self._begin, self._end, self._tell)

    def _begin(self) -> SqliteTransaction:
        self._turn.acquire()
        try:
            if self._trail is not None:
                self._trail.collect()
            self._db.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._let_go()
            if isinstance(error, sqlite3.Error):
                raise _failure_of(error, self._path) from error
            raise
        return SqliteTransaction(self._db)

    def _end(self, error: BaseException | None) -> None:
        try:
            if error is None or isinstance(error, Refusal):
                self._keep()
                return
            self._finish("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _failure_of(error, self._path) from error
        except sqlite3.Error as mishap:
            raise _failure_of(mishap, self._path) from mishap
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._trail is not None:
            self._trail.collected()
        self._turn.release()

    def _keep(self) -> None:
        try:
            if self._trail is None or not self._trail.tells:
                self._finish("COMMIT")
                return
            with self._trail.written(self._db):
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

    def reading(self) -> SqliteReading:
        """Read without a transaction; see ``store.base.Store``."""
        return SqliteReading(self._db, self._path, self._turn)

    def close(self) -> None:
        """Close the file; may be called more than once."""
        with self._turn:
            self._db.close()
