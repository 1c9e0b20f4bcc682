"""The texts of a take-over, and of a Cosmic that does not answer (context ``Window``)."""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

# -- take-over (R19, R24); question and answers to the letter ------------------------------------------------------
QUESTION = QT_TRANSLATE_NOOP("Window", "Vill du logga ut användaren?")
YES = QT_TRANSLATE_NOOP("Window", "&JA")
NO = QT_TRANSLATE_NOOP("Window", "&NEJ")
WHO_ASKS = QT_TRANSLATE_NOOP("Window", "Du har legitimerat dig som {who}, men Cosmic är låst av någon annan.")
CONSEQUENCE = QT_TRANSLATE_NOOP(
    "Window", "Svarar du JA loggas {who} ut, och du gör inloggningen en gång till. Det som inte är sparat går förlorat."
)
YES_ABOUT = QT_TRANSLATE_NOOP("Window", "Loggar ut den låsta sessionen. Sedan görs inloggningen om.")
NO_ABOUT = QT_TRANSLATE_NOOP("Window", "Lämnar sessionen som den var, låst.")
NO_ANSWER = QT_TRANSLATE_NOOP("Window", "Utan svar blir det NEJ.")
TAKING_OVER_HEADING = QT_TRANSLATE_NOOP("Window", "Användaren loggas ut")
TAKING_OVER = QT_TRANSLATE_NOOP("Window", "Sedan görs inloggningen om.")
OTHER_PERSON = QT_TRANSLATE_NOOP("Window", "Logga in som någon a&nnan")
OTHER_PERSON_HEADING = QT_TRANSLATE_NOOP("Window", "Logga in vid en låst skärm")
OTHER_PERSON_ABOUT = QT_TRANSLATE_NOOP(
    "Window", "Är sessionen din egen låses den upp. Annars frågas du innan den loggas ut."
)

CODE_AGAIN = QT_TRANSLATE_NOOP(
    "Window", "Användaren är utloggad. Skriv din kod en gång till: den första gången visade bara vem du är."
)

# -- frozen, in the manner true to life (R17, R18) -----------------------------------------------------------------
FROZEN_HEADING = QT_TRANSLATE_NOOP("Window", "Cosmic svarar inte")
FROZEN = QT_TRANSLATE_NOOP(
    "Window", "Övningen går till som i verkligheten: det som trycktes kom för tidigt, och nu hjälper bara en omstart."
)
RESTART = QT_TRANSLATE_NOOP("Window", "&Starta om Cosmic")
RESTART_KEYS = QT_TRANSLATE_NOOP("Window", "Eller tryck Ctrl+Alt+R.")
NOT_ANSWERING = QT_TRANSLATE_NOOP("Window", "{title} (svarar inte)")
MANNER_SHOWN = QT_TRANSLATE_NOOP("Window", "Sätt: verklighetstroget")
