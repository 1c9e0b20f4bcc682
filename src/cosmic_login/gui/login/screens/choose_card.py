"""Several cards to log in with are in the readers: which one to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cosmic_login.core.prompts import CardChosen, CardToChoose, ChooseCard
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import SECONDARY, ActionButton

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

#: How much of a card's number is enough to tell it from another.
_DIGITS = 4


class CardButton(ActionButton):
    """One card: its holder, the end of its number, and its reader."""

    def __init__(self, choice: CardToChoose) -> None:
        self.choice = choice
        holder = choice.holder or texts.say(texts.CARD_WITHOUT_NAME)
        number = texts.say(texts.CARD_NUMBER_END).format(end=choice.number[-_DIGITS:])
        super().__init__(holder.replace("&", ""), SECONDARY, sub=f"{number}\n{choice.reader}", listed=True)
        self.setAccessibleName(texts.say(texts.CARD_OF).format(who=holder))


class ChooseCardScreen(Screen):
    """Arrows and Enter choose; the list follows the cards, and the login goes on by itself when one is left."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.CHOOSE_CARD_HEADING, texts.CHOOSE_CARD)
        self._number = 0
        self.buttons: list[CardButton] = []
        self.back = ActionButton(texts.say(texts.BACK))
        self.back.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.back)

    def show_view(self, view: View) -> None:
        """List the cards; the focus stays on the reader where it was."""
        super().show_view(view)
        self.back.setAccessibleDescription(session_texts.cancel_about(view.state))
        if not isinstance(view.prompt, ChooseCard) or view.number == self._number:
            return
        self._number = view.number
        focused = next((button.choice.reader for button in self.buttons if button.hasFocus()), None)
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        self.buttons = [CardButton(choice) for choice in view.prompt.choices]
        for place, button in enumerate(self.buttons, self.column.indexOf(self.back) - 1):
            reader = button.choice.reader
            button.clicked.connect(lambda _checked=False, chosen=reader: self._choose(chosen))
            self.column.insertWidget(place, button)
            button.show()
        self.arrow_group = [*self.buttons, self.back]
        for before, after in zip(self.buttons, (*self.buttons[1:], self.back), strict=True):
            QWidget.setTabOrder(before, after)
        if focused is not None:
            kept = (button for button in self.buttons if button.choice.reader == focused)
            next(kept, self.buttons[0]).setFocus()

    def spoken(self) -> str:
        """Say how many there are: a list that has become another is a change."""
        return f"{super().spoken()} {texts.count(texts.CARDS_COUNT, len(self.buttons))}"

    def _choose(self, reader: str) -> None:
        self.does.answer(self._number, CardChosen(reader))
