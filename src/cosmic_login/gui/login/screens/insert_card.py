"""Asks for the card, and says what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from cosmic_login.core.prompts import InsertCard
from cosmic_login.core.situations import DESK_AWAY, CardSituation
from cosmic_login.gui.login import method_advice
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts, session_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.failures import LoginFailure

_TROUBLE = {
    CardSituation.NO_SERVICE,
    CardSituation.LINE_LOST,
    CardSituation.NOT_PAIRED,
    CardSituation.OTHER_VERSION,
    CardSituation.DESK_UNABLE,
    CardSituation.UNREADABLE,
    CardSituation.OTHER_KIND,
}


class InsertCardScreen(Screen):
    """One text for each situation; the login goes on by itself when the card is there."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.INSERT_HEADING, texts.INSERT[CardSituation.NO_CARD])
        self._ways: Mapping[str, bool] = {}
        self._picture = Pictogram("insert", "accent", 96)
        self.readers = Paragraph("", "caption", centred=True)
        self.back = ActionButton(texts.say(texts.BACK))
        self.back.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.back.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(design_tokens.GRID)
        self.column.addWidget(self.readers)
        self.forgotten = Note()
        self.column.addWidget(self.forgotten)
        self.add_actions(self.back)

    def show_availability(self, ways: Mapping[str, bool], unreachable: LoginFailure | None = None) -> None:
        """Say what to do without a card, in the instruction's order (R14); not to somebody who changes its code."""
        self._ways = {} if unreachable is not None else ways
        self._say_forgotten()

    def take_over(self, old: Screen) -> None:
        """Keep what is known of the ways."""
        if isinstance(old, InsertCardScreen):
            self._ways = old._ways
        super().take_over(old)

    def _say_forgotten(self) -> None:
        prompt, state = (self.view.prompt, self.view.state) if self.view is not None else (None, "")
        waits = isinstance(prompt, InsertCard) and prompt.situation is CardSituation.NO_CARD
        lines = method_advice.forgotten(self._ways, locked=state.startswith("unlock_"))
        self.forgotten.say(method_advice.worded(lines) if waits and not code_texts.managing(state) else "")

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
        if view.prompt.programs:
            sentence = f"{texts.say(sentence)} {texts.say(texts.PROGRAMS)}: {', '.join(view.prompt.programs)}."
        self.set_texts(texts.INSERT_HEADINGS.get(situation, texts.INSERT_HEADING), sentence)
        self._picture.set("insert", "warning" if situation in _TROUBLE else "accent")
        names = view.prompt.readers
        self._say_forgotten()
        none = "" if situation in DESK_AWAY else texts.say(texts.NO_READERS)  # there is one, on the desk
        self.readers.say(f"{texts.say(texts.READERS)}: {', '.join(names)}" if names else none)
