"""The texts of the trainer's panel (context ``Trainer``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.login_methods import METHODS

PANEL = QT_TRANSLATE_NOOP("Trainer", "Övningsledare")
ABOUT = QT_TRANSLATE_NOOP("Trainer", "Det du gör här händer genast. Esc går tillbaka till Cosmic, F6 hit igen.")
CLOSE = QT_TRANSLATE_NOOP("Trainer", "Dölj panelen")

# -- cards and readers -------------------------------------------------------------------------------------------
CARDS = QT_TRANSLATE_NOOP("Trainer", "Kort och läsare")
EMPTY = QT_TRANSLATE_NOOP("Trainer", "Tom")
INSERT = QT_TRANSLATE_NOOP("Trainer", "Sätt in kort i {reader}")
TAKE_OUT = QT_TRANSLATE_NOOP("Trainer", "Ta ut kortet")
UNPLUG = QT_TRANSLATE_NOOP("Trainer", "Dra ur läsaren")
ADD_READER = QT_TRANSLATE_NOOP("Trainer", "Anslut en läsare")
NO_READERS = QT_TRANSLATE_NOOP("Trainer", "Ingen virtuell läsare är ansluten.")
SLOW = QT_TRANSLATE_NOOP("Trainer", "Certifikatet syns")
AT_ONCE = QT_TRANSLATE_NOOP("Trainer", "Genast")
AFTER = QT_TRANSLATE_NOOP("Trainer", "Efter %n sekunder")

# -- services ----------------------------------------------------------------------------------------------------
SERVICES = QT_TRANSLATE_NOOP("Trainer", "Tjänster")
SERVICES_ABOUT = QT_TRANSLATE_NOOP(
    "Trainer", "Varje reglage stänger eller öppnar en tjänst. Det som hör till en stängd tjänst är stängt med den."
)
NAMES = {
    "siths": QT_TRANSLATE_NOOP("Trainer", "SITHS eID"),
    **{row.name: row.trainer_label for row in METHODS.values()},
    "revocation": QT_TRANSLATE_NOOP("Trainer", "Spärrkontroll"),
    "idp": QT_TRANSLATE_NOOP("Trainer", "Hela identifieringstjänsten"),
}
SERVES = QT_TRANSLATE_NOOP("Trainer", "I drift")
OUT = QT_TRANSLATE_NOOP("Trainer", "Ur drift")
WITH_IT = QT_TRANSLATE_NOOP("Trainer", "Ur drift, eftersom {service} är det")
ORDERS_LEFT = QT_TRANSLATE_NOOP("Trainer", "inloggningar kvar: %n")
SECONDS_LEFT = QT_TRANSLATE_NOOP("Trainer", "sekunder kvar: %n")
FAILURE = QT_TRANSLATE_NOOP("Trainer", "Fel som visas")
USUAL = QT_TRANSLATE_NOOP("Trainer", "Det vanliga för tjänsten")
HOW_LONG = QT_TRANSLATE_NOOP("Trainer", "Hur länge")
UNTIL_TOLD = QT_TRANSLATE_NOOP("Trainer", "Tills den öppnas")
ONCE = QT_TRANSLATE_NOOP("Trainer", "Nästa inloggning")
FOR_ORDERS = QT_TRANSLATE_NOOP("Trainer", "%n inloggningar")
FOR_MINUTES = QT_TRANSLATE_NOOP("Trainer", "%n min")
RESET = QT_TRANSLATE_NOOP("Trainer", "Öppna alla tjänster")

# -- manner ------------------------------------------------------------------------------------------------------
MANNER_AND_PACE = QT_TRANSLATE_NOOP("Trainer", "Sätt och takt")
MANNER = QT_TRANSLATE_NOOP("Trainer", "Verklighetstroget")
MANNERS = {
    "safe": QT_TRANSLATE_NOOP("Trainer", "Av: Cosmic väntar och förklarar"),
    "true-to-life": QT_TRANSLATE_NOOP("Trainer", "På: Cosmic kan låsa sig"),
}
PACE = QT_TRANSLATE_NOOP("Trainer", "Väntetider")
PACES = {
    1.0: QT_TRANSLATE_NOOP("Trainer", "Som inställt"),
    0.5: QT_TRANSLATE_NOOP("Trainer", "Hälften så långa"),
    0.1: QT_TRANSLATE_NOOP("Trainer", "En tiondel"),
    2.0: QT_TRANSLATE_NOOP("Trainer", "Dubbelt så långa"),
}
TROUBLE = QT_TRANSLATE_NOOP("Trainer", "{words} ({code})")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Trainer", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("Trainer", source, None, number)
