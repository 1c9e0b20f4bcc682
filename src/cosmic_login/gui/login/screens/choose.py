"""R10: choose the service ID for this login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

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
    """Arrows and Enter choose; letters filter. Nothing moves by that: the list keeps its height.

    Where there are few choices, the filter comes in the sentence's place when somebody types.
    """

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
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        self._list = QWidget()
        self.choices = QVBoxLayout(self._list)
        self.choices.setContentsMargins(0, 0, 0, 0)
        for column, parts in ((head, (self.sentence, self.filter)), (self.choices, (self.nothing,))):
            column.setSpacing(2 * design_tokens.GRID)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        self.column.insertWidget(1, self._head)
        self.column.addWidget(self._list)
        self.nothing.hide()
        self.add_actions(self.cancel)

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
        for i, button in enumerate(self.buttons):
            hsa_id = button.choice.hsa_id
            button.clicked.connect(lambda _checked=False, chosen=hsa_id: self._choose(chosen))
            self.choices.insertWidget(i, button)
            button.show()
        self.filter.clear()
        self.filter.setVisible(self._many)
        self.sentence.show()
        self._keep_height()
        self.arrow_group = list(self.buttons)
        for before, after in zip((self.filter, *self.buttons), (*self.buttons, self.cancel), strict=True):
            QWidget.setTabOrder(before, after)

    @property
    def _many(self) -> bool:
        return len(self.buttons) >= _MANY

    def fit(self, *, narrow: bool) -> None:
        """Keep the height that belongs to the new width."""
        super().fit(narrow=narrow)
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the height that belongs to the new width."""
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        """Have head and list keep the height that they have with everything in them."""
        width = self.contentsRect().width()
        gaps = max(len(self.buttons) - 1, 0) * self.choices.spacing()
        self._list.setMinimumHeight(sum(button.heightForWidth(width) for button in self.buttons) + gaps)
        self.filter.ensurePolished()
        words, field = self.sentence.heightForWidth(width), self.filter.sizeHint().height()
        self._head.setMinimumHeight(words + field + 2 * design_tokens.GRID if self._many else max(words, field))

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
        self._show_filter(shown=bool(wish) or self._many or self.filter.hasFocus())

    def _show_filter(self, *, shown: bool) -> None:
        self.filter.setVisible(shown)
        self.sentence.setVisible(self._many or not shown)

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
            self._show_filter(shown=True)
            self.filter.setFocus()
            self.filter.setText(self.filter.text() + event.text())
        else:
            super().keyPressEvent(event)
