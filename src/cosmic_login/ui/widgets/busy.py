"""Shows that something goes on: a bar that moves, or stands still where motion is not wanted."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from cosmic_login.ui import texts
from cosmic_login.ui.theme import active_theme

_ROUND_MS = 1600
_TICK_MS = 33


class BusyBar(QLabel):  # a label, so that its name is told as text
    """A thin bar; the timer runs only while it can be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.update)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setAccessibleName(texts.say(texts.BUSY))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Thin, as wide as there is room."""
        return QSize(120, 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow if need be."""
        return QSize(0, 4)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Start moving, if things may move."""
        super().showEvent(event)
        self._clock.start()
        if active_theme().moves:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop moving."""
        super().hideEvent(event)
        self._timer.stop()

    @property
    def moving(self) -> bool:
        """Whether the bar moves now."""
        return self._timer.isActive()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the track, and the part that travels (standing still: three pieces)."""
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(theme.colour("disabled" if theme.colours.name != "high-contrast" else "raised"))
        painter.drawRoundedRect(area, 2, 2)
        painter.setBrush(theme.colour("accent"))
        length = area.width() * 0.3
        if not self._timer.isActive():
            for i in range(3):
                painter.drawRoundedRect(QRectF(area.width() * (i * 0.35 + 0.05), 0, area.width() * 0.2, 4), 2, 2)
            return
        phase = (self._clock.elapsed() % _ROUND_MS) / _ROUND_MS
        eased = phase * phase * (3 - 2 * phase)
        painter.setClipRect(area)
        painter.drawRoundedRect(QRectF(eased * (area.width() + length) - length, 0, length, 4), 2, 2)
