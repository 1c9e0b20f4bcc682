"""Rows under each other that arrows walk through; each reads out as one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import Paragraph


class FocusRow(QWidget):
    """A picture (name and colour), and paragraphs beside it as (text, role)."""

    def __init__(self, picture: tuple[str, str], words: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(*([2 * design_tokens.GRID] * 4))
        row.setSpacing(3 * design_tokens.GRID)
        row.addWidget(Pictogram(*picture, 20), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        for text, role in words:
            if text:
                column.addWidget(Paragraph(text, role))
        row.addLayout(column, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def name(self, name: str, description: str) -> None:
        """Say what a screen reader tells of the row."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ring of focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(active_theme().colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class RowList(QScrollArea):
    """One stop for Tab; inside it arrows, Home and End choose the row."""

    rows: Sequence[FocusRow]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.rows = []
        self._page = QWidget()
        self._page.setObjectName("siths")  # the surface's colour
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._page)

    def take_in(self, foot: QWidget) -> None:
        """Have something scroll below the rows, because there is little room."""
        self._column.addWidget(foot)

    def show_rows(self, rows: Sequence[FocusRow]) -> None:
        """Show other rows; the focus stays in the place where it was."""
        place = next((i for i, row in enumerate(self.rows) if row.hasFocus()), None)
        for row in self.rows:
            self._column.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self.rows = list(rows)
        for i, row in enumerate(self.rows):
            self._column.insertWidget(i, row)
            row.show()  # now: the layout would do it later, and what is not visible yet takes no focus
        self._offer(self.rows[0] if self.rows else None)
        if place is not None and self.rows:
            self._go(min(place, len(self.rows) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk."""
        here = next((i for i, row in enumerate(self.rows) if row.hasFocus()), None)
        last = len(self.rows) - 1
        if here is None:
            event.ignore()
            return
        move = {
            Qt.Key.Key_Down: min(here + 1, last),
            Qt.Key.Key_Up: max(here - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if move is None:
            event.ignore()
        else:
            self._go(move)

    def _go(self, place: int) -> None:
        row = self.rows[place]
        self._offer(row)
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(row, 0, 2 * design_tokens.GRID)

    def _offer(self, chosen: FocusRow | None) -> None:
        for row in self.rows:
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is chosen else Qt.FocusPolicy.ClickFocus)
