"""The small angle that says: there is more here."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from cosmic_login.ui.theme import active_theme

#: How wide it is, in logical pixels at the usual text size.
CHEVRON = 12


def draw_chevron(painter: QPainter, middle: QPointF, colour: str = "muted", *, down: bool = True) -> None:
    """Draw it in a colour of the tokens, pointing down, or to the right."""
    theme = active_theme()
    half = theme.px(CHEVRON) / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(colour), 2))
    shape = ((-half, -half / 2), (0.0, half / 2), (half, -half / 2))
    painter.drawPolyline(QPolygonF([middle + (QPointF(x, y) if down else QPointF(y, x)) for x, y in shape]))
