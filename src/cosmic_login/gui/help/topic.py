"""What a topic of the help is, and how the contacts are worded (context ``Help``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.help_topic import Topic

__all__ = ["ASK", "CONTACTS", "REMOTE", "WAYS", "Topic"]

CONTACTS, WAYS, REMOTE = "contacts", "ways", "other-systems"
#: How the contacts are worded: the first, the second, and whoever comes after.
ASK = (
    QT_TRANSLATE_NOOP("Help", "Fråga i första hand: {who}."),
    QT_TRANSLATE_NOOP("Help", "Finns ingen på plats: {who}."),
    QT_TRANSLATE_NOOP("Help", "Annars: {who}."),
)
