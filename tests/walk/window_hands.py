"""A person with restless hands before the real window, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu, QWidget

_KEY = Qt.Key
_KEYS = (
    *(3 * (_KEY.Key_Tab, _KEY.Key_Return, _KEY.Key_Space)),
    _KEY.Key_Backtab,
    _KEY.Key_Escape,
    _KEY.Key_Up,
    _KEY.Key_Down,
    _KEY.Key_Left,
    _KEY.Key_Right,
    _KEY.Key_Home,
    _KEY.Key_End,
    _KEY.Key_PageDown,
    _KEY.Key_Backspace,
    _KEY.Key_Delete,
    _KEY.Key_F1,
    *(Qt.Key(ord(sign)) for sign in "0123456789AKX"),
)
_CONTROL_KEYS = (_KEY.Key_D, _KEY.Key_L, _KEY.Key_Plus, _KEY.Key_Minus, _KEY.Key_0, _KEY.Key_V, _KEY.Key_A, _KEY.Key_Z)
_MODIFIERS = (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
#: How long anything may take before it counts as stuck, in milliseconds.
PATIENCE_MS = 30_000


class StuckError(AssertionError):
    """What was waited for did not come."""


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Turn the event loop until ``true``; raise ``StuckError`` when it takes too long."""
    loop = QEventLoop()
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if true() else None)
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    look.start(5)
    late.start(PATIENCE_MS)
    if not true() and loop.exec() == 1:
        raise StuckError(what)


class Hands:
    """Presses keys and buttons. Dialogs that hold everything up are closed by themselves."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._busy = False
        self._guard = QTimer()
        self._guard.timeout.connect(self._let_go)
        self._guard.start(300)

    def close(self) -> None:
        """Take the hands away."""
        self._guard.stop()

    def _let_go(self) -> None:
        """Close what runs an event loop of its own within a key press."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if self._busy and popup is not None:
            popup.close()
        elif modal is not None and (self._busy or isinstance(modal, QFileDialog)):
            modal.close()

    # -- what one can do ----------------------------------------------------------------------------------------

    def key(self) -> str:
        """Press a key on whatever has the focus."""
        target = self._target()
        if target is None:
            return "no window"
        draw = self.random.random()
        key, modifier = self.random.choice(_KEYS), Qt.KeyboardModifier.NoModifier
        if draw < 0.1:
            key, modifier = self.random.choice(_CONTROL_KEYS), Qt.KeyboardModifier.ControlModifier
        elif draw < 0.15:
            modifier = self.random.choice(_MODIFIERS)
        name = f"{modifier.name} {key.name} on {_name(target)}"
        self._do(lambda: QTest.keyClick(target, key, modifier))
        return name

    def click(self) -> str:
        """Click a button that can be seen."""
        modal = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        windows = [modal] if modal is not None else QApplication.topLevelWidgets()
        buttons = [
            button
            for window in windows
            if window.isVisible()
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled()
        ]
        if not buttons:
            return "no button"
        button = self.random.choice(buttons)
        name = f"click {_name(button)}"
        self._do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))
        return name

    def press(self, button: QWidget) -> None:
        """Press Enter on a button."""
        self._do(lambda: QTest.keyClick(button, _KEY.Key_Return))

    def type(self, field: QLineEdit, digits: str, *, enter: bool = True) -> None:
        """Type into a field, and Enter."""
        self._do(lambda: QTest.keyClicks(field, digits))
        if enter:
            self._do(lambda: QTest.keyClick(field, _KEY.Key_Return))

    def shrink_or_grow(self) -> str:
        """Give a window another size."""
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not isinstance(w, QMenu)]
        if windows:
            window = self.random.choice(windows)
            window.resize(self.random.choice((320, 480, 960, 1600)), self.random.choice((480, 680, 1000)))
        return "resize"

    def _do(self, act: Callable[[], None]) -> None:
        self._busy = True
        try:
            act()
        finally:
            self._busy = False

    @staticmethod
    def _target() -> QWidget | None:
        if (popup := QApplication.activePopupWidget()) is not None:
            return popup
        focused = QApplication.focusWidget()
        if focused is None:
            for window in QApplication.topLevelWidgets():
                if window.isVisible():
                    window.activateWindow()
                    return window
        return focused


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"
