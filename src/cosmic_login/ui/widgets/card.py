"""The card in the middle of the shell, and the canvas behind it with the card's shadow."""

from __future__ import annotations

import functools

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme

_SPREAD = 14  # how far the shadow reaches
_DROP = 4  # how much lower than the card it is
_CORNER = 2 * _SPREAD + design_tokens.RADIUS + _DROP  # what is not the same all along a side
_PARTS = ((0, _CORNER), (_CORNER, 1), (_CORNER + 1, _CORNER))  # of the small picture: corner, side, corner


class Card(QFrame):
    """Holds the screen that is up; its margin shrinks on narrow windows."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setSpacing(3 * design_tokens.GRID)

    def set_margin(self, margin: int, *, quiet_end: bool) -> None:
        """Set the distance between the edge and the screen; ``quiet_end``: below is a quiet button with its own air."""
        below = margin - 3 * design_tokens.GRID if quiet_end else margin
        self.column.setContentsMargins(margin, margin, margin, below)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Have the canvas painted as a whole: the shadow of the size before reaches beyond what is uncovered."""
        super().resizeEvent(event)
        canvas = self.parentWidget()
        if canvas is not None:
            canvas.update()


class Canvas(QWidget):
    """Centres the card; draws the card's shadow itself, because a shadow effect repaints with every child.

    All cards up to a height have their top in the same place, so that nothing jumps when one screen follows another,
    or when something is said on it.
    """

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card = card
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(card, 1000, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self._height = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row.addItem(self._height)
        self.column.addStretch(2)
        self.column.addLayout(row)
        self.column.addStretch(3)

    def keep_place_for(self, height: int) -> None:
        """Place cards of up to this height as if they had it."""
        if height != self._height.sizeHint().height():
            self._height.changeSize(0, height, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self.column.invalidate()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the background, and the shadow as a few soft outlines."""
        super().paintEvent(event)
        theme = active_theme()
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("canvas"))
        strength = theme.colours.shadow
        if not strength:
            return
        self._draw_shadow(painter, strength)

    def _draw_shadow(self, painter: QPainter, strength: int) -> None:
        """Draw eight pieces of a small card's shadow around the card: its sides are the same all along."""
        ratio = self.devicePixelRatioF()
        shadow = _shadow(strength, ratio)
        area = self._card.geometry().translated(0, _DROP).adjusted(-_SPREAD, -_SPREAD, _SPREAD, _SPREAD)
        across = ((0, _CORNER), (_CORNER, area.width() - 2 * _CORNER), (area.width() - _CORNER, _CORNER))
        down = ((0, _CORNER), (_CORNER, area.height() - 2 * _CORNER), (area.height() - _CORNER, _CORNER))
        for i, (x, width) in enumerate(across):
            for j, (y, height) in enumerate(down):
                if (i, j) == (1, 1):
                    continue  # behind the card
                source = QRectF(_PARTS[i][0], _PARTS[j][0], _PARTS[i][1], _PARTS[j][1])
                painter.drawImage(
                    QRectF(area.x() + x, area.y() + y, width, height),
                    shadow,
                    QRectF(source.x() * ratio, source.y() * ratio, source.width() * ratio, source.height() * ratio),
                )


@functools.lru_cache(8)
def _shadow(strength: int, ratio: float) -> QImage:
    """Draw the shadow of the smallest card as a few soft outlines."""
    side = 2 * _CORNER + 1
    shadow = QImage(QSize(side, side) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    shadow.setDevicePixelRatio(ratio)
    shadow.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shadow)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    area = QRectF(0, 0, side, side).adjusted(_SPREAD, _SPREAD, -_SPREAD, -_SPREAD)
    for step in range(_SPREAD, 0, -2):
        painter.setBrush(QColor(20, 40, 60, max(1, strength // 6)))
        painter.drawRoundedRect(
            area.adjusted(-step, -step, step, step), design_tokens.RADIUS + step, design_tokens.RADIUS + step
        )
    painter.end()
    return shadow
