"""What is put into the main window after its first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.gui.login.screens.base import Screen, WindowActions
from cosmic_login.gui.shell.header_bar import Header
from cosmic_login.gui.shell.screen_registry import SCREENS
from cosmic_login.gui.shell.status_bar import StatusLine
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.card import Canvas, Card

if TYPE_CHECKING:
    from cosmic_login.gui.shell.main_window import MainWindow

_TAB = Qt.FocusPolicy.TabFocus


def furnish(window: MainWindow, actions: WindowActions) -> None:
    """Make header, card, help button and status line, and bind the window's keys."""
    window.setObjectName("shell")
    window.header = Header()
    window.header.offer(texts.SETTINGS, actions.show_settings, "Ctrl+,", lambda: actions.locked)
    window.header.offer(texts.DIAGNOSIS, actions.show_diagnosis, "Ctrl+D")
    window.header.offer(texts.LOG, actions.show_log, locked=lambda: actions.locked)
    window.card = Card()
    window.help = ActionButton("", QUIET)
    window.help.setAccessibleDescription("F1")
    window.help.clicked.connect(actions.show_help)
    window.card.column.addWidget(window.help)
    window.canvas = Canvas(window.card)
    area = window.viewport_area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(window.canvas)
    window.status = StatusLine()
    shell = QWidget()
    window.setCentralWidget(shell)
    window.column = QVBoxLayout(shell)
    window.column.setContentsMargins(0, 0, 0, 0)
    window.column.setSpacing(0)
    window.column.addWidget(window.header)
    window.column.addWidget(area, 1)
    window.column.addWidget(window.status)
    _name(window)
    _bind_keys(window, actions)
    active_theme().changed.connect(window.fit)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.focusWindowChanged.connect(window.keep_focus)


def _name(window: MainWindow) -> None:
    window.setWindowTitle(f"{texts.say(texts.COSMIC)} · {texts.say(texts.MARK)}")
    window.help.set_label(texts.say(texts.HELP))


def retranslate(window: MainWindow) -> None:
    """Say everything anew: what stays says its texts again; screens are made again, with the focus where it was."""
    _name(window)
    window.header.retranslate()
    window.status.retranslate()
    old, state = dict(window.screens), window.state
    place = _place_of_focus(old[state])
    window.screens.clear()
    for name in dict.fromkeys(("start", state)):
        new = window.screen_of(name)
        new.take_over(old[name])
    old[state].hide()
    new.show()
    window.fit()
    stops = _stops(new)
    if place is not None and stops:
        stops[min(place, len(stops) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
    for screen in set(old.values()):
        screen.setParent(None)
        screen.deleteLater()
    announce(new, new.spoken())


def _stops(screen: Screen) -> list[QWidget]:
    """Return what Tab reaches on a screen; the screen itself when there is nothing else."""
    return [child for child in screen.findChildren(QWidget) if child.focusPolicy() & _TAB] or [screen]


def _place_of_focus(screen: Screen) -> int | None:
    return next((i for i, stop in enumerate(_stops(screen)) if stop.hasFocus()), None)


def _bind_keys(window: MainWindow, actions: WindowActions) -> None:
    theme = active_theme()
    for keys, call in (
        ("Esc", lambda: actions.signal("cancelled")),
        ("F1", actions.show_help),
        ("Ctrl+D", actions.show_diagnosis),
        ("Ctrl+,", actions.show_settings),
        ("Ctrl++", lambda: theme.set(text_scale=theme.text_scale + 0.25)),
        ("Ctrl+-", lambda: theme.set(text_scale=theme.text_scale - 0.25)),
        ("Ctrl+0", lambda: theme.set(text_scale=1.0)),
    ):
        QShortcut(QKeySequence(keys), window, call)


def place_screen(window: MainWindow, actions: WindowActions, state: str) -> Screen:
    """Return the screen of ``state``: one that is there already for a state of the same kind, or a new one."""
    maker = SCREENS[state]
    for name, made in window.screens.items():
        if SCREENS[name] is maker:
            return made
    screen = maker(actions)
    screen.setFocusPolicy(Qt.FocusPolicy.NoFocus if screen.arrow_group else _TAB)
    screen.hide()
    window.card.column.insertWidget(0, screen)
    screen.lower()  # assistive technology reads a card's parts in this order: the help comes after the screen
    QWidget.setTabOrder(screen.last_stop(), window.help)
    return screen
