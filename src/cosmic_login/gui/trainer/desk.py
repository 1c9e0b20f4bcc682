"""The panel's part for what an ID administrator does: reserve cards, and cards that are lost."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cosmic_login.gui.ports.cards import CardMark
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.gui.ports.cards import CardChoice
    from cosmic_login.gui.ports.trainer import PersonSeen

#: Days that a reserve card is valid, to choose from; and what a forgotten card usually gets.
DAYS, USUAL_DAYS = (1, 3, 10, 30), 10
_GONE = frozenset({CardMark.REVOKED, CardMark.DOORS, CardMark.UNTRUSTED})


class DeskPart(PanelPart):
    """Two choices, a person and a card, and what can be done for the one and with the other."""

    issued = Signal(str, int)  # person, days
    activated = Signal(str)
    revoked = Signal(str)

    def __init__(self, cards: Callable[[], Sequence[CardChoice]]) -> None:
        super().__init__()
        self._cards, self._marks = cards, dict[str, tuple[CardMark, ...]]()
        self.said = Note()
        self.person = ChoiceButton(texts.say(texts.PERSON), {}, "")
        self.days = ChoiceButton(texts.say(texts.VALID), {days: _days(days) for days in DAYS}, USUAL_DAYS)
        self.issue = ActionButton(texts.say(texts.ISSUE))
        self.card = ChoiceButton(texts.say(texts.CARD), {}, "")
        self.activate = ActionButton(texts.say(texts.ACTIVATE), QUIET)
        self.revoke = ActionButton(texts.say(texts.REVOKE), QUIET)
        self._connect()
        both = QHBoxLayout()
        both.setSpacing(2 * design_tokens.GRID)
        for button in (self.activate, self.revoke):
            both.addWidget(button, 1)
        for part in (
            *(self.said, Paragraph(texts.say(texts.DESK_ABOUT), "caption"), self.person, self.days, self.issue),
            self.card,
        ):
            self.column.addWidget(part)
        self.column.addLayout(both)
        self._show_card()

    def _connect(self) -> None:
        self.issue.clicked.connect(lambda: self.issued.emit(str(self.person.value), int(str(self.days.value))))
        self.card.chosen.connect(lambda _card: self._show_card())
        self.activate.clicked.connect(lambda: self.activated.emit(str(self.card.value)))
        self.revoke.clicked.connect(lambda: self.revoked.emit(str(self.card.value)))

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.person, self.days, self.issue, self.card, self.activate, self.revoke]

    def show_people(self, people: Sequence[PersonSeen]) -> None:
        """Show whom something can be done for."""
        options: dict[Hashable, str] = {person.key: person.name for person in people}
        self.person.set_options(options)
        self.issue.setEnabled(bool(options))

    def look_at_cards(self) -> None:
        """Show the cards that there are now."""
        found = self._cards()
        self._marks = {card.card: card.marks for card in found}
        self.card.set_options({card.card: _label(card) for card in found if not card.pass_card})
        self._show_card()

    def show_card(self, card: str) -> None:
        """Choose a card, one that was just issued."""
        self.look_at_cards()
        if card in self.card.options:
            self.card.show_value(card)
            self._show_card()

    def say(self, words: str) -> None:
        """Say what was done."""
        self.said.say(words)

    def _show_card(self) -> None:
        marks = self._marks.get(str(self.card.value))
        self.activate.setEnabled(marks is not None and CardMark.NOT_ACTIVATED in marks)
        self.revoke.setEnabled(marks is not None and not _GONE.intersection(marks))


def _days(days: int) -> str:
    return texts.say(texts.ONE_DAY) if days == 1 else texts.count(texts.DAYS, days)


def _label(card: CardChoice) -> str:
    marks = ", ".join(window_texts.say(window_texts.CARD_MARKS[mark]) for mark in card.marks)
    return f"{card.label}: {marks}" if marks else card.label
