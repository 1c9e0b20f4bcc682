"""R17, R18 true to life: Cosmic does not answer until it is restarted. In the safe manner it never happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.core.machine import NotAllowed
from cosmic_login.core.prompts import CardSituation
from cosmic_login.gui.settings.dialog import SettingsDialog
from cosmic_login.gui.shell.freeze import FrozenStrip
from tests.gui.scripted import READER, Scripted, Stage
from tests.gui.test_lock import CARD_IN, IN, lock, logged_in

KEY = Qt.Key
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
MD = "siths-md"
OUT = CardStatus(CardSituation.NO_CARD, READER)


@pytest.fixture
def lively(qtbot: QtBot, script: Scripted) -> Iterator[Stage]:
    """Give the window in the manner true to life, with the way in that may lock it up."""
    script.method = MD
    stage = Stage(qtbot, script)
    stage.app.sink.on_methods({"siths-this-device": "", MD: ""})
    stage.app.features.settings.change("manner", "true-to-life")
    yield stage
    stage.close()


def strip_of(stage: Stage) -> FrozenStrip:
    assert stage.app.features.freeze is not None
    strip = stage.app.features.freeze.strip
    assert strip is not None
    return strip


def freeze(stage: Stage) -> FrozenStrip:
    """Press "Logga in med SITHS-kort" while no card is in (R17)."""
    stage.qtbot.waitUntil(lambda: stage.app.conductor is not None and stage.app.conductor.view.card is not None)
    stage.app.actions.choose(MD)
    stage.qtbot.waitUntil(lambda: stage.app.features.freeze is not None and stage.app.features.freeze.frozen)
    stage.qtbot.waitUntil(strip_of(stage).isVisible)
    return strip_of(stage)


class Paints(QObject):
    """Counts what is painted of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.window, self.count = window, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        ours = isinstance(watched, QWidget) and watched.window() is self.window
        self.count += ours and event.type() == QEvent.Type.Paint
        return False


def test_nothing_is_painted_and_no_input_is_taken(lively: Stage, script: Scripted) -> None:
    window = lively.app.window
    freeze(lively)
    paints = Paints(window)
    lively.app.qt.installEventFilter(paints)
    lively.app.sink.client_session.tell_cards(CARD_IN)
    lively.qtbot.waitUntil(lambda: "Kort: Anna" in window.status.words.text())  # it goes on behind the picture
    for widget in (window, window.start, window.start.this_device, window.start.other_way):
        for key in (KEY.Key_Return, KEY.Key_Space, KEY.Key_Tab, KEY.Key_Escape, KEY.Key_F1):
            QTest.keyClick(widget, key)
        QTest.keyClick(widget, KEY.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, KEY.Key_L, Qt.KeyboardModifier.AltModifier)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QTest.mouseMove(widget, QPoint(5, 5))
    lively.app.qt.processEvents()
    lively.app.qt.removeEventFilter(paints)
    assert paints.count == 0
    assert lively.state == "start"
    assert lively.app.features.help.shown is None
    assert lively.app.features.settings.dialog is None
    assert not script.cleaned.is_set(), "a login was begun"
    assert lively.app.conductor is not None
    assert lively.app.conductor.view.state == "frozen"


def test_the_title_says_so_as_the_system_would(lively: Stage) -> None:
    before = lively.app.window.windowTitle()
    freeze(lively)
    assert lively.app.window.windowTitle() == f"{before} (svarar inte)"
    lively.app.actions.signal("restart")
    assert lively.app.window.windowTitle() == before


def test_the_keys_restart_it_from_anywhere(lively: Stage) -> None:
    freeze(lively)
    QTest.keyClick(lively.app.window, KEY.Key_R, CTRL_ALT)
    assert lively.app.features.freeze is not None
    assert not lively.app.features.freeze.frozen
    assert lively.state == "start"
    lively.qtbot.waitUntil(lively.app.window.isActiveWindow)
    lively.app.sink.client_session.tell_cards(CARD_IN)
    lively.qtbot.waitUntil(lambda: lively.app.conductor is not None and lively.app.conductor.view.card is None)
    lively.app.actions.choose(MD)  # with the card in it goes on, true to life or not
    lively.wait("enter_code")


