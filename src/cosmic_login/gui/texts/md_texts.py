"""The texts of SITHS eID MD: the certificate and its code (R16, R18). Swedish is the source (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

MD_WAITS = QT_TRANSLATE_NOOP("Window", "Väntar på kortet: sätt in det")

# -- the certificate -------------------------------------------------------------------------------------------------
READING_HEADING = QT_TRANSLATE_NOOP("Window", "Certifikatet läses")
READING = QT_TRANSLATE_NOOP("Window", "Låt kortet sitta kvar. Nästa går att trycka på först när certifikatet visas.")
#: True to life nothing waits, and this is the instruction's own sentence (R16).
READING_AS_IN_LIFE = QT_TRANSLATE_NOOP(
    "Window",
    "Vänta några sekunder så att certifikatet hinner läsas in. Klicka därefter på ”Nästa” för att logga in.",
)
CONFIRM_HEADING = QT_TRANSLATE_NOOP("Window", "Kortets certifikat")
CONFIRM = QT_TRANSLATE_NOOP("Window", "Kontrollera att det är ditt kort och tryck på Nästa.")
FACTS = {
    "holder": QT_TRANSLATE_NOOP("Window", "Innehavare"),
    "organisation": QT_TRANSLATE_NOOP("Window", "Organisation"),
    "hsa_id": QT_TRANSLATE_NOOP("Window", "HSA-id"),
    "number": QT_TRANSLATE_NOOP("Window", "Personnummer"),
    "issuer": QT_TRANSLATE_NOOP("Window", "Utfärdare"),
    "valid": QT_TRANSLATE_NOOP("Window", "Giltigt"),
}
VALID = QT_TRANSLATE_NOOP("Window", "{since} till {until}")
NEXT = QT_TRANSLATE_NOOP("Window", "&Nästa")
NEXT_WAITS = QT_TRANSLATE_NOOP("Window", "Väntar på certifikatet.")

# -- the code --------------------------------------------------------------------------------------------------------
CODE_HEADING = QT_TRANSLATE_NOOP("Window", "Skriv koden till kortet")
OK = QT_TRANSLATE_NOOP("Window", "&OK")
