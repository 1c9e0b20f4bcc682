"""The texts of the lesson's pane (context ``Lesson``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui.ports.lesson import LessonWay

PANE = QT_TRANSLATE_NOOP("Lesson", "Övning")
WAYS: dict[LessonWay, str] = {
    "show": QT_TRANSLATE_NOOP("Lesson", "Visas för dig"),
    "practise": QT_TRANSLATE_NOOP("Lesson", "Du övar"),
    "test": QT_TRANSLATE_NOOP("Lesson", "Prov"),
}
SETTING_UP = QT_TRANSLATE_NOOP("Lesson", "Övningen förbereds…")
STEP = QT_TRANSLATE_NOOP("Lesson", "Steg {number} av {steps}")
DONE = QT_TRANSLATE_NOOP("Lesson", "Gjort")
DONE_ROW = QT_TRANSLATE_NOOP("Lesson", "Gjort: {step}")
# No Alt letters: they are those of the screen beside the pane.
HINT = QT_TRANSLATE_NOOP("Lesson", "Ledtråd")
HINT_TOLD = QT_TRANSLATE_NOOP("Lesson", "Ledtråd: {hint}")
MISTAKE = QT_TRANSLATE_NOOP("Lesson", "Det blev något annat: {words}")
GO_BACK = QT_TRANSLATE_NOOP("Lesson", "Gå tillbaka dit steget börjar, eller börja om övningen.")
BACK_ON_TRACK = QT_TRANSLATE_NOOP("Lesson", "Nu är du där steget börjar: försök igen.")
GO_ON = QT_TRANSLATE_NOOP("Lesson", "Visa nästa steg")
HOLD = QT_TRANSLATE_NOOP("Lesson", "Pausa")
BACK = QT_TRANSLATE_NOOP("Lesson", "Ett steg bakåt")
AGAIN = QT_TRANSLATE_NOOP("Lesson", "Visa steget en gång till")
BEGIN_AGAIN = QT_TRANSLATE_NOOP("Lesson", "Börja om övningen")
PACE = QT_TRANSLATE_NOOP("Lesson", "Takt")
PACES: dict[float | None, str] = {
    None: QT_TRANSLATE_NOOP("Lesson", "Väntar på dig före varje steg"),
    2.0: QT_TRANSLATE_NOOP("Lesson", "Ett steg varannan sekund"),
    5.0: QT_TRANSLATE_NOOP("Lesson", "Ett steg var femte sekund"),
    10.0: QT_TRANSLATE_NOOP("Lesson", "Ett steg var tionde sekund"),
}
FINISHED = QT_TRANSLATE_NOOP("Lesson", "Övningen är klar")
NOT_FINISHED = QT_TRANSLATE_NOOP("Lesson", "Övningen kunde inte fortsätta")
STEPS_DONE = QT_TRANSLATE_NOOP("Lesson", "Steg som gjordes: {done} av {steps}")
TOOK = QT_TRANSLATE_NOOP("Lesson", "Tid: {minutes} min {seconds} s")
MISTAKES = QT_TRANSLATE_NOOP("Lesson", "Misstag: {number}")
MISTAKE_ROW = QT_TRANSLATE_NOOP("Lesson", "Steg {number}: {words}")
HELPED = QT_TRANSLATE_NOOP("Lesson", "Hjälp: {helped}, ledtrådar: {hints}")
SHEET = QT_TRANSLATE_NOOP("Lesson", "Spara resultatet som PDF…")
SHEET_TITLE = QT_TRANSLATE_NOOP("Lesson", "Spara resultatet")
SHEET_NAME = QT_TRANSLATE_NOOP("Lesson", "övning.pdf")
SAVED = QT_TRANSLATE_NOOP("Lesson", "Sparat: {path}")
LEAVE = QT_TRANSLATE_NOOP("Lesson", "Avsluta övningen")


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Lesson", source)
