"""The menu of tools: everything that can be opened beside the login, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from cosmic_login.gui.ports.menu import MenuGroup
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.widgets.button import QUIET, ActionButton


class _Offer(NamedTuple):
    """Something to open; while ``locked`` says so it is shut."""

    group: MenuGroup
    label: str
    call: Callable[[], None]
    keys: str
    locked: Callable[[], bool]
    checked: Callable[[], bool] | None


class ToolMenu(ActionButton):
    """Opens the menu; parts of the program put their entries in as they come."""

    def __init__(self) -> None:
        super().__init__(texts.say(texts.MENU), QUIET)
        self._offers: list[_Offer] = []
        self.retranslate()
        self.clicked.connect(self._open)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.set_label(texts.say(texts.MENU))

    def offer(
        self,
        label: str,
        call: Callable[[], None],
        keys: str = "",
        locked: Callable[[], bool] = lambda: False,
        group: MenuGroup = MenuGroup.BESIDE,
        *,
        checked: Callable[[], bool] | None = None,
    ) -> None:
        """Put something to open at the end of its group; ``keys`` are told there, and bound by the window.

        While ``locked`` says so it cannot be chosen, and its description says why. A switch has ``checked``.
        """
        self._offers.append(_Offer(group, label, call, keys, locked, checked))

    def open(self, keys: str) -> None:
        """Open what is told with these keys, as if it had been chosen; nothing happens when there is no such entry."""
        for offer in self._offers:
            if offer.keys == keys and not offer.locked():
                offer.call()

    def menu_of_tools(self) -> QMenu:
        """Return the menu as it is now."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        menu.setToolTipsVisible(True)
        before = None
        for offer in sorted(self._offers, key=lambda offer: offer.group):
            if before not in {None, offer.group}:
                menu.addSeparator()
            before = offer.group
            label = texts.plain(texts.say(offer.label))
            action = menu.addAction(f"{label}\t{offer.keys}" if offer.keys else label)
            if offer.checked is not None:
                action.setCheckable(True)
                action.setChecked(offer.checked())
            if offer.locked():
                action.setEnabled(False)
                action.setToolTip(texts.say(texts.UNLOCK_FIRST))
            action.triggered.connect(lambda _checked=False, opens=offer.call: opens())
        return menu

    def _open(self) -> None:
        menu = self.menu_of_tools()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
