"""The statements about OpenID Connect: codes, access tokens, pushed requests, and log-outs that clients are told of."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import Protocol

from cosmic_login.idp.store.rows import values_of

#: Version 7 of the tables.
OIDC_TABLES = (
    """CREATE TABLE oidc_code (
        code TEXT PRIMARY KEY, sid TEXT NOT NULL, system TEXT NOT NULL, expires REAL NOT NULL, granted TEXT NOT NULL,
        spent REAL)""",
    "CREATE INDEX oidc_code_sid ON oidc_code (sid)",
    "CREATE INDEX oidc_code_time ON oidc_code (expires)",
    """CREATE TABLE oidc_token (
        token TEXT PRIMARY KEY, code TEXT NOT NULL, sid TEXT NOT NULL, system TEXT NOT NULL, issued REAL NOT NULL,
        expires REAL NOT NULL, claims TEXT NOT NULL, scope TEXT NOT NULL)""",
    "CREATE INDEX oidc_token_code ON oidc_token (code)",
    "CREATE INDEX oidc_token_sid ON oidc_token (sid)",
    "CREATE INDEX oidc_token_time ON oidc_token (expires)",
    """CREATE TABLE oidc_pushed (
        handle TEXT PRIMARY KEY, system TEXT NOT NULL, expires REAL NOT NULL, parameters TEXT NOT NULL)""",
    "CREATE INDEX oidc_pushed_time ON oidc_pushed (expires)",
    """CREATE TABLE oidc_assertion (
        system TEXT NOT NULL, jti TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (system, jti))""",
    "CREATE INDEX oidc_assertion_time ON oidc_assertion (expires)",
    """CREATE TABLE oidc_notice (
        notice TEXT PRIMARY KEY, system TEXT NOT NULL, name TEXT NOT NULL, sub TEXT NOT NULL, login TEXT NOT NULL,
        created REAL NOT NULL)""",
)


@dataclass(frozen=True)
class OidcCodeRow:
    """An authorization code of a system; ``granted`` is what it can be exchanged for, as JSON.

    It stays when it was exchanged (``spent``), so that it is known when it comes again.
    """

    code: str  # digest
    sid: str
    system: str
    expires: float
    granted: str
    spent: float | None = None


@dataclass(frozen=True)
class OidcTokenRow:
    """An access token of a system; ``claims`` is what userinfo answers, as JSON."""

    token: str  # digest
    code: str  # digest of the code that it was given for
    sid: str
    system: str
    issued: float
    expires: float
    claims: str
    scope: str


@dataclass(frozen=True)
class PushedRow:
    """An authorization request that a system sent beforehand (RFC 9126); ``parameters`` is JSON."""

    handle: str  # digest
    system: str
    expires: float
    parameters: str


@dataclass(frozen=True)
class NoticeRow:
    """That a system has to be told, without a browser, that its part of a session is over.

    ``name`` is what the system calls the session (``sid``), ``login`` what the audit trail calls its login.
    """

    notice: str
    system: str
    name: str
    sub: str
    login: str
    created: float


class OidcStatements(Protocol):
    """A part of ``store.base.Transaction``."""

    def add_oidc_code(self, row: OidcCodeRow) -> None:
        """Keep a new code."""

    def spend_oidc_code(self, code: str, at: float) -> OidcCodeRow | None:
        """Spend a code so that nobody else can; None when there is none, or it was spent before."""

    def unspend_oidc_code(self, code: str) -> None:
        """Have a code be as if nobody had spent it."""

    def oidc_code(self, code: str) -> OidcCodeRow | None:
        """Find a code by its digest, also one that was spent."""

    def add_oidc_token(self, row: OidcTokenRow) -> None:
        """Keep a new access token."""

    def oidc_token(self, token: str) -> OidcTokenRow | None:
        """Find an access token by its digest."""

    def drop_oidc_token(self, token: str, system: str) -> bool:
        """Revoke an access token of a system; False when that system has no such token."""

    def drop_oidc_tokens_of_code(self, code: str) -> int:
        """Revoke what a code gave; return how many tokens that were."""

    def drop_oidc_of_session(self, sid: str) -> None:
        """Forget the codes and access tokens of a session."""

    def add_pushed(self, row: PushedRow) -> None:
        """Keep a request that was sent beforehand."""

    def take_pushed(self, handle: str) -> PushedRow | None:
        """Take it out so that nobody else can."""

    def take_assertion(self, system: str, jti: str, expires: float) -> bool:
        """Note that a client's assertion was used; False when it was before."""

    def add_notice(self, row: NoticeRow) -> None:
        """Note that a system has to be told."""

    def take_notices(self) -> list[NoticeRow]:
        """Take out who has to be told, oldest first, so that nobody else tells them."""

    def drop_oidc(self, at: float, *, keep_codes: float) -> None:
        """Forget what is of no more use; codes ``keep_codes`` seconds after their time."""


