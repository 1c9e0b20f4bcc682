"""The texts of the QR screen (R12, R13, R20, R23). Swedish is the source (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.prompts import Face

HEADING = {
    Face.SITHS: QT_TRANSLATE_NOOP("Window", "SITHS eID på annan enhet"),
    Face.BANKID: QT_TRANSLATE_NOOP("Window", "Logga in med BankID"),
}
STEPS = {
    Face.SITHS: (
        QT_TRANSLATE_NOOP("Window", "Öppna appen SITHS eID i telefonen och tryck på Skanna QR-kod."),
        QT_TRANSLATE_NOOP("Window", "Rikta kameran mot koden på skärmen."),
        QT_TRANSLATE_NOOP("Window", "Skriv din kod i telefonen. Här går det sedan vidare av sig självt."),
    ),
    Face.BANKID: (
        QT_TRANSLATE_NOOP("Window", "Starta BankID-appen i din egen telefon och tryck på Skanna QR-kod."),
        QT_TRANSLATE_NOOP("Window", "Rikta kameran mot koden på skärmen."),
        QT_TRANSLATE_NOOP("Window", "Legitimera dig i appen. Här går det sedan vidare av sig självt."),
    ),
}
RETRY_SUB = QT_TRANSLATE_NOOP("Window", "Blev det fel sätt? Välj ett annat.")
