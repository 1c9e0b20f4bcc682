"""The statements about SAML: requests that were taken, and the certificates of the keys that sign answers."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from typing import Protocol

from cosmic_login.idp.store.web_statements import PartyRow

#: A part of version 8 of the tables.
SAML_TABLES = (
    """CREATE TABLE saml_request (
        system TEXT NOT NULL, request TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (system, request))""",
    "CREATE INDEX saml_request_time ON saml_request (expires)",
    "CREATE TABLE saml_certificate (kid TEXT PRIMARY KEY, certificate BLOB NOT NULL)",
)


class SamlStatements(Protocol):
    """A part of ``store.base.Transaction``."""

    def take_saml_request(self, system: str, request: str, expires: float) -> bool:
        """Remember a request's ID; False when it was taken before."""

    def drop_saml_requests(self, at: float) -> None:
        """Forget requests that are too old to be taken again."""

    def parties_of_system(self, face: str, system: str) -> list[PartyRow]:
        """Return a system's parts of all sessions."""

    def saml_certificate(self, kid: str) -> bytes | None:
        """Return the certificate (DER) of a signing key."""

    def save_saml_certificate(self, kid: str, certificate: bytes) -> None:
        """Keep the certificate (DER) of a signing key, in place of the one before."""


_PARTY = ", ".join(field.name for field in fields(PartyRow))


class SqliteSaml:
    """The same for SQLite: a part of ``SqliteTransaction``."""

    _db: sqlite3.Connection

    def take_saml_request(self, system: str, request: str, expires: float) -> bool:
        """Remember a request's ID; False when it was taken before."""
        done = self._db.execute(
            "INSERT INTO saml_request (system, request, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (system, request, expires),
        )
        return done.rowcount == 1

    def drop_saml_requests(self, at: float) -> None:
        """Forget requests that are too old to be taken again."""
        self._db.execute("DELETE FROM saml_request WHERE expires <= ?", (at,))

    def parties_of_system(self, face: str, system: str) -> list[PartyRow]:
        """Return a system's parts of all sessions."""
        sql = f"SELECT {_PARTY} FROM sso_party WHERE face = ? AND system = ? ORDER BY since"  # noqa: S608
        return [PartyRow(*row) for row in self._db.execute(sql, (face, system)).fetchall()]

    def saml_certificate(self, kid: str) -> bytes | None:
        """Return the certificate (DER) of a signing key."""
        row = self._db.execute("SELECT certificate FROM saml_certificate WHERE kid = ?", (kid,)).fetchone()
        return bytes(row[0]) if row else None

    def save_saml_certificate(self, kid: str, certificate: bytes) -> None:
        """Keep the certificate (DER) of a signing key, in place of the one before."""
        self._db.execute(
            "INSERT INTO saml_certificate (kid, certificate) VALUES (?, ?) "
            "ON CONFLICT (kid) DO UPDATE SET certificate = excluded.certificate",
            (kid, certificate),
        )
