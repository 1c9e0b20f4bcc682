"""The room on the screen, and that no window takes the screen along when Python collects it."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

import cosmic_login
from cosmic_login.ui.screens import screen_room
from tests.gui.phone_stage import PhoneStage

SOURCES = Path(cosmic_login.__file__).parent


def test_a_window_that_is_collected_leaves_the_screen_where_it_is(qtbot: QtBot) -> None:
    gone: list[bool] = []
    screen = QGuiApplication.primaryScreen()
    screen.destroyed.connect(lambda: gone.append(True))
    stage = PhoneStage(qtbot)
    window = stage.window
    assert f"{window!r}" not in shiboken6.dump(screen), "the screen belongs to nobody"
    stage.close()
    del stage, window
    gc.collect()
    assert gone == []
    assert shiboken6.isValid(screen)


def test_the_room_is_that_of_the_screen(qtbot: QtBot) -> None:
    whole = QGuiApplication.primaryScreen().availableGeometry()
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QDialog(window)
    assert screen_room(window) == screen_room(dialog) == whole
    window.move(-5000, -5000)  # on no screen at all
    assert screen_room(window) == whole


def test_nobody_asks_a_widget_for_its_screen() -> None:
    asks = [
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if re.search(r"\w\.screen\(\)", path.read_text("utf-8").replace("QWidget.screen()", ""))
    ]
    assert asks == [], "ui.screens says why"
