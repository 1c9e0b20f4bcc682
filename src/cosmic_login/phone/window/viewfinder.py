"""Shows what the camera sees, and a frame around what has been read in it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QLineF, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from cosmic_login.phone.window import texts
from cosmic_login.phone.window.qr_detector import Corner
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import render
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.painted_image import PaintedImage

_DARK = QColor("#0b1016")  # the same in every theme: a camera's picture has its own light
_SIDE, _LEAST = 240, 160
_SWEEP_MS = 2400
_TICK_MS = 40
_ROOM = 0.55  # how much is shown around a code, in parts of its size
WHOLE = QRectF(0, 0, 1, 1)


class Viewfinder(PaintedImage):
    """The picture on a dark ground. While nothing has been read a line sweeps over it."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._corners: tuple[Corner, ...] = ()
        self._closed = ""
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(texts.say(texts.VIEWFINDER))

    # -- what is shown -----------------------------------------------------------------------------------------

    def show_image(self, image: QImage) -> None:
        """Show another picture, with nothing read in it yet."""
        self._closed = ""
        self._image = image
        self._corners = ()
        self.update()

    def mark(self, corners: tuple[Corner, ...]) -> None:
        """Draw a frame around what was read, and show it from near by."""
        self._corners = corners
        self.update()

    def close_shutter(self, sign: str) -> None:
        """Show no picture but a sign (a pictogram's name): the camera may not be used."""
        self._closed, self._image, self._corners = sign, QImage(), ()
        self.update()

    @property
    def image(self) -> QImage:
        """The picture that is shown; empty when there is none."""
        return self._image

    @property
    def on_screen(self) -> QRect:
        """Where the viewfinder is on the desktop; empty while it is not shown."""
        return QRect(self.mapToGlobal(self.rect().topLeft()), self.size()) if self.isVisible() else QRect()

    # -- sizes and motion --------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a phone's picture is, at any text size: it holds no text."""
        return QSize(_SIDE, _SIDE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Small if need be."""
        return QSize(120, _LEAST)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin to sweep, if things may move."""
        super().showEvent(event)
        self._clock.start()
        if active_theme().moves:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop."""
        super().hideEvent(event)
        self._timer.stop()

    # -- drawing -----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture, and over it what the phone makes of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline = QPainterPath()
        outline.addRoundedRect(area, design_tokens.RADIUS, design_tokens.RADIUS)
        painter.fillPath(outline, _DARK)
        painter.setClipPath(outline)
        if self._closed:
            self._draw_sign(painter, area)
        elif not self._image.isNull():
            self._draw_picture(painter, area)
        painter.setClipping(False)
        painter.setPen(QPen(active_theme().colour("outline"), 1))
        painter.drawPath(outline)
        if not self._closed:
            self._draw_corners(painter, area.adjusted(14, 14, -14, -14))

    def _draw_sign(self, painter: QPainter, area: QRectF) -> None:
        side = 56
        sign = render(self._closed, QColor("#ffffff"), side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(area.center().x() - side / 2, area.center().y() - side / 2), sign)

    def _draw_picture(self, painter: QPainter, area: QRectF) -> None:
        part = self._part(area)
        source = QRectF(
            part.x() * self._image.width(),
            part.y() * self._image.height(),
            part.width() * self._image.width(),
            part.height() * self._image.height(),
        )
        scale = min(area.width() / source.width(), area.height() / source.height())
        target = QRectF(0, 0, source.width() * scale, source.height() * scale)
        target.moveCenter(area.center())
        ratio = self.devicePixelRatioF()
        piece = self._image.copy(source.toRect())
        piece.setDevicePixelRatio(1)
        smooth = piece.scaled(
            round(target.width() * ratio),
            round(target.height() * ratio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(target, smooth, QRectF(smooth.rect()))
        if self._corners:
            self._draw_frame(painter, target, part)
        elif self._timer.isActive():
            self._draw_sweep(painter, target)

    def _part(self, area: QRectF) -> QRectF:
        """Return the part of the picture that is shown: all of it, or what is around the code, as wide as the area."""
        if not self._corners:
            return WHOLE
        code = QPolygonF([QPointF(*corner) for corner in self._corners]).boundingRect()
        height = code.height() * (1 + 2 * _ROOM)
        width = height * self._image.height() / self._image.width() * area.width() / area.height()
        part = QRectF(0, 0, width, height)
        part.moveCenter(code.center())
        part &= WHOLE
        return part if part.width() > 0 and part.height() > 0 else WHOLE

    def _draw_frame(self, painter: QPainter, target: QRectF, part: QRectF) -> None:
        def placed(corner: Corner) -> QPointF:
            return QPointF(
                target.x() + (corner[0] - part.x()) / part.width() * target.width(),
                target.y() + (corner[1] - part.y()) / part.height() * target.height(),
            )

        shape = QPolygonF([placed(corner) for corner in self._corners])
        for colour, width in ((_DARK, 7.0), (QColor("#4fd1bf"), 4.0)):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(shape)

    def _draw_sweep(self, painter: QPainter, target: QRectF) -> None:
        phase = (self._clock.elapsed() % _SWEEP_MS) / _SWEEP_MS
        way = 1 - abs(2 * phase - 1)
        y = target.y() + way * way * (3 - 2 * way) * target.height()
        painter.setPen(QPen(QColor(79, 209, 191, 200), 2))
        painter.drawLine(QLineF(target.left(), y, target.right(), y))

    def _draw_corners(self, painter: QPainter, area: QRectF) -> None:
        arm = min(28.0, area.width() / 4)
        for x, y, across, down in (
            (area.left(), area.top(), arm, arm), (area.right(), area.top(), -arm, arm),
            (area.left(), area.bottom(), arm, -arm), (area.right(), area.bottom(), -arm, -arm),
        ):  # fmt: skip
            bow = QPolygonF([QPointF(x + across, y), QPointF(x, y), QPointF(x, y + down)])
            for colour, width in ((_DARK, 6.0), (QColor("#ffffff"), 3.0)):  # seen on every ground
                pen = QPen(colour, width)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                painter.drawPolyline(bow)
