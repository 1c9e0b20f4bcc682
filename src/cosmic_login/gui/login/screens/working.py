"""Screens on which the person waits: the program works, the SITHS eID window asks, the session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from cosmic_login.core.prompts import ChangeCode, EnterCode, Prompt, UnblockCode, Working
from cosmic_login.core.situations import CodePurpose
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts, session_texts, take_over_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class WorkingScreen(Screen):
    """What is going on, and a way out."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.WORKING_HEADING, texts.WORKING)
        self.busy = BusyBar()
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.busy)
        self.add_actions(self.cancel)

    def show_view(self, view: View) -> None:
        """Name the step."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        waiting = code_texts.PREPARING if code_texts.managing(view.state) else texts.WORKING
        step = texts.STEPS[view.prompt.step] if isinstance(view.prompt, Working) else waiting
        self.set_texts(texts.WORKING_HEADING, step)


class WaitingScreen(Screen):
    """The SITHS eID window has the word."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.WAITING_HEADING, texts.WAITING_CODE)
        self.show_siths = ActionButton(texts.say(texts.SHOW_SITHS), PRIMARY)
        self.show_siths.clicked.connect(self.does.show_siths)
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.add_actions(self.show_siths, self.cancel)

    def show_view(self, view: View) -> None:
        """Say which code is meant."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        again = view.again and isinstance(view.prompt, EnterCode)
        self.set_texts(texts.WAITING_HEADING, take_over_texts.CODE_AGAIN if again else _waits_for(view.prompt))


def _waits_for(prompt: Prompt[Any] | None) -> str:
    match prompt:
        case ChangeCode():
            return code_texts.WAITING_CHANGE
        case UnblockCode():
            return code_texts.WAITING_UNBLOCK
        case EnterCode(purpose=CodePurpose.REGISTER):
            return texts.WAITING_REGISTER
    return texts.WAITING_CODE


class UnshownScreen(Screen):
    """In place of a screen of another distribution's that cannot be made: a way out, and everything else works."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.UNSHOWN_HEADING, texts.UNSHOWN)
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.add_actions(self.cancel)


class LeavingScreen(Screen):
    """Nothing to press: the log-out is told to the IdP, or the window closes."""

    def __init__(self, actions: Actions, heading: str, sentence: str) -> None:
        super().__init__(actions, heading, sentence)
        self.busy = BusyBar()
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.busy)

    def first_focus(self) -> QWidget:
        """There is no control; the heading's screen takes the focus for screen readers."""
        return self
