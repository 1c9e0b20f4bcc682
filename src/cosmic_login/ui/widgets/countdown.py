"""Seconds that are left, large, in a ring that closes as they go."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from cosmic_login.core.clock import SystemClock
from cosmic_login.ui import design_tokens, texts
from cosmic_login.ui.theme import active_theme

_SIDE = 112
_PEN = 8
_SMOOTH_MS = 33
_STEP_MS = 200


class Countdown(QLabel):  # a label, so that its name is told as text
    """Counts down to a moment that somebody else acts on. The ring moves; without motion it goes by seconds."""

    ticked = Signal(int)  # another number of whole seconds is left

    #: Where the time comes from, in seconds; the same as the deadline's.
    now: Callable[[], float] = staticmethod(SystemClock().monotonic)

    def __init__(self, *, small: bool = False) -> None:
        """``small`` is for a screen that has more important things to say."""
        super().__init__()
        self._side, self._pen = (_SIDE // 2, _PEN // 2) if small else (_SIDE, _PEN)
        self._digits = design_tokens.BODY if small else design_tokens.DISPLAY + 3 * design_tokens.GRID
        wide = QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self._deadline: float | None = None
        self._whole = 1.0
        self.seconds = 0  # whole seconds left, rounded up
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def run(self, deadline: float | None, whole: float) -> None:
        """Count to ``deadline`` (by ``now``); ``whole`` is how long it takes from the beginning, in seconds."""
        self._deadline, self._whole = deadline, max(whole, 0.001)
        self.seconds = -1
        self.look()

    def look(self) -> None:
        """Show what is left now."""
        seconds = math.ceil(self._left())
        if seconds != self.seconds:
            self.seconds = seconds
            self.setAccessibleName(texts.count(texts.SECONDS_LEFT, seconds))
            self.ticked.emit(seconds)
            self.update()
        elif active_theme().moves:
            self.update()

    def _left(self) -> float:
        return 0.0 if self._deadline is None else max(0.0, self._deadline - self.now())

    @property
    def moving(self) -> bool:
        """Whether it counts now."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the ring."""
        side = active_theme().px(self._side)
        return QSize(side, side)

    minimumSizeHint = sizeHint  # noqa: N815

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin to look at the time."""
        super().showEvent(event)
        self._timer.start(_SMOOTH_MS if active_theme().moves else _STEP_MS)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the track, what is left of it, and the number."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - self._pen
        ring = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(QPen(theme.colour("divider" if theme.colours.name != "high-contrast" else "raised"), self._pen))
        painter.drawEllipse(ring)
        left = self._left() if theme.moves else float(self.seconds)
        painter.setPen(QPen(theme.colour("accent"), self._pen, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, round(360 * 16 * min(left / self._whole, 1.0)))
        font = QFont(self.font())
        font.setPixelSize(theme.px(self._digits))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self.seconds))
