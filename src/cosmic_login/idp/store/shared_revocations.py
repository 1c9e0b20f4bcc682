"""What is revoked, in common to all machines of one IdP: each keeps its own lists, signed with the CAs they share.

A revocation is on the list of the machine where it was made when that is told (``TrainingPki.revoke``), whoever made
it, also a command beside the IdP. It is in the database within seconds, and from there at once on the others' lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, Protocol

from cryptography import x509

from cosmic_login.idp.store.listening import CHANNEL
from cosmic_login.idp.store.open_statements import Database
from cosmic_login.pki.crl import Revocation

TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS revocation "
    "(authority TEXT NOT NULL, serial TEXT NOT NULL, at REAL NOT NULL, reason TEXT NOT NULL, "
    "PRIMARY KEY (authority, serial))"
)
#: The message that there is a new one; no login is called so.
NEWS: Final = "revocation"
Known = tuple[str, int]


class Lists(Protocol):
    """The revocation lists of this machine (``pki.authority.TrainingPki``)."""

    def revoked(self) -> Iterable[tuple[str, Revocation]]:
        """Return all that is revoked, each with the name of its CA's files."""

    def take_over(self, revocations: Iterable[tuple[str, Revocation]]) -> None:
        """Put on the lists what others revoked."""


class SharedRevocations:
    """Keeps the lists of this machine and the database's table the same."""

    def __init__(self, store: Database, lists: Lists) -> None:
        self._store, self._lists = store, lists
        self._told: set[Known] = set()
        self._rows = 0

    def keep(self) -> None:
        """Tell what is new here, and take over what is new there; cheap when there is nothing.

        Raises ``LoginFailure``: ``database.*``, ``profile.*``.
        """
        here = {(slug, each.serial): each for slug, each in self._lists.revoked()}
        new = [known for known in here if known not in self._told]
        with self._store.statements() as asked:
            for slug, serial in new:
                each = here[slug, serial]
                asked.execute(
                    "INSERT INTO revocation (authority, serial, at, reason) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (authority, serial) DO NOTHING",
                    (slug, str(serial), each.at.timestamp(), each.reason.value),
                )
            if new:
                asked.execute("SELECT pg_notify(?, ?)", (CHANNEL, NEWS))
            rows = next(int(row[0]) for row in asked.execute("SELECT COUNT(*) FROM revocation"))
            found = [] if rows == self._rows else asked.execute("SELECT * FROM revocation").fetchall()
        self._told |= set(new)
        theirs = [
            (str(slug), Revocation(int(serial), datetime.fromtimestamp(at, UTC), x509.ReasonFlags(reason)))
            for slug, serial, at, reason in found
            if (slug, int(serial)) not in here
        ]
        if theirs:
            self._lists.take_over(theirs)
            self._told |= {(slug, each.serial) for slug, each in theirs}
        self._rows = rows
