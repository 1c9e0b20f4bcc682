"""Lessons in the real window, on a profile of their own: shown, practised with a mistake, and taken as a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.lesson import sheet
from cosmic_login.desktop.lesson.hands import WindowHands
from cosmic_login.desktop.lesson.lesson import WindowLesson
from cosmic_login.desktop.lesson.phone_watch import PhoneWatch
from cosmic_login.desktop.lesson.plan import LessonPlan
from cosmic_login.desktop.lesson.run import LessonWindow
from cosmic_login.desktop.phone_window import write_down_pages
from cosmic_login.gui.lesson.pane import LessonPane
from cosmic_login.gui.ports.lesson import LessonWay
from cosmic_login.gui.shell.phone_process import KEYS as PHONE_KEYS
from cosmic_login.lessons.casting import cast_of
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.profile.logs import LOG_NAME, configure_logging
from cosmic_login.run.context import CliContext
from cosmic_login.training.catalogue import catalogue
from cosmic_login.training.model import Mishap
from tests.gui.real import WAIT_MS

KEY = Qt.Key


class Later(SystemClock):
    """The machine's clock, four minutes on."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=4)

    def monotonic(self) -> float:
        return super().monotonic() + 240.0


class Classroom:
    """A trainee, a lesson's window, and the keyboard."""

    def __init__(self, qtbot: QtBot, root: Path) -> None:
        self.qtbot, self.context = qtbot, CliContext(profile_dir=root)
        with self.context.world() as world:
            self.cast = cast_of(world.directory)
        self.scenarios = catalogue(self.cast).scenarios
        self.window: LessonWindow
        self._closed = True

    def begin(self, name: str, way: LessonWay, *, pace: float | None = None, **more: Any) -> WindowLesson:
        plan = LessonPlan(self.scenarios[name], self.cast, self.context.profile)
        lesson = WindowLesson(lambda: plan, way, pace=pace, dwell_s=0.0, **more)
        self.open(lesson)
        with self.qtbot.waitSignal(self.window.app.ready, timeout=WAIT_MS):
            self.window.app.show()
        self.until(lambda: lesson.seen("sv").ready)
        self.window.app.window.activateWindow()
        return lesson

    def open(self, lesson: WindowLesson) -> None:
        """Make the lesson's window, which ends with the room."""
        self.window, self._closed = LessonWindow(self.context, lesson), False

    @property
    def pane(self) -> LessonPane:
        shown = self.window.app.features.lesson
        assert shown is not None
        return shown.pane

    @property
    def state(self) -> str:
        return self.window.app.window.state

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, key)

    def put(self, card: str) -> None:
        self.window.app.window.header.card_menu._put(card)

    def close(self) -> None:
        self._closed = True
        self.window.app.finish()
        for each in (self.window.app.features.siths, self.window.app.window):
            if each is not None:
                each.deleteLater()
        self.window.app.features.settings.theme.deleteLater()
        self.window.app.deleteLater()
        QApplication.processEvents()

    def end(self) -> None:
        if not self._closed:
            self.close()
        self.context.close()


@pytest.fixture
def room(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Classroom]:
    room = Classroom(qtbot, cosmic_profile)
    yield room
    room.end()


BEFORE_ITS_FIRST_PAINT = """
import sys
from PySide6.QtCore import QTimer
import cosmic_login.gui.shell.main_window as window
begin = window.MainWindow.__init__
def noted(self, *arguments, **named):
    begin(self, *arguments, **named)
    self.painted.connect(lambda: print([name for name in {heavy!r} if name in sys.modules], flush=True))
    self.furnished.connect(lambda: QTimer.singleShot(0, self.close))
window.MainWindow.__init__ = noted
from cosmic_login.cli.main import main
sys.exit(main(["scenario", "play", "card-out-locks", "--way", "practise", "--json"]))
"""


def test_a_lessons_window_is_painted_before_anything_of_it_is_read(cosmic_profile: Path) -> None:
    heavy = ("asyncio", "tomllib", "cryptography", "cosmic_login.app", "cosmic_login.training.parse")
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_ITS_FIRST_PAINT.format(heavy=heavy)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "COSMIC_LOGIN_HOME": str(cosmic_profile)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    first, _, told = done.stdout.partition("\n")
    assert (done.returncode, done.stderr, first) == (1, "", "[]")
    (played,) = json.loads(told)["played"]
    assert (played["scenario"], played["finished"], played["done"], played["steps"]) == ("card-out-locks", False, 0, 6)


