"""The QR code that a phone reads (R12, R20), and how it goes on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.prompts import Face, ShowQr
from cosmic_login.gui import qr_texts, session_texts, texts, tokens
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.widgets.button import ActionButton
from cosmic_login.gui.widgets.qr_code import QrCode

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View


class QrScreen(Screen):
    """The code and the ways out. Enter cancels nothing: it may be the second half of a hasty double press."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, qr_texts.HEADING[Face.SITHS], qr_texts.STEPS[Face.SITHS][0])
        self.code = QrCode(280)
        self.cancel = ActionButton(texts.say(texts.CANCEL), enter=False)
        self.retry = ActionButton(texts.say(texts.RETRY), sub=texts.say(qr_texts.RETRY_SUB), enter=False)
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.retry.clicked.connect(lambda: self.does.signal("retry"))
        self.column.addWidget(self.code)
        self.column.addSpacing(2 * tokens.GRID)
        self.column.addWidget(self.retry)
        self.column.addWidget(self.cancel)
        self.arrow_group = [self.retry, self.cancel]

    def show_view(self, view: View) -> None:
        """Show the frame of this second."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        if isinstance(view.prompt, ShowQr):
            self.set_texts(qr_texts.HEADING[view.prompt.face], qr_texts.STEPS[view.prompt.face][0])
            self.code.say(view.prompt.frame)
