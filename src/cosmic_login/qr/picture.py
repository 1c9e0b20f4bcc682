"""A text as a QR code (ISO/IEC 18004): its modules, and a plain picture of them. No Qt here.

A screen paints the modules itself, with whole device pixels for each; what has no painter takes ``as_pgm``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Light modules around the code, without which readers do not find it (ISO/IEC 18004, section 6.3.8).
QUIET_ZONE = 4
#: A quarter of the code may be hidden by dirt or glare; the modules stay large enough for a phone.
CORRECTION = "M"


@dataclass(frozen=True)
class Modules:
    """A code without its quiet zone: ``size`` rows of ``size`` modules. The text is not shown."""

    size: int
    rows: tuple[bytes, ...]

    def dark(self, row: int, column: int) -> bool:
        """Whether a module is dark. Places outside belong to the quiet zone, which is light."""
        return 0 <= row < self.size and 0 <= column < self.size and self.rows[row][column] == 1

    def __repr__(self) -> str:
        return f"<Modules {self.size} x {self.size}>"


def modules_of(text: str) -> Modules:
    """Return the code of ``text``. Raises ``ValueError`` when it is empty or longer than any code."""
    import zxingcpp  # noqa: PLC0415 - after the first paint

    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=CORRECTION)
    except ValueError:  # its words would show the text
        raise ValueError(f"{len(text)} characters do not fit a QR code") from None
    picture = memoryview(code.to_image(add_quiet_zones=False))  # type: ignore[arg-type] # it has a buffer
    pixels = picture.tobytes()
    size = math.isqrt(len(pixels))
    rows = tuple(bytes(pixel == 0 for pixel in pixels[row * size : (row + 1) * size]) for row in range(size))
    return Modules(size, rows)


def as_pgm(modules: Modules, module: int = 4) -> bytes:
    """Return a picture with its quiet zone as binary PGM, ``module`` pixels to a module."""
    places = range(-QUIET_ZONE, modules.size + QUIET_ZONE)
    lines = []
    for row in places:
        line = b"".join((b"\x00" if modules.dark(row, column) else b"\xff") * module for column in places)
        lines.append(line * module)
    side = len(places) * module
    return b"P5 %d %d 255\n" % (side, side) + b"".join(lines)
