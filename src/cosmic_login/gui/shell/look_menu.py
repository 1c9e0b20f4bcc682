"""The menu of appearance: theme, text size and language, one press away for whoever cannot read what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from cosmic_login.gui.texts import common as texts
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.language import active_language
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import QUIET, ActionButton

if TYPE_CHECKING:
    from cosmic_login.core.settings_kinds import Value

SIZES = (100, 125, 150, 200)


class LookMenu(ActionButton):
    """Opens the menu, with the present choices marked; ``change`` is called with a setting's name and value."""

    def __init__(self, change: Callable[[str, Value], None]) -> None:
        super().__init__(texts.say(texts.LOOK), QUIET)
        self._change = change
        self.retranslate()
        self.clicked.connect(self._open)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.set_label(texts.say(texts.LOOK))

    def menu_of_looks(self) -> QMenu:
        """Return the menu as it is now."""
        theme = active_theme()
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        looks = [(name, texts.say(label)) for name, label in texts.LOOKS.items()]
        self._choices(menu, "theme", looks, theme.choice)
        menu.addSeparator()
        sizes = [(percent / 100, texts.say(texts.TEXT_SIZE).format(percent=percent)) for percent in SIZES]
        self._choices(menu, "text_scale", sizes, round(theme.text_scale, 2))
        menu.addSeparator()
        # Each language in its own words, for who reads no other.
        self._choices(menu, "language", list(LANGUAGES.items()), active_language().name)
        return menu

    def _choices(self, menu: QMenu, setting: str, choices: Sequence[tuple[Value, str]], now: Value) -> None:
        group = QActionGroup(menu)
        for value, label in choices:
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(lambda _checked=False, choice=value: self._change(setting, choice))
            group.addAction(action)

    def _open(self) -> None:
        menu = self.menu_of_looks()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
