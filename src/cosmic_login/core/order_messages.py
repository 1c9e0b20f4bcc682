"""What a person is told about an order on a phone: by the published number of the message (RFA), worded by us.

The numbers, and what each message must tell, are BankID's recommendation to relying parties ("user messages"); the
words are our own, for the BankID app and for SITHS eID, in Swedish (context ``Rfa``) and English. What the list has no
number for, and what is unknown, is RFA21 while the order is pending and RFA22 when it has failed, as published; a
hint code without a number may still have words that say more. Hint codes and error codes: docs/protocols.md.
"""

from __future__ import annotations

from typing import NamedTuple

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.situations import AuthenticatorApp


class Words(NamedTuple):
    """A message: its number, what is the case, and what to do (empty: nothing). Swedish source texts.

    ``{app}`` stands for the name of the app.
    """

    rfa: str
    says: str
    mend: str = ""


APPS = {AuthenticatorApp.SITHS: "SITHS eID", AuthenticatorApp.BANKID: "BankID"}
_AGAIN = QT_TRANSLATE_NOOP("Rfa", "Försök igen.")

_IN_PROGRESS = Words("RFA21", QT_TRANSLATE_NOOP("Rfa", "Legitimeringen pågår i appen {app}."))
#: While the order is pending, by hint code.
PENDING: dict[str, Words] = {
    "outstandingTransaction": Words("RFA1", QT_TRANSLATE_NOOP("Rfa", "Starta appen {app} och läs av koden.")),
    "noClient": Words("RFA1", QT_TRANSLATE_NOOP("Rfa", "Starta appen {app} i telefonen.")),
    "started": Words("RFA15B", QT_TRANSLATE_NOOP("Rfa", "Koden är läst. Appen {app} letar efter din e-legitimation.")),
    "userSign": Words("RFA9", QT_TRANSLATE_NOOP("Rfa", "Skriv din kod i appen {app} och legitimera dig.")),
    "userMrtd": Words("RFA23", QT_TRANSLATE_NOOP("Rfa", "Läs av ditt pass eller nationella id-kort med appen {app}.")),
    "userFace": Words("RFA24", QT_TRANSLATE_NOOP("Rfa", "Visa ansiktet för kameran, så som appen {app} säger.")),
    "userStepUp": Words("RFA25", QT_TRANSLATE_NOOP("Rfa", "Appen {app} behöver en kontroll till. Gör som den säger.")),
    "userCallConfirm": Words(
        "RFA21", QT_TRANSLATE_NOOP("Rfa", "Svara i appen {app} på om det är du som är i samtalet.")
    ),
    "processing": _IN_PROGRESS,
}

_WRONG = Words("RFA22", QT_TRANSLATE_NOOP("Rfa", "Något gick fel i appen {app} eller hos dess tjänst."), _AGAIN)
_TROUBLE = Words("RFA5", QT_TRANSLATE_NOOP("Rfa", "Tjänsten bakom {app} kan inte svara just nu."),
                 QT_TRANSLATE_NOOP("Rfa", "Vänta en stund och försök igen."))  # fmt: skip
