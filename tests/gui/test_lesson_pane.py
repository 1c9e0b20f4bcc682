"""The lesson's pane in the window, by keyboard: what it shows, what it passes on, and what is read out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.lesson import controller
from cosmic_login.gui.lesson.pane import LessonPane
from cosmic_login.gui.ports.lesson import LessonSeen, MistakeSeen, ResultSeen
from cosmic_login.ui.language import active_language
from tests.gui.scripted import Scripted, Stage
from tests.gui.test_frozen import MD, freeze

KEY = Qt.Key
SHOWN = LessonSeen("Logga in med kortet", "Anna är inloggad i Cosmic.", "show", 4)
PRACTISED = SHOWN._replace(way="practise", ready=True, has_hint=True, said="Välj SITHS eID på denna enhet.")


class Lesson:
    """A lesson that is told how it stands, and keeps what it was asked for."""

    def __init__(self, now: LessonSeen) -> None:
        self.now, self.asked = now, list[object]()
        self.trouble = ""
        self._told: Callable[[], None] = lambda: None

    def seen(self, language: str) -> LessonSeen:
        return self.now._replace(title=f"{self.now.title} ({language})")

    def listen(self, told: Callable[[], None]) -> None:
        self._told = told

    def becomes(self, now: LessonSeen) -> None:
        self.now = now
        self._told()

    def go_on(self) -> None:
        self.asked.append("go_on")

    def hold(self) -> None:
        self.asked.append("hold")

    def back(self) -> None:
        self.asked.append("back")

    def again(self) -> None:
        self.asked.append("again")

    def set_pace(self, seconds: float | None) -> None:
        self.asked.append(seconds)

    def ask_hint(self) -> None:
        self.asked.append("hint")

    def begin_again(self) -> None:
        self.asked.append("begin_again")

    def save_sheet(self, path: Path) -> None:
        if self.trouble:
            raise LoginFailure(self.trouble)
        self.asked.append(path)

    def leave(self) -> None:
        self.asked.append("leave")


@pytest.fixture
def lesson() -> Lesson:
    return Lesson(SHOWN)


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, lesson: Lesson) -> Iterator[Stage]:
    stage = Stage(qtbot, script, lesson=lesson)
    yield stage
    stage.close()


@pytest.fixture
def pane(stage: Stage) -> LessonPane:
    shown = stage.app.features.lesson
    assert shown is not None
    return shown.pane


def _labels(pane: LessonPane) -> list[str]:
    return [each.text() for each, _words, _signal in pane._buttons if not each.isHidden()]


def test_a_lesson_that_is_shown_waits_goes_on_and_goes_back(stage: Stage, lesson: Lesson, pane: LessonPane) -> None:
    assert "förbereds" in pane.spoken()
    assert stage.app.window.windowTitle() == "Cosmic · övning: Logga in med kortet (sv)"
    lesson.becomes(SHOWN._replace(ready=True, holding=True, said="Sätt in kortet.", done=("Starta Cosmic.",)))
    assert pane.spoken() == "Steg 2 av 4 Sätt in kortet."
    assert _labels(pane) == ["Visa nästa steg", "Ett steg bakåt", "Visa steget en gång till", "Avsluta övningen"]
    stage.press(KEY.Key_F7, KEY.Key_Return)
    assert lesson.asked == ["go_on"]
    for button in (pane.back_button, pane.again_button, pane.leave_button):
        button.click()
    pane.pace.menu_of_options().actions()[1].trigger()
    assert lesson.asked == ["go_on", "back", "again", "leave", 2.0]
    lesson.becomes(lesson.now._replace(pace=2.0, holding=False))
    pane.hold_button.click()
    assert lesson.asked[-1] == "hold"
    assert not pane.back_button.isEnabled()  # while a step is under way there is nowhere to go
    stage.press(KEY.Key_Escape)
    assert stage.focused() is stage.screen.first_focus()
    assert stage.state == "start"


def test_a_mistake_is_told_and_so_is_the_way_back(lesson: Lesson, stage: Stage, pane: LessonPane) -> None:
    lesson.becomes(PRACTISED)
    assert _labels(pane) == ["Ledtråd", "Börja om övningen", "Avsluta övningen"]
    pane.hint_button.click()
    lesson.becomes(PRACTISED._replace(hint="Den första knappen."))
    assert lesson.asked == ["hint"]
    assert "Ledtråd: Den första knappen." in pane.spoken()
    lesson.becomes(PRACTISED._replace(mistake=MistakeSeen(0, "authentication_failed", "code.blocked")))
    assert "Det blev något annat: Kortets legitimeringskod är" in pane.spoken()
    lesson.becomes(PRACTISED._replace(mistake=MistakeSeen(0, "start", back=True)))
    assert "Nu är du där steget börjar: försök igen." in pane.spoken()
    active_language().set("en")
    assert pane.begin_button.text() == "Start the exercise again"
    assert pane.title.text().endswith("(en)")


def test_a_test_says_nothing_before_its_end(
    lesson: Lesson, stage: Stage, pane: LessonPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson.becomes(PRACTISED._replace(way="test", done=("Valt",), mistake=MistakeSeen(1, "start")))
    assert pane.spoken() == "Steg 2 av 4"
    assert _labels(pane) == ["Avsluta övningen"]
    result = ResultSeen(True, 83.4, (MistakeSeen(1, "login_failed", "card.removed"),), 0, 2)
    lesson.becomes(lesson.now._replace(result=result))
    assert pane.outcome.text() == "Övningen är klar"
    assert pane.lines.text().splitlines() == [
        "Tid: 1 min 23 s", "Misstag: 1", "Steg 2: Kortet togs ut för tidigt.", "Hjälp: 2, ledtrådar: 0",
    ]  # fmt: skip
    shown = stage.app.features.lesson
    assert isinstance(shown, controller.LessonController)
    shown.save_to(str(tmp_path / "blad.pdf"))
    assert lesson.asked == [tmp_path / "blad.pdf"]
    assert "blad.pdf" in pane.note.accessibleName()
    lesson.trouble = "file.unwritable"
    shown.save_to(str(tmp_path))
    assert "file.unwritable" in pane.note.accessibleName()


def test_the_pane_is_a_window_of_its_own_where_there_is_no_room(stage: Stage, pane: LessonPane) -> None:
    shown = stage.app.features.lesson
    assert shown is not None
    stood = []
    for width in (1000, 400, 1000):
        stage.app.window.resize(width, 600)
        stood.append(shown.place.apart)
    assert stood == [False, True, False]


def test_a_cosmic_that_locks_up_does_not_take_the_pane_with_it(qtbot: QtBot, script: Scripted, lesson: Lesson) -> None:
    script.method = MD
    stage = Stage(qtbot, script, lesson=lesson)
    try:
        stage.app.sink.on_methods({"siths-this-device": "", MD: ""})
        stage.app.features.settings.change("manner", "true-to-life")
        shown = stage.app.features.lesson
        assert shown is not None
        assert shown.place.apart
        strip = freeze(stage)
        lesson.becomes(PRACTISED)
        QTest.mouseClick(shown.pane.hint_button, Qt.MouseButton.LeftButton)
        assert lesson.asked == ["hint"]
        strip.screen_shown.restart.click()
        stage.wait("start")
    finally:
        stage.close()
