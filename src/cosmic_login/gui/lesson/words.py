"""What a lesson is told in: where a mistake led, and how it all went."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import FAILURES
from cosmic_login.core.flow import LOGIN
from cosmic_login.gui.lesson import texts
from cosmic_login.gui.ports.lesson import LessonSeen, MistakeSeen, ResultSeen


def mistake_words(mistake: MistakeSeen) -> str:
    """Say where it led: by the failure that is shown there, or else by the chart's own line about the state."""
    if mistake.failure in FAILURES:
        return QCoreApplication.translate("Failure", FAILURES[mistake.failure].cause)
    state = LOGIN.states.get(mistake.state)
    return QCoreApplication.translate("Flow", state.about) if state is not None and state.about else ""


def result_lines(result: ResultSeen) -> list[str]:
    """Say how a lesson went, a line each."""
    minutes, seconds = divmod(round(result.seconds), 60)
    return [
        texts.say(texts.TOOK).format(minutes=minutes, seconds=seconds),
        texts.say(texts.MISTAKES).format(number=len(result.mistakes)),
        *(
            texts.say(texts.MISTAKE_ROW).format(number=each.step + 1, words=mistake_words(each))
            for each in result.mistakes
        ),
        texts.say(texts.HELPED).format(helped=result.helped, hints=result.hints),
    ]


def step_words(seen: LessonSeen) -> str:
    """Say which step it is."""
    return texts.say(texts.STEP).format(number=min(len(seen.done) + 1, seen.steps), steps=seen.steps)
