"""A screen's QR code beside what is to be done with it; between heading and steps where there is no room beside."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QMainWindow, QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.qr_code import QrCode

#: Six pixels for each of the 53 modules of a frame with its quiet zone.
LARGEST = 318
#: How wide the card becomes, and what words beside the code need; at the usual text size.
CARD_WIDTH, _WORDS = 720, 230
_EDGES = 104  # what the card's edges and the gap take of the width
_LEAST = 212  # four pixels for each module
_AROUND, _FIXED = 130, 56  # what header and the card's edges take of the window's height: growing with text, and not


class CodeBeside(QGridLayout):
    """``head`` and ``words`` are columns of widgets, ``below`` stands under the code."""

    def __init__(self, head: QVBoxLayout, code: QrCode, words: QVBoxLayout, below: QWidget | None = None) -> None:
        super().__init__()
        self.code = code
        self._parts = [_held(head), QWidget(), _held(words)]
        column = QVBoxLayout(self._parts[1])
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * design_tokens.GRID)
        column.addWidget(code)
        if below is not None:
            column.addWidget(below, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setHorizontalSpacing(6 * design_tokens.GRID)
        self.setVerticalSpacing(3 * design_tokens.GRID)
        self._wide = True
        self._place(wide=True)

    def arrange(self, window: QWidget, *, narrow: bool) -> None:
        """Fit places, and the code's size, to the window. Nothing else counts: through an order the code stays."""
        theme = active_theme()
        if isinstance(window, QMainWindow):
            window = window.centralWidget() or window  # without the panes beside it
        side = max(_LEAST, min(theme.px(LARGEST), window.height() - theme.px(_AROUND) - _FIXED))
        wide = not narrow and window.width() - _EDGES - side >= theme.px(_WORDS)
        self.code.set_largest(side, fixed=wide)
        self.code.set_fold(fold=not wide)
        if wide != self._wide:
            self._wide = wide
            for part in self._parts:
                self.removeWidget(part)
            self._place(wide=wide)

    def _place(self, *, wide: bool) -> None:
        head, code, words = self._parts
        self.addWidget(head, 0, 0)
        if wide:
            self.addWidget(code, 0, 1, 2, 1)
            self.addWidget(words, 1, 0)
        else:
            self.addWidget(code, 1, 0)
            self.addWidget(words, 2, 0)
        self.setColumnStretch(0, 1)
        self.setColumnStretch(1, 0)
        self.setRowStretch(1, 1 if wide else 0)


def _held(column: QVBoxLayout) -> QWidget:
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * design_tokens.GRID)
    holder = QWidget()
    holder.setLayout(column)
    return holder
