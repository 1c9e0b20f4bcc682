"""The login window starts the phone's program, calls it to the front, and leaves none behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.core.window_geometry import WindowGeometry
from cosmic_login.gui.shell.phone_process import PhoneProcess
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.window_geometry import geometry_of
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
def kept() -> list[WindowGeometry]:
    """Return the places that the window has kept."""
    return []


@pytest.fixture
def stage(qtbot: QtBot, kept: list[WindowGeometry]) -> Iterator[Stage]:
    stage = Stage(qtbot, Scripted(), save_geometry=kept.append)
    yield stage
    stage.close()


def notes(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_it_is_started_once_called_to_the_front_and_ended(
    stage: Stage, tmp_path: Path, kept: list[WindowGeometry]
) -> None:
    path, before = tmp_path / "notes", psutil.Process().children()
    stage.app.window.resize(700, 600)  # too wide for both
    place_before = geometry_of(stage.app.window)
    child = PhoneProcess(stage.app.window, lambda: [sys.executable, "-c", _PHONE, str(path)], stage.app.ending)
    QTest.keyClick(stage.focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 1)
    options, _, place = notes(path)[0].partition("--place=")
    phone, login = QRect(*(int(number) for number in place.split(","))), stage.app.window.frameGeometry()
    assert options == "--leashed "
    room = screen_room(stage.app.window)
    assert room.contains(phone)
    assert room.contains(login)
    assert not phone.intersects(login), "the phone does not cover the login"
    QTest.keyClick(stage.focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 2)
    assert notes(path)[1] == "front"
    settings = stage.app.features.settings
    child.follow(settings.settings)
    stage.app.settings_changed.connect(child.follow)
    settings.change("theme", "high-contrast")
    settings.change("idle_minutes", 7.0)  # which is no affair of the phone's
    settings.change("language", "en")
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 5)
    looks = [json.loads(line.removeprefix("look ")) for line in notes(path)[2:]]
    assert [(look["theme"], look["language"]) for look in looks] == [
        ("light", "sv"), ("high-contrast", "sv"), ("high-contrast", "en"),
    ]  # fmt: skip
    child.close()
    assert geometry_of(stage.app.window) == place_before, "the window has its place again"
    child.show()
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 8)
    assert json.loads(notes(path)[7].removeprefix("look "))["language"] == "en"
    stage.app.window.close()
    stage.qtbot.waitUntil(lambda: not child.running)
    assert kept == [place_before], "that is where it will be the next time"
    assert notes(path)[5] == notes(path)[8] == "gone"
    assert psutil.Process().children() == before


def test_a_phone_that_closed_itself_is_started_anew(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    child = PhoneProcess(
        stage.app.window, lambda: [sys.executable, "-c", f"open({str(path)!r}, 'a').write('here\\n')"], stage.app.ending
    )
    for count in (1, 2):
        child.show()
        stage.qtbot.waitUntil(lambda count=count: len(notes(path)) == count and not child.running)  # type: ignore[misc]
    assert "phone.not_started" not in stage.app.window.start.advice.words.text()


@pytest.mark.parametrize("command", [["/nowhere/cosmic-login"], [sys.executable, "-c", "raise SystemExit(1)"]])
def test_a_phone_that_cannot_be_started_is_told(stage: Stage, command: list[str]) -> None:
    child = PhoneProcess(stage.app.window, lambda: command, stage.app.ending)
    child.show()
    stage.qtbot.waitUntil(lambda: "phone.not_started" in stage.app.window.start.advice.words.text())
    assert not child.running


def test_it_stands_in_the_menu(stage: Stage) -> None:
    PhoneProcess(stage.app.window, lambda: [sys.executable], stage.app.ending)
    assert "Telefon…\tCtrl+P" in [action.text() for action in stage.app.window.header.tools.menu_of_tools().actions()]


def test_where_windows_cannot_be_placed_it_is_told_no_place(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")
    path, before = tmp_path / "notes", stage.app.window.geometry()
    child = PhoneProcess(stage.app.window, lambda: [sys.executable, "-c", _PHONE, str(path)], stage.app.ending)
    child.show()
    stage.qtbot.waitUntil(lambda: len(notes(path)) == 1)
    assert notes(path) == ["--leashed"]
    assert stage.app.window.geometry() == before
    child.close()


@pytest.mark.parametrize("command", [["/nowhere/cosmic-phone"], [sys.executable, "-c", "raise SystemExit(1)"]])
def test_what_is_ordered_of_a_phone_that_does_not_come_is_given_up(stage: Stage, command: list[str]) -> None:
    child = PhoneProcess(stage.app.window, lambda: command, stage.app.ending)
    told: list[bool] = []
    child.order({"verb": "scan", "app": "siths"}, told.append)
    stage.qtbot.waitUntil(lambda: told == [False])
    child.close()
