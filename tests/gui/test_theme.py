"""A theme dresses what is to look different, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cosmic_login.ui.theme import Theme


class Noting(QLabel):
    """Notes when it is given a style."""

    def __init__(self) -> None:
        super().__init__("Text")
        self.dressed = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self.dressed += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_the_same_look_again_dresses_no_widget_anew(qtbot: QtBot, qapp: QApplication) -> None:
    Theme(qapp, "light", 1.0)
    shown = Noting()
    qtbot.addWidget(shown)
    shown.show()
    shown.dressed = 0
    again = Theme(qapp, "light", 1.0)
    assert shown.dressed == 0
    again.set("dark")
    assert shown.dressed == 1
