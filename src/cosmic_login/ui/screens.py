"""The room that there is on the screen of a window.

``QWidget.screen()`` is not asked: PySide6 makes the screen it returns a child of the widget, and a window that Python
collects takes its children along. Whatever is drawn after that meets a screen that is gone, and the program crashes
(``tests/gui/test_screens.py``; findings/pyside6_screen_becomes_a_child.sh).
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


def screen_of(widget: QWidget) -> QScreen:
    """Return the screen that a widget's window is on.

    A window that is not up yet belongs to the screen of the one that opens it, or to the first.
    """
    window = widget.window()
    opener = window.parentWidget()
    if opener is not None and not window.isVisible():
        window = opener.window()
    return QGuiApplication.screenAt(window.frameGeometry().center()) or QGuiApplication.primaryScreen()


def screen_room(widget: QWidget) -> QRect:
    """Return the part of a widget's screen that windows may take, in the desktop's coordinates."""
    return screen_of(widget).availableGeometry()
