"""The bar at the top: the program's name, its training mark, and how it looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy

from cosmic_login.gui.ports.actions import WindowActions
from cosmic_login.gui.shell.card_menu import CardMenu
from cosmic_login.gui.texts import common as texts
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.language import active_language
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph

SIZES = (100, 125, 150, 200)


class Header(QFrame):
    """Name and mark at the left, the appearance menu at the right."""

    def __init__(self, actions: WindowActions) -> None:
        super().__init__()
        self._actions = actions
        self.setObjectName("header")
        self._icon = Pictogram("cosmic", "accent", 28)
        brand = Paragraph(texts.say(texts.COSMIC), "brand")
        self.mark = Paragraph(texts.say(texts.MARK), "mark")
        self.mark.setToolTip(texts.say(texts.MARK_ABOUT))
        self.mark.setAccessibleDescription(texts.say(texts.MARK_ABOUT))
        for words in (brand, self.mark):
            words.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.look = ActionButton(texts.say(texts.LOOK), QUIET)
        self.look.clicked.connect(self._open_menu)
        self.card_menu = CardMenu()
        self._offers: list[tuple[str, Callable[[], None], str, Callable[[], bool]]] = []
        self.menus = (self.card_menu, self.look)
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
        menus = self.menus if self.card_menu.offered else (self.look,)  # isHidden tells nothing while one moves house
        words: int = sum(widget.sizeHint().width() for widget in (self._brand, self.mark, *menus))
        return words + (1 + len(menus)) * self.row.spacing() + 28 <= width

    def retranslate(self) -> None:
        """Say everything anew."""
        self._brand.say(texts.say(texts.COSMIC))
        self.mark.say(texts.say(texts.MARK))
        self.mark.setToolTip(texts.say(texts.MARK_ABOUT))
        self.mark.setAccessibleDescription(texts.say(texts.MARK_ABOUT))
        self.look.set_label(texts.say(texts.LOOK))
        self.card_menu.retranslate()

    def offer(
        self, label: str, call: Callable[[], None], keys: str = "", locked: Callable[[], bool] = lambda: False
    ) -> None:
        """Put something to open at the end of the menu; ``keys`` are told there, and bound by the window.

        While ``locked`` says so it cannot be chosen, and its description says why.
        """
        self._offers.append((label, call, keys, locked))

    def menu(self) -> QMenu:
        """Return the appearance menu, with the present choice marked, and what else can be opened."""
        theme = active_theme()
        menu = QMenu(self)
        menu.setAccessibleName(self.look.accessibleName())
        looks = QActionGroup(menu)
        for name, label in texts.LOOKS.items():
            action = menu.addAction(texts.say(label))
            action.setCheckable(True)
            action.setChecked(theme.choice == name)
            action.triggered.connect(lambda _checked=False, choice=name: self._actions.change_setting("theme", choice))
            looks.addAction(action)
        menu.addSeparator()
        sizes = QActionGroup(menu)
        for percent in SIZES:
            action = menu.addAction(texts.say(texts.TEXT_SIZE).format(percent=percent))
            action.setCheckable(True)
            action.setChecked(round(theme.text_scale * 100) == percent)
            action.triggered.connect(
                lambda _checked=False, scale=percent / 100: self._actions.change_setting("text_scale", scale)
            )
            sizes.addAction(action)
        menu.addSeparator()
        languages = QActionGroup(menu)
        for name, label in LANGUAGES.items():  # each in its own language, for who reads no other
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(active_language().name == name)
            action.triggered.connect(
                lambda _checked=False, choice=name: self._actions.change_setting("language", choice)
            )
            languages.addAction(action)
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        for label, call, keys, locked in self._offers:
            action = menu.addAction(f"{texts.say(label)}\t{keys}" if keys else texts.say(label))
            if locked():
                action.setEnabled(False)
                action.setToolTip(texts.say(texts.UNLOCK_FIRST))
            action.triggered.connect(lambda _checked=False, opens=call: opens())
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.look.mapToGlobal(QPoint(0, self.look.height())))
