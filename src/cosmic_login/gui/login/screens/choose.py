"""R10: choose the service ID for this login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cosmic_login.core.identity import ServiceId
from cosmic_login.core.prompts import ChooseServiceId, ServiceIdChosen
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.widgets.button import SECONDARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

#: From this many on the filter is shown from the beginning; below, it appears when somebody types.
_MANY = 7


class ServiceIdButton(ActionButton):
    """One service ID: title, organisation, HSA-id; the own region's is marked, another organisation's too."""

    def __init__(self, choice: ServiceId) -> None:
        self.choice = choice
        mark = texts.OWN_REGION if choice.own_region else texts.OTHER_ORGANISATION
        title = choice.title or choice.organisation
        lines = (choice.organisation, choice.hsa_id) if choice.title else (choice.hsa_id,)
        super().__init__(title.replace("&", ""), SECONDARY, sub="\n".join(lines), badge=texts.say(mark), listed=True)

    def fits(self, wish: str) -> bool:
        """Whether what was typed occurs in title, organisation or HSA-id."""
        whole = f"{self.choice.title} {self.choice.organisation} {self.choice.hsa_id}".casefold()
        return all(word in whole for word in wish.casefold().split())


class ChooseScreen(Screen):
    """Arrows and Enter choose; letters filter."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.CHOOSE_HEADING, texts.CHOOSE_SENTENCE)
        self._number = 0
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(texts.say(texts.FILTER))
        self.filter.setAccessibleName(texts.say(texts.FILTER))
        self.filter.textChanged.connect(self._narrow)
        self.filter.returnPressed.connect(self._choose_only)
        self.nothing = Paragraph("", "muted")
        self.buttons: list[ServiceIdButton] = []
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addWidget(self.filter)
        self.column.addWidget(self.nothing)
        self.nothing.hide()
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addWidget(self.cancel)

    def show_view(self, view: View) -> None:
        """List the choices, the own region's first."""
        super().show_view(view)
        if not isinstance(view.prompt, ChooseServiceId) or view.number == self._number:
            return
        self._number = view.number
        words = texts.say(texts.CHOOSE_SENTENCE_OF if view.holder else texts.CHOOSE_SENTENCE)
        self.sentence.say(words.format(holder=view.holder))
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        choices = sorted(view.prompt.choices, key=lambda choice: not choice.own_region)
        self.buttons = [ServiceIdButton(choice) for choice in choices]
        place = self.column.indexOf(self.nothing)
        for i, button in enumerate(self.buttons):
            hsa_id = button.choice.hsa_id
            button.clicked.connect(lambda _checked=False, chosen=hsa_id: self._choose(chosen))
            self.column.insertWidget(place + i, button)
        self.filter.clear()
        self.filter.setVisible(len(self.buttons) >= _MANY)
        self.arrow_group = list(self.buttons)
        for before, after in zip((self.filter, *self.buttons), (*self.buttons, self.cancel), strict=True):
            QWidget.setTabOrder(before, after)

    def take_over(self, old: Screen) -> None:
        """Keep the filter too."""
        if isinstance(old, ChooseScreen):
            super().take_over(old)
            self.filter.setText(old.filter.text())

    def _choose(self, hsa_id: str) -> None:
        self.does.answer(self._number, ServiceIdChosen(hsa_id))

    def _narrow(self, wish: str) -> None:
        for button in self.buttons:
            button.setVisible(button.fits(wish))
        left = any(button.fits(wish) for button in self.buttons)
        self.nothing.say("" if left else texts.say(texts.NOTHING_LEFT))
        if wish:
            self.filter.show()

    def _choose_only(self) -> None:
        """Enter in the filter takes the choice that is left, if it is the only one."""
        left = [button for button in self.buttons if button.fits(self.filter.text())]
        if len(left) == 1:
            self._choose(left[0].choice.hsa_id)
            enter_guard().done()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows walk; a letter begins a filter."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.text() and event.text().isalnum() and not held:
            self.filter.show()
            self.filter.setFocus()
            self.filter.setText(self.filter.text() + event.text())
        else:
            super().keyPressEvent(event)
