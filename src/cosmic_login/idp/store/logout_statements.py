"""The statements about log-outs in a browser: which systems of a session were told, and who is to hear of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import Protocol

from cosmic_login.idp.store.rows import values_of

#: A part of version 8 of the tables.
LOGOUT_TABLES = (
    """CREATE TABLE web_logout (
        handle TEXT PRIMARY KEY, sid TEXT NOT NULL, face TEXT NOT NULL, system TEXT NOT NULL, reply TEXT NOT NULL,
        steps TEXT NOT NULL, asked TEXT NOT NULL, created REAL NOT NULL, expires REAL NOT NULL, ended REAL)""",
    "CREATE INDEX web_logout_asked ON web_logout (asked)",
    "CREATE INDEX web_logout_sid ON web_logout (sid)",
)


@dataclass(frozen=True)
class WebLogoutRow:
    """One log-out. ``handle`` is a digest; ``steps`` are the systems to be told, as JSON.

    ``face`` and ``system`` are who began it and hears of its end, by what ``reply`` (JSON) needs for that. ``asked`` is
    what the answer of the system that is being asked will name; empty while none is.
    """

    handle: str
    sid: str
    face: str
    system: str
    reply: str
    steps: str
    created: float
    expires: float
    asked: str = ""
    ended: float | None = None


class LogoutStatements(Protocol):
    """A part of ``store.base.Transaction``."""

    def add_web_logout(self, row: WebLogoutRow) -> None:
        """Keep a new log-out."""

    def web_logout(self, handle: str) -> WebLogoutRow | None:
        """Find a log-out by the digest of its handle."""

    def web_logout_asking(self, asked: str) -> WebLogoutRow | None:
        """Find the log-out that waits for an answer to this."""

    def web_logout_of_session(self, sid: str) -> WebLogoutRow | None:
        """Return the last log-out of a session, if there was one."""

    def save_web_logout(self, row: WebLogoutRow) -> None:
        """Write a log-out's changed columns."""

    def drop_web_logouts(self, at: float) -> None:
        """Forget log-outs whose time is up."""


_LOGOUT = ", ".join(field.name for field in fields(WebLogoutRow))
_MARKS = ", ".join("?" for _ in fields(WebLogoutRow))


class SqliteLogouts:
    """The same for SQLite: a part of ``SqliteTransaction``."""

    _db: sqlite3.Connection

    def add_web_logout(self, row: WebLogoutRow) -> None:
        """Keep a new log-out."""
        self._db.execute(f"INSERT INTO web_logout ({_LOGOUT}) VALUES ({_MARKS})", values_of(row))  # noqa: S608

    def web_logout(self, handle: str) -> WebLogoutRow | None:
        """Find a log-out by the digest of its handle."""
        return self._one(f"SELECT {_LOGOUT} FROM web_logout WHERE handle = ?", handle)  # noqa: S608

    def web_logout_asking(self, asked: str) -> WebLogoutRow | None:
        """Find the log-out that waits for an answer to this."""
        if not asked:
            return None
        return self._one(f"SELECT {_LOGOUT} FROM web_logout WHERE asked = ?", asked)  # noqa: S608

    def web_logout_of_session(self, sid: str) -> WebLogoutRow | None:
        """Return the last log-out of a session, if there was one."""
        return self._one(
            f"SELECT {_LOGOUT} FROM web_logout WHERE sid = ? ORDER BY ended IS NOT NULL, created DESC LIMIT 1",  # noqa: S608
            sid,
        )

    def save_web_logout(self, row: WebLogoutRow) -> None:
        """Write a log-out's changed columns."""
        self._db.execute(
            "UPDATE web_logout SET steps = ?, asked = ?, ended = ? WHERE handle = ?",
            (row.steps, row.asked, row.ended, row.handle),
        )

    def drop_web_logouts(self, at: float) -> None:
        """Forget log-outs whose time is up."""
        self._db.execute("DELETE FROM web_logout WHERE expires <= ?", (at,))

    def _one(self, sql: str, value: str) -> WebLogoutRow | None:
        row = self._db.execute(sql, (value,)).fetchone()
        return WebLogoutRow(*row) if row else None
