"""How it ended, in the main window, what can be done with the card without logging in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.failure import FailureScreen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

#: After these the same task would only fail again.
_FINAL = frozenset({"code.blocked", "puk.blocked", "card.not_reserve", "card.signing_there"})


class ManagedScreen(Screen):
    """Done; one way, to the start."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, code_texts.CHANGED, code_texts.USE_IT)
        self.on = ActionButton(texts.say(code_texts.TO_START), PRIMARY)
        self.on.clicked.connect(lambda: self.does.signal("retry"))
        self.column.addWidget(Pictogram("check", "accent", 56), 0, Qt.AlignmentFlag.AlignHCenter)
        self.add_actions(self.on)

    def show_view(self, view: View) -> None:
        """Say what is done."""
        super().show_view(view)
        self.set_texts(*code_texts.outcome_of(view.task)[:2])


class ManageFailedScreen(FailureScreen):
    """Nothing was changed; again, on to the PUK, or back to the start."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, code_texts.CHANGE_FAILED, code_texts.TO_START)

    def show_view(self, view: View) -> None:
        """Offer what makes sense: what is blocked need not be tried again."""
        super().show_view(view)
        self.set_texts(code_texts.outcome_of(view.task)[2], "")
        failure = view.failure or LoginFailure("internal.error")
        again = code_texts.repeats(view.task)
        final = failure.code in _FINAL or not again
        self.leave.set_label(texts.say(code_texts.TO_START if again else code_texts.CLOSE))
        self.retry.setVisible(not final)
        self.leave.set_kind(PRIMARY if final and self.unblock.isHidden() else SECONDARY)

    def try_again(self) -> None:
        """Begin the same task anew."""
        self.does.manage(self.view.task if self.view is not None else "")

    def go_away(self) -> None:
        """To the start."""
        self.does.signal("retry")
