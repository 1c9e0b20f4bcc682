"""Text that is never cut: it wraps at words, and inside a word when nothing else helps."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_heights: dict[tuple[str, str, float], float] = {}
_MOST_HEIGHTS = 2000


def split_mnemonic(label: str) -> tuple[str, int]:
    """Return the label without its ``&``, and where the underlined letter is (-1: nowhere)."""
    at = label.find("&")
    return (label, -1) if at < 0 else (label[:at] + label[at + 1 :], at)


def lay_out(
    text: str, font: QFont, width: float, *, underline: int = -1, centred: bool = False
) -> tuple[QTextLayout, float]:
    """Break ``text`` into lines of at most ``width`` pixels; return the layout and its height."""
    layout = QTextLayout(text, font)
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if underline >= 0:
        line_format = QTextCharFormat()
        line_format.setFontUnderline(True)
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = underline, 1, line_format
        layout.setFormats([mark])
    spacing = QFontMetricsF(font).lineSpacing() * 1.06  # a little air between lines
    height = 0.0
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(max(width, 1.0))
        line.setPosition(QPointF(0, height + (spacing - line.height()) / 2))
        height += spacing
        line = layout.createLine()
    layout.endLayout()
    return layout, height


def text_height(text: str, font: QFont, width: float) -> float:
    """Return how high ``text`` is in lines of at most ``width`` pixels; layouts ask for the same again and again."""
    key = (text, font.key(), width)
    if key not in _heights:
        if len(_heights) >= _MOST_HEIGHTS:
            _heights.clear()
        _heights[key] = lay_out(text, font, width)[1]
    return _heights[key]


def text_width(text: str, font: QFont) -> int:
    """Return how wide ``text`` is on one line."""
    return math.ceil(QFontMetricsF(font).horizontalAdvance(text)) + 1


class Paragraph(QLabel):
    """A label of plain text with a role of the style sheet (``heading``, ``muted``, ``error``, …)."""

    def __init__(self, text: str = "", role: str = "small", *, centred: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names come from certificates; no markup may come with them
        self.setProperty("role", role)
        self._centred = centred
        self._heights: dict[int, int] = {}  # by widths: layouts ask for the same many times
        self._laid_out: tuple[tuple[str, int, int], QTextLayout] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_role(self, role: str) -> None:
        """Give the text another role."""
        if self.property("role") != role:
            self.setProperty("role", role)
            repolish(self)
            self._forget()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show ``text``."""
        self._forget()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure anew with another font or style sheet."""
        self._forget()
        super().changeEvent(event)

    def _forget(self) -> None:
        self._heights.clear()
        self._laid_out = None

    def say(self, text: str) -> None:
        """Show ``text``; an empty one takes no room."""
        if self.text() != text:
            self.setText(text)
            self.updateGeometry()
        show_in_place(self, bool(text))

    def _shown(self) -> tuple[str, int]:
        return split_mnemonic(self.text()) if self.buddy() is not None else (self.text(), -1)

    def _frame(self) -> QSize:
        """Return what padding and border of the style sheet take."""
        return self.rect().size() - self.contentsRect().size()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Height depends on width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of the wrapped text."""
        height = self._heights.get(width)
        if height is None:
            self.ensurePolished()
            frame = self._frame()
            inner = width - frame.width()
            height = math.ceil(text_height(self._shown()[0], self.font(), inner)) + frame.height()
            self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for one line, up to a comfortable length."""
        self.ensurePolished()
        width = min(text_width(self._shown()[0], self.font()), 36 * self.fontMetrics().averageCharWidth())
        width += self._frame().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be, but never lower than one line."""
        self.ensurePolished()
        return QSize(4 * self.fontMetrics().averageCharWidth(), self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the wrapped text in the style sheet's colour."""
        text, underline = self._shown()
        area = self.contentsRect()
        key = (text, underline, area.width())
        if self._laid_out is None or self._laid_out[0] != key:
            layout, _ = lay_out(text, self.font(), area.width(), underline=underline, centred=self._centred)
            self._laid_out = key, layout
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        self._laid_out[1].draw(painter, QPointF(area.topLeft()))


def repolish(widget: QWidget) -> None:
    """Repolish a widget whose dynamic property changed; one that has not been polished yet will be."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def show_in_place(widget: QWidget, visible: bool) -> None:
    """Show or hide a part of a screen; one that is not placed yet must not come up as a window of its own."""
    if visible and widget.parent() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_Hidden, True)
    else:
        widget.setVisible(visible)
