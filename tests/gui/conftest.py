"""The window's tests run offscreen, with the real conductor and the real I/O thread."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.language import active_language
from tests.gui.scripted import Scripted, Stage


@pytest.fixture(autouse=True)
def swedish_again(qapp: object) -> Iterator[None]:
    """Let no test's language reach the next one: the application is the same for all."""
    active_language().set("sv")
    yield
    active_language().set("sv")


@pytest.fixture
def clipboard(qapp: object) -> Iterator[QClipboard]:
    """Give the clipboard, and leave nothing on it: offscreen it outlives Python, and takes the run down with it."""
    board = QGuiApplication.clipboard()
    yield board
    board.clear()


@pytest.fixture(autouse=True)
def nothing_stays(qapp: QApplication) -> Iterator[None]:
    """Delete at once what a test gave up: Qt would with the next event loop, and until then each new theme dresses it.

    It is set up before the windows, so it is what comes after their end.
    """
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Fingers:
    """How long it takes until the next key is pressed."""

    def __init__(self) -> None:
        self.now = 0.0

    def wait(self, seconds: float) -> None:
        """Press the next key that much later."""
        self.now += seconds


@pytest.fixture
def fingers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fingers]:
    """Give hands that are as quick as a test says."""
    hands = Fingers()
    enter_guard().forget()
    monkeypatch.setattr(enter_guard(), "now", lambda: hands.now)
    yield hands
    enter_guard().forget()


@pytest.fixture
def script() -> Scripted:
    """Return the authenticator that a test scripts."""
    return Scripted()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted) -> Iterator[Stage]:
    """Give the whole window, shown, with the conductor ready."""
    stage = Stage(qtbot, script)
    yield stage
    stage.close()
