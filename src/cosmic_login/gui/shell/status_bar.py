"""The status line at the bottom: reader, card, whose it is, and which IdP answers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.core.situations import CardSituation
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.paragraph import Paragraph


class StatusLine(QFrame):
    """One wrapping line with a pictogram."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self._picture = Pictogram("reader", "muted", 20)
        self.words = Paragraph("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.idp = ""
        self._manner = ""
        self._shown = CardStatus(CardSituation.NO_CARD)
        self.show_cards(self._shown)

    def show_cards(self, status: CardStatus) -> None:
        """Show what readers and cards look like now."""
        self._shown = status
        if status.situation is not None:
            card = texts.say(texts.SHORT[status.situation])
            card += f" ({', '.join(status.programs)})" if status.programs else ""
        else:
            card = texts.say(texts.CARD_OF).format(who=status.who) if status.who else texts.say(texts.CARD_THERE)
        reader = texts.say(texts.READER).format(reader=status.reader) if status.reader else ""
        idp = texts.say(texts.IDP).format(idp=self.idp) if self.idp else ""
        self.words.say(
            "  ·  ".join(part for part in (reader, card, idp, self._manner and texts.say(self._manner)) if part)
        )
        token = "accent" if status.situation is None else "muted"
        self._picture.set("card" if status.situation is None else "reader", token)
        self.setAccessibleName(self.words.text())

    def show_idp(self, idp: str) -> None:
        """Show which IdP is asked."""
        self.idp = idp
        self.show_cards(self._shown)

    def show_manner(self, *, lively: bool) -> None:
        """Say so when Cosmic may lock up, as in life; the manner that is safe needs no word."""
        self._manner = take_over_texts.MANNER_SHOWN if lively else ""
        self.show_cards(self._shown)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.show_cards(self._shown)
