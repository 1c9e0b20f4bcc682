"""A pane beside what the window is for: as long as what is in it, and left by Esc."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens


class ScrolledPane(QScrollArea):
    """``column`` is what it holds, from top to bottom; ``fill`` it when all is there. ``left`` is Esc."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget()
        self._page.setObjectName("siths")
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self._page)
        self.column.setContentsMargins(*([4 * design_tokens.GRID] * 4))
        self.column.setSpacing(2 * design_tokens.GRID)

    def fill(self) -> None:
        """Show what is in the column, at the top."""
        self.column.addStretch(1)
        self.setWidget(self._page)

    def event(self, event: QEvent) -> bool:
        """Take Esc for the pane itself: in the window it would give up the login."""
        if event.type() == QEvent.Type.ShortcutOverride and cast("QKeyEvent", event).key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go back to the window by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
