"""The few words that the widgets themselves say (context ``Kit``), and how texts of it are translated.

What a window says is its own business (``gui/texts``, ``phone/window/texts.py``).
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

BUSY = QT_TRANSLATE_NOOP("Kit", "Arbetar")
SECONDS_LEFT = QT_TRANSLATE_NOOP("Kit", "%n sekunder kvar")
ENLARGED = QT_TRANSLATE_NOOP("Kit", "Större QR-kod")
REDUCE = QT_TRANSLATE_NOOP("Kit", "&Visa koden mindre")
KEYPAD = QT_TRANSLATE_NOOP("Kit", "Knappsats")
SECTION_SHOWN = QT_TRANSLATE_NOOP("Kit", "Visas")
SECTION_HIDDEN = QT_TRANSLATE_NOOP("Kit", "Dold")
ERASE = QT_TRANSLATE_NOOP("Kit", "Radera en siffra")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Kit", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("Kit", source, None, number)
