"""The texts of "Mitt kort". Swedish is the source (context ``MyCard``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.card_content import CardCode, CertificateUse, Standing
from cosmic_login.core.failures import QT_TRANSLATE_NOOP

TITLE = QT_TRANSLATE_NOOP("MyCard", "Mitt kort")
READING = QT_TRANSLATE_NOOP("MyCard", "Kortet läses.")
BUSY = QT_TRANSLATE_NOOP("MyCard", "En inloggning använder kortet. Det visas här när den är klar.")
NO_READER = QT_TRANSLATE_NOOP("MyCard", "Ingen kortläsare är ansluten.")
EMPTY = QT_TRANSLATE_NOOP("MyCard", "Inget kort i läsaren. Sätt in kortet, så visas det här.")
READ_AGAIN = QT_TRANSLATE_NOOP("MyCard", "&Läs igen")
CLOSE = QT_TRANSLATE_NOOP("MyCard", "St&äng")
LIST = QT_TRANSLATE_NOOP("MyCard", "Kortets innehåll")
UNKNOWN_HOLDER = QT_TRANSLATE_NOOP("MyCard", "Kortets innehavare syns inte än")
NUMBER = QT_TRANSLATE_NOOP("MyCard", "Kortnummer {number}")
READER = QT_TRANSLATE_NOOP("MyCard", "Läsare: {reader}")
CODES = {
    CardCode.AUTHENTICATE: QT_TRANSLATE_NOOP("MyCard", "Legitimeringskod"),
    CardCode.SIGN: QT_TRANSLATE_NOOP("MyCard", "Underskriftskod"),
    CardCode.PUK: QT_TRANSLATE_NOOP("MyCard", "PUK-kod"),
}
TRIES = QT_TRANSLATE_NOOP("MyCard", "%n försök kvar")
BLOCKED = {
    CardCode.AUTHENTICATE: QT_TRANSLATE_NOOP("MyCard", "Spärrad. Lås upp med PUK-koden, under Kort och koder."),
    CardCode.SIGN: QT_TRANSLATE_NOOP("MyCard", "Spärrad. ID-administratören kan hjälpa till."),
    CardCode.PUK: QT_TRANSLATE_NOOP("MyCard", "Spärrad. Kortet måste bytas."),
}
NOT_TOLD = QT_TRANSLATE_NOOP("MyCard", "Kortet säger hur många försök som är kvar först efter en felaktig kod.")
USES = {
    CertificateUse.PERSON: QT_TRANSLATE_NOOP("MyCard", "Legitimering, med personnummer"),
    CertificateUse.SERVICE_ID: QT_TRANSLATE_NOOP("MyCard", "Legitimering, med tjänste-id {hsa_id}"),
    CertificateUse.SIGNATURE: QT_TRANSLATE_NOOP("MyCard", "Underskrift"),
}
FOR = {
    CertificateUse.PERSON: QT_TRANSLATE_NOOP("MyCard", "Används av SITHS eID på denna enhet."),
    CertificateUse.SERVICE_ID: QT_TRANSLATE_NOOP("MyCard", "Används när du loggar in med SITHS-kort."),
    CertificateUse.SIGNATURE: QT_TRANSLATE_NOOP("MyCard", "Används för att skriva under, inte för att logga in."),
}
STANDINGS = {
    Standing.VALID: QT_TRANSLATE_NOOP("MyCard", "Gäller från {since} till {until}."),
    Standing.EXPIRED: QT_TRANSLATE_NOOP("MyCard", "Gick ut {until}. Gällde från {since}."),
    Standing.NOT_YET: QT_TRANSLATE_NOOP("MyCard", "Börjar gälla {since}. Gäller till {until}."),
}
ISSUER = QT_TRANSLATE_NOOP("MyCard", "Utfärdat av {issuer}.")
NO_CERTIFICATES = QT_TRANSLATE_NOOP("MyCard", "Kortet visar inga certifikat än.")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("MyCard", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("MyCard", source, None, number)
