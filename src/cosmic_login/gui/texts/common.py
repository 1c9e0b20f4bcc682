"""Every text of the window, in one place. Swedish is the source language (contexts ``Window`` and ``Failure``).

Constants are marked for lupdate and translated when they are shown, by ``say`` and ``count``. The texts of the
three ways, the two headings of failures and their buttons are the instruction's own (rows R8, R9, R21, R22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.login_methods import app_of, row_of
from cosmic_login.core.situations import CardSituation, Step
from cosmic_login.gui.ports.cards import CardMark
from cosmic_login.gui.texts import order_messages

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.plugins import LeftOut

COSMIC = QT_TRANSLATE_NOOP("Window", "Cosmic")
MARK = QT_TRANSLATE_NOOP("Window", "övning")
MARK_ABOUT = QT_TRANSLATE_NOOP("Window", "Övningsmiljö: alla personer och organisationer är påhittade.")
HELP = QT_TRANSLATE_NOOP("Window", "&Hjälp med inloggning")
LOOK = QT_TRANSLATE_NOOP("Window", "&Utseende")
MENU = QT_TRANSLATE_NOOP("Window", "Men&y")
TABLE = QT_TRANSLATE_NOOP("Window", "&Kort")
TABLE_ABOUT = QT_TRANSLATE_NOOP("Window", "Sätt in eller ta ut ett virtuellt kort")
CARD_MARKS = {
    CardMark.DOORS: QT_TRANSLATE_NOOP("Window", "passerkort"),
    CardMark.REVOKED: QT_TRANSLATE_NOOP("Window", "spärrat"),
    CardMark.EXPIRED: QT_TRANSLATE_NOOP("Window", "utgånget"),
    CardMark.NOT_YET: QT_TRANSLATE_NOOP("Window", "gäller inte än"),
    CardMark.BLOCKED: QT_TRANSLATE_NOOP("Window", "blockerat"),
    CardMark.UNTRUSTED: QT_TRANSLATE_NOOP("Window", "okänd utfärdare"),
    CardMark.RESERVE: QT_TRANSLATE_NOOP("Window", "reservkort"),
    CardMark.NOT_ACTIVATED: QT_TRANSLATE_NOOP("Window", "inte aktiverat"),
    CardMark.FIRST_TIME: QT_TRANSLATE_NOOP("Window", "första gången"),
}
TABLE_OUT = QT_TRANSLATE_NOOP("Window", "Ta ut kortet")
CANCEL = QT_TRANSLATE_NOOP("Window", "Avbryt")
BACK = QT_TRANSLATE_NOOP("Window", "&Tillbaka")

# -- appearance menu ---------------------------------------------------------------------------------------------
LOOKS = {
    "system": QT_TRANSLATE_NOOP("Window", "Som systemet"),
    "light": QT_TRANSLATE_NOOP("Window", "Ljust"),
    "dark": QT_TRANSLATE_NOOP("Window", "Mörkt"),
    "high-contrast": QT_TRANSLATE_NOOP("Window", "Hög kontrast"),
}
PRACTICE = QT_TRANSLATE_NOOP("Window", "Visa övningskod")
PRACTICE_CODE = QT_TRANSLATE_NOOP("Window", "Övningskod")
PRACTICE_PUK = QT_TRANSLATE_NOOP("Window", "Övningens PUK-kod")
MY_CARD = QT_TRANSLATE_NOOP("Window", "Mitt kort…")
ABOUT = QT_TRANSLATE_NOOP("Window", "Om Cosmic Login…")
SETTINGS = QT_TRANSLATE_NOOP("Window", "Inställningar…")
DIAGNOSIS = QT_TRANSLATE_NOOP("Window", "Diagnos…")
LOG = QT_TRANSLATE_NOOP("Window", "Programmets logg…")
SHARING = QT_TRANSLATE_NOOP("Window", "Dela kortläsare…")
TRAINER = QT_TRANSLATE_NOOP("Window", "Övningsledarens panel")
BLOCKED_WHILE_LOCKED = QT_TRANSLATE_NOOP(
    "Window",
    "Lås upp utan kortet: sätten finns under ”Logga in som någon annan”. Kortet låses upp med PUK-koden från första "
    "sidan, när sessionen är avslutad. Du kan också kontakta ID-administratören.",
)
OTHER_WAYS_WHILE_LOCKED = QT_TRANSLATE_NOOP(
    "Window", "Vid en låst skärm finns de andra sätten under ”Logga in som någon annan”."
)
PASS_CARD = QT_TRANSLATE_NOOP("Window", "{card}, passerkort")
UNLOCK_FIRST = QT_TRANSLATE_NOOP("Window", "Cosmic är låst. Lås upp först.")
TEXT_SIZE = QT_TRANSLATE_NOOP("Window", "Textstorlek {percent} %")

# -- start (R8) --------------------------------------------------------------------------------------------------
START_HEADING = QT_TRANSLATE_NOOP("Window", "Välj inloggningssätt")
START_SENTENCE = QT_TRANSLATE_NOOP("Window", "Identifieringstjänst (IDP)")
OTHER_WAY = QT_TRANSLATE_NOOP("Window", "&Logga in på annat sätt")
NOT_YET = QT_TRANSLATE_NOOP("Window", "Inte tillgängligt än")
NOT_YET_ADVICE = QT_TRANSLATE_NOOP(
    "Window", "Det sättet går inte att använda än. Välj SITHS eID på denna enhet så länge."
)
OTHER_WAYS_HEADING = QT_TRANSLATE_NOOP("Window", "Andra sätt att logga in")

# -- card status -------------------------------------------------------------------------------------------------
CARD_THERE = QT_TRANSLATE_NOOP("Window", "Kort i läsaren")
CARD_OF = QT_TRANSLATE_NOOP("Window", "Kort: {who}")
READER = QT_TRANSLATE_NOOP("Window", "Läsare: {reader}")
IDP = QT_TRANSLATE_NOOP("Window", "IdP: {idp}")
SHORT = {
    CardSituation.NO_SERVICE: QT_TRANSLATE_NOOP("Window", "Tjänsten för kortläsare svarar inte"),
    CardSituation.LINE_LOST: QT_TRANSLATE_NOOP("Window", "Ingen kontakt med din egen dator"),
    CardSituation.NOT_PAIRED: QT_TRANSLATE_NOOP("Window", "Din egen dator är inte ihopparad"),
    CardSituation.OTHER_VERSION: QT_TRANSLATE_NOOP("Window", "Din egen dator har en annan version"),
    CardSituation.DESK_UNABLE: QT_TRANSLATE_NOOP("Window", "Något är fel på din egen dator"),
    CardSituation.NO_READER: QT_TRANSLATE_NOOP("Window", "Ingen kortläsare ansluten"),
    CardSituation.NO_CARD: QT_TRANSLATE_NOOP("Window", "Inget kort i läsaren"),
    CardSituation.READING: QT_TRANSLATE_NOOP("Window", "Kortet läses"),
    CardSituation.UNREADABLE: QT_TRANSLATE_NOOP("Window", "Kortet går inte att läsa"),
    CardSituation.OTHER_KIND: QT_TRANSLATE_NOOP("Window", "Inte ett SITHS-kort"),
    CardSituation.IN_USE: QT_TRANSLATE_NOOP("Window", "Kortet används av ett annat program"),
    CardSituation.CHOOSE: QT_TRANSLATE_NOOP("Window", "Flera kort sitter i"),
}

# -- insert card -------------------------------------------------------------------------------------------------
INSERT_HEADING = QT_TRANSLATE_NOOP("Window", "Sätt in ditt kort")
INSERT_HEADINGS = {
    CardSituation.NO_SERVICE: QT_TRANSLATE_NOOP("Window", "Kortläsaren går inte att nå"),
    CardSituation.LINE_LOST: QT_TRANSLATE_NOOP("Window", "Ingen kontakt med din egen dator"),
    CardSituation.NOT_PAIRED: QT_TRANSLATE_NOOP("Window", "Para ihop med din egen dator"),
    CardSituation.OTHER_VERSION: QT_TRANSLATE_NOOP("Window", "Olika versioner"),
    CardSituation.DESK_UNABLE: QT_TRANSLATE_NOOP("Window", "Se efter på din egen dator"),
    CardSituation.NO_READER: QT_TRANSLATE_NOOP("Window", "Anslut kortläsaren"),
    CardSituation.READING: QT_TRANSLATE_NOOP("Window", "Kortet läses"),
    CardSituation.UNREADABLE: QT_TRANSLATE_NOOP("Window", "Kortet går inte att läsa"),
    CardSituation.OTHER_KIND: QT_TRANSLATE_NOOP("Window", "Byt kort"),
    CardSituation.IN_USE: QT_TRANSLATE_NOOP("Window", "Kortet är upptaget"),
    CardSituation.CHOOSE: QT_TRANSLATE_NOOP("Window", "Flera kort sitter i"),
}
INSERT = {
    CardSituation.NO_SERVICE: QT_TRANSLATE_NOOP(
        "Window",
        "Datorns tjänst för kortläsare svarar inte. Vänta en stund. Kontakta IT-supporten om det inte hjälper.",
    ),
    CardSituation.LINE_LOST: QT_TRANSLATE_NOOP(
        "Window",
        "Kortläsaren på din egen dator går inte att nå. Kontrollera nätverket och att läsaren delas där. "
        "Inloggningen fortsätter av sig själv när kontakten är tillbaka.",
    ),
    CardSituation.NOT_PAIRED: QT_TRANSLATE_NOOP(
        "Window",
        "Din egen dator känner inte den här sessionen, eller inte längre. Öppna en parning på din egen dator och skriv "
        "koden i sessionen (cosmic-login reader pair reader://VÄRD:PORT). Inloggningen fortsätter sedan av sig själv.",
    ),
    CardSituation.OTHER_VERSION: QT_TRANSLATE_NOOP(
        "Window",
        "Programmet på din egen dator och det i sessionen har olika versioner. Be IT-supporten uppdatera så att båda "
        "har samma. Inloggningen fortsätter sedan av sig själv.",
    ),
    CardSituation.DESK_UNABLE: QT_TRANSLATE_NOOP(
        "Window",
        "Något på din egen dator hindrar att kortläsaren delas. Orsaken visas där. Inloggningen fortsätter av sig "
        "själv när det är åtgärdat.",
    ),
    CardSituation.NO_READER: QT_TRANSLATE_NOOP(
        "Window", "Ingen kortläsare hittas. När den ansluts fortsätter inloggningen av sig själv."
    ),
    CardSituation.NO_CARD: QT_TRANSLATE_NOOP(
        "Window", "Sätt in SITHS-kortet i läsaren med chippet först. Inloggningen fortsätter av sig själv."
    ),
    CardSituation.READING: QT_TRANSLATE_NOOP("Window", "Låt kortet sitta kvar."),
    CardSituation.UNREADABLE: QT_TRANSLATE_NOOP(
        "Window", "Ta ut kortet, torka av chippet och sätt in det igen med chippet rätt vänt."
    ),
    CardSituation.OTHER_KIND: QT_TRANSLATE_NOOP(
        "Window",
        "Kortet i läsaren är inget SITHS-kort. Ett passerkort öppnar dörrar men kan inte logga in. "
        "Ta ut det och sätt in ditt SITHS-kort.",
    ),
    CardSituation.IN_USE: QT_TRANSLATE_NOOP(
        "Window",
        "Ett annat program använder kortet. Inloggningen fortsätter av sig själv när programmet släpper kortet. "
        "Stäng det annars, eller ta ut kortet och sätt in det igen.",
    ),
    CardSituation.CHOOSE: QT_TRANSLATE_NOOP("Window", "Ta ut alla kort utom det du vill logga in med."),
}
#: Said after the cause, where the day is known.
DAYS = {
    "certificate.expired": QT_TRANSLATE_NOOP("Window", "Det gick ut {day}."),
    "certificate.not_yet_valid": QT_TRANSLATE_NOOP("Window", "Det börjar gälla {day}."),
}
WHOSE_CARD = QT_TRANSLATE_NOOP("Window", "Kortet tillhör {holder} och är utfärdat av {issuer}.")
PROGRAMS = QT_TRANSLATE_NOOP("Window", "Program som kan ha det")
READERS = QT_TRANSLATE_NOOP("Window", "Anslutna kortläsare")
NO_READERS = QT_TRANSLATE_NOOP("Window", "Inga kortläsare är anslutna.")

# -- several cards -----------------------------------------------------------------------------------------------
CHOOSE_CARD_HEADING = QT_TRANSLATE_NOOP("Window", "Välj kort")
CHOOSE_CARD = QT_TRANSLATE_NOOP("Window", "Flera kort sitter i. Välj det du vill använda, eller ta ut de andra.")
CARD_WITHOUT_NAME = QT_TRANSLATE_NOOP("Window", "Kort utan namn")
CARD_NUMBER_END = QT_TRANSLATE_NOOP("Window", "Kortnummer som slutar på {end}")
CARDS_COUNT = QT_TRANSLATE_NOOP("Window", "%n kort.")

# -- working -----------------------------------------------------------------------------------------------------
WORKING_HEADING = QT_TRANSLATE_NOOP("Window", "Ett ögonblick")
WORKING = QT_TRANSLATE_NOOP("Window", "Inloggningen förbereds.")
STEPS = {
    Step.CONNECTING: QT_TRANSLATE_NOOP("Window", "Kontaktar identifieringstjänsten."),
    Step.READING_CARD: QT_TRANSLATE_NOOP("Window", "Läser kortet. Låt det sitta kvar."),
    Step.AWAITING_CERTIFICATE: QT_TRANSLATE_NOOP("Window", "Väntar på kortets certifikat. Låt kortet sitta kvar."),
    Step.CHECKING_CERTIFICATE: QT_TRANSLATE_NOOP("Window", "Kontrollerar att kortet gäller."),
    Step.SIGNING: QT_TRANSLATE_NOOP("Window", "Kortet arbetar. Låt det sitta kvar."),
    Step.REGISTERING: QT_TRANSLATE_NOOP("Window", "Registrerar kortet. Låt det sitta kvar."),
    Step.ACTIVATING: QT_TRANSLATE_NOOP("Window", "Mina sidor aktiverar kortet. Låt det sitta kvar."),
    Step.ACTIVATING_PHONE: QT_TRANSLATE_NOOP("Window", "Mina sidor gör en kod till telefonen."),
    Step.FETCHING: QT_TRANSLATE_NOOP("Window", "Kortet får ett certifikat för underskrift. Låt det sitta kvar."),
    Step.CHANGING: QT_TRANSLATE_NOOP("Window", "Kortet byter kod. Låt det sitta kvar."),
    Step.VERIFYING: QT_TRANSLATE_NOOP("Window", "Bekräftar vem du är."),
}
UNSHOWN_HEADING = QT_TRANSLATE_NOOP("Window", "Det här går inte att visa")
UNSHOWN = QT_TRANSLATE_NOOP("Window", "Ett tillägg har gått sönder. Avbryt och logga in på ett annat sätt.")
CANCEL_LOGIN = QT_TRANSLATE_NOOP("Window", "Avbryter inloggningen och går till början.")

# -- waiting for SITHS eID, and the SITHS eID window (R7, R9) ------------------------------------------------------
WAITING_HEADING = QT_TRANSLATE_NOOP("Window", "Fortsätt i SITHS eID")
WAITING_CODE = QT_TRANSLATE_NOOP("Window", "Skriv din legitimeringskod i fönstret SITHS eID.")
WAITING_REGISTER = QT_TRANSLATE_NOOP("Window", "Kortet används för första gången. Registrera det i fönstret SITHS eID.")
SHOW_SITHS = QT_TRANSLATE_NOOP("Window", "&Visa SITHS eID")
SITHS = QT_TRANSLATE_NOOP("Window", "SITHS eID")
CODE_HEADING = QT_TRANSLATE_NOOP("Window", "Legitimera dig")
REGISTER_HEADING = QT_TRANSLATE_NOOP("Window", "Registrera kortet")
HOLDER = QT_TRANSLATE_NOOP("Window", "{holder} · {organisation}")
ASKS = QT_TRANSLATE_NOOP("Window", "{party} vill att du legitimerar dig.")
REGISTER_WHY = QT_TRANSLATE_NOOP(
    "Window", "Kortet används för första gången och ska registreras. Koden behövs en gång nu och en gång till efteråt."
)
REGISTERED = QT_TRANSLATE_NOOP("Window", "Kortet är registrerat. Skriv koden en gång till för att legitimera dig.")
CODE_LABEL = QT_TRANSLATE_NOOP("Window", "L&egitimeringskod")
CODE_NAME = QT_TRANSLATE_NOOP("Window", "Legitimeringskod, sex siffror")
CODE_ABOUT = QT_TRANSLATE_NOOP("Window", "Siffrorna visas inte och läses inte upp.")
IDENTIFY = QT_TRANSLATE_NOOP("Window", "Legitimera")
TRIES_LEFT = QT_TRANSLATE_NOOP("Window", "%n försök kvar.")
WRONG_CODE = QT_TRANSLATE_NOOP("Window", "Fel kod. %n försök kvar.")
LAST_TRY = QT_TRANSLATE_NOOP("Window", "Det är sista försöket. Blir det fel spärras koden.")
NOT_A_CODE = QT_TRANSLATE_NOOP("Window", "Koden är sex siffror.")
DIGITS = QT_TRANSLATE_NOOP("Window", "%n av 6 siffror")

# -- choose service ID (R10) ---------------------------------------------------------------------------------------
CHOOSE_HEADING = QT_TRANSLATE_NOOP("Window", "Välj tjänste-id")
CHOOSE_SENTENCE = QT_TRANSLATE_NOOP("Window", "Du har flera tjänste-id. Välj det du arbetar med nu.")
CHOOSE_SENTENCE_OF = QT_TRANSLATE_NOOP("Window", "{holder} har flera tjänste-id. Välj det du arbetar med nu.")
OWN_REGION = QT_TRANSLATE_NOOP("Window", "Egen region")
OTHER_ORGANISATION = QT_TRANSLATE_NOOP("Window", "Annan organisation")
FILTER = QT_TRANSLATE_NOOP("Window", "Skriv för att filtrera")
NOTHING_LEFT = QT_TRANSLATE_NOOP("Window", "Inget tjänste-id passar det du skrev.")

# -- failures (R21, R22) -------------------------------------------------------------------------------------------
AUTHENTICATION_FAILED = QT_TRANSLATE_NOOP("Window", "Autentiseringen misslyckades")
LOGIN_FAILED = QT_TRANSLATE_NOOP("Window", "Inloggningen misslyckades")
RETRY = QT_TRANSLATE_NOOP("Window", "Försök igen")
CLOSE_WINDOW = QT_TRANSLATE_NOOP("Window", "Stäng fönster")
CODE_TO_SUPPORT = QT_TRANSLATE_NOOP("Window", "Felkod till supporten:")
FAILURE_CODE_NAME = QT_TRANSLATE_NOOP("Window", "Felkod {code}")

# -- workspace -----------------------------------------------------------------------------------------------------
WELCOME = QT_TRANSLATE_NOOP("Window", "Du är inloggad")
FIELDS = {
    "organisation": QT_TRANSLATE_NOOP("Window", "Organisation"),
    "hsa_id": QT_TRANSLATE_NOOP("Window", "HSA-id"),
    "method": QT_TRANSLATE_NOOP("Window", "Inloggningssätt"),
    "loa": QT_TRANSLATE_NOOP("Window", "Tillitsnivå"),
    "since": QT_TRANSLATE_NOOP("Window", "Inloggad sedan"),
}
LEVEL = QT_TRANSLATE_NOOP("Window", "Nivå {loa} (LoA {loa})")
LOG_OUT = QT_TRANSLATE_NOOP("Window", "&Logga ut")
TAKE_CARD = QT_TRANSLATE_NOOP("Window", "Ta med dig kortet när du går från datorn. Lämna det aldrig i läsaren.")
LEAVING_HEADING = QT_TRANSLATE_NOOP("Window", "Du loggas ut")
LEAVING = QT_TRANSLATE_NOOP("Window", "Ta med dig kortet.")
CLOSED_HEADING = QT_TRANSLATE_NOOP("Window", "Cosmic stängs")
CLOSED = QT_TRANSLATE_NOOP("Window", "Fönstret stängs av sig självt.")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Window", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("Window", source, None, number)


def failure_line(failure: LoginFailure) -> str:
    """Return cause, mend and code of a failure in one line."""
    return f"{' '.join(failure_texts(failure))} ({failure.code})"


def left_out_line(plugin: LeftOut) -> str:
    """Return what is said of a plug-in that is not used, with its name."""
    return f"{' '.join(failure_texts(LoginFailure('plugin.left_out')))} ({plugin.line})"


def failure_texts(failure: LoginFailure) -> tuple[str, str]:
    """Return cause and mend of a failure, translated."""
    return (
        QCoreApplication.translate("Failure", failure.info.cause),
        QCoreApplication.translate("Failure", failure.info.mend),
    )


def shown_failure(view: View) -> tuple[str, str]:
    """Return cause and mend as they hold where the person is.

    A locked session shuts off the way to the PUK, and has the other ways elsewhere. What went wrong on a phone is told
    by its app's name.
    """
    failure = view.failure or LoginFailure("internal.error")
    app = app_of(view.method)
    by_phone = order_messages.failure_words(failure, app) if app is not None else None
    cause, mend = by_phone or failure_texts(failure)
    if failure.moment is not None and failure.code in DAYS:
        from cosmic_login.core.swedish_time import swedish  # noqa: PLC0415 - few failures have a moment

        day = swedish(failure.moment).strftime("%Y-%m-%d")
        cause = f"{cause} {say(DAYS[failure.code]).format(day=day)}"
    if failure.whose is not None:
        whose = say(WHOSE_CARD).format(holder=failure.whose.holder, issuer=failure.whose.issuer)
        cause = f"{whose} {cause}"
    if view.state == "unlock_failed" and failure.code == "code.blocked":
        mend = say(BLOCKED_WHILE_LOCKED)
    elif view.state == "unlock_failed" and "annat sätt" in failure.info.mend:
        mend = f"{mend} {say(OTHER_WAYS_WHILE_LOCKED)}"
    return cause, mend


def method_label(method: str) -> str:
    """Return what a login method is called; its bare name when nobody says more of it."""
    row = row_of(method)
    return say(row.label) if row is not None else method


def method_button(method: str) -> str:
    """Return what a login method's button says, with its Alt letter if it has one."""
    row = row_of(method)
    return say(row.button or row.label) if row is not None else method


def plain(label: str) -> str:
    """Return a label without its mnemonic mark."""
    return label.replace("&", "")
