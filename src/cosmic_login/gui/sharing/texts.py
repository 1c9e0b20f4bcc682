"""The texts of the window in which a reader is shared. Swedish is the source (context ``Sharing``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

TITLE = QT_TRANSLATE_NOOP("Sharing", "Dela kortläsare")
ABOUT = QT_TRANSLATE_NOOP(
    "Sharing",
    "En session på en annan dator, i Citrix till exempel, kan använda kortet i din läsare. Det gäller så länge det här "
    "fönstret är öppet.",
)
REACHED = QT_TRANSLATE_NOOP("Sharing", "Läsaren nås från")
PLACES = {
    False: QT_TRANSLATE_NOOP("Sharing", "Bara den här datorn, genom en tunnel"),
    True: QT_TRANSLATE_NOOP("Sharing", "Alla nätverk som datorn är med i"),
}
SHARE = QT_TRANSLATE_NOOP("Sharing", "&Dela")
STOP = QT_TRANSLATE_NOOP("Sharing", "Sluta &dela")
PAIR = QT_TRANSLATE_NOOP("Sharing", "&Para ihop")
DENY = QT_TRANSLATE_NOOP("Sharing", "&Neka alla")
ALLOW = QT_TRANSLATE_NOOP("Sharing", "&Tillåt igen")
CLOSE = QT_TRANSLATE_NOOP("Sharing", "St&äng")
NOT_SHARED = QT_TRANSLATE_NOOP("Sharing", "Läsaren delas inte.")
SHARED = QT_TRANSLATE_NOOP("Sharing", "Läsaren delas på {address}. Den adressen skrivs i sessionen.")
NOBODY = QT_TRANSLATE_NOOP("Sharing", "Ingen session är ansluten.")
HERE = QT_TRANSLATE_NOOP("Sharing", "Ansluten: {names}")
DENIED = QT_TRANSLATE_NOOP("Sharing", "Alla är nekade, tills du tillåter igen.")
REFUSED = QT_TRANSLATE_NOOP("Sharing", "Avvisade {name}: {why}")
CODE = QT_TRANSLATE_NOOP("Sharing", "Parningskod: {code}")
CODE_ABOUT = QT_TRANSLATE_NOOP(
    "Sharing", "Skriv koden i sessionen (cosmic-login reader pair). Den gäller i två minuter, och för en session."
)
ASKS = {
    "code": QT_TRANSLATE_NOOP("Sharing", "{name} vill visa kortet din kod. Är det du som loggar in?"),
    "change": QT_TRANSLATE_NOOP("Sharing", "{name} vill ändra på kortet. Är det du som gör det?"),
}
YES = QT_TRANSLATE_NOOP("Sharing", "&Ja, det är jag")
NO = QT_TRANSLATE_NOOP("Sharing", "N&ej")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Sharing", source)
