"""The window's own small pictures, drawn in a token's colour."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cosmic_login.assets import asset
from cosmic_login.ui.theme import active_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon


def render(name: str, colour: QColor, side: int, ratio: float = 1.0) -> QPixmap:
    """Return ``icons/{name}.svg`` as a square of ``side`` logical pixels; ``currentColor`` becomes ``colour``."""
    pixmap = QPixmap.fromImage(_drawn(name, colour.name(), round(side * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@functools.lru_cache(64)
def _drawn(name: str, colour: str, side: int) -> QImage:
    """Draw a picture of ``side`` pixels. Kept as an image: a pixmap must not outlive the application."""
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - after the first paint

    source = asset(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter)
    painter.end()
    return image


def application_icon() -> QIcon:
    """Return the program's icon in the usual sizes."""
    from PySide6.QtGui import QIcon  # noqa: PLC0415 - the windows are painted before its many enumerations

    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(render("cosmic", QColor("#ffffff"), side))
    return icon


class Pictogram(QWidget):
    """Shows one picture; decoration, so it has no name for screen readers."""

    def __init__(self, name: str, token: str, side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token, self._side = name, token, side
        self._pixmap: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, name: str, token: str) -> None:
        """Show another picture, or in another colour."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Grow with the text."""
        side = active_theme().px(self._side)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw; the picture is rendered anew only when name, colour, size or resolution changed."""
        theme = active_theme()
        key = (self._name, theme.colour(self._token).name(), theme.px(self._side), self.devicePixelRatioF())
        if key != self._key or self._pixmap is None:
            self._pixmap, self._key = render(self._name, theme.colour(self._token), key[2], key[3]), key
        side = float(key[2])
        target = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        QPainter(self).drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))
