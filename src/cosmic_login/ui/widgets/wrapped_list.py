"""A list to choose from whose entries wrap, at any text size: Qt's own cuts an entry that needs more lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget

from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import text_height

_SIDE, _ABOVE = 8, 6  # of an entry, as in the style sheet


class WrappedList(QListWidget):
    """One stop for Tab; arrows, Home, End and letters choose the entry."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def fit(self) -> None:
        """Give each entry the height that its text needs; call it when other entries have come."""
        theme, width = active_theme(), self.viewport().width()
        inner = width - 2 * theme.px(_SIDE) - 6  # what the style keeps around a text
        for place in range(self.count()):
            item = self.item(place)
            height = text_height(item.text().replace("\n", "\u2028"), self.font(), inner)
            item.setSizeHint(QSize(width, math.ceil(height) + 2 * theme.px(_ABOVE)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the entries to the new width."""
        super().resizeEvent(event)
        self.fit()
