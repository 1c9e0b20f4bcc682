"""The log in the window: filtered, searched, followed; read beside the GUI's thread."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.diagnosis import LogPage
from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis.log_reader import LogReader
from cosmic_login.gui.diagnosis.log_view import KEPT, LogView
from cosmic_login.testing.gallery.told_ports import ToldDiagnostics
from tests.gui.scripted import Scripted, Stage

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def line(event: str, level: str = "info", **fields: object) -> str:
    told = {"time": "2026-11-23T08:00:00.000Z", "level": level, "event": event, "fields": fields}
    return json.dumps(told, ensure_ascii=False) + "\n"


class Shelf:
    """A log file, and the real reader on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = LogReader(path)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.threads: set[threading.Thread] = set()
        self.failure: LoginFailure | None = None

    def add(self, *lines: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write("".join(lines))

    def read(self, anew: bool) -> LogPage:
        self.threads.add(threading.current_thread())
        assert self.may_go_on.wait(10)
        if self.failure is not None:
            raise self.failure
        return self.reader.read(anew=anew)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "cosmic-login.log")
    made.add(
        line("window.started", version="0.1.0"),
        line("readers.lost", "warning", service="pcsc", failure="pcsc.stopped"),
        line("internal.error", "error", place="Å"),
        line("card.read", "debug", ms=12),
    )
    return made


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, shelf: Shelf) -> Iterator[Stage]:
    made = Stage(qtbot, script, diagnostics=ToldDiagnostics(read_log=shelf.read))
    yield made
    shelf.may_go_on.set()
    made.close()


def opened(stage: Stage) -> LogView:
    stage.app.actions.show_log()
    assert stage.app.features.diagnosis is not None
    view = stage.app.features.diagnosis.log
    assert view is not None
    stage.qtbot.waitUntil(view.isActiveWindow)
    return view


@pytest.fixture
def view(stage: Stage) -> LogView:
    made = opened(stage)
    stage.qtbot.waitUntil(lambda: bool(shown(made)))
    return made


def shown(view: LogView) -> list[str]:
    """Return the names of the events that are shown."""
    return [row.split()[3] for row in view.text.toPlainText().splitlines() if row]


def test_lines_are_shown_from_information_on(view: LogView, shelf: Shelf) -> None:
    assert shown(view) == ["window.started", "readers.lost", "internal.error"]
    assert "failure=pcsc.stopped" in view.text.toPlainText()
    assert view.count.text() == "Visar 3 av 4 rader."
    assert threading.main_thread() not in shelf.threads


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("debug", ["window.started", "readers.lost", "internal.error", "card.read"]),
        ("warning", ["readers.lost", "internal.error"]),
        ("error", ["internal.error"]),
    ],
)
def test_levels_are_chosen_from_a_menu(view: LogView, level: str, events: list[str]) -> None:
    view.menu_of_levels().actions()[["debug", "info", "warning", "error"].index(level)].trigger()
    assert shown(view) == events
    assert [action.isChecked() for action in view.menu_of_levels().actions()].count(True) == 1


def test_words_are_searched_for(view: LogView, stage: Stage) -> None:
    stage.app.window.clearFocus()
    QTest.keyClick(view, KEY.Key_F, CTRL)
    stage.qtbot.waitUntil(view.search.hasFocus)
    stage.type("PCSC lost")
    stage.qtbot.waitUntil(lambda: shown(view) == ["readers.lost"])
    view.search.setText("finns inte")
    stage.qtbot.waitUntil(lambda: view.count.text() == "Ingen rad passar.")
    view.search.clear()
    stage.qtbot.waitUntil(lambda: len(shown(view)) == 3)


def test_new_lines_come_by_themselves(view: LogView, stage: Stage, shelf: Shelf) -> None:
    shelf.add(line("login.succeeded", method="siths-this-device"), line("noise", "debug"))
    stage.qtbot.waitUntil(lambda: shown(view)[-1:] == ["login.succeeded"])
    assert view.count.text() == "Visar 4 av 6 rader."
    shelf.path.rename(shelf.path.with_name("cosmic-login.log.1"))
    shelf.add(line("after.rotation"))
    stage.qtbot.waitUntil(lambda: shown(view)[-1:] == ["after.rotation"])
    assert shown(view).count("login.succeeded") == 1


def test_who_reads_further_up_is_left_there(view: LogView, stage: Stage, shelf: Shelf) -> None:
    shelf.add(*(line(f"event.{n}") for n in range(300)))
    stage.qtbot.waitUntil(lambda: shown(view)[-1:] == ["event.299"])
    bar = view.text.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(10)

    def first_read() -> str:  # the bar's value counts wrapped rows, so it may change with the width; the line may not
        return view.text.cursorForPosition(QPoint(2, 2)).block().text()

    stage.qtbot.waitUntil(lambda: view.text.isVisible() and bool(first_read()))
    reading = first_read()
    shelf.add(line("event.last"))
    stage.qtbot.waitUntil(lambda: shown(view)[-1:] == ["event.last"])
    assert first_read() == reading
    assert bar.value() < bar.maximum() - 100
    view.follow.click()
    assert bar.value() == bar.maximum()


def test_a_log_of_any_size_is_read_from_its_end_while_the_window_lives(stage: Stage, shelf: Shelf) -> None:
    shelf.add(*(line(f"old.{n}", text="x" * 200) for n in range(60_000)))
    assert shelf.path.stat().st_size > 15_000_000
    shelf.may_go_on.clear()
    view = opened(stage)
    assert view.text.toPlainText() == ""
    assert view.reading
    view.search.setText("old.599")  # the window takes keys meanwhile
    shelf.may_go_on.set()
    stage.qtbot.waitUntil(lambda: shown(view)[-1:] == ["old.59999"])
    assert len(shown(view)) == 100
    assert len(view._lines) <= KEPT


def test_a_log_that_cannot_be_read_is_told_once_and_tried_again(stage: Stage, shelf: Shelf) -> None:
    shelf.failure = LoginFailure("profile.readonly")
    view = opened(stage)
    stage.qtbot.waitUntil(lambda: "profile.readonly" in view.note.words.text())
    shelf.failure = None
    stage.qtbot.waitUntil(lambda: bool(shown(view)))
    assert view.note.words.text() == ""


def test_it_stops_reading_when_it_is_closed(view: LogView, stage: Stage, shelf: Shelf) -> None:
    shelf.may_go_on.clear()
    stage.qtbot.waitUntil(lambda: view.reading)
    QTest.keyClick(view, KEY.Key_Escape)
    shelf.may_go_on.set()
    assert stage.app.features.diagnosis is not None
    assert stage.app.features.diagnosis.log is None
    assert opened(stage) is not view


def test_every_control_has_a_name(view: LogView) -> None:
    stops = [child for child in view.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) >= 5
    assert [stop for stop in stops if not stop.accessibleName() and stop.isVisibleTo(view)] == []
