"""The connections of one process to its database: few, kept open, each wait bounded, and why there is none.

A server that is stopped says no at once. One that hangs, or a network that swallows everything, says nothing at all:
whoever asks then waits for seconds, and everybody after them for none, until it is worth asking again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import psycopg
from psycopg.abc import PQGen

from cosmic_login.core.failures import LoginFailure

#: Seconds for a connection, for one of those there may be, and for a statement as the database measures it …
CONNECT_WITHIN: Final = 3
BORROW_WITHIN: Final = 4.0
STATEMENT_WITHIN: Final = 4
#: … and as we do: longer, for what the database says of it is worth more.
ANSWER_WITHIN: Final = 6.0
#: So long nobody asks a database again that gave no answer.
REST: Final = 0.5

Connection = psycopg.Connection[Any]


class NoAnswer(psycopg.OperationalError):
    """The database said nothing for longer than it may."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that waits for an answer for ``ANSWER_WITHIN`` seconds, and is closed then."""

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401
        """Wait for what a generator of psycopg's waits for. Raises ``NoAnswer``."""
        if timeout is not None:  # psycopg waits for news, which need not come
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(_within(gen, ANSWER_WITHIN), interval)
        except NoAnswer:
            self.pgconn.finish()  # what it would still say belongs to a question that nobody asks any more
            raise


def _within(gen: PQGen[Any], seconds: float) -> PQGen[Any]:
    """Pass everything on to and from a generator of psycopg's until time is up."""
    until = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > until:
                raise NoAnswer("no answer in time")
            wanted = gen.send(ready)
    except StopIteration as ended:
        return ended.value


def connect(dsn: str, *, autocommit: bool = False, writes: bool = True, path: str = "") -> Connection:
    """Open a connection; one that ``writes`` is not given a standby. Raises ``psycopg.Error``.

    ``path`` are the schemas in which tables are looked for, if not the usual.
    """
    searched = f" -c search_path={path}" if path else ""
    return BoundedConnection.connect(
        dsn,
        autocommit=autocommit,
        connect_timeout=CONNECT_WITHIN,
        target_session_attrs="read-write" if writes else "any",  # a standby's locks would hold nobody off
        application_name="cosmic-login",
        options=f"-c statement_timeout={STATEMENT_WITHIN}s -c lock_timeout={STATEMENT_WITHIN}s{searched}",
    )


class DatabaseConnections:
    """At most ``most`` connections, opened when they are wanted, for any thread."""

    def __init__(self, dsn: str, most: int, seconds: Callable[[], float] = time.monotonic, *, path: str = "") -> None:
        """``path`` as in ``connect``."""
        self._dsn, self._seconds, self._path = dsn, seconds, path
        self._free = threading.BoundedSemaphore(most)
        self._mutex = threading.Lock()
        self._idle: list[Connection] = []
        self._rest_until = float("-inf")
        self._closed = False

    @contextlib.contextmanager
    def begun(self) -> Iterator[Connection]:
        """Borrow a connection on which a transaction has begun.

        One that died meanwhile (the database was restarted) is found out here, before anything was asked of it.
        Raises ``psycopg.Error``, and ``LoginFailure``: ``database.busy`` when all are in use or the database is silent,
        ``database.unreachable`` after ``close``.
        """
        with self._turn():
            connection, _ = self._first(b"BEGIN")
            try:
                yield connection
            finally:
                self._back(connection)

    def ask(self, statement: bytes, values: Sequence[object]) -> psycopg.Cursor[Any]:
        """Ask what only reads, in no transaction; the rows are here when it returns. Raises as ``begun``."""
        with self._turn():
            connection, cursor = self._first(statement, values)
            self._back(connection)
            return cursor

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if self._closed:
            raise LoginFailure("database.unreachable", "it is asked no more")
        if self._seconds() < self._rest_until:
            raise LoginFailure("database.busy", "it gave no answer a moment ago")
        if not self._free.acquire(timeout=BORROW_WITHIN):
            raise LoginFailure("database.busy", "all connections are in use")
        try:
            yield
        except (NoAnswer, psycopg.errors.ConnectionTimeout):
            self._rest_until = self._seconds() + REST
            raise
        finally:
            self._free.release()

    def _first(self, statement: bytes, values: Sequence[object] = ()) -> tuple[Connection, psycopg.Cursor[Any]]:
        """Return a connection on which a statement was carried out, on another one if the first has died."""
        with self._mutex:
            connection = self._idle.pop() if self._idle else None
        if connection is not None:
            try:
                cursor = connection.execute(statement, values)
            except psycopg.OperationalError as error:
                connection.close()
                self._drop()  # what befell one has mostly befallen all
                if isinstance(error, NoAnswer):
                    raise
            except BaseException:
                self._back(connection)
                raise
            else:
                return connection, cursor
        connection = connect(self._dsn, autocommit=True, path=self._path)  # transactions are begun by us
        try:
            return connection, connection.execute(statement, values)
        except BaseException:
            connection.close()
            raise

    def _back(self, connection: Connection) -> None:
        fit = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._mutex:
            if fit and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _drop(self) -> None:
        with self._mutex:
            dropped, self._idle = self._idle, []
        for each in dropped:
            each.close()

    def close(self) -> None:
        """Close those that nobody uses, and the others when they come back; opens no more. May be called again."""
        self._closed = True
        self._drop()
