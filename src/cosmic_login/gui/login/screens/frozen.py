"""What is said beside a Cosmic that does not answer (R17, R18). Cosmic itself shows what it last showed."""

from __future__ import annotations

from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph


class FrozenScreen(Screen):
    """Why nothing happens, and the only way on."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, take_over_texts.FROZEN_HEADING, take_over_texts.FROZEN)
        self.restart = ActionButton(texts.say(take_over_texts.RESTART), PRIMARY)
        self.restart.clicked.connect(lambda: self.does.signal("restart"))
        self.keys = Paragraph(texts.say(take_over_texts.RESTART_KEYS), "muted")
        self.add_actions(self.restart)
        self.column.addWidget(self.keys)

    def spoken(self) -> str:
        """Read out the keys too: they work wherever the focus is."""
        return f"{super().spoken()} {self.keys.text()}"
