"""Screens that count down: the login starts over (R21), or the session's card is gone (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.situations import DESK_AWAY
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui import texts as kit_texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from cosmic_login.ui.widgets.countdown import Countdown

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

#: How many seconds are left when the number is read out; every second would drown everything else.
READ_OUT = frozenset({30, 10, 5})


class CountdownScreen(Screen):
    """The seconds that are left, and one button for what cannot wait."""

    def __init__(self, actions: Actions, heading: str, sentence: str, button: ActionButton, signal: str) -> None:
        super().__init__(actions, heading, sentence)
        self._deadline: float | None = None
        self.countdown = Countdown()
        self.countdown.ticked.connect(self._ticked)
        self.now = button
        self.now.clicked.connect(lambda: self.does.signal(signal))
        self.column.addSpacing(design_tokens.GRID)
        self.column.addWidget(self.countdown)
        self.add_actions(self.now)

    def show_view(self, view: View) -> None:
        """Count to the state's end."""
        super().show_view(view)
        if view.deadline != self._deadline or view.deadline is None:
            self._deadline = view.deadline
            self.countdown.run(view.deadline, view.limit_s)

    def spoken(self) -> str:
        """Read out how long it takes in all; what is left is read out now and then."""
        whole = round(self.view.limit_s) if self.view is not None else 0
        return f"{super().spoken()} {kit_texts.count(kit_texts.SECONDS_LEFT, whole)}."

    def _ticked(self, seconds: int) -> None:
        if seconds in READ_OUT and self.isVisible() and self.view is not None and seconds < round(self.view.limit_s):
            announce(self, self.countdown.accessibleName())


class CardGoneScreen(CountdownScreen):
    """The session's card is gone: pulled, or taken away by the line to the person's own desk (``line``)."""

    def __init__(self, actions: Actions, sentence: str, line: str, button: ActionButton, signal: str) -> None:
        super().__init__(actions, session_texts.GONE_HEADING, sentence, button, signal)
        self._sentence, self._line = sentence, line

    def show_view(self, view: View) -> None:
        """Say what has become of the card, and what helps."""
        super().show_view(view)
        if view.card in DESK_AWAY:
            self.set_texts(texts.SHORT[view.card], self._line)
        else:
            self.set_texts(session_texts.GONE_HEADING, self._sentence)


def starting_over(actions: Actions) -> Screen:
    """Return the wait before the login begins anew."""
    button = ActionButton(texts.say(texts.CLOSE_WINDOW), SECONDARY)
    return CountdownScreen(
        actions, session_texts.STARTING_OVER_HEADING, session_texts.STARTING_OVER, button, signal="close"
    )


def lock_soon(actions: Actions) -> Screen:
    """Return the countdown to the lock."""
    button = ActionButton(texts.say(session_texts.LOCK_NOW), PRIMARY)
    return CardGoneScreen(actions, session_texts.LOCK_SOON, session_texts.LOCK_SOON_LINE, button, "lock")


def log_out_soon(actions: Actions) -> Screen:
    """Return the countdown to the log-out."""
    button = ActionButton(texts.say(session_texts.LOG_OUT_NOW), PRIMARY)
    return CardGoneScreen(actions, session_texts.LOG_OUT_SOON, session_texts.LOG_OUT_SOON_LINE, button, "log_out")
