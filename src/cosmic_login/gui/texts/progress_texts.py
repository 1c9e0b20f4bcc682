"""What the steps of a login are called. Swedish is the source (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

STEP = QT_TRANSLATE_NOOP("Window", "Steg {number} av {of}: {what}")
CARD = QT_TRANSLATE_NOOP("Window", "Kortet läses")
CERTIFICATE = QT_TRANSLATE_NOOP("Window", "Kontrollera certifikatet")
CODE = QT_TRANSLATE_NOOP("Window", "Skriv koden")
SCAN = QT_TRANSLATE_NOOP("Window", "Läs av QR-koden")
PHONE = QT_TRANSLATE_NOOP("Window", "Legitimera dig i telefonen")
PROOF = QT_TRANSLATE_NOOP("Window", "Identiteten bekräftas")
SERVICE_ID = QT_TRANSLATE_NOOP("Window", "Välj tjänste-id")
