"""The keyboard on every screen: Enter presses what has the focus, a hasty second one presses nothing."""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMainWindow, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.login_methods import METHODS
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.ports.actions import WindowActions
from cosmic_login.gui.ports.cards import CardChoice
from cosmic_login.gui.shell.screen_registry import maker_of
from cosmic_login.testing.gallery import dialogs
from cosmic_login.testing.gallery.login_screens import MAIN, SHEETS, SITHS, GallerySheet, fresh
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.enter_guard import EnterGuard
from cosmic_login.ui.language import set_language
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.enlarged_code import EnlargedCode
from cosmic_login.ui.widgets.qr_code import QrCode
from tests.gui.conftest import Fingers
from tests.gui.scripted import Scripted, Stage, code_prompt
from tests.gui.test_sheets import show

KEY = Qt.Key
#: Longer than Qt waits from an Alt letter to the click (100).
_ALT_MS = 150
SCREENS = [sheet for sheet in SHEETS if sheet.window in {MAIN, SITHS}]


class Nobody:
    """Actions that do nothing."""

    locked = False
    methods = dict.fromkeys(METHODS, "")

    def __getattr__(self, _name: str) -> Any:
        return lambda *_args: None


@pytest.fixture
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


# -- letters with Alt ----------------------------------------------------------------------------------------------


def letters(window: QWidget) -> list[str]:
    """Return the keys with Alt that can be used in a window now, each with what has it."""
    found: list[tuple[str, str]] = []
    for child in window.findChildren(QWidget):
        if child.window() is not window or not child.isVisible():
            continue
        if isinstance(child, QAbstractButton) and child.isEnabled() and not child.shortcut().isEmpty():
            found.append((child.shortcut().toString(), child.text()))
        elif isinstance(child, QLabel) and child.buddy() is not None and "&" in child.text():
            found.append((QKeySequence.mnemonic(child.text()).toString(), child.text()))
    bound = [key.key().toString() for key in window.findChildren(QShortcut) if key.parent() is window]
    found += [(key, "a key of the window") for key in bound]
    keys = Counter(key for key, _ in found)
    return [f"{key}: {name}" for key, name in found if keys[key] > 1]


def pages(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Yield every screen, every list of a screen and every dialog, shown."""
    app = stage.app
    for number, sheet in enumerate(SHEETS):
        yield sheet.name, show(stage, sheet, 1000 * (number + 1))
        if sheet.name == "locked":
            for step in _lists(stage.screen):
                yield f"locked: {step}", app.window
        if sheet.name == "start":
            for step in _lists(stage.screen):
                yield f"start: {step}", app.window
    for name in dialogs.DIALOGS:
        yield name, dialogs.opened(app, name)


def _lists(screen: Any) -> Iterator[str]:
    """Open every list of the screen that is up, one after the other, and come back."""
    openers = (getattr(screen, name, None) for name in ("other_way", "codes", "somebody_else"))
    for opener in [each for each in openers if each is not None and each.isVisible()]:
        opener.click()
        yield opener.text()
        for deeper in [screen.other_way] if opener.isHidden() and screen.other_way.isVisible() else []:
            deeper.click()
            yield deeper.text()
            screen.back.click()
        screen.back.click()


@pytest.mark.parametrize("meanwhile", ["nothing", "hidden", "disabled"])
def test_a_letter_with_alt_presses_nothing_that_has_gone_meanwhile(qtbot: QtBot, theme: Theme, meanwhile: str) -> None:
    """Qt presses a tenth of a second after the key: who has gone on by then must not be thrown back."""
    window = QMainWindow()
    page = QWidget(window)
    window.setCentralWidget(page)
    button = ActionButton("&Nästa")
    button.setParent(page)
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, KEY.Key_N, Qt.KeyboardModifier.AltModifier)
    assert button.isDown()
    page.setHidden(meanwhile == "hidden")
    button.setEnabled(meanwhile != "disabled")
    over: list[int] = []
    QTimer.singleShot(_ALT_MS, lambda: over.append(1))  # begun later than Qt's own, and longer
    qtbot.waitUntil(lambda: bool(over))
    assert pressed == ([1] if meanwhile == "nothing" else [])
    assert not button.isDown()
    page.show()
    button.setEnabled(True)
    button.click()
    assert len(pressed) == (2 if meanwhile == "nothing" else 1)  # it is as it was


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_with_alt_means_two_things(qtbot: QtBot, script: Scripted, language: str) -> None:
    stage = Stage(qtbot, script, **dialogs.ports())
    try:
        set_language(stage.app.qt, language)
        stage.app.window.header.card_menu.set_cards(
            [CardChoice("anna-1", "Anna Testsson (anna-1)")], lambda _card: None
        )
        twice = {}
        looked_at = 0
        for name, window in pages(stage):
            looked_at += 1
            if found := letters(window):
                twice[name] = found
        assert twice == {}
        assert looked_at > len(SHEETS) + len(dialogs.DIALOGS)
    finally:
        stage.close()


# -- what has the focus is seen --------------------------------------------------------------------------------------


def unseen(widget: QWidget) -> str:
    """Say where a widget is that cannot be seen whole; of one that is too high for its window, the top has to be."""
    name, walk = f"{type(widget).__name__} {widget.accessibleName()!r}", widget.parentWidget()
    while walk is not None:
        content = walk.widget() if isinstance(walk, QScrollArea) else None
        if isinstance(walk, QScrollArea) and content is not None and content.isAncestorOf(widget):
            view = walk.viewport()
            top = widget.mapTo(view, QPoint(0, 0)).y()
            bottom = min(top + widget.height(), top + view.height())
            if top < 0 or bottom > view.height():
                return f"{name}: {top} to {bottom} of {view.height()}"
            widget = walk  # no more of it than fits in here
        walk = walk.parentWidget()
    return ""


def stops(window: QWidget) -> list[QWidget]:
    """Return everything in a window that takes the focus."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is window
        if each.isVisible() and each.isEnabled()
    ]


def wait_seen(stage: Stage, widget: QWidget, name: str) -> None:
    """Wait until a widget can be seen: layouts settle by events."""
    with contextlib.suppress(stage.qtbot.TimeoutError):
        stage.qtbot.waitUntil(lambda: not unseen(widget), timeout=2000)
    assert unseen(widget) == "", name


def at_the_front(window: QWidget) -> bool:
    """Ask for a window to be active, and tell whether it is: one that closed may hand that back to its opener later."""
    window.activateWindow()
    return window.isActiveWindow()


def test_what_has_the_focus_can_be_seen_on_a_small_window(qtbot: QtBot, script: Scripted) -> None:
    stage = Stage(qtbot, script, **dialogs.ports())
    try:
        stage.app.features.settings.theme.set(text_scale=2.0)
        scrolled = 0
        seen: set[tuple[str, ...]] = set()
        for name, window in pages(stage):
            kind = (type(window).__name__, *(each.accessibleName() for each in stops(window)))
            if kind in seen:
                continue
            seen.add(kind)
            window.resize(320, 480)
            qtbot.waitUntil(functools.partial(at_the_front, window))
            focus = window.focusWidget()
            for stop in (*([focus] if focus is not None and focus.isVisible() else []), *stops(window)):
                stop.setFocus(Qt.FocusReason.OtherFocusReason)  # as arrows, letters and assistive technology do
                wait_seen(stage, stop, name)
            areas = [each for each in window.findChildren(QScrollArea) if each.isVisible()]
            scrolled += any(each.verticalScrollBar().maximum() for each in areas)
        assert scrolled > len(seen) / 2, "there was something to scroll"
    finally:
        stage.close()
