"""A training card's code, drawn for whoever practises: the one exception to "codes are never shown".

It is painted digit by digit from an object that is wiped when it goes: it is no label's text, has no name for screen
readers, and cannot be selected, copied or found in a window's title.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cosmic_login.core.secret import PIN_DIGITS, PUK_DIGITS, Code, wipe
from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import show_in_place

_HIGH = 36


class PracticeCode(QWidget):
    """A note with a mark ("övning") and the digits; takes no room while there is nothing to show."""

    def __init__(self, mark: str = "") -> None:
        super().__init__()
        self._mark = mark
        self._code: Code | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def there(self) -> bool:
        """Whether a code is shown."""
        return self._code is not None

    def say(self, mark: str) -> None:
        """Use another mark, because the language changed."""
        self._mark = mark
        self.update()

    def show_code(self, code: Code | None) -> None:
        """Show a code, which is wiped when it goes; None: show none."""
        before, self._code = self._code, code
        if before is not None and before is not code:
            before.wipe()
        show_in_place(self, code is not None)
        self.update()

    def clear(self) -> None:
        """Wipe what is shown."""
        self.show_code(None)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Keep nothing that nobody sees; a window that is only out of sight for a moment keeps it."""
        super().hideEvent(event)
        if not event.spontaneous() and self._code is not None:
            self.clear()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Be one line high."""
        theme = active_theme()
        return QSize(theme.px(160), theme.px(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the mark, and each digit for itself."""
        if self._code is None:
            return
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour("outline"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(area, design_tokens.RADIUS, design_tokens.RADIUS)
        mark, digits = QFont(self.font()), QFont(self.font())
        mark.setPixelSize(theme.px(design_tokens.CAPTION))
        digits.setPixelSize(theme.px(design_tokens.BODY))
        digits.setWeight(QFont.Weight.DemiBold)
        left = 3.0 * design_tokens.GRID
        painter.setPen(theme.colour("muted"))
        painter.setFont(mark)
        painter.drawText(area.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._mark)
        left += QFontMetricsF(mark).horizontalAdvance(self._mark) + 3 * design_tokens.GRID
        painter.setPen(theme.colour("text"))
        painter.setFont(digits)
        self._draw(painter, left, QFontMetricsF(digits))

    def _draw(self, painter: QPainter, left: float, metrics: QFontMetricsF) -> None:
        if self._code is None or self._code.wiped:
            return
        block = self._code.padded(PIN_DIGITS if self._code.kind == "pin" else PUK_DIGITS)
        step = metrics.horizontalAdvance("0") + design_tokens.GRID
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        for place, digit in enumerate(block):
            painter.drawText(QPointF(left + place * step, base), chr(digit))
        wipe(block)
