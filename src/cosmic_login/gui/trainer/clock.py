"""The panel's part about time: the computer's clock, and how long the card in the reader is good."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cosmic_login.gui.ports.trainer import ReaderSeen, Surroundings
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui.widgets.choice import ChoiceButton, MenuButton

#: Seconds that the computer's clock is ahead, to choose from; more than what two machines may differ by.
AHEAD = {0.0: texts.CLOCK_RIGHT, 600.0: texts.CLOCK_AHEAD, -600.0: texts.CLOCK_BEHIND, -86_400.0: texts.CLOCK_DAY}
#: Days from today until the card's last one; None: as it was ordered.
DATES: dict[int | None, str] = {None: texts.AS_ORDERED, 1: texts.TOMORROW, -1: texts.YESTERDAY}


class ClockPart(PanelPart):
    """One choice for the clock, and one menu for the card."""

    set = Signal(float)
    dated = Signal(str, object)  # card, days or None

    def __init__(self) -> None:
        super().__init__()
        self._reader = ReaderSeen("")
        ahead: dict[Hashable, str] = {seconds: texts.say(words) for seconds, words in AHEAD.items()}
        self.clock = ChoiceButton(texts.say(texts.CLOCK), ahead, 0.0)
        self.clock.chosen.connect(lambda seconds: self.set.emit(float(seconds)))
        self.card = MenuButton(texts.say(texts.CARD_ENDS))
        self.card.clicked.connect(self._open)
        for part in self.stops():
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.clock, self.card]

    def show_surroundings(self, now: Surroundings) -> None:
        """Show how far the clock is off, and which card can be given other dates."""
        self.clock.show_value(now.clock_s)
        self._reader = next((reader for reader in now.readers if reader.card), ReaderSeen(""))
        self.card.set_sub(self._reader.label or self._reader.card or texts.say(texts.NO_CARD))
        self.card.setEnabled(bool(self._reader.card))

    def menu_of_dates(self) -> QMenu:
        """Return the menu of what the card may be."""
        menu, card = QMenu(self), self._reader.card
        menu.setAccessibleName(self.card.accessibleName())
        for days, words in DATES.items():
            action = menu.addAction(texts.say(words))
            action.triggered.connect(lambda _checked=False, picked=days: self.dated.emit(card, picked))
        return menu

    def _open(self) -> None:
        menu = self.menu_of_dates()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.card.mapToGlobal(QPoint(0, self.card.height())))
