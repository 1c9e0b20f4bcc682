"""The texts of a session's life: starting over, locking and unlocking, one's own logins (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts

# -- countdowns (R3, R21) ------------------------------------------------------------------------------------------
STARTING_OVER_HEADING = QT_TRANSLATE_NOOP("Window", "Inloggningen startar om")
STARTING_OVER = QT_TRANSLATE_NOOP("Window", "Vänta en stund. Sedan kan du välja inloggningssätt igen.")
GONE_HEADING = QT_TRANSLATE_NOOP("Window", "Kortet är borta")
LOCK_SOON = QT_TRANSLATE_NOOP("Window", "Sätt tillbaka kortet för att fortsätta. Annars låses Cosmic.")
LOG_OUT_SOON = QT_TRANSLATE_NOOP("Window", "Sätt tillbaka kortet för att fortsätta. Annars loggas du ut.")
#: The same where the line to the person's own desk has taken the card; the heading is the situation's.
LOCK_SOON_LINE = QT_TRANSLATE_NOOP("Window", "Cosmic fortsätter om kontakten kommer tillbaka. Annars låses Cosmic.")
LOG_OUT_SOON_LINE = QT_TRANSLATE_NOOP("Window", "Cosmic fortsätter om kontakten kommer tillbaka. Annars loggas du ut.")
LOCK_NOW = QT_TRANSLATE_NOOP("Window", "Lås &nu")
LOG_OUT_NOW = QT_TRANSLATE_NOOP("Window", "Logga ut &nu")

# -- locked --------------------------------------------------------------------------------------------------------
LOCKED_HEADING = QT_TRANSLATE_NOOP("Window", "Cosmic är låst")
LOCKED_BY = QT_TRANSLATE_NOOP("Window", "Låst av")
LOCKED_SINCE = QT_TRANSLATE_NOOP("Window", "Låst sedan {time}")
LOCKED_WHAT = QT_TRANSLATE_NOOP("Window", "Sessionen är kvar. Den som låste fortsätter genom att legitimera sig igen.")
UNLOCK = QT_TRANSLATE_NOOP("Window", "Lås u&pp")
UNLOCK_ABOUT = QT_TRANSLATE_NOOP("Window", "Legitimera dig med {way}.")
CARD_STILL_IN = QT_TRANSLATE_NOOP("Window", "Kortet sitter kvar i läsaren. Ta med kortet när du går.")
UNLOCK_FAILED = QT_TRANSLATE_NOOP("Window", "Upplåsningen misslyckades")
CANCEL_UNLOCK = QT_TRANSLATE_NOOP("Window", "Avbryter upplåsningen. Cosmic är fortfarande låst.")

# -- workspace -----------------------------------------------------------------------------------------------------
LOCK = QT_TRANSLATE_NOOP("Window", "Lå&s")
OWN_LOGINS = QT_TRANSLATE_NOOP("Window", "&Mina inloggningar")
IDLE = QT_TRANSLATE_NOOP("Window", "Cosmic låses efter %n minuter utan aktivitet.")

# -- one's own logins ----------------------------------------------------------------------------------------------
OWN_SENTENCE = QT_TRANSLATE_NOOP("Window", "Kontakta IT-supporten om du inte känner igen en inloggning.")
OWN_LIST = QT_TRANSLATE_NOOP("Window", "Inloggningar, den senaste först")
OWN_READING = QT_TRANSLATE_NOOP("Window", "Läser.")
OWN_NONE = QT_TRANSLATE_NOOP("Window", "Det finns inga inloggningar att visa.")
OWN_COUNT = QT_TRANSLATE_NOOP("Window", "%n inloggningar")
OWN_SUCCEEDED = QT_TRANSLATE_NOOP("Window", "Lyckades")
OWN_FAILED = QT_TRANSLATE_NOOP("Window", "Misslyckades: {cause} ({code})")
OWN_CLOSE = QT_TRANSLATE_NOOP("Window", "St&äng")
OWN_TROUBLE = QT_TRANSLATE_NOOP("Window", "{cause} {mend} ({code})")


def cancel_about(state: str) -> str:
    """Return what cancelling means in a state in which something goes on."""
    if code_texts.managing(state):
        return texts.say(code_texts.CANCEL_TASK)
    return texts.say(CANCEL_UNLOCK if state.startswith("unlock_") else texts.CANCEL_LOGIN)
