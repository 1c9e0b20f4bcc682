"""The statements about logins in a browser: the login of one system, and the session that further systems share."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Protocol

from cosmic_login.idp.store.rows import values_of

#: Version 6 of the tables.
WEB_TABLES = (
    """CREATE TABLE web_login (
        handle TEXT PRIMARY KEY, browser TEXT NOT NULL, face TEXT NOT NULL, system TEXT NOT NULL, request TEXT NOT NULL,
        created REAL NOT NULL, expires REAL NOT NULL, state TEXT NOT NULL, login TEXT NOT NULL, method TEXT NOT NULL,
        evidence TEXT NOT NULL, person TEXT NOT NULL, sso TEXT NOT NULL, choice TEXT NOT NULL,
        failure TEXT NOT NULL)""",
    "CREATE INDEX web_login_time ON web_login (expires)",
    """CREATE TABLE sso_session (
        sid TEXT PRIMARY KEY, browser TEXT NOT NULL, person TEXT NOT NULL, method TEXT NOT NULL, evidence TEXT NOT NULL,
        choice TEXT NOT NULL, login TEXT NOT NULL, record TEXT NOT NULL, created REAL NOT NULL, expires REAL NOT NULL,
        ended REAL)""",
    "CREATE INDEX sso_session_browser ON sso_session (browser, ended)",
    "CREATE INDEX sso_session_person ON sso_session (person, ended)",
    """CREATE TABLE sso_party (
        sid TEXT NOT NULL, face TEXT NOT NULL, system TEXT NOT NULL, name TEXT NOT NULL, since REAL NOT NULL,
        facts TEXT NOT NULL, PRIMARY KEY (sid, face, system, name))""",
    "CREATE INDEX sso_party_name ON sso_party (face, name)",
)


class WebState(StrEnum):
    """Where a login in a browser stands."""

    START = "start"  # the person has to choose a way
    ORDER = "order"  # an order is under way
    CHOOSE = "choose"  # the person has to say as what: service ID, organisation, commission
    GRANTED = "granted"  # the system is to be told so
    FAILED = "failed"  # an attempt failed: another way, or the system is told
    REFUSED = "refused"  # the system is to be told that it came to nothing
    TOLD = "told"  # the system was told


@dataclass(frozen=True)
class WebLoginRow:
    """One system's login in a browser. ``handle`` and ``browser`` are digests, ``request`` and what follows JSON.

    ``login`` is the attempt under way, as the audit trail calls it; ``sso`` the session that came of it. ``fault`` came
    with its request, or bit it on the way (``idp.faults.Fault``, written).
    """

    handle: str
    browser: str
    face: str
    system: str
    request: str
    created: float
    expires: float
    state: WebState = WebState.START
    login: str = ""
    method: str = ""
    evidence: str = ""
    person: str = ""  # personal number
    sso: str = ""  # sid
    choice: str = ""
    failure: str = ""
    fault: str = ""


@dataclass(frozen=True)
class SsoRow:
    """A person's session in a browser: it begins with a login, and ends after a fixed time or with a log-out.

    ``choice`` is what the person came in as, ``record`` what the audit trail needs at the end; both are JSON.
    """

    sid: str
    browser: str  # digest of its cookie; empty until the browser has it
    person: str
    method: str
    evidence: str
    choice: str
    login: str
    record: str
    created: float
    expires: float
    ended: float | None = None


@dataclass(frozen=True)
class PartyRow:
    """A system that a session logged in to, as its log-out needs it.

    ``name`` is what the system knows the session by (OpenID Connect's ``sid``, SAML's SessionIndex); ``facts`` is JSON.
    """

    sid: str
    face: str
    system: str
    name: str
    since: float
    facts: str


class WebStatements(Protocol):
    """A part of ``store.base.Transaction``."""

    def add_web_login(self, row: WebLoginRow) -> None:
        """Keep a new login."""

    def web_login(self, handle: str) -> WebLoginRow | None:
        """Find a login by the digest of its handle."""

    def save_web_login(self, row: WebLoginRow, was: WebState) -> bool:
        """Write a login's changed columns while it is in the state it was read in; False when it no longer is."""

    def overdue_web_logins(self, at: float) -> list[WebLoginRow]:
        """Return logins that are not over and whose time is up."""

    def open_web_logins(self, at: float, most: int) -> list[WebLoginRow]:
        """Return logins that are not over, at most so many, the newest first."""

    def add_sso(self, row: SsoRow) -> None:
        """Keep a new session."""

    def open_sso(self, at: float, most: int) -> list[SsoRow]:
        """Return sessions that are not over, at most so many, the newest first."""

    def sso(self, sid: str) -> SsoRow | None:
        """Find a session, also one that is over."""

    def sso_of_browser(self, browser: str, at: float) -> SsoRow | None:
        """Return the session of a browser that is not over."""

    def sso_of_person(self, person: str) -> list[SsoRow]:
        """Return a person's sessions that nobody has ended."""

    def save_sso_choice(self, sid: str, choice: str) -> None:
        """Note what a person came in as, when a later login asked for more."""

    def claim_sso(self, sid: str, browser: str) -> bool:
        """Give a session to a browser; False when it was given away before."""

    def end_sso(self, sid: str, at: float) -> SsoRow | None:
        """End a session; None when there is none or it has ended before."""

    def add_party(self, row: PartyRow) -> None:
        """Note that a session logged in to a system; what was known of the same before is replaced."""

    def parties(self, sid: str) -> list[PartyRow]:
        """Return the systems of a session, in the order of their logins."""

    def party_of_name(self, face: str, name: str) -> PartyRow | None:
        """Find a system's part of a session by what that system calls it."""

    def drop_web(self, at: float, *, keep_ended: float) -> None:
        """Forget logins and sessions that are long over."""


