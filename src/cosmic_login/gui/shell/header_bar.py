"""The bar at the top: the program's name, its training mark, and the menus."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from cosmic_login.gui.ports.actions import WindowActions
from cosmic_login.gui.shell.card_menu import CardMenu
from cosmic_login.gui.shell.look_menu import LookMenu
from cosmic_login.gui.shell.tool_menu import ToolMenu
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import Paragraph


class Header(QFrame):
    """Name and mark at the left; cards, appearance and tools at the right."""

    def __init__(self, actions: WindowActions) -> None:
        super().__init__()
        self.setObjectName("header")
        self._icon = Pictogram("cosmic", "accent", 28)
        brand = Paragraph(texts.say(texts.COSMIC), "brand")
        self.mark = Paragraph(texts.say(texts.MARK), "mark")
        self.mark.setToolTip(texts.say(texts.MARK_ABOUT))
        self.mark.setAccessibleDescription(texts.say(texts.MARK_ABOUT))
        for words in (brand, self.mark):
            words.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.card_menu = CardMenu()
        self.look = LookMenu(actions.change_setting)
        self.tools = ToolMenu()
        self.menus = (self.card_menu, self.look, self.tools)
        self._brand = brand
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(16, 4, 12, 5)
        self.row.setSpacing(8)
        for widget in (self._icon, brand, self.mark):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        for button in self.menus:
            self.row.addWidget(button)

    def fit(self, width: int) -> bool:
        """Leave out what is decoration on narrow windows; return whether the menus have room here."""
        self._icon.setVisible(width >= active_theme().px(380))
        # isHidden tells nothing while one moves house
        menus = [menu for menu in self.menus if menu is not self.card_menu or self.card_menu.offered]
        words: int = sum(widget.sizeHint().width() for widget in (self._brand, self.mark, *menus))
        return words + (1 + len(menus)) * self.row.spacing() + 28 <= width

    def retranslate(self) -> None:
        """Say everything anew."""
        self._brand.say(texts.say(texts.COSMIC))
        self.mark.say(texts.say(texts.MARK))
        self.mark.setToolTip(texts.say(texts.MARK_ABOUT))
        self.mark.setAccessibleDescription(texts.say(texts.MARK_ABOUT))
        for menu in self.menus:
            menu.retranslate()
