"""The start: three ways to log in (R8), and what is in the reader."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cosmic_login.core.login_methods import METHODS, row_of
from cosmic_login.core.plugins import left_out
from cosmic_login.core.situations import card_at_hand
from cosmic_login.gui.login import method_advice, method_order
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.task_buttons import task_buttons
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts, md_texts, session_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import PRIMARY, QUIET, SECONDARY, ActionButton
from cosmic_login.ui.widgets.note import Note

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.failures import LoginFailure

_WAYS, _MORE, _CODES = "ways", "more", "codes"
_HEADINGS = {
    _WAYS: (texts.START_HEADING, texts.START_SENTENCE),
    _MORE: (texts.OTHER_WAYS_HEADING, texts.START_SENTENCE),
    _CODES: (code_texts.CODES_HEADING, code_texts.CODES_SENTENCE),
}


class StartScreen(Screen):
    """The three buttons; the one that is advised is the primary one.

    A way that is not there yet says so, in its second line and when it is pressed.

    One that is closed now says so too, and can be chosen all the same: it may have opened a moment ago.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.START_HEADING, texts.START_SENTENCE)
        self._methods: Mapping[str, str] = dict.fromkeys(METHODS, "")  # until told which are installed
        self._open: Mapping[str, bool] = {}
        self._unreachable: LoginFailure | None = None
        self._advice: Callable[[], str] | None = None
        self._tone = "info"
        self.list = _WAYS
        self._opener: QWidget | None = None  # the button that opened the list
        self.front = {name: self._front_button(name) for name in method_order.FRONT}
        self.this_device, self.other_device = self.front.values()
        self.other_way = ActionButton(texts.say(texts.OTHER_WAY), SECONDARY, listed=True)
        self.other_way.clicked.connect(lambda: self._show_list(_MORE))
        self.advice = Note()
        self._ways: list[ActionButton] = []
        self.back = ActionButton(texts.say(texts.BACK), QUIET)
        self.back.clicked.connect(lambda: self._show_list(_WAYS))
        self.codes = ActionButton(texts.say(code_texts.CODES), QUIET)
        self.codes.clicked.connect(lambda: self._show_list(_CODES))
        self.tasks = task_buttons(actions)
        self.reminder = Note()
        self.open_ways = Note()
        self.left_out: list[Note] = []  # one for each plug-in that is not used
        for button in (*self.front.values(), self.other_way):
            self.column.addWidget(button)
        for task in self.tasks:
            self.column.addWidget(task)
        self.column.addWidget(self.back)
        for note in (self.reminder, self.open_ways, self.advice):  # below what is pressed, which must not move
            self.column.addWidget(note)
        self.column.addWidget(self.codes)
        self._emphasised: ActionButton = self.this_device
        self.set_methods(self._methods)
        self._show_list(_WAYS)

    def _front_button(self, method: str) -> ActionButton:
        button = ActionButton(texts.method_button(method), listed=True)
        button.clicked.connect(lambda: self._press(method))
        return button

    def set_methods(self, methods: Mapping[str, str]) -> None:
        """Say which methods there are (name: label, empty for our own); more ways than ours go under the third."""
        self._methods = dict(methods)
        for way in self._ways:
            way.setParent(None)
            way.deleteLater()
        self._ways = []
        self.named: dict[str, ActionButton] = dict(self.front)  # by their ways
        for method in self._extra():
            label = methods.get(method) or texts.method_button(method)
            way = ActionButton(label, listed=True)
            way.clicked.connect(lambda _checked=False, name=method: self._press(name))
            way.hide()
            self.column.insertWidget(self.column.indexOf(self.tasks[0]), way)
            self._ways.append(way)
            self.named[method] = way
        for before, after in itertools.pairwise((self.other_way, *self._ways, *self.tasks, self.back, self.codes)):
            QWidget.setTabOrder(before, after)
        self._say_left_out()
        self._say_ways()

    def _say_left_out(self) -> None:
        """Name the plug-ins that are not used, each in a line; they are known by the time the methods are."""
        for plugin in left_out()[len(self.left_out) :]:
            note = Note(texts.left_out_line(plugin), "warning")
            self.left_out.append(note)
            self.column.insertWidget(self.column.indexOf(self.codes), note)

    def show_availability(self, ways: Mapping[str, bool], unreachable: LoginFailure | None = None) -> None:
        """Say which ways are open now; ``unreachable`` is why the IdP does not say: then none is."""
        before = self.open_ways.words.text()
        self._open, self._unreachable = dict(ways), unreachable
        self._say_ways()
        words = self.open_ways.words.text()
        if words != before and self.isVisible():
            announce(self, words)

    def _say_ways(self) -> None:
        if self._unreachable is not None:
            known = dict.fromkeys(self._methods, False)
            words = " ".join(texts.failure_texts(self._unreachable))
        else:
            known = {method: self._open[method] for method in self._methods if method in self._open}
            card = self.view is not None and card_at_hand(self.view.card)
            words = method_advice.worded(method_advice.advise(known, card=card))
        self.open_ways.say(words, "warning")
        closed, not_yet = method_advice.worded((method_advice.CLOSED_NOW,)), texts.say(texts.NOT_YET)
        for method, button in self.named.items():
            missing = not_yet if method not in self._methods else self._waits(method)
            button.set_sub(closed if known.get(method) is False else missing, aside=True)
        none_open = all(known.get(method) is False for method in self._extra())
        self.other_way.set_sub(closed if none_open else "", aside=True)
        self._emphasise(known)

    def _emphasise(self, known: Mapping[str, bool]) -> None:
        """Make the way primary that is advised; the focus goes along when it was on the one before."""
        way = method_advice.advised(known)
        before, self._emphasised = self._emphasised, self.front.get(way, self.other_way if way else self.this_device)
        for button in (*self.front.values(), self.other_way):
            button.set_kind(PRIMARY if button is self._emphasised else SECONDARY)
        open_ways = [name for name in self._extra() if known.get(name) is not False]
        further = self.named.get(way if way in self._extra() else next(iter(open_ways), ""))
        for button in self._ways:
            button.set_kind(PRIMARY if button is further else SECONDARY)
        if before is not self._emphasised and before.hasFocus():
            self._emphasised.setFocus(Qt.FocusReason.OtherFocusReason)

    def _waits(self, method: str) -> str:
        """Say that the button waits for the card (R17); pressing it leads to where the card is asked for."""
        without_card = self.view is None or (not card_at_hand(self.view.card) and not self.view.early)
        row = row_of(method)
        return texts.say(md_texts.MD_WAITS) if row is not None and row.card_first and without_card else ""

    def _extra(self) -> list[str]:
        return method_order.further(self._methods)

    @property
    def lists_further_ways(self) -> bool:
        """Whether the ways behind the third button are up."""
        return self.list == _MORE

    def arrive(self) -> None:
        """Begin with the three ways, without yesterday's advice."""
        self._advise(None)
        self._show_list(_WAYS)

    def take_over(self, old: Screen) -> None:
        """Keep the ways, which of them are listed, and the advice."""
        if isinstance(old, StartScreen):
            self._open, self._unreachable = old._open, old._unreachable
            self.set_methods(old._methods)
            self._show_list(old.list)
            self._advise(old._advice, old._tone)
            super().take_over(old)

    def first_focus(self) -> QWidget:
        """Return the way that is advised."""
        return self._emphasised

    def last_stop(self) -> QWidget:
        """Return the way to the card's codes: the ways are made anew, and come last only in their making."""
        return self.codes

    def show_view(self, view: View) -> None:
        """Remind of a card that was left in the reader (R3); otherwise the status line tells about cards."""
        super().show_view(view)
        self._remind()
        self._say_ways()

    def _remind(self) -> None:
        """Remind of the card that was left; not where one has to be in the reader."""
        left = self.view is not None and self.view.card_left and self.list != _CODES
        self.reminder.say(texts.say(session_texts.CARD_STILL_IN) if left else "", "warning")

    def spoken(self) -> str:
        """Read out the reminder too, and which ways are closed."""
        notes = (self.reminder.words.text(), self.open_ways.words.text())
        return " ".join(part for part in (super().spoken(), *notes) if part)

    def warn(self, say: Callable[[], str]) -> None:
        """Show that something is amiss before anybody pressed anything; ``say`` words it in the language in force."""
        self._advise(say, "error")
        announce(self, say())

    def _advise(self, say: Callable[[], str] | None, tone: str = "info") -> None:
        self._advice, self._tone = say, tone
        self.advice.say(say() if say is not None else "", tone)

    def _press(self, method: str) -> None:
        if method in self._methods:
            self._advise(None)
            self.does.choose(method)
        else:
            self._not_yet()

    def _not_yet(self) -> None:
        self._advise(lambda: texts.say(texts.NOT_YET_ADVICE))
        announce(self, self.advice.words.text())

    def _show_list(self, which: str) -> None:
        """Show the three ways, the further ones, or what can be done with the card's codes."""
        came_from = self._opener if self.back.hasFocus() else None
        parts = {_WAYS: [*self.front.values(), self.other_way], _MORE: self._ways, _CODES: self.tasks}
        for name, buttons in parts.items():
            for button in buttons:
                button.setVisible(name == which)
        listed = which != _WAYS
        self.list = which
        self.back.setVisible(listed)
        self.codes.setVisible(not listed)
        self._remind()
        heading, sentence = _HEADINGS[which]
        self.set_texts(heading, sentence)
        self.arrow_group = [*parts[which], *([self.back] if listed else [])]
        if listed:
            self._opener = self.codes if which == _CODES else self.other_way
            self._advise(None)
            next((part for part in parts[which] if part.kind == PRIMARY), parts[which][0]).setFocus()
            announce(self, f"{self.heading.text()}. {self.sentence.text()}")
        elif came_from is not None:
            came_from.setFocus()