_LOGIN = ", ".join(field.name for field in fields(WebLoginRow))
_SSO = ", ".join(field.name for field in fields(SsoRow))
_PARTY = ", ".join(field.name for field in fields(PartyRow))
_OVER = (WebState.TOLD.value,)


def _marks(names: str) -> str:
    return ", ".join("?" * len(names.split(",")))


def _web_login(row: tuple[object, ...]) -> WebLoginRow:
    values = list(row)
    values[7] = WebState(str(values[7]))
    return WebLoginRow(*values)  # type: ignore[arg-type]


class SqliteWeb:
    """The same for SQLite: a part of ``SqliteTransaction``."""

    _db: sqlite3.Connection

    def add_web_login(self, row: WebLoginRow) -> None:
        """Keep a new login."""
        self._db.execute(f"INSERT INTO web_login ({_LOGIN}) VALUES ({_marks(_LOGIN)})", values_of(row))  # noqa: S608

    def web_login(self, handle: str) -> WebLoginRow | None:
        """Find a login by the digest of its handle."""
        row = self._db.execute(f"SELECT {_LOGIN} FROM web_login WHERE handle = ?", (handle,)).fetchone()  # noqa: S608
        return _web_login(row) if row else None

    def save_web_login(self, row: WebLoginRow, was: WebState) -> bool:
        """Write a login's changed columns while it is in the state it was read in; False when it no longer is."""
        done = self._db.execute(
            "UPDATE web_login SET browser = ?, expires = ?, state = ?, login = ?, method = ?, evidence = ?, "
            "person = ?, sso = ?, choice = ?, failure = ?, fault = ? WHERE handle = ? AND state = ?",
            (
                row.browser, row.expires, row.state.value, row.login, row.method, row.evidence, row.person, row.sso,
                row.choice, row.failure, row.fault, row.handle, was.value,
            ),
        )  # fmt: skip
        return done.rowcount == 1

    def overdue_web_logins(self, at: float) -> list[WebLoginRow]:
        """Return logins that are not over and whose time is up."""
        sql = f"SELECT {_LOGIN} FROM web_login WHERE expires <= ? AND state <> ?"  # noqa: S608
        return [_web_login(row) for row in self._db.execute(sql, (at, *_OVER)).fetchall()]

    def open_web_logins(self, at: float, most: int) -> list[WebLoginRow]:
        """Return logins that are not over, at most so many, the newest first."""
        sql = f"SELECT {_LOGIN} FROM web_login WHERE expires > ? AND state <> ? ORDER BY created DESC LIMIT ?"  # noqa: S608
        return [_web_login(row) for row in self._db.execute(sql, (at, *_OVER, most)).fetchall()]

    def open_sso(self, at: float, most: int) -> list[SsoRow]:
        """Return sessions that are not over, at most so many, the newest first."""
        sql = f"SELECT {_SSO} FROM sso_session WHERE ended IS NULL AND expires > ? ORDER BY created DESC LIMIT ?"  # noqa: S608
        return [SsoRow(*row) for row in self._db.execute(sql, (at, most)).fetchall()]

    def add_sso(self, row: SsoRow) -> None:
        """Keep a new session."""
        self._db.execute(f"INSERT INTO sso_session ({_SSO}) VALUES ({_marks(_SSO)})", values_of(row))  # noqa: S608

    def sso(self, sid: str) -> SsoRow | None:
        """Find a session, also one that is over."""
        row = self._db.execute(f"SELECT {_SSO} FROM sso_session WHERE sid = ?", (sid,)).fetchone()  # noqa: S608
        return SsoRow(*row) if row else None

    def sso_of_browser(self, browser: str, at: float) -> SsoRow | None:
        """Return the session of a browser that is not over."""
        sql = (
            f"SELECT {_SSO} FROM sso_session WHERE browser = ? AND ended IS NULL AND expires > ? ORDER BY created DESC"  # noqa: S608
        )
        row = self._db.execute(sql, (browser, at)).fetchone()
        return SsoRow(*row) if row else None

    def sso_of_person(self, person: str) -> list[SsoRow]:
        """Return a person's sessions that nobody has ended."""
        sql = f"SELECT {_SSO} FROM sso_session WHERE person = ? AND ended IS NULL ORDER BY created"  # noqa: S608
        return [SsoRow(*row) for row in self._db.execute(sql, (person,)).fetchall()]

    def save_sso_choice(self, sid: str, choice: str) -> None:
        """Note what a person came in as, when a later login asked for more."""
        self._db.execute("UPDATE sso_session SET choice = ? WHERE sid = ?", (choice, sid))

    def claim_sso(self, sid: str, browser: str) -> bool:
        """Give a session to a browser; False when it was given away before."""
        done = self._db.execute("UPDATE sso_session SET browser = ? WHERE sid = ? AND browser = ''", (browser, sid))
        return done.rowcount == 1

    def end_sso(self, sid: str, at: float) -> SsoRow | None:
        """End a session; None when there is none or it has ended before."""
        sql = f"UPDATE sso_session SET ended = ? WHERE sid = ? AND ended IS NULL RETURNING {_SSO}"  # noqa: S608
        rows = self._db.execute(sql, (at, sid)).fetchall()
        return SsoRow(*rows[0]) if rows else None

    def add_party(self, row: PartyRow) -> None:
        """Note that a session logged in to a system; what was known of the same before is replaced."""
        self._db.execute(
            f"INSERT INTO sso_party ({_PARTY}) VALUES ({_marks(_PARTY)}) "  # noqa: S608
            "ON CONFLICT (sid, face, system, name) DO UPDATE SET since = excluded.since, facts = excluded.facts",
            values_of(row),
        )

    def parties(self, sid: str) -> list[PartyRow]:
        """Return the systems of a session, in the order of their logins."""
        sql = f"SELECT {_PARTY} FROM sso_party WHERE sid = ? ORDER BY since, face, system, name"  # noqa: S608
        return [PartyRow(*row) for row in self._db.execute(sql, (sid,)).fetchall()]

    def party_of_name(self, face: str, name: str) -> PartyRow | None:
        """Find a system's part of a session by what that system calls it."""
        row = self._db.execute(f"SELECT {_PARTY} FROM sso_party WHERE face = ? AND name = ?", (face, name)).fetchone()  # noqa: S608
        return PartyRow(*row) if row else None

    def drop_web(self, at: float, *, keep_ended: float) -> None:
        """Forget logins and sessions that are long over."""
        gone = at - keep_ended
        self._db.execute("DELETE FROM web_login WHERE expires <= ? AND state = ?", (gone, *_OVER))
        self._db.execute(
            "DELETE FROM sso_party WHERE sid IN (SELECT sid FROM sso_session WHERE COALESCE(ended, expires) <= ?)",
            (gone,),
        )
        self._db.execute("DELETE FROM sso_session WHERE COALESCE(ended, expires) <= ?", (gone,))