_CODE = ", ".join(field.name for field in fields(OidcCodeRow))
_TOKEN = ", ".join(field.name for field in fields(OidcTokenRow))
_PUSHED = ", ".join(field.name for field in fields(PushedRow))
_NOTICE = ", ".join(field.name for field in fields(NoticeRow))


def _marks(names: str) -> str:
    return ", ".join("?" * len(names.split(",")))


class SqliteOidc:
    """The same for SQLite: a part of ``SqliteTransaction``."""

    _db: sqlite3.Connection

    def add_oidc_code(self, row: OidcCodeRow) -> None:
        """Keep a new code."""
        self._db.execute(f"INSERT INTO oidc_code ({_CODE}) VALUES ({_marks(_CODE)})", values_of(row))  # noqa: S608

    def spend_oidc_code(self, code: str, at: float) -> OidcCodeRow | None:
        """Spend a code so that nobody else can; None when there is none, or it was spent before."""
        sql = f"UPDATE oidc_code SET spent = ? WHERE code = ? AND spent IS NULL RETURNING {_CODE}"  # noqa: S608
        rows = self._db.execute(sql, (at, code)).fetchall()
        return OidcCodeRow(*rows[0]) if rows else None

    def unspend_oidc_code(self, code: str) -> None:
        """Have a code be as if nobody had spent it."""
        self._db.execute("UPDATE oidc_code SET spent = NULL WHERE code = ?", (code,))

    def oidc_code(self, code: str) -> OidcCodeRow | None:
        """Find a code by its digest, also one that was spent."""
        row = self._db.execute(f"SELECT {_CODE} FROM oidc_code WHERE code = ?", (code,)).fetchone()  # noqa: S608
        return OidcCodeRow(*row) if row else None

    def add_oidc_token(self, row: OidcTokenRow) -> None:
        """Keep a new access token."""
        self._db.execute(f"INSERT INTO oidc_token ({_TOKEN}) VALUES ({_marks(_TOKEN)})", values_of(row))  # noqa: S608

    def oidc_token(self, token: str) -> OidcTokenRow | None:
        """Find an access token by its digest."""
        row = self._db.execute(f"SELECT {_TOKEN} FROM oidc_token WHERE token = ?", (token,)).fetchone()  # noqa: S608
        return OidcTokenRow(*row) if row else None

    def drop_oidc_token(self, token: str, system: str) -> bool:
        """Revoke an access token of a system; False when that system has no such token."""
        done = self._db.execute("DELETE FROM oidc_token WHERE token = ? AND system = ?", (token, system))
        return done.rowcount == 1

    def drop_oidc_tokens_of_code(self, code: str) -> int:
        """Revoke what a code gave; return how many tokens that were."""
        return self._db.execute("DELETE FROM oidc_token WHERE code = ?", (code,)).rowcount

    def drop_oidc_of_session(self, sid: str) -> None:
        """Forget the codes and access tokens of a session."""
        self._db.execute("DELETE FROM oidc_code WHERE sid = ?", (sid,))
        self._db.execute("DELETE FROM oidc_token WHERE sid = ?", (sid,))

    def add_pushed(self, row: PushedRow) -> None:
        """Keep a request that was sent beforehand."""
        self._db.execute(f"INSERT INTO oidc_pushed ({_PUSHED}) VALUES ({_marks(_PUSHED)})", values_of(row))  # noqa: S608

    def take_pushed(self, handle: str) -> PushedRow | None:
        """Take it out so that nobody else can."""
        sql = f"DELETE FROM oidc_pushed WHERE handle = ? RETURNING {_PUSHED}"  # noqa: S608
        rows = self._db.execute(sql, (handle,)).fetchall()
        return PushedRow(*rows[0]) if rows else None

    def take_assertion(self, system: str, jti: str, expires: float) -> bool:
        """Note that a client's assertion was used; False when it was before."""
        done = self._db.execute(
            "INSERT INTO oidc_assertion (system, jti, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (system, jti, expires),
        )
        return done.rowcount == 1

    def add_notice(self, row: NoticeRow) -> None:
        """Note that a system has to be told."""
        self._db.execute(f"INSERT INTO oidc_notice ({_NOTICE}) VALUES ({_marks(_NOTICE)})", values_of(row))  # noqa: S608

    def take_notices(self) -> list[NoticeRow]:
        """Take out who has to be told, oldest first, so that nobody else tells them."""
        rows = self._db.execute(f"DELETE FROM oidc_notice RETURNING {_NOTICE}").fetchall()  # noqa: S608
        return sorted((NoticeRow(*row) for row in rows), key=lambda each: (each.created, each.notice))

    def drop_oidc(self, at: float, *, keep_codes: float) -> None:
        """Forget what is of no more use; codes ``keep_codes`` seconds after their time."""
        self._db.execute("DELETE FROM oidc_code WHERE expires <= ?", (at - keep_codes,))
        for table in ("oidc_token", "oidc_pushed", "oidc_assertion"):
            self._db.execute(f"DELETE FROM {table} WHERE expires <= ?", (at,))  # noqa: S608 - the names above
