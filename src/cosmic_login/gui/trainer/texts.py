"""The texts of the trainer's panel (context ``Trainer``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.login_methods import METHODS

PANEL = QT_TRANSLATE_NOOP("Trainer", "Övningsledare")
ABOUT = QT_TRANSLATE_NOOP("Trainer", "Det du gör här händer genast. Esc går tillbaka till Cosmic, F6 hit igen.")
CLOSE = QT_TRANSLATE_NOOP("Trainer", "Dölj panelen")

# -- lessons -----------------------------------------------------------------------------------------------------
LESSONS = QT_TRANSLATE_NOOP("Trainer", "Övningar")
WAYS = {
    "show": QT_TRANSLATE_NOOP("Trainer", "Visa"),
    "practise": QT_TRANSLATE_NOOP("Trainer", "Öva"),
    "test": QT_TRANSLATE_NOOP("Trainer", "Pröva"),
}
WAYS_ABOUT = {
    "show": QT_TRANSLATE_NOOP("Trainer", "Övningen spelas upp, steg för steg"),
    "practise": QT_TRANSLATE_NOOP("Trainer", "Deltagaren gör övningen, med ledtrådar"),
    "test": QT_TRANSLATE_NOOP("Trainer", "Deltagaren gör övningen utan ledtrådar, med resultat"),
}
LESSON_RUNS = QT_TRANSLATE_NOOP(
    "Trainer", "Övningen är öppen i ett eget fönster. Den har egna kort och en egen åtkomstlogg."
)
LESSON_DONE = QT_TRANSLATE_NOOP(
    "Trainer", "Övningen är klar. Minuter: {minutes}, misstag: {mistakes}, ledtrådar: {hints}."
)
LESSON_LEFT = QT_TRANSLATE_NOOP("Trainer", "Övningen lämnades innan den var klar.")

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
#: To the desk whose readers the window takes.
LINE = QT_TRANSLATE_NOOP("Trainer", "Linjen till din egen dator")
LINES = {
    "good": QT_TRANSLATE_NOOP("Trainer", "Bra"),
    "slow": QT_TRANSLATE_NOOP("Trainer", "Långsam: allt dröjer en halv sekund"),
    "lossy": QT_TRANSLATE_NOOP("Trainer", "Ojämn: en del fastnar i en sekund"),
    "cut": QT_TRANSLATE_NOOP("Trainer", "Bruten, tills den väljs bra igen"),
}

# -- services ----------------------------------------------------------------------------------------------------
SERVICES = QT_TRANSLATE_NOOP("Trainer", "Tjänster")
SERVICES_ABOUT = QT_TRANSLATE_NOOP(
    "Trainer", "Varje reglage stänger eller öppnar en tjänst. Det som hör till en stängd tjänst är stängt med den."
)
FOR_WHOM = QT_TRANSLATE_NOOP("Trainer", "För vem")
EVERYBODY = QT_TRANSLATE_NOOP("Trainer", "Alla")
OUT_FOR_ALL = QT_TRANSLATE_NOOP("Trainer", "Ur drift för alla")
NAMES = {
    "siths": QT_TRANSLATE_NOOP("Trainer", "SITHS eID"),
    **{row.name: row.trainer_label for row in METHODS.values()},
    "revocation": QT_TRANSLATE_NOOP("Trainer", "Spärrkontroll"),
    "hsa": QT_TRANSLATE_NOOP("Trainer", "Katalogen HSA"),
    "idp": QT_TRANSLATE_NOOP("Trainer", "Hela identifieringstjänsten"),
}
SERVES = QT_TRANSLATE_NOOP("Trainer", "I drift")
SERVES_BUT = QT_TRANSLATE_NOOP("Trainer", "I drift, men inte för {persons}")
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

# -- faults ------------------------------------------------------------------------------------------------------
FAULTS = QT_TRANSLATE_NOOP("Trainer", "Fel för andra system")
FAULTS_ABOUT = QT_TRANSLATE_NOOP(
    "Trainer", "Ett system som loggar in sina användare här får ett fel att möta. Andra system märker inget."
)
FAULTS_NO_SYSTEM = QT_TRANSLATE_NOOP(
    "Trainer", "Inga system är registrerade. Registrera ett med: cosmic-login client add"
)
FAULT_SYSTEM = QT_TRANSLATE_NOOP("Trainer", "System")
FAULT_WHICH = QT_TRANSLATE_NOOP("Trainer", "Fel")
FAULT_MUST = QT_TRANSLATE_NOOP("Trainer", "Ett rätt system {must}")
FAULT_DELAY = QT_TRANSLATE_NOOP("Trainer", "Svaret dröjer")
SECONDS = QT_TRANSLATE_NOOP("Trainer", "%n sekunder")
FAULT_ORDER = QT_TRANSLATE_NOOP("Trainer", "Ge systemet felet")
FAULT_UNTIL_TOLD = QT_TRANSLATE_NOOP("Trainer", "Tills det tas tillbaka")
FAULT_STANDS = QT_TRANSLATE_NOOP("Trainer", "tills det tas tillbaka")
FAULTS_NOW = QT_TRANSLATE_NOOP("Trainer", "Det här möter systemen nu:")
FAULT_STATE = QT_TRANSLATE_NOOP("Trainer", "bara för state {state}")
TIMES_LEFT = QT_TRANSLATE_NOOP("Trainer", "gånger kvar: %n")
FAULTS_BACK = QT_TRANSLATE_NOOP("Trainer", "Ta tillbaka alla fel")

# -- the desk ----------------------------------------------------------------------------------------------------
DESK = QT_TRANSLATE_NOOP("Trainer", "Id-administratör")
DESK_ABOUT = QT_TRANSLATE_NOOP("Trainer", "Reservkort på tillitsnivå 2, och kort som är borta.")
PERSON = QT_TRANSLATE_NOOP("Trainer", "Person")
VALID = QT_TRANSLATE_NOOP("Trainer", "Reservkortet gäller i")
ONE_DAY = QT_TRANSLATE_NOOP("Trainer", "En dag")
DAYS = QT_TRANSLATE_NOOP("Trainer", "%n dagar")
ISSUE = QT_TRANSLATE_NOOP("Trainer", "Ge ut ett reservkort")
ISSUED = QT_TRANSLATE_NOOP("Trainer", "{card} är utgivet till {person}. Det ska aktiveras innan det går att använda.")
PHONE = QT_TRANSLATE_NOOP("Trainer", "Telefon")
OPEN_PHONE = QT_TRANSLATE_NOOP("Trainer", "Öppna telefonen")
CODES = {
    "siths": QT_TRANSLATE_NOOP("Trainer", "Engångskod för SITHS eID"),
    "bankid": QT_TRANSLATE_NOOP("Trainer", "Engångskod för BankID"),
}
CODE_ABOUT = QT_TRANSLATE_NOOP("Trainer", "Engångskod för {person}. Läs av den i telefonens app; den gäller en gång.")
CARD = QT_TRANSLATE_NOOP("Trainer", "Kort")
ACTIVATE = QT_TRANSLATE_NOOP("Trainer", "Aktivera kortet")
REVOKE = QT_TRANSLATE_NOOP("Trainer", "Spärra kortet")
ACTIVATED = QT_TRANSLATE_NOOP("Trainer", "{card} är aktiverat.")
REVOKED = QT_TRANSLATE_NOOP("Trainer", "{card} är spärrat.")

# -- the audit trail ---------------------------------------------------------------------------------------------
TRAIL = QT_TRANSLATE_NOOP("Trainer", "Åtkomstlogg")
TRAIL_ABOUT = QT_TRANSLATE_NOOP("Trainer", "Vem som gjorde vad, när och hur. De senaste raderna; nya kommer sist.")
EVENTS = {
    "login.attempted": QT_TRANSLATE_NOOP("Trainer", "Inloggning påbörjad"),
    "login.succeeded": QT_TRANSLATE_NOOP("Trainer", "Inloggad"),
    "login.failed": QT_TRANSLATE_NOOP("Trainer", "Inloggning misslyckad"),
    "session.ended": QT_TRANSLATE_NOOP("Trainer", "Utloggad"),
    "session.joined": QT_TRANSLATE_NOOP("Trainer", "Inloggad i ett system till"),
    "session.not_told": QT_TRANSLATE_NOOP("Trainer", "Ett system fick inte veta om utloggningen"),
    "session.locked": QT_TRANSLATE_NOOP("Trainer", "Låst"),
    "session.unlocked": QT_TRANSLATE_NOOP("Trainer", "Upplåst"),
    "card.registered": QT_TRANSLATE_NOOP("Trainer", "Kort registrerat"),
    "card.issued": QT_TRANSLATE_NOOP("Trainer", "Kort utgivet"),
    "card.activated": QT_TRANSLATE_NOOP("Trainer", "Kort aktiverat"),
    "card.revoked": QT_TRANSLATE_NOOP("Trainer", "Kort spärrat"),
    "activation.created": QT_TRANSLATE_NOOP("Trainer", "Engångskod skapad"),
    "device.activated": QT_TRANSLATE_NOOP("Trainer", "Telefon aktiverad"),
    "device.removed": QT_TRANSLATE_NOOP("Trainer", "Telefon borttagen"),
    "outage.begun": QT_TRANSLATE_NOOP("Trainer", "Tjänst stängd"),
    "outage.ended": QT_TRANSLATE_NOOP("Trainer", "Tjänst öppnad"),
    "fault.ordered": QT_TRANSLATE_NOOP("Trainer", "Fel beställt för ett system"),
    "fault.met": QT_TRANSLATE_NOOP("Trainer", "Ett system mötte sitt fel"),
    "fault.ended": QT_TRANSLATE_NOOP("Trainer", "Fel taget tillbaka"),
    "session.left_locked": QT_TRANSLATE_NOOP("Trainer", "Låst session avslutad"),
    "card.signing_issued": QT_TRANSLATE_NOOP("Trainer", "Certifikat för underskrift hämtat"),
    "lesson.ended": QT_TRANSLATE_NOOP("Trainer", "Övning avslutad"),
    "training.reset": QT_TRANSLATE_NOOP("Trainer", "Övningen börjar om"),
    "person.erased": QT_TRANSLATE_NOOP("Trainer", "En persons uppgifter raderade"),
    "audit.archived": QT_TRANSLATE_NOOP("Trainer", "Äldre rader arkiverade"),
    "audit.deleted": QT_TRANSLATE_NOOP("Trainer", "Gamla rader raderade"),
}

# -- starting over -----------------------------------------------------------------------------------------------
START_OVER = QT_TRANSLATE_NOOP("Trainer", "Börja om övningen")
START_OVER_ABOUT = QT_TRANSLATE_NOOP(
    "Trainer",
    "Kort, koder, telefoner och tjänster blir som från början. Det går inte att ångra. Åtkomstloggen fortsätter.",
)
START_OVER_YES = QT_TRANSLATE_NOOP("Trainer", "Ja, börja om")
START_OVER_NO = QT_TRANSLATE_NOOP("Trainer", "Nej, låt det vara")
STARTED_OVER = QT_TRANSLATE_NOOP(
    "Trainer", "Övningen börjar om. Återställda kort: {cards}, telefoner: {phones}, tjänster: {services}."
)

# -- time --------------------------------------------------------------------------------------------------------
TIME = QT_TRANSLATE_NOOP("Trainer", "Klocka och giltighet")
CLOCK = QT_TRANSLATE_NOOP("Trainer", "Datorns klocka")
CLOCK_RIGHT = QT_TRANSLATE_NOOP("Trainer", "Går rätt")
CLOCK_AHEAD = QT_TRANSLATE_NOOP("Trainer", "Går tio minuter före")
CLOCK_BEHIND = QT_TRANSLATE_NOOP("Trainer", "Går tio minuter efter")
CLOCK_DAY = QT_TRANSLATE_NOOP("Trainer", "Går ett dygn efter")
CARD_ENDS = QT_TRANSLATE_NOOP("Trainer", "Kortet i läsaren")
NO_CARD = QT_TRANSLATE_NOOP("Trainer", "Inget kort sitter i")
AS_ORDERED = QT_TRANSLATE_NOOP("Trainer", "Gäller som det beställdes")
TOMORROW = QT_TRANSLATE_NOOP("Trainer", "Går ut i morgon")
YESTERDAY = QT_TRANSLATE_NOOP("Trainer", "Gick ut i går")

# -- manner ------------------------------------------------------------------------------------------------------
MANNER_AND_PACE = QT_TRANSLATE_NOOP("Trainer", "Sätt och takt")
MANNER = QT_TRANSLATE_NOOP("Trainer", "Verklighetstroget")
MANNERS = {
    "safe": QT_TRANSLATE_NOOP("Trainer", "Av: Cosmic väntar och förklarar"),
    "true-to-life": QT_TRANSLATE_NOOP("Trainer", "På: Cosmic kan låsa sig"),
}
PRACTICE = QT_TRANSLATE_NOOP("Trainer", "Övningskod")
PRACTICES = {
    True: QT_TRANSLATE_NOOP("Trainer", "På: kortets kod står där den ska skrivas"),
    False: QT_TRANSLATE_NOOP("Trainer", "Av: ingen kod visas"),
}
HOLD = QT_TRANSLATE_NOOP("Trainer", "Steg som går förbi, som ”Kortet arbetar”")
NO_HOLD = QT_TRANSLATE_NOOP("Trainer", "Syns så länge de varar")
HOLD_ONE = QT_TRANSLATE_NOOP("Trainer", "Syns minst en sekund")
HOLD_FOR = QT_TRANSLATE_NOOP("Trainer", "Syns minst %n sekunder")
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


def say_fault(source: str) -> str:
    """Translate a text of the table of faults."""
    return QCoreApplication.translate("Faults", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("Trainer", source, None, number)
