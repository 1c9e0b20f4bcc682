"""The PostgreSQL store: one database for any number of processes and machines.

Statements are those of SQLite, with PostgreSQL's marks and types. SQLite lets one transaction in at a time; here they
run beside each other (READ COMMITTED), so what is read to be changed is locked: a login with its orders by one lock,
so that client and app, who come to them from either end, never wait for each other in a ring.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import psycopg
from psycopg import errors

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.base import LoginRow, OrderRow, Refusal
from cosmic_login.idp.store.connections import DatabaseConnections, NoAnswer, connect
from cosmic_login.idp.store.listening import CHANNEL
from cosmic_login.idp.store.open_statements import OpenStatements, Parameters, translated
from cosmic_login.idp.store.outages import OutageRow
from cosmic_login.idp.store.schema import CHANGES, SCHEMA_VERSION, TABLES
from cosmic_login.idp.store.shared_limits import TABLE as LIMITS_TABLE
from cosmic_login.idp.store.shared_revocations import TABLE as REVOCATIONS_TABLE
from cosmic_login.idp.store.transaction import SqliteTransaction
from cosmic_login.idp.store.web_statements import WebLoginRow
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.core.clock import Clock
    from cosmic_login.idp.store.table_trail import TableTrail

_log = logging.getLogger(__name__)

#: Connections of one process. One loop asks; threads of an operator come beside it.
CONNECTIONS: Final = 4
#: Numbers of advisory locks, which belong to the whole database: ours begin with "CL".
_MIGRATION, _LOGIN, _PERSON, _KEYS, _OUTAGES, _WEB_LOGIN = (0x434C0000 + each for each in range(6))

#: Versions whose tables tie the store to the trail's file; here the trail is a table.
_OF_FILES: Final = frozenset({5})


class _Alone:
    """As much of ``sqlite3.Connection``, for statements that read and belong to no transaction."""

    def __init__(self, connections: DatabaseConnections) -> None:
        self._connections = connections

    def execute(self, statement: str, parameters: Parameters = ()) -> psycopg.Cursor[Any]:
        return self._connections.ask(*translated(statement, parameters))


class PostgresTransaction(SqliteTransaction):
    """The statements of one open transaction, with the locks that SQLite's single writer does without."""

    def __init__(self, asked: OpenStatements) -> None:
        super().__init__(cast("sqlite3.Connection", asked))
        self._asked = asked
        self._held: set[str] = set()

    def _hold(self, login: str) -> bool:
        """Lock a login with its orders; tell whether it was not held before."""
        if login in self._held:
            return False
        self._held.add(login)
        self._asked.lock(_LOGIN, login)
        return True

    def login_of_session(self, session: str) -> LoginRow | None:
        """Find a login by the digest of its auth_session."""
        found = super().login_of_session(session)
        return super().login_of_session(session) if found is not None and self._hold(found.login) else found

    def login(self, login: str) -> LoginRow | None:
        """Find a login by its name in the audit trail."""
        self._hold(login)
        return super().login(login)

    def _one_order(self, where: str, value: str) -> OrderRow | None:
        found = super()._one_order(where, value)
        return super()._one_order(where, value) if found is not None and self._hold(found.login) else found

    def web_login(self, handle: str) -> WebLoginRow | None:
        """Find a login by the digest of its handle; nobody else moves it on until this transaction ends."""
        if handle not in self._held:
            self._held.add(handle)
            self._asked.lock(_WEB_LOGIN, handle)
        return super().web_login(handle)

    def pending_orders_of(self, person: str, face: str) -> list[OrderRow]:
        """Return a person's pending orders with one app."""
        self._asked.lock(_PERSON, person)
        return super().pending_orders_of(person, face)

    def lock_keys(self) -> None:
        """Let nobody else change signing keys until this transaction ends."""
        self._asked.lock(_KEYS, "")

    def outages(self) -> list[OutageRow]:
        """Return all outages, by their targets' names and persons; those that count orders are locked."""
        found = super().outages()
        if "outages" in self._held or all(row.orders is None for row in found):
            return found
        self._held.add("outages")
        self._asked.lock(_OUTAGES, "")
        return super().outages()


def schema_of(environment: str) -> str:
    """Return what an environment's schema is called; empty for the IdP's own tables. Names have no underscores."""
    return f"env_{environment.replace('-', '_')}" if environment else ""


def forget_environment(dsn: str, environment: str) -> None:
    """Drop an environment's tables. Raises ``LoginFailure`` ``database.*``."""
    with _as_failure(), connect(dsn, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema_of(environment)} CASCADE".encode())


