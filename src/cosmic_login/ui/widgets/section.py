"""A part of a long page under a heading of its own, which is pressed to show or hide it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens, texts
from cosmic_login.ui.theme import Theme, active_theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.chevron import CHEVRON, draw_chevron


class SectionHeading(ActionButton):
    """The heading: a button that says whether what it is over is shown."""

    def __init__(self, title: str) -> None:
        super().__init__(title, listed=True)
        self.open = True

    def say(self, *, open_: bool) -> None:
        """Say whether the part is shown."""
        self.open = open_
        self.setAccessibleDescription(texts.say(texts.SECTION_SHOWN if open_ else texts.SECTION_HIDDEN))
        self.update()

    @property
    def _side(self) -> int:
        return 2 * design_tokens.GRID

    @property
    def _trailing(self) -> int:
        return active_theme().px(CHEVRON) + 2 * design_tokens.GRID

    def _fonts(self) -> tuple[QFont, QFont]:
        label, sub = super()._fonts()
        label.setWeight(QFont.Weight.DemiBold)
        return label, sub

    def _colours(self, theme: Theme) -> tuple[QColor, QColor, QColor, QColor]:
        clear = QColor(0, 0, 0, 0)
        body = theme.colour("raised") if self.underMouse() or self.isDown() else clear
        return body, clear, theme.colour("text"), theme.colour("muted")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the title, and a mark that points down over what is shown."""
        super().paintEvent(event)
        middle = QPointF(self.width() - 2 * design_tokens.GRID - active_theme().px(CHEVRON) / 2, self.height() / 2)
        draw_chevron(QPainter(self), middle, down=self.open)


class FoldingSection(QWidget):
    """Shows its content under a heading, or the heading alone."""

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, *, opened: bool = True) -> None:
        super().__init__()
        self.heading, self.content = SectionHeading(title), content
        self.heading.clicked.connect(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(design_tokens.GRID)
        column.addWidget(self.heading)
        column.addWidget(content)
        self.show_content(shown=opened)

    @property
    def opened(self) -> bool:
        """Whether the content is shown."""
        return self.heading.open

    def show_content(self, *, shown: bool) -> None:
        """Show or hide the content."""
        self.content.setVisible(shown)
        self.heading.say(open_=shown)

    def _toggle(self) -> None:
        self.show_content(shown=not self.opened)
        self.toggled.emit(self.opened)
