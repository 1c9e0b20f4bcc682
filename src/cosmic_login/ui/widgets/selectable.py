"""A short text that can be selected and copied; it wraps anywhere rather than being cut."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from cosmic_login.ui.widgets.paragraph import text_width


class SelectableText(QTextEdit):
    """Read-only, plain, as high as its text."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)

    def say(self, text: str) -> None:
        """Show ``text``."""
        self.setPlainText(text)
        self._fit()

    def width_of_text(self) -> int:
        """Return how wide the text is on one line, with what is around it."""
        self.ensurePolished()
        margins = self.contentsMargins()
        around = margins.left() + margins.right() + 2 * round(self.document().documentMargin())
        return text_width(self.toPlainText(), self.font()) + around

    def _fit(self) -> None:
        self.ensurePolished()
        margins = self.contentsMargins()  # not what lies around the viewport: it may not be laid out yet
        self.setFixedHeight(math.ceil(self.document().size().height()) + margins.top() + margins.bottom())
        self.verticalScrollBar().setRange(0, 0)  # Qt does not always see that it fits, and a wheel would move it

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        return QSize(48, self.fontMetrics().height() + 8)