def test_what_keeps_a_lesson_from_beginning_ends_its_window(room: Classroom) -> None:
    def nothing() -> LessonPlan:
        raise LoginFailure("scenario.unreadable", "mine.toml:1: gone")

    room.open(WindowLesson(nothing, "practise"))
    with pytest.raises(LoginFailure, match=r"scenario\.unreadable.*mine\.toml:1: gone"):
        room.window.run()
    assert not (room.context.profile.root / "lessons").exists()


@pytest.mark.parametrize("name", ["this-device", "card-pulled", "remote-session"])
def test_a_lesson_plays_by_itself_in_the_window(room: Classroom, name: str, cosmic_profile: Path) -> None:
    cards = {path: path.read_bytes() for path in cosmic_profile.glob("cards/*")}
    lesson = room.begin(name, "show", pace=0.001)
    room.until(lambda: lesson.result is not None)
    assert lesson.result is not None
    assert lesson.result.failure == ""
    assert lesson.result.finished
    assert room.pane.outcome.text() == "Övningen är klar"
    (own,) = [each for each in (cosmic_profile / "lessons").iterdir() if each.is_dir()]
    assert own.name == f"{name}-1"
    room.close()
    assert not (cosmic_profile / "lessons").exists(), "nothing of it is left"
    assert {path: path.read_bytes() for path in cosmic_profile.glob("cards/*")} == cards, "its cards were its own"


def test_a_lesson_that_is_shown_holds_and_goes_back(room: Classroom) -> None:
    lesson = room.begin("this-device", "show")
    room.until(lambda: lesson.seen("sv").holding)
    room.press(KEY.Key_F7)
    for done, key in ((1, KEY.Key_Return), (2, KEY.Key_F8)):
        room.press(key)
        room.until(lambda done=done: lesson.seen("sv").holding and len(lesson.seen("sv").done) == done)  # type: ignore[misc]
    assert room.state == "enter_code"
    siths = room.window.app.features.need_siths()
    assert siths is not None
    room.until(siths.field.hasFocus)
    pane = QRect(room.pane.mapToGlobal(QPoint(0, 0)), room.pane.size())
    assert not siths.geometry().intersects(pane), "what is said of the step stays in sight"
    room.press(KEY.Key_F7)  # from a window that is not the main one
    room.until(room.pane.go_on_button.hasFocus)
    room.press(KEY.Key_F7)
    room.until(siths.field.hasFocus)
    room.press(KEY.Key_F7)
    room.until(room.pane.go_on_button.hasFocus)
    lesson.time.base = Later()  # four minutes were talked away; the order would be over after three
    room.press(KEY.Key_F8)
    room.until(lambda: lesson.result is not None or len(lesson.seen("sv").done) == 3)
    assert lesson.result is None
    assert room.state == "workspace"
    room.until(lambda: lesson.seen("sv").holding)
    room.pane.back_button.click()
    assert lesson.again_from == 2
    room.close()
    again = room.begin("this-device", "show", first=lesson.again_from)
    room.until(lambda: again.seen("sv").holding)
    assert room.state == "enter_code"
    assert len(again.seen("sv").done) == 2
    room.pane.again_button.click()
    assert (again.again_from, again.again_at_once) == (1, True)
    room.close()
    once_more = room.begin("this-device", "show", first=1, at_once=True)
    room.until(lambda: once_more.seen("sv").holding)
    assert room.state == "enter_code", "the step was played without anybody's word"
    assert len(once_more.seen("sv").done) == 2


