"""The login window starts the phone's program, calls it to the front, and leaves none behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.gui.shell.phone_process import PhoneProcess
from tests.gui.scripted import Scripted, Stage

#: Writes down what it is told, and its end.
_PHONE = """
import sys
with open(sys.argv[1], "a", buffering=1) as notes:
    notes.write(" ".join(sys.argv[2:]) + "\\n")
    for line in sys.stdin:
        notes.write(line)
    notes.write("gone\\n")
"""


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    stage = Stage(qtbot, Scripted())
    yield stage
    stage.close()


def notes(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_it_is_started_once_called_to_the_front_and_ended(stage: Stage, tmp_path: Path) -> None:
    path, before = tmp_path / "notes", psutil.Process().children()
    child = PhoneProcess(stage.app.window, lambda: [sys.executable, "-c", _PHONE, str(path)], stage.app.shut)
    QTest.keyClick(stage.focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 1)
    place = stage.app.window.frameGeometry()
    assert notes(path) == [f"--leashed --beside={place.x()},{place.y()},{place.width()},{place.height()}"]
    QTest.keyClick(stage.focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 2)
    assert notes(path)[1] == "front"
    stage.app.window.close()
    stage.qtbot.waitUntil(lambda: not child.running)
    assert notes(path)[2] == "gone"
    assert psutil.Process().children() == before


def test_a_phone_that_closed_itself_is_started_anew(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    child = PhoneProcess(
        stage.app.window, lambda: [sys.executable, "-c", f"open({str(path)!r}, 'a').write('here\\n')"], stage.app.shut
    )
    for count in (1, 2):
        child.show()
        stage.qtbot.waitUntil(lambda count=count: len(notes(path)) == count and not child.running)  # type: ignore[misc]
    assert "phone.not_started" not in stage.app.window.start.advice.words.text()


@pytest.mark.parametrize("command", [["/nowhere/cosmic-login"], [sys.executable, "-c", "raise SystemExit(1)"]])
def test_a_phone_that_cannot_be_started_is_told(stage: Stage, command: list[str]) -> None:
    child = PhoneProcess(stage.app.window, lambda: command, stage.app.shut)
    child.show()
    stage.qtbot.waitUntil(lambda: "phone.not_started" in stage.app.window.start.advice.words.text())
    assert not child.running


def test_it_stands_in_the_menu(stage: Stage) -> None:
    PhoneProcess(stage.app.window, lambda: [sys.executable], stage.app.shut)
    assert "Telefon…\tCtrl+P" in [action.text() for action in stage.app.window.header.tools.menu_of_tools().actions()]
