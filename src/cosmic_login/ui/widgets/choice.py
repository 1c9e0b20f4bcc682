"""Buttons with a menu: one that shows what is chosen of it, and one that only opens it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu

from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.chevron import CHEVRON, draw_chevron


class MenuButton(ActionButton):
    """A button that opens a menu, and looks like it."""

    def __init__(self, label: str) -> None:
        super().__init__(label, listed=True)

    @property
    def _trailing(self) -> int:
        return active_theme().px(CHEVRON) + 2 * design_tokens.GRID

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the button, and the mark of a menu."""
        super().paintEvent(event)
        middle = QPointF(self.width() - self._side - active_theme().px(CHEVRON) / 2, self.height() / 2)
        draw_chevron(QPainter(self), middle, "muted" if self.isEnabled() else "on_disabled")


class ChoiceButton(MenuButton):
    """``options`` are values with their labels; ``chosen`` tells a value that a person picked."""

    chosen = Signal(object)

    def __init__(self, label: str, options: Mapping[Hashable, str], value: Hashable) -> None:
        super().__init__(label)
        self.options, self.value = dict(options), value
        self.clicked.connect(self._open)
        self.show_value(value)

    @property
    def shown(self) -> str:
        """The label of what is chosen."""
        return self.options.get(self.value, "")

    def set_options(self, options: Mapping[Hashable, str]) -> None:
        """Offer other values; what is chosen stays, if it is among them, and is the first of them otherwise."""
        if dict(options) != self.options:
            self.options = dict(options)
            self.show_value(self.value if self.value in self.options else next(iter(self.options), ""))

    def show_value(self, value: Hashable) -> None:
        """Show a value that was chosen, here or elsewhere."""
        self.value = value
        sub = self.options.get(value, "")
        if sub != self._sub:
            self.set_sub(sub)

    def menu_of_options(self) -> QMenu:
        """Return the menu, with the present choice marked."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for value, label in self.options.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(lambda _checked=False, picked=value: self._pick(picked))
        return menu

    def _pick(self, value: Hashable) -> None:
        self.show_value(value)
        self.chosen.emit(value)

    def _open(self) -> None:
        menu = self.menu_of_options()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
