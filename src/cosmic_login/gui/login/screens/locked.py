"""A locked session: by whom, as much as a stranger may see, and the way back in (R3, R24)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.gui.login import method_advice, method_order
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.failure import FailureScreen
from cosmic_login.gui.login.whose import Whose
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts, take_over_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.widgets.button import PRIMARY, QUIET, SECONDARY, ActionButton
from cosmic_login.ui.widgets.note import Note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.failures import LoginFailure


_OWN, _WAYS, _MORE = "own", "ways", "more"


class LockedScreen(Screen):
    """Name and organisation, since when, "Lås upp", and the ways in for somebody else. Nothing else of the session.

    The ways stand as at the start (R8): first those with a button of their own, the fallbacks one step further.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.LOCKED_HEADING, session_texts.LOCKED_WHAT)
        self.whose = Whose()
        self.reminder = Note()
        self.unlock = ActionButton(texts.say(session_texts.UNLOCK), PRIMARY)
        self.unlock.clicked.connect(self._unlock)
        self.somebody_else = ActionButton(texts.say(take_over_texts.OTHER_PERSON), SECONDARY)
        self.somebody_else.setAccessibleDescription(texts.say(take_over_texts.OTHER_PERSON_ABOUT))
        self.somebody_else.clicked.connect(lambda: self._show_list(_WAYS))
        self.other_way = ActionButton(texts.say(texts.OTHER_WAY), listed=True)
        self.other_way.clicked.connect(lambda: self._show_list(_MORE))
        self.back = ActionButton(texts.say(texts.BACK), QUIET)
        self.back.clicked.connect(lambda: self._show_list(_WAYS if self.list == _MORE else _OWN))
        self.ways: dict[str, ActionButton] = {}  # of the list that is shown, by their login methods
        self.list: str = _OWN
        self._closed: frozenset[str] = frozenset()
        self.column.addWidget(self.whose)
        self.column.addSpacing(design_tokens.GRID)
        self.column.addWidget(self.reminder)
        self.add_actions(self.unlock, self.somebody_else)
        for button in (self.other_way, self.back):
            self.column.addWidget(button)
        self._show_list(_OWN)

    def arrive(self) -> None:
        """Begin with the session's own person."""
        self._show_list(_OWN)

    def show_view(self, view: View) -> None:
        """Show whose session it is, and whether a card has been left in the reader."""
        super().show_view(view)
        self.whose.show_view(view)
        self.reminder.say(texts.say(session_texts.CARD_STILL_IN) if view.card_left else "", "warning")
        self._say_closed()

    def show_availability(self, ways: Mapping[str, bool], unreachable: LoginFailure | None = None) -> None:
        """Say which ways are closed now; they can be chosen all the same."""
        everything = frozenset({self._way, *self.does.methods}) if unreachable is not None else frozenset()
        self._closed = everything | {way for way, is_open in ways.items() if not is_open}
        self._say_closed()

    def take_over(self, old: Screen) -> None:
        """Keep what is known of the ways."""
        if isinstance(old, LockedScreen):
            self._closed = old._closed
        super().take_over(old)

    def _say_closed(self) -> None:
        words = method_advice.worded((method_advice.CLOSED_NOW,))
        shut = words if self._way in self._closed else ""
        self.unlock.set_sub(shut)
        about = texts.say(session_texts.UNLOCK_ABOUT).format(way=texts.method_label(self._way))
        self.unlock.setAccessibleDescription(f"{shut}. {about}" if shut else about)
        for method, way in self.ways.items():
            way.set_sub(words if method in self._closed else "", aside=True)
        further = self._methods(_MORE)
        self.other_way.set_sub(words if further and self._closed.issuperset(further) else "", aside=True)
        self._emphasise()

    def _emphasise(self) -> None:
        """Make the way primary that is advised: the session's own, while it is open."""
        ways = {method: method not in self._closed for method in self.does.methods}
        way = method_advice.advised(ways)
        others = self._way in self._closed and any(ways.values())
        self._set_primary((self.unlock, self.somebody_else), self.somebody_else if others else self.unlock)
        still_open = next((button for method, button in self.ways.items() if method not in self._closed), None)
        further = self.other_way if self.list == _WAYS and way in self._methods(_MORE) else still_open
        self._set_primary((*self.ways.values(), self.other_way), self.ways.get(way, further))

    @staticmethod
    def _set_primary(buttons: tuple[ActionButton, ...], primary: ActionButton | None) -> None:
        """Give one of some buttons the primary look, and the focus if another one had it that looked so."""
        before = next((button for button in buttons if button.kind == PRIMARY), None)
        for button in buttons:
            button.set_kind(PRIMARY if button is primary else SECONDARY)
        if primary is not None and before not in {None, primary} and before is not None and before.hasFocus():
            primary.setFocus()

    def first_focus(self) -> QWidget:
        """Return the way that is advised."""
        return next((way for way in self.arrow_group if isinstance(way, ActionButton) and way.kind == PRIMARY), self)

    def spoken(self) -> str:
        """Read out who, since when, and the reminder."""
        parts = (super().spoken(), self.whose.spoken(), self.reminder.words.text())
        return " ".join(part for part in parts if part)

    @property
    def _way(self) -> str:
        """The way that this session was logged in to."""
        identity = self.view.identity if self.view is not None else None
        return (identity.method if identity is not None else "") or DEFAULT.name

    def _unlock(self) -> None:
        self.does.choose(self._way)

    def _methods(self, which: str) -> list[str]:
        """Return the installed ways of a list, in the instruction's order."""
        if which == _WAYS:
            return [method for method in method_order.FRONT if method in self.does.methods]
        return [method for method in method_order.further(self.does.methods) if method in self.does.methods]

    def _show_list(self, which: str) -> None:
        """Show the session's own way back, the ways in for anybody, or the fallbacks."""
        came_from = self.list if self.back.hasFocus() else ""
        for way in self.ways.values():
            way.setParent(None)
            way.deleteLater()
        self.list = which
        methods = [] if which == _OWN else self._methods(which)
        self.ways = {method: self._made(method, self.does.methods[method]) for method in methods}
        name_controls(self)
        self._say_closed()
        for before, after in itertools.pairwise((self.somebody_else, *self.ways.values(), self.other_way, self.back)):
            QWidget.setTabOrder(before, after)
        own, further = which == _OWN, which == _WAYS and bool(self._methods(_MORE))
        for button, there in (
            (self.unlock, own), (self.somebody_else, own), (self.other_way, further), (self.back, not own),
        ):  # fmt: skip
            button.setVisible(there)
        further_ways = [self.other_way] if further else []
        self.arrow_group = [self.unlock, self.somebody_else] if own else [*self.ways.values(), *further_ways, self.back]
        if own:
            self.set_texts(session_texts.LOCKED_HEADING, session_texts.LOCKED_WHAT)
        else:
            self.set_texts(take_over_texts.OTHER_PERSON_HEADING, take_over_texts.OTHER_PERSON_ABOUT)
        if came_from:
            (self.somebody_else if own else self.other_way).setFocus()
        elif not own:
            self.first_focus().setFocus()
        if not own:
            announce(self, self.spoken())

    def _made(self, method: str, label: str) -> ActionButton:
        way = ActionButton(label or texts.method_button(method), listed=True)
        way.clicked.connect(lambda: self.does.choose(method))
        self.column.insertWidget(self.column.indexOf(self.other_way), way)
        way.show()  # at once: what is shown a moment later would take the focus back then
        return way


class UnlockFailedScreen(FailureScreen):
    """The session is still locked, and nobody ends it here; "Försök igen" goes back to it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, session_texts.UNLOCK_FAILED, "")