#: When the order has failed, by hint code.
FAILED: dict[str, Words] = {
    "cancelled": Words("RFA3", QT_TRANSLATE_NOOP("Rfa", "Legitimeringen bröts: en annan för samma person påbörjades."),
                       QT_TRANSLATE_NOOP("Rfa", "Slutför den andra, eller försök igen.")),
    "userCancel": Words("RFA6", QT_TRANSLATE_NOOP("Rfa", "Legitimeringen avbröts i appen {app}."),
                        QT_TRANSLATE_NOOP("Rfa", "Försök igen när du vill. Avböj alltid det som du inte själv har "
                                                 "påbörjat.")),
    "expiredTransaction": Words("RFA8", QT_TRANSLATE_NOOP("Rfa", "Appen {app} svarade inte i tid."),
                                QT_TRANSLATE_NOOP("Rfa", "Se efter att appen är igång och att telefonen har kontakt "
                                                         "med internet. Försök igen.")),
    "certificateErr": Words("RFA16", QT_TRANSLATE_NOOP("Rfa", "Din e-legitimation i appen {app} är för gammal eller "
                                                              "spärrad."),
                            QT_TRANSLATE_NOOP("Rfa", "Använd en annan e-legitimation, eller skaffa en ny hos den som "
                                                     "gav ut den.")),
    "startFailed": Words("RFA17B", QT_TRANSLATE_NOOP("Rfa", "Ingen läste av QR-koden i tid."),
                         QT_TRANSLATE_NOOP("Rfa", "Finns appen {app} i telefonen? Starta den, försök igen och läs av "
                                                  "koden på skärmen.")),
    "userDeclinedCall": Words("RFA22", QT_TRANSLATE_NOOP("Rfa", "Samtalet avböjdes i appen {app}."), _AGAIN),
    "notSupportedByUserApp": Words("RFA22", QT_TRANSLATE_NOOP("Rfa", "Appen {app} i telefonen är för gammal för det "
                                                                     "här."),
                                   QT_TRANSLATE_NOOP("Rfa", "Uppdatera appen och försök igen.")),
    "transactionRiskBlocked": Words("RFA22", QT_TRANSLATE_NOOP("Rfa", "Legitimeringen stoppades av säkerhetsskäl."),
                                    QT_TRANSLATE_NOOP("Rfa", "Försök inte igen om någon annan har bett dig "
                                                             "legitimera dig.")),
    "mrtdVerificationFailed": Words("RFA26", QT_TRANSLATE_NOOP("Rfa", "Pass eller id-kort kunde inte kontrolleras."),
                                    QT_TRANSLATE_NOOP("Rfa", "Försök igen med en giltig handling.")),
    "facialRecognitionFailed": Words("RFA27", QT_TRANSLATE_NOOP("Rfa", "Ansiktet kunde inte kännas igen."),
                                     QT_TRANSLATE_NOOP("Rfa", "Försök igen i bättre ljus.")),
    "nfcNotSupportedByDevice": Words("RFA28", QT_TRANSLATE_NOOP("Rfa", "Telefonen kan inte läsa pass och id-kort."),
                                     QT_TRANSLATE_NOOP("Rfa", "Använd en telefon med NFC, eller logga in på ett annat "
                                                              "sätt.")),
    "multipleBankIdsOnDevice": Words("RFA29", QT_TRANSLATE_NOOP("Rfa", "Det finns flera e-legitimationer i appen "
                                                               "{app}."),
                                     QT_TRANSLATE_NOOP("Rfa", "Ta bort dem som inte används och försök igen.")),
    "stepUpFailed": Words("RFA30", QT_TRANSLATE_NOOP("Rfa", "Den extra kontrollen i appen {app} gick inte igenom."),
                          _AGAIN),
}  # fmt: skip
#: When the service refuses, by error code in lower case: "Maintenance" is written in several ways.
ERRORS: dict[str, Words] = {
    "alreadyinprogress": Words("RFA4", QT_TRANSLATE_NOOP("Rfa", "En legitimering för samma person pågår redan, och "
                                                                "båda avbröts."), _AGAIN),
    "canceled": FAILED["cancelled"],
    "verificationfailed": _TROUBLE,
    "requesttimeout": _TROUBLE,
    "toomanyrequests": _TROUBLE,
    "internalerror": _TROUBLE,
    "maintenance": _TROUBLE,
    # Mistakes between programs: nothing that a person could do anything about.
    "invalidparameters": _WRONG,
    "unauthorized": _WRONG,
    "notfound": _WRONG,
    "methodnotallowed": _WRONG,
    "unsupportedmediatype": _WRONG,
}  # fmt: skip
#: The program's own: the IdP has not answered for a moment (``authenticators.other_device``).
UNREACHED = QT_TRANSLATE_NOOP("Rfa", "Identifieringstjänsten svarar inte. Nya försök görs av sig självt.")
_OWN_HINTS = {"unreached": Words("", UNREACHED)}


def pending(hint: str) -> Words:
    """Return what is told while an order is pending; a hint code that is unknown is RFA21."""
    return PENDING.get(hint) or _OWN_HINTS.get(hint) or _IN_PROGRESS


def failed(told: str) -> Words:
    """Return what is told when the service has said no, by hint code or error code; an unknown one is RFA22."""
    return FAILED.get(told) or ERRORS.get(told.lower()) or _WRONG
