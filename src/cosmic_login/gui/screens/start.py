"""The start: three ways to log in (R8), and what is in the reader."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cosmic_login.gui import session_texts, texts, tokens
from cosmic_login.gui.announce import announce
from cosmic_login.gui.screens.base import Actions, Screen
from cosmic_login.gui.widgets.button import PRIMARY, QUIET, SECONDARY, ActionButton
from cosmic_login.gui.widgets.note import Note

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View

THIS_DEVICE, OTHER_DEVICE = "siths-this-device", "siths-other-device"


class StartScreen(Screen):
    """The three buttons. A way that is not there yet says so, in its second line and when it is pressed."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.START_HEADING, texts.START_SENTENCE)
        self._methods: Mapping[str, str] = {THIS_DEVICE: ""}
        self._advice: Callable[[], str] | None = None
        self._tone = "info"
        self.this_device = ActionButton(texts.say(texts.THIS_DEVICE), PRIMARY)
        self.other_device = ActionButton(texts.say(texts.OTHER_DEVICE), SECONDARY, listed=True)
        self.other_way = ActionButton(texts.say(texts.OTHER_WAY), SECONDARY, listed=True)
        self.this_device.clicked.connect(lambda: self._press(THIS_DEVICE))
        self.other_device.clicked.connect(lambda: self._press(OTHER_DEVICE))
        self.other_way.clicked.connect(self._press_other_way)
        self.advice = Note()
        self._ways: list[ActionButton] = []
        self.back = ActionButton(texts.say(texts.BACK), QUIET)
        self.back.clicked.connect(lambda: self._list_ways(shown=False))
        self.reminder = Note()
        self.column.addWidget(self.reminder)
        for button in (self.this_device, self.other_device, self.other_way):
            self.column.addWidget(button)
        self.column.addWidget(self.back)
        self.column.addSpacing(tokens.GRID)
        self.column.addWidget(self.advice)
        self.set_methods(self._methods)
        self._list_ways(shown=False)

    def set_methods(self, methods: Mapping[str, str]) -> None:
        """Say which methods there are (name: label, empty for our own); more ways than ours go under the third."""
        self._methods = dict(methods)
        for way in self._ways:
            way.setParent(None)
            way.deleteLater()
        self._ways = []
        for method in self._extra():
            label = methods[method] or texts.say(texts.METHODS.get(method, method))
            way = ActionButton(label, listed=True)
            way.clicked.connect(lambda _checked=False, name=method: self._press(name))
            way.hide()
            self.column.insertWidget(self.column.indexOf(self.back), way)
            self._ways.append(way)
        for before, after in itertools.pairwise((self.other_way, *self._ways, self.back)):
            QWidget.setTabOrder(before, after)
        not_yet = texts.say(texts.NOT_YET)
        self.other_device.set_sub("" if OTHER_DEVICE in methods else not_yet)
        self.other_way.set_sub("" if self._ways else not_yet)

    def _extra(self) -> list[str]:
        return [method for method in self._methods if method not in {THIS_DEVICE, OTHER_DEVICE}]

    def arrive(self) -> None:
        """Begin with the three ways, without yesterday's advice."""
        self._advise(None)
        self._list_ways(shown=False)

    def take_over(self, old: Screen) -> None:
        """Keep the ways, which of them are listed, and the advice."""
        if isinstance(old, StartScreen):
            self.set_methods(old._methods)
            self._list_ways(shown=not old.back.isHidden())
            self._advise(old._advice, old._tone)
            super().take_over(old)

    def first_focus(self) -> QWidget:
        """Return the first way."""
        return self.this_device

    def show_view(self, view: View) -> None:
        """Remind of a card that was left in the reader (R3); otherwise the status line tells about cards."""
        super().show_view(view)
        left = view.card_left and view.card is None
        self.reminder.say(texts.say(session_texts.CARD_STILL_IN) if left else "", "warning")

    def spoken(self) -> str:
        """Read out the reminder too."""
        return " ".join(part for part in (super().spoken(), self.reminder.words.text()) if part)

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

    def _press_other_way(self) -> None:
        if self._ways:
            self._list_ways(shown=True)
        else:
            self._not_yet()

    def _not_yet(self) -> None:
        self._advise(lambda: texts.say(texts.NOT_YET_ADVICE))
        announce(self, self.advice.words.text())

    def _list_ways(self, *, shown: bool) -> None:
        ours = (self.this_device, self.other_device, self.other_way)
        for button in ours:
            button.setVisible(not shown)
        for way in (*self._ways, self.back):
            way.setVisible(shown)
        self.heading.say(texts.say(texts.OTHER_WAYS_HEADING if shown else texts.START_HEADING))
        self.arrow_group = [*self._ways, self.back] if shown else list(ours)
        if shown:
            self._ways[0].setFocus()
            announce(self, self.heading.text())
        elif self.back.hasFocus():
            self.other_way.setFocus()
