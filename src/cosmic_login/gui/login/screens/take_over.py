"""Somebody else has authenticated at a locked session: the question, and the wait while it is logged out (R19, R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.countdown import READ_OUT
from cosmic_login.gui.login.whose import Whose
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import take_over_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from cosmic_login.ui.widgets.countdown import Countdown
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class TakeOverScreen(Screen):
    """Asks "Vill du logga ut användaren?". JA ends the session that is locked, NEJ leaves it as it was.

    NEJ has the focus: the Enter that sent a code may come twice, and must not log anybody out.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, take_over_texts.QUESTION)
        self._deadline: float | None = None
        self.whose = Whose()
        self.consequence = Paragraph("", "body")
        self.yes = ActionButton(texts.say(take_over_texts.YES), PRIMARY)
        self.no = ActionButton(texts.say(take_over_texts.NO), SECONDARY)
        self.yes.setAccessibleDescription(texts.say(take_over_texts.YES_ABOUT))
        self.no.setAccessibleDescription(texts.say(take_over_texts.NO_ABOUT))
        self.yes.clicked.connect(lambda: self.does.signal("accepted"))
        self.no.clicked.connect(lambda: self.does.signal("declined"))
        self.countdown = Countdown(small=True)
        self.countdown.ticked.connect(self._ticked)
        self.no_answer = Paragraph(texts.say(take_over_texts.NO_ANSWER), "muted")
        for part in (self.whose, self.consequence):
            self.column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(3 * design_tokens.GRID)
        row.addWidget(self.countdown)
        row.addWidget(self.no_answer, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(row)
        self.add_actions(self.yes, self.no)

    def show_view(self, view: View) -> None:
        """Say whose session it is and who would be in instead; count down to the no."""
        super().show_view(view)
        self.whose.show_view(view)
        other = view.other.name if view.other is not None else ""
        self.set_texts(take_over_texts.QUESTION, "")
        self.sentence.say(texts.say(take_over_texts.WHO_ASKS).format(who=other))
        owner = view.identity.name if view.identity is not None else ""
        self.consequence.say(texts.say(take_over_texts.CONSEQUENCE).format(who=owner))
        if view.deadline != self._deadline or view.deadline is None:
            self._deadline = view.deadline
            self.countdown.run(view.deadline, view.limit_s)

    def first_focus(self) -> QWidget:
        """Return what does no harm."""
        return self.no

    def spoken(self) -> str:
        """Read out whose session it is, and what a yes means."""
        return " ".join((super().spoken(), self.whose.spoken(), self.consequence.text()))

    def _ticked(self, seconds: int) -> None:
        if seconds in READ_OUT and self.isVisible():
            announce(self, f"{self.countdown.accessibleName()}. {self.no_answer.text()}")
