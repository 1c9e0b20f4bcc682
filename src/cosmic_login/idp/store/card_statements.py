"""The statements about cards: which are registered with the card app, and which reserve cards are activated."""

from __future__ import annotations

import sqlite3

#: Version 4 of the tables.
ACTIVATION_TABLE = (
    "CREATE TABLE card_activation (card_number TEXT PRIMARY KEY, person TEXT NOT NULL, activated REAL NOT NULL)"
)


class CardStatements:
    """A part of ``SqliteTransaction``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def register_card(self, card_number: str, person: str, at: float) -> bool:
        """Register a card for a person; False when it was before."""
        done = self._db.execute(
            "INSERT INTO registration (card_number, person, registered) VALUES (?, ?, ?) "
            "ON CONFLICT (card_number, person) DO NOTHING",
            (card_number, person, at),
        )
        return done.rowcount == 1

    def card_registered(self, card_number: str, person: str) -> bool:
        """Tell whether a card is registered for a person."""
        sql = "SELECT 1 FROM registration WHERE card_number = ? AND person = ?"
        return self._db.execute(sql, (card_number, person)).fetchone() is not None

    def forget_cards(self) -> int:
        """Forget which cards are registered and activated; return how many were."""
        return sum(self._db.execute(f"DELETE FROM {table}").rowcount for table in ("registration", "card_activation"))  # noqa: S608

    def activate_card(self, card_number: str, person: str, at: float) -> bool:
        """Activate a reserve card; False when it was before."""
        done = self._db.execute(
            "INSERT INTO card_activation (card_number, person, activated) VALUES (?, ?, ?) "
            "ON CONFLICT (card_number) DO NOTHING",
            (card_number, person, at),
        )
        return done.rowcount == 1

    def card_activated(self, card_number: str) -> bool:
        """Tell whether a reserve card was activated."""
        sql = "SELECT 1 FROM card_activation WHERE card_number = ?"
        return self._db.execute(sql, (card_number,)).fetchone() is not None

    def registered_cards(self) -> list[str]:
        """Return the numbers of the cards that are registered, for whomever."""
        return [
            row[0] for row in self._db.execute("SELECT DISTINCT card_number FROM registration ORDER BY card_number")
        ]

    def activated_cards(self) -> list[str]:
        """Return the numbers of the reserve cards that were activated."""
        return [row[0] for row in self._db.execute("SELECT card_number FROM card_activation ORDER BY card_number")]
