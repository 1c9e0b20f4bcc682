"""The panel itself: three parts under each other, in a dock of the main window."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.gui.ports.trainer import Surroundings
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.cards import CardsPart
from cosmic_login.gui.trainer.choice import TrainerChoiceButton
from cosmic_login.gui.trainer.services import ServicesPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.gui.ports.cards import CardChoice


class TrainerPanel(QScrollArea):
    """Shows the surroundings, and tells what the trainer wants. Does nothing by itself."""

    left = Signal()  # Esc: back to Cosmic
    hidden = Signal()
    manner_chosen = Signal(str)
    pace_chosen = Signal(float)

    def __init__(self, cards: Callable[[], Sequence[CardChoice]], manner: str, pace: float) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(texts.say(texts.PANEL))
        self._stops: list[QWidget] = []
        self.trouble = Note()
        self.cards = CardsPart(cards)
        self.services = ServicesPart()
        self.manner = TrainerChoiceButton(
            texts.say(texts.MANNER), {name: texts.say(words) for name, words in texts.MANNERS.items()}, manner
        )
        self.pace = TrainerChoiceButton(
            texts.say(texts.PACE), {scale: texts.say(words) for scale, words in texts.PACES.items()}, pace
        )
        self.shut = ActionButton(texts.say(texts.CLOSE), QUIET)
        self.manner.chosen.connect(lambda name: self.manner_chosen.emit(str(name)))
        self.pace.chosen.connect(lambda scale: self.pace_chosen.emit(float(scale)))
        self.shut.clicked.connect(self.hidden)
        page = QWidget()
        page.setObjectName("siths")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(
            4 * design_tokens.GRID, 4 * design_tokens.GRID, 4 * design_tokens.GRID, 4 * design_tokens.GRID
        )
        column.setSpacing(2 * design_tokens.GRID)
        head = (
            Paragraph(texts.say(texts.PANEL), "heading"),
            Paragraph(texts.say(texts.ABOUT), "caption"),
            self.trouble,
        )
        for part in (*head, self.cards, self.services):
            column.addWidget(part)
            column.addSpacing(design_tokens.GRID)
        for button in (self.manner, self.pace, self.shut):
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(page)

    def show_surroundings(self, now: Surroundings) -> None:
        """Show how things stand."""
        self.cards.show_surroundings(now)
        self.services.show_surroundings(now)
        stops = [*self.cards.stops(), *self.services.stops(), self.manner, self.pace, self.shut]
        if stops != self._stops:
            self._stops = stops
            for before, after in itertools.pairwise(stops):
                QWidget.setTabOrder(before, after)

    def first_focus(self) -> QWidget:
        """Return what has the focus when the panel is gone to."""
        rows = list(self.cards.rows.values())
        return rows[0].insert if rows else self.cards.plug

    def event(self, event: QEvent) -> bool:
        """Take Esc for the panel itself: in the window it would give up the login."""
        if event.type() == QEvent.Type.ShortcutOverride and cast("QKeyEvent", event).key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go back to Cosmic by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
