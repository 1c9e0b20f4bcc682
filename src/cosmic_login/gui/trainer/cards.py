"""The panel's part about readers and cards: what is in, what comes out, how late a certificate appears, the line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from cosmic_login.gui.ports.cards import CardChoice
from cosmic_login.gui.ports.trainer import ReaderSeen, Surroundings
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton, MenuButton
from cosmic_login.ui.widgets.paragraph import Paragraph

#: Seconds until a certificate appears, to choose from.
LATE = (0.0, 5.0, 15.0, 60.0)


class ReaderRow(QWidget):
    """One reader: a button with what is in it, and what can be done to it."""

    def __init__(self, name: str, part: CardsPart) -> None:
        super().__init__()
        self.name, self._part = name, part
        self.insert = MenuButton(name)
        self.insert.setAccessibleName(texts.say(texts.INSERT).format(reader=name))
        self.insert.clicked.connect(self._open)
        self.take_out = ActionButton(texts.say(texts.TAKE_OUT), QUIET)
        self.take_out.setAccessibleDescription(name)
        self.take_out.clicked.connect(lambda: part.inserted.emit(name, ""))
        self.unplug = ActionButton(texts.say(texts.UNPLUG), QUIET)
        self.unplug.setAccessibleDescription(name)
        self.unplug.clicked.connect(lambda: part.unplugged.emit(name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(design_tokens.GRID)
        column.addWidget(self.insert)
        row = QHBoxLayout()
        row.setSpacing(2 * design_tokens.GRID)
        for button in (self.take_out, self.unplug):
            row.addWidget(button, 1)
        column.addLayout(row)
        self.card = ""

    def show_reader(self, reader: ReaderSeen) -> None:
        """Show what is in it."""
        self.card = reader.card
        self.insert.set_sub(reader.label or reader.card or texts.say(texts.EMPTY))
        self.take_out.setEnabled(bool(reader.card))

    def menu_of_cards(self) -> QMenu:
        """Return the menu of cards, the one that is in marked."""
        menu = QMenu(self)
        menu.setAccessibleName(self.insert.accessibleName())
        for card in self._part.cards():
            label = window_texts.say(window_texts.PASS_CARD).format(card=card.label) if card.pass_card else card.label
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(card.card == self.card)
            action.triggered.connect(lambda _checked=False, name=card.card: self._part.inserted.emit(self.name, name))
        return menu

    def _open(self) -> None:
        menu = self.menu_of_cards()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.insert.mapToGlobal(QPoint(0, self.insert.height())))


class CardsPart(PanelPart):
    """All readers, and one more."""

    inserted = Signal(str, str)  # reader, card (empty: take out)
    unplugged = Signal(str)
    plugged = Signal()
    slowed = Signal(float)
    line_made = Signal(str)

    def __init__(self, cards: Callable[[], Sequence[CardChoice]]) -> None:
        super().__init__()
        self.cards = cards
        self.rows: dict[str, ReaderRow] = {}
        self.none = Paragraph("", "muted")
        self.plug = ActionButton(texts.say(texts.ADD_READER))
        self.plug.clicked.connect(self.plugged)
        late: dict[Hashable, str] = {
            seconds: texts.count(texts.AFTER, round(seconds)) if seconds else texts.say(texts.AT_ONCE)
            for seconds in LATE
        }
        self.slow = ChoiceButton(texts.say(texts.SLOW), late, 0.0)
        self.slow.chosen.connect(lambda seconds: self.slowed.emit(float(seconds)))
        lines: dict[Hashable, str] = {line: texts.say(words) for line, words in texts.LINES.items()}
        self.line = ChoiceButton(texts.say(texts.LINE), lines, "good")
        self.line.chosen.connect(lambda line: self.line_made.emit(str(line)))
        self.line.hide()
        for part in (self.none, self.plug, self.slow, self.line):
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        of_rows: list[QWidget] = [stop for row in self.rows.values() for stop in (row.insert, row.take_out, row.unplug)]
        return [*of_rows, self.plug, self.slow, self.line]

    def show_surroundings(self, now: Surroundings) -> None:
        """Show the readers that are there; rows of those that stay keep the focus."""
        for name in set(self.rows) - {reader.name for reader in now.readers}:
            row = self.rows.pop(name)
            if row.isAncestorOf(self.focusWidget() or self):
                self.plug.setFocus()
            row.hide()
            row.deleteLater()
        for place, reader in enumerate(now.readers):
            if reader.name not in self.rows:
                self.rows[reader.name] = ReaderRow(reader.name, self)
                self.column.insertWidget(1 + place, self.rows[reader.name])
            self.rows[reader.name].show_reader(reader)
        self.none.say("" if now.readers else texts.say(texts.NO_READERS))
        self.slow.show_value(now.slow_s)
        if not now.line and self.line.hasFocus():
            self.slow.setFocus()
        self.line.setVisible(bool(now.line))  # without a desk there is no line
        self.line.show_value(now.line)
