"""What stands in the main window after its first paint, and the keys that hold in all of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.gui.ports.menu import MenuGroup
from cosmic_login.gui.shell.header_bar import Header
from cosmic_login.gui.shell.status_bar import StatusLine
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.theme import LARGEST, active_theme
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.card import Canvas, Card

if TYPE_CHECKING:
    from cosmic_login.gui.ports.actions import WindowActions


class WindowBody(QWidget):
    """What the window holds; panes beside it take of its width."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell."""
        super().resizeEvent(event)
        self.resized.emit()


class Shell(NamedTuple):
    """The parts of the window; ``whole`` holds them all, ``column`` is its layout."""

    whole: WindowBody
    column: QVBoxLayout
    header: Header
    area: QScrollArea
    canvas: Canvas
    card: Card
    help: ActionButton
    status: StatusLine


def build(actions: WindowActions, window: QMainWindow) -> Shell:
    """Put header, card, help button and status line into the window.

    From the outside in: each move of a widget styles all that it holds anew.
    """
    whole = WindowBody()
    window.setCentralWidget(whole)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    header = Header(actions)
    for group, label, call, keys, action in (
        (MenuGroup.PROGRAM, texts.SETTINGS, actions.show_settings, "Ctrl+,", "show_settings"),
        (MenuGroup.PROGRAM, texts.DIAGNOSIS, actions.show_diagnosis, "Ctrl+D", "show_diagnosis"),
        (MenuGroup.PROGRAM, texts.LOG, actions.show_log, "", "show_log"),
        (MenuGroup.HELP, texts.HELP, actions.show_help, "F1", "show_help"),
        (MenuGroup.HELP, texts.ABOUT, actions.show_about, "", "show_about"),
    ):
        header.tools.offer(label, call, keys, partial(_shut, actions, action), group)
    column.addWidget(header)
    card = Card()
    canvas = Canvas(card)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column.addWidget(area, 1)
    area.setWidget(canvas)
    help_button = ActionButton("", QUIET)
    help_button.setAccessibleDescription("F1")
    help_button.clicked.connect(actions.show_help)
    card.column.addWidget(help_button)
    status = StatusLine()
    column.addWidget(status)
    return Shell(whole, column, header, area, canvas, card, help_button, status)


def _shut(actions: WindowActions, action: str) -> bool:
    return not actions.may(action)


def bind_keys(window: QWidget, actions: WindowActions) -> None:
    """Bind the keys that hold everywhere in the window."""
    theme = active_theme()

    def scale(by: float) -> None:
        actions.change_setting("text_scale", min(max(theme.text_scale + by, 1.0), LARGEST))

    for keys, call in (
        ("Esc", lambda: actions.signal("cancelled")),
        ("F1", actions.show_help),
        ("Ctrl+D", actions.show_diagnosis),
        ("Ctrl+,", actions.show_settings),
        ("Ctrl++", lambda: scale(0.25)),
        ("Ctrl+-", lambda: scale(-0.25)),
        ("Ctrl+0", lambda: actions.change_setting("text_scale", 1.0)),
    ):
        QShortcut(QKeySequence(keys), window, call)