def test_a_lesson_that_cannot_go_on_says_so(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def in_use(_hands: WindowHands, _mishap: Mishap) -> None:
        raise LoginFailure("card.in_use")

    monkeypatch.setattr(WindowHands, "happen", in_use)
    lesson = room.begin("card-pulled", "practise")
    room.press(KEY.Key_Return)
    room.until(lambda: lesson.result is not None)
    assert room.pane.outcome.text() == "Övningen kunde inte fortsätta"
    assert "card.in_use" in room.pane.lines.text()
    assert not room.pane.begin_button.isHidden()


def test_a_trainee_makes_a_mistake_is_told_and_comes_to_the_end(
    room: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = room.begin("this-device", "practise")
    room.press(KEY.Key_F7, KEY.Key_Return)  # the hint
    assert "Ledtråd: " in room.pane.hint.words.text()
    room.press(KEY.Key_Escape)
    room.put("anna-1")
    room.until(lambda: len(lesson.seen("sv").done) == 1)
    room.press(KEY.Key_Return)
    room.until(lambda: len(lesson.seen("sv").done) == 2)
    siths = room.window.app.features.need_siths()
    assert siths is not None
    for code in ("999999", "123456"):
        room.until(siths.field.hasFocus)
        QTest.keyClicks(siths.field, code)
        room.press(KEY.Key_Return)
        if code == "999999":
            room.until(lambda: "försök igen" in room.pane.note.words.text())
            assert "Det blev något annat" in room.pane.note.words.text()
    room.until(lambda: len(lesson.seen("sv").done) == 3)
    screen = room.window.app.window.screen_shown
    QTest.keyClick(screen.log_out, KEY.Key_Return)  # type: ignore[attr-defined]
    room.until(lambda: len(lesson.seen("sv").done) == 4)
    room.put("")
    room.until(lambda: lesson.result is not None)
    assert lesson.result is not None
    assert (lesson.result.finished, lesson.result.hints, lesson.result.mistakes) == (
        True,
        1,
        ("enter_code (code.wrong)",),
    )
    assert "Steg 3: " in room.pane.lines.text()
    lesson.save_sheet(tmp_path / "blad.pdf")
    assert (tmp_path / "blad.pdf").read_bytes().startswith(b"%PDF-")
    named: list[str] = []
    monkeypatch.setattr(sheet, "write_sheet", lambda _path, _seen, person, _when: named.append(person))
    lesson.save_sheet(tmp_path / "blad.pdf")
    assert named == ["Anna Testsson"], "as people are called"


@pytest.mark.parametrize(("way", "shown"), [("practise", True), ("test", False)])
def test_whoever_is_tested_sees_no_practice_code(room: Classroom, way: LessonWay, shown: bool) -> None:
    lesson = room.begin("this-device", way)
    room.put("anna-1")
    room.until(lambda: "Anna" in room.window.app.window.status.words.text())
    room.press(KEY.Key_Return)
    siths = room.window.app.features.need_siths()
    assert siths is not None
    room.until(siths.field.hasFocus)
    if shown:
        room.until(siths.code_page.practice.isVisible)
        lesson.leave()
        assert lesson._course is not None
        room.until(lambda: lesson._course._follower._main.scene.state == "closed")  # type: ignore[union-attr]
        assert lesson.left_as().mistakes == (), "leaving is none"
    else:
        QTest.keyClicks(siths.field, "999999")
        room.press(KEY.Key_Return)
        room.until(lambda: "2 försök" in siths.code_page.line.text())  # by now the note would have come
        assert not siths.code_page.practice.isVisible()


def test_a_phone_that_is_open_leaves_nothing_of_the_lesson(room: Classroom, cosmic_profile: Path) -> None:
    room.begin("this-device", "practise")
    log = cosmic_profile / "lessons" / "this-device-1" / "log" / LOG_NAME
    room.window.app.window.header.tools.open(PHONE_KEYS)
    room.until(lambda: '"phone.opened"' in log.read_text("utf-8"))
    room.window.app.interrupt()
    room.until(lambda: room.window.app._ending)
    room.close()
    assert not (cosmic_profile / "lessons").exists()


class PagesOfAPhone(QObject):
    """Stands for a phone window's controller: comes to pages."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place, self.phone = PhonePlace(), SimpleNamespace(name="anna")

    def come_to(self, page: str, **news: LoginFailure) -> None:
        self.place = PhonePlace(page, **news)  # type: ignore[arg-type]
        self.moved.emit()


def test_what_is_done_in_the_phones_window_is_heard(tmp_path: Path) -> None:
    log = configure_logging(tmp_path)
    try:
        watch, pages = PhoneWatch(tmp_path), PagesOfAPhone()
        write_down_pages(SimpleNamespace(controller=pages))  # type: ignore[arg-type]
        for page in ("store", "app", "scan", "opening", "asked", "sending"):
            pages.come_to(page)
        pages.come_to("asked", wrong=LoginFailure("phone.code_wrong"))
        for page in ("sending", "answered", "app"):
            pages.come_to(page)
        assert watch.news() == ["installed", "asked", "phone.code_wrong", "confirmed"]
        assert watch.news() == []
        pages.come_to("failed", failure=LoginFailure("qr.stale"))
        assert watch.news() == ["qr.stale"]
    finally:
        log.close()
