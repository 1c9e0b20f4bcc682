"""The phone's eye: a picture goes in, the text of its QR code comes out. Nothing but the pixels is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

#: Larger files are no pictures of a screen.
MAX_FILE = 64 << 20


def read_qr(picture: QImage | Path | bytes, wanted: Sequence[str] = ()) -> str:
    """Return the text of the QR code in a picture: an image, a file, or a file's bytes (PNG, JPEG, PGM …).

    When there are several codes, the first whose text begins with one of ``wanted`` is taken, or else the first.
    Raises ``qr.unreadable`` when there is no code, and for a file that is no picture.
    """
    texts = read_all(picture)
    if not texts:
        raise LoginFailure("qr.unreadable", "no QR code in the picture")
    return next((text for text in texts if text.startswith(tuple(wanted))), texts[0])


def read_all(picture: QImage | Path | bytes) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture, none when there is none. Raises ``qr.unreadable`` as above."""
    import zxingcpp  # noqa: PLC0415 - after the first paint

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return tuple(code.text for code in zxingcpp.read_barcodes(_gray(picture), formats) if code.valid)


def _gray(picture: QImage | Path | bytes) -> QImage:
    """Return the picture in the one form that the reader takes without copying pixel by pixel."""
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415

    image = picture if isinstance(picture, QImage) else _decoded(picture)
    if image.isNull():
        raise LoginFailure("qr.unreadable", "the file is no picture")
    if image.hasAlphaChannel():  # what is transparent is seen on white, as a viewer shows it
        sheet = QImage(image.size(), QImage.Format.Format_RGB32)
        sheet.fill(0xFFFFFFFF)
        painter = QPainter(sheet)
        painter.drawImage(sheet.rect(), image)
        painter.end()
        image = sheet
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _decoded(picture: Path | bytes) -> QImage:
    from PySide6.QtGui import QImage  # noqa: PLC0415

    if isinstance(picture, bytes):
        return QImage.fromData(picture)
    try:
        if picture.stat().st_size > MAX_FILE:
            raise LoginFailure("qr.unreadable", f"{picture.name} is too large for a picture")
        return QImage.fromData(picture.read_bytes())
    except OSError as error:
        raise LoginFailure("qr.unreadable", f"{picture.name}: {error.strerror}") from None
