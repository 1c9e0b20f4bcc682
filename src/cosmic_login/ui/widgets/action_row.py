"""What can be done with a screen, at its foot: buttons of one width and one height, the primary one first.

They stand beside each other where every label fits on one line, and else under each other. Choices (ways to log in,
service IDs, what can be done with a card) are no actions: those always stand under each other, with their text at the
left (``listed`` in ``ActionButton``).
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from cosmic_login.ui import design_tokens

_GAP = 2 * design_tokens.GRID


class ActionRow(QLayout):
    """Lays its buttons out in the order in which they were added; hidden ones take no room."""

    def __init__(self, *buttons: QWidget) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        for button in buttons:
            self.addWidget(button)

    # -- what Qt asks a layout for -------------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take a button."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are, hidden ones too."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give one of them away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Take the width there is, and no more height than is needed."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Height depends on width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of the row, or of the column."""
        areas = self._areas(QRect(0, 0, width, 0))
        return areas[-1].bottom() + 1 if areas else 0

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a row."""
        there = self._there()
        if not there:
            return QSize(0, 0)
        width = len(there) * (self._widest(there) + _GAP) - _GAP
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        there = self._there()
        width = max((item.minimumSize().width() for item in there), default=0)
        return QSize(width, max((item.minimumSize().height() for item in there), default=0))

    def setGeometry(self, area: QRect) -> None:  # noqa: N802
        """Place the buttons."""
        super().setGeometry(area)
        for item, place in zip(self._there(), self._areas(area), strict=True):
            item.setGeometry(place)

    # -- places --------------------------------------------------------------------------------------------------

    def _there(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    @staticmethod
    def _widest(items: list[QLayoutItem]) -> int:
        return max(item.sizeHint().width() for item in items)

    def _areas(self, area: QRect) -> list[QRect]:
        there = self._there()
        if not there:
            return []
        number = len(there)
        width = (area.width() - (number - 1) * _GAP) // number
        beside = self._widest(there) <= width
        if not beside:
            width = area.width()
        height = max(item.heightForWidth(width) for item in there)
        right, down = (width + _GAP, 0) if beside else (0, height + _GAP)
        areas = [QRect(area.x() + i * right, area.y() + i * down, width, height) for i in range(number)]
        areas[-1].setRight(area.x() + area.width() - 1)  # what division leaves over
        return areas