def test_the_strip_restarts_it_by_keyboard_and_mouse(lively: Stage) -> None:
    for press in ("key", "click"):
        strip = freeze(lively)
        restart = strip.screen_shown.restart
        if press == "key":
            strip.activateWindow()
            restart.setFocus()
            QTest.keyClick(restart, KEY.Key_Return)
        else:
            QTest.mouseClick(restart, Qt.MouseButton.LeftButton)
        assert lively.app.conductor is not None
        assert lively.app.conductor.view.state == "start"
        assert not strip.isVisible()


def test_the_strip_does_not_go_away_by_itself(lively: Stage) -> None:
    strip = freeze(lively)
    assert not strip.close()
    assert strip.isVisible()


def test_the_window_cannot_be_closed_but_the_system_can_end_it(lively: Stage) -> None:
    freeze(lively)
    assert not lively.app.window.close()
    assert lively.app.window.isVisible()
    with lively.qtbot.waitSignal(lively.app.shut):
        lively.app.interrupt()


def test_what_was_open_beside_it_does_not_answer_either(lively: Stage) -> None:
    lively.app.actions.show_settings()
    dialog = lively.app.features.settings.dialog
    assert isinstance(dialog, SettingsDialog)
    lively.qtbot.waitUntil(dialog.isVisible)
    freeze(lively)
    QTest.keyClick(dialog, KEY.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    lively.app.actions.signal("restart")
    dialog.close()
    assert not dialog.isVisible()


def test_a_locked_session_is_still_there_after_a_restart(lively: Stage, script: Scripted) -> None:
    script.end = IN
    lively.app.sink.client_session.tell_cards(CARD_IN)
    lively.qtbot.waitUntil(lambda: lively.app.conductor is not None and lively.app.conductor.view.card is None)
    lively.app.actions.choose(MD)
    lively.wait("enter_code")
    lively.qtbot.waitUntil(lively.siths.field.hasFocus)
    lively.type("112233")
    lively.press(KEY.Key_Return)
    lively.wait("workspace")
    lock(lively)
    lively.app.sink.client_session.tell_cards(OUT)
    freeze(lively)
    assert lively.app.conductor is not None
    assert lively.app.conductor.view.state == "unlock_frozen"
    QTest.keyClick(lively.app.window, KEY.Key_R, CTRL_ALT)
    assert lively.state == "locked"
    assert lively.app.conductor.view.identity == IN
    assert lively.ended == []


def test_in_the_manner_that_is_safe_it_waits_instead(qtbot: QtBot, script: Scripted) -> None:
    script.method = MD
    stage = Stage(qtbot, script)
    try:
        assert stage.app.conductor is not None
        stage.app.actions.choose(MD)
        stage.wait("enter_code")
        with pytest.raises(NotAllowed):
            stage.app.conductor.signal("froze")
        assert stage.app.features.freeze is not None
        assert not stage.app.features.freeze.frozen
    finally:
        stage.close()


def test_the_status_line_names_the_manner_when_it_is_not_the_usual_one(lively: Stage) -> None:
    words = lively.app.window.status.words
    assert "Sätt: verklighetstroget" in words.text()
    lively.app.features.settings.change("manner", "safe")
    assert "Sätt" not in words.text()


def test_true_to_life_starting_over_takes_a_minute(lively: Stage) -> None:
    assert lively.app.conductor is not None
    assert lively.app.conductor.limits["starting_over"] == 60.0
    lively.app.features.settings.change("manner", "safe")
    assert lively.app.conductor.limits["starting_over"] == 2.0


def test_an_ordinary_login_does_not_care(lively: Stage, script: Scripted) -> None:
    """Only the way in by SITHS card may be chosen too early."""
    script.method = "siths-this-device"
    script.end = IN
    logged_in(lively, card=None)
    assert lively.state == "workspace"
