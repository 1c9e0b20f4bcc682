"""A QR code, crisp at any scale: whole device pixels for every module, black on white in every theme."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy

from cosmic_login.qr.picture import QUIET_ZONE, Modules, modules_of
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import render
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.painted_image import PaintedImage

_FOLDED = 104
_WHITE = b"\xff"
_BLACK_ON_WHITE = bytes.maketrans(b"\x00\x01", b"\xff\x00")
_LEAST = 120  # logical pixels; under that no camera reads it


def paint_code(painter: QPainter, code: Modules, area: QRectF) -> QRectF:
    """Paint the code as large as whole device pixels allow into the middle of ``area``; return what it covers.

    ``area`` is in the painter's own coordinates. White for the quiet zone is painted too.
    """
    device = painter.deviceTransform()
    whole = code.size + 2 * QUIET_ZONE
    outer = device.mapRect(area)
    pixels = max(math.floor(min(outer.width(), outer.height()) / whole), 1)
    side = pixels * whole
    left = math.floor(outer.center().x() - side / 2)
    top = math.floor(outer.center().y() - side / 2)
    # From modules to device pixels; the painter's own way to the device is taken back first.
    module = QTransform.fromTranslate(left, top).scale(pixels, pixels)
    painter.save()
    painter.setTransform(module * device.inverted()[0] * painter.transform())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    gray = _gray(code)
    painter.drawImage(QRectF(0, 0, whole, whole), QImage(gray, whole, whole, whole, QImage.Format.Format_Grayscale8))
    painter.restore()
    return device.inverted()[0].mapRect(QRectF(left, top, side, side))


def _gray(code: Modules) -> bytes:
    """Return a byte for each module, quiet zone included: black or white."""
    whole = code.size + 2 * QUIET_ZONE
    margin, above = _WHITE * QUIET_ZONE, _WHITE * whole * QUIET_ZONE
    lines = (margin + row.translate(_BLACK_ON_WHITE) + margin for row in code.rows)
    return b"".join((above, *lines, above))


def picture(text: str, pixels: int = 6) -> QImage:
    """Return a code as a picture with ``pixels`` for each module: what a phone is given where there is no window."""
    code = modules_of(text)
    side = (code.size + 2 * QUIET_ZONE) * pixels
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_code(painter, code, QRectF(image.rect()))
    painter.end()
    return image


def _paint_phone(painter: QPainter, area: QRectF, ratio: float) -> None:
    theme = active_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("divider"), 1))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), design_tokens.RADIUS, design_tokens.RADIUS)
    side = round(min(area.width() * 0.5, theme.px(96)))
    picture = render("phone", theme.colour("accent"), side, ratio)
    painter.drawPixmap(QPointF(area.center().x() - side / 2, area.center().y() - side / 2), picture)


class QrCode(PaintedImage):
    """Shows a text as a QR code, as large as there is room up to ``largest`` logical pixels (0: without limit).

    ``largest`` is at the usual text size, and grows with it, until ``set_largest`` says what holds.
    """

    clicked = Signal()

    def __init__(self, largest: int = 0) -> None:
        super().__init__()
        self._largest = largest
        self._limit = 0  # what the screen allows, in pixels as they are; 0: nothing has been said
        self._text = ""
        self._fold = False
        self._code: Modules | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(largest > 0)
        if not largest:
            policy.setVerticalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)

    @property
    def payload(self) -> str:
        """What the code says; empty: there is none."""
        return self._text

    def say(self, text: str) -> None:
        """Show a text; an empty one leaves the place empty."""
        if text != self._text:
            if bool(text) != bool(self._text):
                self.updateGeometry()
            self._text = text
            self._code = modules_of(text) if text else None
            self.update()

    def set_fold(self, *, fold: bool) -> None:
        """Choose whether the place becomes low while there is no code: where the words stand below it."""
        if fold != self._fold:
            self._fold = fold
            self.updateGeometry()

    def set_largest(self, side: int, *, fixed: bool) -> None:
        """Set the side in pixels that do not grow with the text; ``fixed``: it is never less wide either."""
        policy = self.sizePolicy()
        across = QSizePolicy.Policy.Fixed if fixed else QSizePolicy.Policy.Expanding
        if (side, across) == (self._limit, policy.horizontalPolicy()):
            return
        self._limit = side
        policy.setHorizontalPolicy(across)
        self.setSizePolicy(policy)
        self.updateGeometry()

    def _side(self) -> int:
        if self._fold and self._code is None:
            return active_theme().px(_FOLDED)
        return self._limit or active_theme().px(self._largest or _LEAST)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Square, when there is a limit."""
        return self._largest > 0

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """As high as wide."""
        return min(width, self._side())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As large as is good."""
        return QSize(self._side(), self._side())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Small if need be, but large enough for a camera."""
        least = min(_LEAST, self._side())
        return QSize(least, least)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell of a click."""
        if event.button() == Qt.MouseButton.LeftButton and self._code is not None:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the code; a phone, in an outline, where there is none to be read."""
        painter = QPainter(self)
        side = min(self.width(), self.height())
        if self._largest:
            side = min(side, self._side())
        area = QRectF(0, 0, side, side)
        area.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        if self._code is not None:
            paint_code(painter, self._code, area)
        else:
            _paint_phone(painter, area, self.devicePixelRatioF())
