"""The cards on the table: which virtual cards there are to put in, and the one that is in the reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from cosmic_login.gui.ports.cards import CardChoice
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.widgets.button import QUIET, ActionButton


class CardMenu(ActionButton):
    """Opens the menu of virtual cards; hidden until somebody says which there are.

    ``put`` is called with a card's name, or with an empty one to take out what is in. What is told while the menu is
    open is shown at once.
    """

    def __init__(self) -> None:
        super().__init__(texts.say(texts.TABLE), QUIET)
        self.retranslate()
        self._cards: tuple[CardChoice, ...] = ()
        self._put: Callable[[str], None] = lambda _card: None
        self._look: Callable[[], None] = lambda: None
        self._opened: QMenu | None = None
        self._view: tuple[str, Callable[[], None], str, Callable[[], bool]] | None = None
        self._inside = ""
        self.clicked.connect(self._open)
        self.hide()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.set_label(texts.say(texts.TABLE))
        self.setAccessibleDescription(texts.say(texts.TABLE_ABOUT))
        self.setToolTip(texts.say(texts.TABLE_ABOUT))

    @property
    def cards(self) -> tuple[CardChoice, ...]:
        """The cards that there are to put in."""
        return self._cards

    def show_inside(self, card: str) -> None:
        """Say which card is in the reader, whoever put it there."""
        self._inside = card

    @property
    def offered(self) -> bool:
        """Whether there are cards to put in."""
        return bool(self._cards)

    def offer_view(self, label: str, call: Callable[[], None], keys: str, locked: Callable[[], bool]) -> None:
        """Put the view of the card that is in at the beginning of the menu; while ``locked`` it cannot be chosen."""
        self._view = label, call, keys, locked

    def set_cards(
        self, cards: Sequence[CardChoice], put: Callable[[str], None], look: Callable[[], None] = lambda: None
    ) -> None:
        """Say which cards there are, what putting one in does, and whom to tell that somebody looks at them."""
        self._cards, self._put, self._look = tuple(cards), put, look
        self.setVisible(bool(cards))
        if self._opened is not None:
            self._fill(self._opened)
            self._opened.resize(self._opened.sizeHint())

    def menu_of_cards(self) -> QMenu:
        """Return the menu: take out, then every card, the one that is in marked."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        self._fill(menu)
        return menu

    def _fill(self, menu: QMenu) -> None:
        """Put in what there is, in place of what was; the entry under the pointer or the arrows stays chosen."""
        chosen = menu.activeAction().text() if menu.activeAction() is not None else ""
        menu.clear()
        if self._view is not None:
            label, call, keys, locked = self._view
            view = menu.addAction(f"{texts.say(label)}\t{keys}")
            view.setEnabled(not locked())
            view.triggered.connect(lambda _checked=False: call())
        out = menu.addAction(texts.say(texts.TABLE_OUT))
        out.setEnabled(bool(self._inside))
        out.triggered.connect(lambda: self._move(""))
        menu.addSeparator()
        for card in self._cards:
            action = menu.addAction(card_label(card))
            action.setCheckable(True)
            action.setChecked(card.card == self._inside)
            action.triggered.connect(lambda _checked=False, name=card.card: self._move(name))
        for action in menu.actions():
            if chosen and action.text() == chosen:
                menu.setActiveAction(action)

    def _move(self, card: str) -> None:
        self._inside = card
        self._put(card)

    def _open(self) -> None:
        menu = self._opened = self.menu_of_cards()
        menu.aboutToHide.connect(self._shut)
        menu.aboutToHide.connect(menu.deleteLater)
        self._look()
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _shut(self) -> None:
        self._opened = None


def card_label(card: CardChoice) -> str:
    """Return whose card it is, and at the menu's other edge what is the matter with it."""
    marks = ", ".join(texts.say(texts.CARD_MARKS[mark]) for mark in card.marks)
    return f"{card.label}\t{marks}" if marks else card.label


__all__ = ["CardChoice", "CardMenu"]