class PostgresStore:
    """A ``store.base.Store`` in a database. May be used from several threads, processes and machines at once."""

    def __init__(self, dsn: str, trail: TableTrail | None = None, environment: str = "") -> None:
        """Connect, and bring the tables to this program's version. ``trail`` gets its rows with each transaction.

        An environment has its tables in a schema of its own, and the trail in common with the others.
        ``dsn`` is an address (``postgresql://…``) or libpq's keywords; a password in it is never told.
        Raises ``LoginFailure`` ``database.*``.
        """
        self._trail = trail
        self._schema = schema_of(environment)
        with _as_failure():
            path = self._search_path(dsn)
        self._connections = DatabaseConnections(dsn, CONNECTIONS, path=path)
        try:
            with self._begin() as asked:
                self._make_tables(asked)
        except BaseException:
            self._connections.close()
            raise

    def _search_path(self, dsn: str) -> str:
        """Return what has statements find an environment's tables first, whose schema is made."""
        if not self._schema:
            return ""
        with connect(dsn, autocommit=True) as first:
            first.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}".encode())
            row = first.execute(b"SELECT quote_ident(current_schema())").fetchone()
            return f"{self._schema},{row[0] if row else 'public'}"

    def _make_tables(self, asked: OpenStatements) -> None:
        asked.execute("SELECT pg_advisory_xact_lock(?)", (_MIGRATION,))
        version_table = f"{self._schema}.store_version" if self._schema else "store_version"
        if asked.execute("SELECT to_regclass(?)", (version_table,)).fetchone()[0] is None:  # type: ignore[index]
            for statement in TABLES:
                asked.execute(statement)
            asked.execute("INSERT INTO store_version (version) VALUES (1)")
        version = asked.execute("SELECT MAX(version) FROM store_version").fetchone()[0]  # type: ignore[index]
        if not isinstance(version, int):
            raise LoginFailure("database.damaged", "no version")
        if version > SCHEMA_VERSION:
            raise LoginFailure("database.newer", f"version {version}, this program knows {SCHEMA_VERSION}")
        for each in range(version + 1, SCHEMA_VERSION + 1):
            for statement in CHANGES[each] if each not in _OF_FILES else ():
                asked.execute(statement)
            asked.execute("INSERT INTO store_version (version) VALUES (?)", (each,))
        for statement in (LIMITS_TABLE, REVOCATIONS_TABLE):
            asked.execute(statement)
        if self._trail is not None and not self._schema:
            self._trail.make(asked)

    @contextlib.contextmanager
    def statements(self) -> Iterator[OpenStatements]:
        """Open a transaction for statements of what several machines share. Raises ``LoginFailure`` ``database.*``."""
        with self._begin() as asked:
            yield asked

    @contextlib.contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        """Open a transaction; see ``store.base.Store``. Raises ``LoginFailure`` ``database.*`` beside."""
        with self._begin() as asked:
            work = PostgresTransaction(asked)
            try:
                yield work
            finally:
                asked.news |= work.moved

    @contextlib.contextmanager
    def reading(self) -> Iterator[SqliteTransaction]:
        """Read without a transaction; see ``store.base.Store``."""
        with _as_failure():
            yield SqliteTransaction(cast("sqlite3.Connection", _Alone(self._connections)))

    @contextlib.contextmanager
    def _begin(self) -> Iterator[OpenStatements]:
        collecting = self._trail.collecting() if self._trail else contextlib.nullcontext()
        with _as_failure(), self._connections.begun() as connection, collecting:
            asked = OpenStatements(connection)
            try:
                yield asked
            except Refusal:
                self._keep(asked)
                raise
            except BaseException:
                with contextlib.suppress(psycopg.Error):
                    connection.execute(b"ROLLBACK")
                raise
            self._keep(asked)

    def _keep(self, asked: OpenStatements) -> None:
        try:
            for login in sorted(asked.news):
                asked.execute("SELECT pg_notify(?, ?)", (CHANNEL, login))
            if self._trail is not None:
                self._trail.write(asked)
            asked.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(psycopg.Error):
                asked.execute("ROLLBACK")
            raise

    def ahead(self, clock: Clock) -> timedelta:
        """Return how far the database's clock is ahead of this machine's (negative: behind)."""
        with self._begin() as asked:
            sent = clock.now()
            row = asked.execute("SELECT clock_timestamp()").fetchone()
            got = clock.now()
        there: datetime = row[0]  # type: ignore[index]
        return there - (sent + (got - sent) / 2)

    def close(self) -> None:
        """Close the connections; may be called more than once."""
        self._connections.close()


#: What an SQLSTATE (PostgreSQL, appendix A) means for whoever runs the IdP; by the whole code, then by its class.
_CODES: Final = {
    "53100": "database.full",
    "53300": "database.no_room",
    "42501": "database.rights",
    "25006": "database.standby",
    "28": "database.refused",
    "3D": "database.refused",
    "40": "database.busy",
    "55": "database.busy",
    "57014": "database.busy",
    "57": "database.unreachable",
    "08": "database.unreachable",
    "53": "database.full",
}


@contextlib.contextmanager
def _as_failure() -> Iterator[None]:
    """Turn the database's errors into failures; the statement and its values are not told, nor where it is."""
    try:
        yield
    except psycopg.Error as error:
        failure = failure_of(error)
        # Neither the error nor its chain: their texts hold values of statements.
        log_event(_log, "database.failed", level=logging.WARNING, failure=failure.code, state=error.sqlstate or "")
        raise failure from None


def failure_of(error: psycopg.Error) -> LoginFailure:
    """Return what one of psycopg's errors means."""
    state = error.sqlstate or ""
    code = _CODES.get(state) or _CODES.get(state[:2])
    if code is None:
        code = _by_words(error)
    name = type(error).__name__ if isinstance(error, psycopg.Error) else ""
    return LoginFailure(code, " ".join(part for part in (name, state) if part))


#: What a server says that does not let somebody in, who has to find out by the words: there is no state yet.
_NOT_LET_IN: Final = (
    *("authentication failed", "does not exist", "no pg_hba.conf", "permission denied", "not permitted to log in"),
    "not currently accepting connections",
)


def _by_words(error: psycopg.Error) -> str:
    """Return what an error without a state means: libpq tells of a connection that was not made in words alone."""
    if isinstance(error, NoAnswer):
        return "database.busy"
    words = str(error)
    if "read-write" in words or "read-only" in words:
        return "database.standby"
    if any(each in words for each in ("too many clients", "remaining connection slots", "too many connections")):
        return "database.no_room"
    if any(each in words for each in _NOT_LET_IN):
        return "database.refused"
    if isinstance(error, psycopg.ProgrammingError) and not isinstance(error, errors.SyntaxError):
        return "database.address" if error.sqlstate is None else "database.damaged"
    return "database.unreachable" if isinstance(error, psycopg.OperationalError) else "database.damaged"
