"""What a topic of the help is, and how the contacts are worded (context ``Help``)."""

from __future__ import annotations

from typing import NamedTuple

from cosmic_login.core.failures import QT_TRANSLATE_NOOP


class Topic(NamedTuple):
    """A topic: its place, its title, what it says, and the steps in their order."""

    key: str
    title: str
    body: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # what is said below the steps


CONTACTS, WAYS = "contacts", "ways"
#: How the contacts are worded: the first, the second, and whoever comes after.
ASK = (
    QT_TRANSLATE_NOOP("Help", "Fråga i första hand: {who}."),
    QT_TRANSLATE_NOOP("Help", "Finns ingen på plats: {who}."),
    QT_TRANSLATE_NOOP("Help", "Annars: {who}."),
)
