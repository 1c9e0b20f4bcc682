"""The phone's eye: a picture goes in, the text of its QR code comes out. Nothing but the pixels is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    import zxingcpp
    from PySide6.QtGui import QImage

#: Larger files are no pictures of a screen.
MAX_FILE = 64 << 20
#: The head of a binary PGM as ``qr.picture`` writes it; one with comments or more is for Qt.
_PGM = re.compile(rb"P5 (\d{1,5}) (\d{1,5}) 255\n")
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF000000

#: Which modules are inverted, by row and column (ISO/IEC 18004, section 7.8.2).
_MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: (i * j) % 2 + (i * j) % 3 == 0,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
)


def read_qr(picture: QImage | Path | bytes, wanted: Sequence[str] = ()) -> str:
    """Return the text of the QR code in a picture: an image, a file, or a file's bytes (PNG, JPEG, PGM …).

    ``wanted`` is how the texts begin that can be used; any will do when it is empty. A code that cannot be used is
    returned where there is no other, so that it can be said what is wrong with it. Raises ``qr.several`` when more than
    one can be used: nobody but the person knows which; ``qr.unreadable`` when there is no code, and for a file that is
    no picture.
    """
    texts = tuple(dict.fromkeys(read_all(picture)))
    if not texts:
        raise LoginFailure("qr.unreadable", "no QR code in the picture")
    usable = [text for text in texts if text.startswith(tuple(wanted))] if wanted else list(texts)
    if len(usable) > 1:
        raise LoginFailure("qr.several", f"{len(usable)} codes in the picture")
    return usable[0] if usable else texts[0]


def read_all(picture: QImage | Path | bytes) -> tuple[str, ...]:
    """Return the texts of all whole QR codes in a picture, none when there is none; raises ``qr.unreadable``."""
    if isinstance(picture, bytes) and (plain := _plain(picture)) is not None:
        return tuple(code.text for code in _read(plain))
    return tuple(code.text for code in whole_codes(_opened(picture)))


def whole_codes(image: QImage) -> tuple[zxingcpp.Barcode, ...]:
    """Return all whole QR codes in an image, with their places; takes some milliseconds.

    What is transparent is seen on white, as a viewer shows it, or on black where there is no code then.
    """
    found = _read(_on_a_sheet(image, _WHITE))
    return _read(_on_a_sheet(image, _BLACK)) if not found and image.hasAlphaChannel() else found


def _read(gray: QImage | memoryview) -> tuple[zxingcpp.Barcode, ...]:
    import zxingcpp  # noqa: PLC0415 - after the first paint

    plain = zxingcpp.BarcodeFormat.QRCode  # asked for it, the reader reads Micro QR codes too
    codes = zxingcpp.read_barcodes(gray, zxingcpp.BarcodeFormats(plain))
    return tuple(code for code in codes if code.valid and code.format == plain and not _is_a_part(code))


def _plain(picture: bytes) -> memoryview | None:
    """Return the pixels of a binary PGM, which needs no Qt to be seen; None for everything else."""
    head = _PGM.match(picture)
    if head is None:
        return None
    width, height = int(head[1]), int(head[2])
    pixels = memoryview(picture)[head.end() :]
    return pixels.cast("B", (height, width)) if 0 < width * height == len(pixels) else None


def _is_a_part(code: zxingcpp.Barcode) -> bool:
    """Tell whether a code holds a part of a text only (structured append, ISO/IEC 18004, section 8).

    The reader does not say so, but gives the modules. The data begin at the lower right corner, two columns wide and
    upwards; their first four bits are the mode.
    """
    read: Any = code  # its types say less than it has
    modules: Any = memoryview(read.to_image(scale=1, add_quiet_zones=False))
    mask = _MASKS[int(read.extra["DataMask"])]
    last = modules.shape[0] - 1
    corner = ((last, last), (last, last - 1), (last - 1, last), (last - 1, last - 1))
    bits = [(modules[row, column] == 0) is not mask(row, column) for row, column in corner]
    return bits == [False, False, True, True]


def _opened(picture: QImage | Path | bytes) -> QImage:
    from PySide6.QtGui import QImage  # noqa: PLC0415

    image = picture if isinstance(picture, QImage) else _decoded(picture)
    if image.isNull():
        raise LoginFailure("qr.unreadable", "the file is no picture")
    return image


def _on_a_sheet(image: QImage, colour: int) -> QImage:
    """Return the picture in the one form that the reader takes without copying pixel by pixel."""
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - after the first paint

    if image.hasAlphaChannel():
        sheet = QImage(image.size(), QImage.Format.Format_RGB32)
        sheet.fill(colour)
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
