"""The code that activates SITHS eID in a phone (R11), as Mina sidor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from cosmic_login.core.prompts import Seen, ShowActivation
from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.code_beside import CARD_WIDTH, LARGEST, CodeBeside
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts, session_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.qr_code import QrCode

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class ActivationScreen(Screen):
    """A QR code for the phone's app, and two ways on: done, or never mind."""

    card_width = CARD_WIDTH

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, code_texts.PHONE_HEADING, code_texts.PHONE_STEPS)
        self._number = 0
        self.code = QrCode(LARGEST)
        self.code.setAccessibleName(texts.say(code_texts.PHONE_CODE))
        self.done = ActionButton(texts.say(code_texts.DONE), PRIMARY)
        self.done.clicked.connect(lambda: self.does.answer(self._number, Seen()))
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        head, words = QVBoxLayout(), QVBoxLayout()
        for part, column in ((self.step, head), (self.heading, head), (self.sentence, words)):
            self.column.removeWidget(part)
            column.addWidget(part)
        self.sentence.set_role("body")
        self.until = Paragraph("", "muted")
        self.until.say("")
        words.addWidget(self.until)
        words.addStretch(1)
        self._both = CodeBeside(head, self.code, words)
        self.column.insertLayout(0, self._both)
        self.add_actions(self.done, self.cancel)

    def fit(self, *, narrow: bool) -> None:
        """Put the words beside the code where there is room, else below it."""
        self._both.arrange(self.window(), narrow=narrow)

    def show_view(self, view: View) -> None:
        """Show the code."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        if isinstance(view.prompt, ShowActivation):
            self._number = view.number
            self.code.say(view.prompt.text)
            until = view.prompt.valid_until
            time = "" if until is None else f"{swedish(until):%H:%M}"
            self.until.say(texts.say(code_texts.PHONE_UNTIL).format(time=time) if time else "")

    def spoken(self) -> str:
        """Read out until when too."""
        return " ".join(part for part in (super().spoken(), self.until.text()) if part)
