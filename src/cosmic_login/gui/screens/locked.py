"""A locked session: by whom, as much as a stranger may see, and the way back in (R3, R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.prompts import CardSituation
from cosmic_login.gui import session_texts, texts, tokens
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.screens.failure import FailureScreen
from cosmic_login.gui.screens.start import THIS_DEVICE
from cosmic_login.gui.widgets.button import PRIMARY, ActionButton
from cosmic_login.gui.widgets.note import Note
from cosmic_login.gui.widgets.whose import Whose

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View

_CARD_IN = {None, CardSituation.CHOOSE, CardSituation.IN_USE}


class LockedScreen(Screen):
    """Name and organisation, since when, and "Lås upp". Nothing else of the session can be seen."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.LOCKED_HEADING, session_texts.LOCKED_WHAT)
        self.whose = Whose()
        self.reminder = Note()
        self.unlock = ActionButton(texts.say(session_texts.UNLOCK), PRIMARY)
        self.unlock.setAccessibleDescription(texts.say(session_texts.UNLOCK_ABOUT))
        self.unlock.clicked.connect(self._unlock)
        self.column.addWidget(self.whose)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.reminder)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.unlock)
        self.arrow_group = [self.unlock]

    def show_view(self, view: View) -> None:
        """Show whose session it is, and whether a card has been left in the reader."""
        super().show_view(view)
        self.whose.show_view(view)
        left = view.card in _CARD_IN
        self.reminder.say(texts.say(session_texts.CARD_STILL_IN) if left else "", "warning")

    def spoken(self) -> str:
        """Read out who, since when, and the reminder."""
        parts = (super().spoken(), self.whose.spoken(), self.reminder.words.text())
        return " ".join(part for part in parts if part)

    def _unlock(self) -> None:
        """Log in again, the way that this session was logged in to."""
        self.does.choose((self.view.method if self.view is not None else "") or THIS_DEVICE)


class UnlockFailedScreen(FailureScreen):
    """The session is still locked; "Försök igen" goes back to it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.UNLOCK_FAILED, session_texts.LOG_OUT_AND_CLOSE)
        self.leave.setAccessibleDescription(texts.say(session_texts.LOG_OUT_AND_CLOSE_ABOUT))
