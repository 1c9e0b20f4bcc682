"""The code that activates SITHS eID in a phone (R11), as Mina sidor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.prompts import Seen, ShowActivation
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts, session_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.qr_code import QrCode

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class ActivationScreen(Screen):
    """A QR code for the phone's app, and two ways on: done, or never mind."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, code_texts.PHONE_HEADING, code_texts.PHONE_STEPS)
        self._number = 0
        self.code = QrCode(280)
        self.code.setAccessibleName(texts.say(code_texts.PHONE_CODE))
        self.done = ActionButton(texts.say(code_texts.DONE), PRIMARY)
        self.done.clicked.connect(lambda: self.does.answer(self._number, Seen()))
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addWidget(self.code)
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.done)
        self.column.addWidget(self.cancel)
        self.arrow_group = [self.done, self.cancel]

    def show_view(self, view: View) -> None:
        """Show the code."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        if isinstance(view.prompt, ShowActivation):
            self._number = view.number
            self.code.say(view.prompt.text)
