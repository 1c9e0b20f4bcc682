"""A button that shows what is chosen and opens a menu of the rest."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu

from cosmic_login.ui.widgets.button import ActionButton


class ChoiceButton(ActionButton):
    """``options`` are values with their labels; ``chosen`` tells a value that a person picked."""

    chosen = Signal(object)

    def __init__(self, label: str, options: Mapping[Hashable, str], value: Hashable) -> None:
        super().__init__(label, listed=True)
        self.options, self.value = dict(options), value
        self.clicked.connect(self._open)
        self.show_value(value)

    def set_options(self, options: Mapping[Hashable, str]) -> None:
        """Offer others, or the same in another language."""
        self.options = dict(options)
        self.show_value(self.value)

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
