"""The keyboard on every screen: Enter presses what has the focus, a hasty second one presses nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.login_methods import METHODS
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.ports.actions import WindowActions
from cosmic_login.gui.shell.screen_registry import maker_of
from cosmic_login.testing.gallery.login_screens import MAIN, SHEETS, SITHS, GallerySheet, fresh
from cosmic_login.ui.enter_guard import EnterGuard
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.enlarged_code import EnlargedCode
from cosmic_login.ui.widgets.qr_code import QrCode
from tests.gui.conftest import Fingers
from tests.gui.scripted import Scripted, Stage, code_prompt

KEY = Qt.Key
SCREENS = [sheet for sheet in SHEETS if sheet.window in {MAIN, SITHS}]


class Nobody:
    """Actions that do nothing."""

    locked = False
    methods = dict.fromkeys(METHODS, "")

    def __getattr__(self, _name: str) -> Any:
        return lambda *_args: None


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light", 1.0)
    yield made
    made.deleteLater()


@contextlib.contextmanager
def shown(sheet: GallerySheet) -> Iterator[QWidget]:
    """Give the window with a sheet's screen, with nothing behind it."""
    nobody = cast("WindowActions", Nobody())
    views = fresh(sheet, 1, 0.0)
    window = QMainWindow()
    try:
        if sheet.window == SITHS:
            siths = SithsWindow(nobody, window)
            for view in views:
                siths.show_view(view)
            yield siths
            return
        screen = maker_of(views[-1].state)(nobody)
        window.setCentralWidget(screen)
        window.show()
        for view in views:
            screen.show_view(view)
        yield window
    finally:
        window.close()
        shiboken6.delete(window)


def presses(button: ActionButton) -> bool:
    """Whether Enter presses a button; what that does is told elsewhere."""
    pressed: list[None] = []
    press, button.click = button.click, lambda: pressed.append(None)  # type: ignore[method-assign]
    button.setFocus()
    QTest.keyClick(button, KEY.Key_Return)
    button.click = press  # type: ignore[method-assign]
    return pressed == [None]


def test_enter_presses_what_has_the_focus(theme: Theme) -> None:
    pressed = 0
    for sheet in SCREENS:
        with shown(sheet) as window:
            for button in window.findChildren(ActionButton):
                if button.isVisible() and button.isEnabled():
                    assert presses(button), (sheet.name, button.text())
                    pressed += 1
    assert pressed > len(SCREENS)


def enter(stamp: int = 0, *, repeat: bool = False) -> QKeyEvent:
    event = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Return, Qt.KeyboardModifier.NoModifier, "", repeat)
    event.setTimestamp(stamp)
    return event


def test_two_enters_close_together_are_one() -> None:
    hands = Fingers()
    guard = EnterGuard(lambda: hands.now)
    assert guard.meant(enter())
    hands.wait(0.39)
    assert not guard.meant(enter())
    hands.wait(0.39)
    assert not guard.meant(enter()), "a stutter goes on"
    hands.wait(0.41)
    assert guard.meant(enter())
    assert not guard.meant(enter(repeat=True)), "a key held down presses once"
    guard.forget()
    assert guard.meant(enter()), "something else was touched in between"


def test_an_enter_that_a_busy_program_hears_of_late_is_hasty_all_the_same() -> None:
    hands = Fingers()
    guard = EnterGuard(lambda: hands.now)
    assert guard.meant(enter(10_000))
    hands.wait(2.0)
    assert not guard.meant(enter(10_200)), "pressed 0.2 s after the first, whenever it is heard of"
    hands.wait(2.0)
    assert guard.meant(enter(12_000))
    hands.wait(2.0)
    guard.done()  # what it pressed took two seconds
    assert not guard.meant(enter())


def test_a_digit_or_a_tab_between_two_enters_makes_the_second_one_meant(
    stage: Stage, script: Scripted, fingers: Fingers
) -> None:
    script.prompts, script.hold = (code_prompt(),), True
    stage.to("enter_code")
    stage.type("112233")
    stage.press(KEY.Key_Return)
    stage.wait("working")
    stage.press(KEY.Key_Return)
    assert stage.state == "working"
    stage.press(KEY.Key_Tab, KEY.Key_Backtab)
    stage.press(KEY.Key_Return)
    stage.wait("start")


def test_a_picture_is_told_as_one(theme: Theme) -> None:
    """A bare widget would be a "filler" to assistive technology, whatever its name."""
    pictures = 0
    for sheet in SCREENS:
        with shown(sheet) as window:
            for child in window.findChildren(QWidget):
                if child.isVisible() and child.accessibleName() and not child.children():
                    role = QAccessible.queryAccessibleInterface(child).role()
                    assert role != QAccessible.Role.Client, (sheet.name, type(child).__name__)
                if isinstance(child, QrCode):
                    interface = QAccessible.queryAccessibleInterface(child)
                    assert interface.role() == QAccessible.Role.Graphic
                    assert interface.text(QAccessible.Text.Name) == child.accessibleName() != ""
                    pictures += 1
    assert pictures


def test_the_large_code_is_a_picture_too(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    large = EnlargedCode(window)
    large.say("frame", "QR-kod", "")
    assert QAccessible.queryAccessibleInterface(large.code).role() == QAccessible.Role.Graphic
