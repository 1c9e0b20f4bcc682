"""A locked session: by whom, as much as a stranger may see, and the way back in (R3, R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from cosmic_login.core.prompts import CardSituation
from cosmic_login.gui import session_texts, texts, tokens
from cosmic_login.gui.pictograms import Pictogram
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.screens.failure import FailureScreen
from cosmic_login.gui.screens.start import THIS_DEVICE
from cosmic_login.gui.widgets.button import PRIMARY, ActionButton
from cosmic_login.gui.widgets.note import Note
from cosmic_login.gui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View

_CARD_IN = {None, CardSituation.CHOOSE, CardSituation.IN_USE}


class LockedScreen(Screen):
    """Name and organisation, since when, and "Lås upp". Nothing else of the session can be seen."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.LOCKED_HEADING, session_texts.LOCKED_WHAT)
        self.by = Paragraph(texts.say(session_texts.LOCKED_BY), "muted")
        self.name = Paragraph("", "subheading")
        self.organisation = Paragraph("", "small")
        self.since = Paragraph("", "muted")
        who = QFrame()
        who.setObjectName("note")
        row = QHBoxLayout(who)
        row.setContentsMargins(*([4 * tokens.GRID] * 4))
        row.setSpacing(4 * tokens.GRID)
        row.addWidget(Pictogram("lock", "accent", 32), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(tokens.GRID)
        for part in (self.by, self.name, self.organisation, self.since):
            words.addWidget(part)
        row.addLayout(words, 1)
        self.reminder = Note()
        self.unlock = ActionButton(texts.say(session_texts.UNLOCK), PRIMARY)
        self.unlock.setAccessibleDescription(texts.say(session_texts.UNLOCK_ABOUT))
        self.unlock.clicked.connect(self._unlock)
        self.column.addWidget(who)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.reminder)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.unlock)
        self.arrow_group = [self.unlock]

    def show_view(self, view: View) -> None:
        """Show whose session it is, and whether a card has been left in the reader."""
        super().show_view(view)
        if view.identity is not None:
            self.name.say(view.identity.name)
            self.organisation.say(view.identity.organisation)
        since = view.locked_since
        moment = "" if since is None else f"{since.astimezone():%H:%M}"
        self.since.say(texts.say(session_texts.LOCKED_SINCE).format(time=moment) if moment else "")
        left = view.card in _CARD_IN
        self.reminder.say(texts.say(session_texts.CARD_STILL_IN) if left else "", "warning")

    def spoken(self) -> str:
        """Read out who, since when, and the reminder."""
        who = f"{self.by.text()} {self.name.text()}, {self.organisation.text()}."
        parts = (super().spoken(), who, self.since.text() and f"{self.since.text()}.", self.reminder.words.text())
        return " ".join(part for part in parts if part)

    def _unlock(self) -> None:
        """Log in again, the way that this session was logged in to."""
        self.does.choose((self.view.method if self.view is not None else "") or THIS_DEVICE)


class UnlockFailedScreen(FailureScreen):
    """The session is still locked; "Försök igen" goes back to it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.UNLOCK_FAILED, session_texts.LOG_OUT_AND_CLOSE)
        self.leave.setAccessibleDescription(texts.say(session_texts.LOG_OUT_AND_CLOSE_ABOUT))
