"""The panel's part that starts the exercise over, after a question: it cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.note import Note


class StartOverPart(PanelPart):
    """One button, and the question in its place."""

    agreed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.done = Note()
        self.begin = ActionButton(texts.say(texts.START_OVER))
        self.question = Note(texts.say(texts.START_OVER_ABOUT), "warning")
        self.yes = ActionButton(texts.say(texts.START_OVER_YES), PRIMARY)
        self.yes.setAccessibleDescription(texts.say(texts.START_OVER_ABOUT))
        self.no = ActionButton(texts.say(texts.START_OVER_NO))
        self._asking = QWidget()
        column = QVBoxLayout(self._asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * design_tokens.GRID)
        for part in (self.question, self.yes, self.no):
            column.addWidget(part)
        whole: tuple[QWidget, ...] = (self.done, self.begin, self._asking)
        for each in whole:
            self.column.addWidget(each)
        self._asking.hide()
        self.begin.clicked.connect(lambda: self._ask(asking=True))
        self.no.clicked.connect(lambda: self._ask(asking=False))
        self.yes.clicked.connect(self._agree)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.begin, self.yes, self.no]

    def say(self, words: str) -> None:
        """Say what came of it."""
        self.done.say(words)

    def _ask(self, *, asking: bool) -> None:
        self._asking.setVisible(asking)
        self.begin.setVisible(not asking)
        (self.no if asking else self.begin).setFocus(Qt.FocusReason.OtherFocusReason)
        if asking:
            self.say("")
            announce(self, texts.say(texts.START_OVER_ABOUT))

    def _agree(self) -> None:
        self._ask(asking=False)
        self.agreed.emit()
