"""The texts around the card's codes: changing, unblocking, the keypad. Swedish is the source (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.situations import CardSituation

# -- the way there -------------------------------------------------------------------------------------------------
CODES = QT_TRANSLATE_NOOP("Window", "K&ort och koder")
CODES_HEADING = QT_TRANSLATE_NOOP("Window", "Kort och koder")
CODES_SENTENCE = QT_TRANSLATE_NOOP("Window", "Kortet ska sitta i läsaren. Du loggas inte in i Cosmic.")
CHANGE = QT_TRANSLATE_NOOP("Window", "&Byt legitimeringskod")
CHANGE_SUB = QT_TRANSLATE_NOOP("Window", "Du kan den nuvarande koden")
UNBLOCK = QT_TRANSLATE_NOOP("Window", "Lås upp med &PUK")
UNBLOCK_SUB = QT_TRANSLATE_NOOP("Window", "Koden är spärrad eller glömd")
ACTIVATE = QT_TRANSLATE_NOOP("Window", "&Aktivera reservkort")
ACTIVATE_SUB = QT_TRANSLATE_NOOP("Window", "På Mina sidor, med kortets kod")
FETCH = QT_TRANSLATE_NOOP("Window", "Hämta underskrifts&certifikat")
FETCH_SUB = QT_TRANSLATE_NOOP("Window", "Från Mina sidor till kortet")
PHONE = QT_TRANSLATE_NOOP("Window", "Aktivera SITHS eID i te&lefonen")
PHONE_SUB = QT_TRANSLATE_NOOP("Window", "Mina sidor visar en kod som appen läser av")
TO_START = QT_TRANSLATE_NOOP("Window", "Till början")
CANCEL_TASK = QT_TRANSLATE_NOOP("Window", "Avbryter. Kortet är som det var.")
CLOSE = QT_TRANSLATE_NOOP("Window", "Stäng")

# -- the main window meanwhile ---------------------------------------------------------------------------------------
PREPARING = QT_TRANSLATE_NOOP("Window", "Kortet läses strax.")
WAITING_CHANGE = QT_TRANSLATE_NOOP("Window", "Byt legitimeringskoden i fönstret SITHS eID.")
WAITING_UNBLOCK = QT_TRANSLATE_NOOP("Window", "Lås upp kortet med PUK-koden i fönstret SITHS eID.")
INSERT = {
    CardSituation.LINE_LOST: QT_TRANSLATE_NOOP(
        "Window",
        "Kortläsaren på din egen dator går inte att nå. Kontrollera nätverket och att läsaren delas där. "
        "Det går vidare av sig självt när kontakten är tillbaka.",
    ),
    CardSituation.NOT_PAIRED: QT_TRANSLATE_NOOP(
        "Window",
        "Din egen dator känner inte den här sessionen, eller inte längre. Öppna en parning på din egen dator och skriv "
        "koden i sessionen (cosmic-login reader pair reader://VÄRD:PORT). Det går sedan vidare av sig självt.",
    ),
    CardSituation.OTHER_VERSION: QT_TRANSLATE_NOOP(
        "Window",
        "Programmet på din egen dator och det i sessionen har olika versioner. Be IT-supporten uppdatera så att båda "
        "har samma. Det går sedan vidare av sig självt.",
    ),
    CardSituation.DESK_UNABLE: QT_TRANSLATE_NOOP(
        "Window",
        "Något på din egen dator hindrar att kortläsaren delas. Orsaken visas där. Det går vidare av sig självt när "
        "det är åtgärdat.",
    ),
    CardSituation.IN_USE: QT_TRANSLATE_NOOP(
        "Window",
        "Ett annat program använder kortet. Det går vidare av sig självt när programmet släpper kortet. "
        "Stäng det annars, eller ta ut kortet och sätt in det igen.",
    ),
    CardSituation.NO_READER: QT_TRANSLATE_NOOP(
        "Window", "Ingen kortläsare hittas. När den ansluts går det vidare av sig självt."
    ),
    CardSituation.NO_CARD: QT_TRANSLATE_NOOP(
        "Window", "Sätt in SITHS-kortet i läsaren med chippet först. Det går vidare av sig självt."
    ),
}

# -- changing the code -------------------------------------------------------------------------------------------------
CHANGE_HEADING = QT_TRANSLATE_NOOP("Window", "Byt legitimeringskod")
RULES = QT_TRANSLATE_NOOP(
    "Window",
    "Den nya koden är sex siffror. Välj en som är svår att gissa: inte samma siffra om och om igen, inte siffror i "
    "följd, inte ditt födelsedatum.",
)
PRESENT_LABEL = QT_TRANSLATE_NOOP("Window", "N&uvarande kod")
PRESENT_NAME = QT_TRANSLATE_NOOP("Window", "Nuvarande legitimeringskod, sex siffror")
NEW_LABEL = QT_TRANSLATE_NOOP("Window", "&Ny kod")
NEW_NAME = QT_TRANSLATE_NOOP("Window", "Ny legitimeringskod, sex siffror")
AGAIN_LABEL = QT_TRANSLATE_NOOP("Window", "Ny kod en gång &till")
AGAIN_NAME = QT_TRANSLATE_NOOP("Window", "Ny legitimeringskod en gång till, sex siffror")
DO_CHANGE = QT_TRANSLATE_NOOP("Window", "Byt kod")
WRONG_PRESENT = QT_TRANSLATE_NOOP("Window", "Fel nuvarande kod. %n försök kvar.")
DIFFERENT = QT_TRANSLATE_NOOP("Window", "De nya koderna är olika.")
WERE_DIFFERENT = QT_TRANSLATE_NOOP("Window", "De nya koderna var olika. Skriv den nya koden två gånger till.")
EASY = QT_TRANSLATE_NOOP("Window", "Den nya koden är lätt att gissa. Välj hellre en annan.")
AS_BEFORE = QT_TRANSLATE_NOOP("Window", "Den nya koden är den du redan har. Välj hellre en annan.")

# -- unblocking ------------------------------------------------------------------------------------------------------
UNBLOCK_HEADING = QT_TRANSLATE_NOOP("Window", "Lås upp kortet med PUK")
PUK_WHERE = QT_TRANSLATE_NOOP("Window", "PUK-koden är åtta siffror och står i kodbrevet.")
PUK_LABEL = QT_TRANSLATE_NOOP("Window", "&PUK-kod")
PUK_NAME = QT_TRANSLATE_NOOP("Window", "PUK-kod, åtta siffror")
NOT_A_PUK = QT_TRANSLATE_NOOP("Window", "PUK-koden är åtta siffror.")
PUK_DIGITS = QT_TRANSLATE_NOOP("Window", "%n av 8 siffror")
WRONG_PUK = QT_TRANSLATE_NOOP("Window", "Fel PUK-kod. %n försök kvar.")
PUK_LAST_TRY = QT_TRANSLATE_NOOP(
    "Window", "Det är sista försöket. Blir det fel går kortet aldrig mer att låsa upp. Är du osäker: avbryt."
)
DO_UNBLOCK = QT_TRANSLATE_NOOP("Window", "Lås upp")

# -- outcomes --------------------------------------------------------------------------------------------------------
BLOCKED = QT_TRANSLATE_NOOP("Window", "Koden är spärrad")
PUK_BLOCKED = QT_TRANSLATE_NOOP("Window", "PUK-koden är spärrad")
REMOVED = QT_TRANSLATE_NOOP("Window", "Kortet togs ut")
CHANGED = QT_TRANSLATE_NOOP("Window", "Koden är bytt")
UNBLOCKED = QT_TRANSLATE_NOOP("Window", "Kortet är upplåst")
USE_IT = QT_TRANSLATE_NOOP("Window", "Den nya koden gäller från och med nu. Håll den hemlig.")
DONE = QT_TRANSLATE_NOOP("Window", "Klar")
ACTIVATED = QT_TRANSLATE_NOOP("Window", "Kortet är aktiverat")
NOW_LOG_IN = QT_TRANSLATE_NOOP(
    "Window", "Nu kan du logga in med kortet. Lämna tillbaka det när du har ditt ordinarie kort."
)
FETCHED = QT_TRANSLATE_NOOP("Window", "Kortet kan skriva under")
SIGN_WITH = QT_TRANSLATE_NOOP("Window", "Certifikatet finns på kortet. För underskrift används underskriftskoden.")
ACTIVATE_FAILED = QT_TRANSLATE_NOOP("Window", "Kortet är inte aktiverat")
FETCH_FAILED = QT_TRANSLATE_NOOP("Window", "Inget certifikat hämtades")
PHONE_HEADING = QT_TRANSLATE_NOOP("Window", "Aktivera SITHS eID i telefonen")
PHONE_STEPS = QT_TRANSLATE_NOOP(
    "Window",
    "Öppna appen SITHS eID i telefonen, tryck på Hämta SITHS eID och läs av koden. Den fungerar en gång. Tryck sedan "
    "på Klar.",
)
PHONE_CODE = QT_TRANSLATE_NOOP("Window", "QR-kod som aktiverar SITHS eID i en telefon")
PHONE_UNTIL = QT_TRANSLATE_NOOP(
    "Window", "Koden gäller till {time}. När telefonen har läst den går det vidare av sig självt."
)
PHONE_DONE = QT_TRANSLATE_NOOP("Window", "Klart på Mina sidor")
PHONE_USE = QT_TRANSLATE_NOOP("Window", "Är telefonen aktiverad kan du logga in med SITHS eID på annan enhet.")
PHONE_FAILED = QT_TRANSLATE_NOOP("Window", "Telefonen är inte aktiverad")
IDENTIFIED = QT_TRANSLATE_NOOP("Window", "Du är legitimerad")
GO_BACK = QT_TRANSLATE_NOOP("Window", "Inloggningen fortsätter i webbläsaren.")
NOT_IDENTIFIED = QT_TRANSLATE_NOOP("Window", "Legitimeringen blev inte av")
CHANGE_FAILED = QT_TRANSLATE_NOOP("Window", "Koden är inte bytt")
UNBLOCK_FAILED = QT_TRANSLATE_NOOP("Window", "Kortet är inte upplåst")

# -- the keypad ------------------------------------------------------------------------------------------------------
SHOW_KEYPAD = QT_TRANSLATE_NOOP("Window", "Visa knapp&sats")
HIDE_KEYPAD = QT_TRANSLATE_NOOP("Window", "Dölj knapp&sats")

#: What each task has come to: heading and sentence when it is done, heading when it is not.
_OUTCOMES = {
    "change-code": (CHANGED, USE_IT, CHANGE_FAILED),
    "unblock": (UNBLOCKED, USE_IT, UNBLOCK_FAILED),
    "activate-card": (ACTIVATED, NOW_LOG_IN, ACTIVATE_FAILED),
    "fetch-signing": (FETCHED, SIGN_WITH, FETCH_FAILED),
    "activate-phone": (PHONE_DONE, PHONE_USE, PHONE_FAILED),
    "answer-order": (IDENTIFIED, GO_BACK, NOT_IDENTIFIED),
}
#: Tasks that end with what they are about: there is nothing to try again.
_ONCE = frozenset({"answer-order"})


def outcome_of(task: str) -> tuple[str, str, str]:
    """Return heading and sentence for a task that is done, and the heading for one that failed."""
    return _OUTCOMES.get(task, _OUTCOMES["change-code"])


def repeats(task: str) -> bool:
    """Whether a task that failed can be done again."""
    return task not in _ONCE


def managing(state: str) -> bool:
    """Whether a state belongs to the card's codes."""
    return state.startswith("manage")
