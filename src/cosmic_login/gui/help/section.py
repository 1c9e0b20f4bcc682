"""One topic in the help: a box that takes the focus, so that screen readers read it and arrows walk to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import Paragraph


class Section(QFrame):
    """Title, paragraphs, numbered steps, what comes after them."""

    def __init__(self, key: str, title: str, body: list[str], steps: list[str], after: list[str]) -> None:
        super().__init__()
        self.key = key
        whole = [*body, *(f"{number}. {step}" for number, step in enumerate(steps, 1)), *after]
        self._words = " ".join((title, *whole, key)).casefold()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*([3 * design_tokens.GRID] * 4))
        self.column.setSpacing(design_tokens.GRID)
        self.column.addWidget(Paragraph(title, "subheading"))
        for text in body:
            self.column.addWidget(Paragraph(text))
        if steps:
            self.column.addLayout(_numbered(steps))
        for text in after:
            self.column.addWidget(Paragraph(text))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(whole))

    def fits(self, wish: str) -> bool:
        """Whether every word of ``wish`` occurs in the section."""
        return all(word in self._words for word in wish.casefold().split())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring of focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(active_theme().colour("focus"), 2))
            radius = float(design_tokens.RADIUS)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def _numbered(steps: list[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * design_tokens.GRID)
    grid.setVerticalSpacing(design_tokens.GRID)
    grid.setColumnStretch(1, 1)
    for row, step in enumerate(steps):
        number = QLabel(f"{row + 1}.")  # a paragraph would be given room for some words
        number.setProperty("role", "small")
        grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(step), row, 1)
    return grid
