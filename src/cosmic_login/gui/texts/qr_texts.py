"""The texts of the QR screen (R12, R13, R20, R23). Swedish is the source (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.situations import AuthenticatorApp

HEADING = {
    AuthenticatorApp.SITHS: QT_TRANSLATE_NOOP("Window", "SITHS eID på annan enhet"),
    AuthenticatorApp.BANKID: QT_TRANSLATE_NOOP("Window", "Logga in med BankID"),
}
STEPS = {
    AuthenticatorApp.SITHS: (
        QT_TRANSLATE_NOOP("Window", "Öppna appen SITHS eID i telefonen och tryck på Skanna QR-kod."),
        QT_TRANSLATE_NOOP("Window", "Rikta kameran mot koden på skärmen."),
        QT_TRANSLATE_NOOP("Window", "Skriv din kod i telefonen. Här går det sedan vidare av sig självt."),
    ),
    AuthenticatorApp.BANKID: (
        QT_TRANSLATE_NOOP("Window", "Starta BankID-appen i din egen telefon och tryck på Skanna QR-kod."),
        QT_TRANSLATE_NOOP("Window", "Rikta kameran mot koden på skärmen."),
        QT_TRANSLATE_NOOP("Window", "Legitimera dig i appen. Här går det sedan vidare av sig självt."),
    ),
}
STEP = QT_TRANSLATE_NOOP("Window", "{number}. {text}")
#: For those who do not see the code.
CODE_NAME = QT_TRANSLATE_NOOP("Window", "QR-kod för appen {app}. Den byts varje sekund.")
CODE_READ = QT_TRANSLATE_NOOP("Window", "QR-koden är läst. Fortsätt i telefonen.")
NO_CODE = QT_TRANSLATE_NOOP("Window", "Ingen QR-kod att läsa av just nu.")
WITHOUT_CAMERA = {
    AuthenticatorApp.SITHS: QT_TRANSLATE_NOOP(
        "Window",
        "Går det inte att läsa av koden: tryck på Försök igen och välj SITHS eID på denna enhet. Då räcker kortet "
        "och tangentbordet.",
    ),
    AuthenticatorApp.BANKID: QT_TRANSLATE_NOOP(
        "Window",
        "Går det inte att läsa av koden: tryck på Försök igen och välj ett sätt med kortet. Då räcker kortet och "
        "tangentbordet.",
    ),
}
RENEWS = QT_TRANSLATE_NOOP("Window", "Läses den inte av kommer en ny kod, högst %n gånger till.")
LAST_CODE = QT_TRANSLATE_NOOP("Window", "Det är den sista koden. Läses den inte av avbryts inloggningen.")
ENLARGE = QT_TRANSLATE_NOOP("Window", "&Visa koden större")
RETRY_SUB = QT_TRANSLATE_NOOP("Window", "Blev det fel sätt? Välj ett annat.")
