"""Asks for the card, and says what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from cosmic_login.core.prompts import CardSituation, InsertCard
from cosmic_login.gui import code_texts, session_texts, texts, tokens
from cosmic_login.gui.pictograms import Pictogram
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.widgets.button import ActionButton
from cosmic_login.gui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View

_TROUBLE = {CardSituation.NO_SERVICE, CardSituation.UNREADABLE, CardSituation.OTHER_KIND}


class InsertCardScreen(Screen):
    """One text for each situation; the login goes on by itself when the card is there."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.INSERT_HEADING, texts.INSERT[CardSituation.NO_CARD])
        self._picture = Pictogram("insert", "accent", 96)
        self.readers = Paragraph("", "caption", centred=True)
        self.back = ActionButton(texts.say(texts.BACK))
        self.back.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.back.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addSpacing(2 * tokens.GRID)
        self.column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.readers)
        self.column.addSpacing(2 * tokens.GRID)
        self.column.addWidget(self.back)
        self.arrow_group = [self.back]

    def show_view(self, view: View) -> None:
        """Show the prompt's situation and readers."""
        super().show_view(view)
        self.back.setAccessibleDescription(session_texts.cancel_about(view.state))
        if not isinstance(view.prompt, InsertCard):
            return
        situation = view.prompt.situation
        sentence = texts.INSERT[situation]
        if code_texts.managing(view.state):
            sentence = code_texts.INSERT.get(situation, sentence)
        self.set_texts(texts.INSERT_HEADINGS.get(situation, texts.INSERT_HEADING), sentence)
        self._picture.set("insert", "warning" if situation in _TROUBLE else "accent")
        names = view.prompt.readers
        self.readers.say(f"{texts.say(texts.READERS)}: {', '.join(names)}" if names else texts.say(texts.NO_READERS))
