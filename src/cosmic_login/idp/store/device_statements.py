"""The statements about identities on phones."""

from __future__ import annotations

import sqlite3
from dataclasses import fields

from cosmic_login.idp.store.base import ActivationRow, EnrolmentRow
from cosmic_login.idp.store.rows import values_of

_ENROLMENT = ", ".join(field.name for field in fields(EnrolmentRow))
_ACTIVATION = "code, face, person, expires"


class DeviceStatements:
    """A part of ``SqliteTransaction``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add_activation(self, row: ActivationRow) -> None:
        """Keep leave to enrol."""
        self._db.execute(f"INSERT INTO activation ({_ACTIVATION}) VALUES (?, ?, ?, ?)", values_of(row))  # noqa: S608

    def take_activation(self, code: str, face: str) -> ActivationRow | None:
        """Take leave to enrol out so that nobody else can."""
        sql = f"DELETE FROM activation WHERE code = ? AND face = ? RETURNING {_ACTIVATION}"  # noqa: S608
        rows = self._db.execute(sql, (code, face)).fetchall()
        return ActivationRow(*rows[0]) if rows else None

    def activation(self, code: str, face: str) -> ActivationRow | None:
        """Find leave to enrol that nobody has taken yet, also when its time is over."""
        sql = f"SELECT {_ACTIVATION} FROM activation WHERE code = ? AND face = ?"  # noqa: S608
        row = self._db.execute(sql, (code, face)).fetchone()
        return ActivationRow(*row) if row else None

    def drop_activations(self) -> int:
        """Take back all leave to enrol; return how much there was."""
        return self._db.execute("DELETE FROM activation").rowcount

    def enrolments_in_use(self) -> list[EnrolmentRow]:
        """Return everybody's identities that were not removed, oldest first."""
        return self._enrolments("removed IS NULL ORDER BY since, device")

    def add_enrolment(self, row: EnrolmentRow) -> None:
        """Keep a new identity on a phone."""
        marks = ", ".join("?" * len(fields(EnrolmentRow)))
        self._db.execute(f"INSERT INTO enrolment ({_ENROLMENT}) VALUES ({marks})", values_of(row))  # noqa: S608

    def _enrolments(self, where: str, *values: object) -> list[EnrolmentRow]:
        sql = f"SELECT {_ENROLMENT} FROM enrolment WHERE {where}"  # noqa: S608 - where is one of ours
        return [EnrolmentRow(*row) for row in self._db.execute(sql, values).fetchall()]

    def enrolment(self, device: str) -> EnrolmentRow | None:
        """Find an identity by its name."""
        return next(iter(self._enrolments("device = ?", device)), None)

    def enrolment_of_token(self, token: str) -> EnrolmentRow | None:
        """Find an identity by the digest of its token."""
        return next(iter(self._enrolments("token = ?", token)), None)

    def enrolments_of(self, person: str, face: str) -> list[EnrolmentRow]:
        """Return a person's identities that were not removed, oldest first."""
        return self._enrolments("person = ? AND face = ? AND removed IS NULL ORDER BY since, device", person, face)

    def remove_enrolment(self, device: str, at: float) -> bool:
        """Note that an identity was removed; False when it was before."""
        done = self._db.execute("UPDATE enrolment SET removed = ? WHERE device = ? AND removed IS NULL", (at, device))
        return done.rowcount == 1
