"""A text as a QR code (ISO/IEC 18004): its modules, and a plain picture of them. No Qt here.

A screen paints the modules itself, with whole device pixels for each; what has no painter takes
``as_pgm``, a browser ``as_svg``.
``qrcode`` makes the codes; the phone's scanner reads them with another library, so that a shared mistake shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

#: Light modules around the code, without which readers do not find it (ISO/IEC 18004, section 6.3.8).
QUIET_ZONE = 4
#: The mask of every code: one that is chosen anew for each would have the whole code flicker from second to second.
#: Of the eight this one has, on frames of orders, by far the fewest penalty points (ISO/IEC 18004, section 7.8.3).
MASK = 2
#: How many digits the seconds of an animated code may come to; its size is chosen for them from the first second on.
SECONDS_DIGITS = 5
#: ``<app>.<token>.<seconds>.<HMAC-SHA-256 in hex>``, as BankID publishes it (docs/protocols.md, section 3.2).
_FRAME = re.compile(r"[^.]+\.[^.]+\.(\d+)\.[0-9a-f]{64}")


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
    """Return the code of ``text``. Raises ``ValueError`` when it is empty or longer than any code.

    Version, level M and mask depend on how long the text is, or, of a frame of an animated code, on how long the frames
    of its order become: so the code keeps its size through the order.
    """
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - after the first paint
    from qrcode.main import QRCode  # noqa: PLC0415
    from qrcode.util import MODE_8BIT_BYTE, QRData  # noqa: PLC0415

    data = text.encode()
    version = _version_for(max(len(data), _room(text)))
    if not version:  # the library's words would show the text
        raise ValueError(f"{len(text)} characters do not fit a QR code")
    code = QRCode(version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    # One segment of bytes: what the text is made of does not change how much room it takes.
    code.add_data(QRData(data, mode=MODE_8BIT_BYTE))
    code.make(fit=False)
    rows = tuple(bytes(row) for row in code.modules)
    return Modules(len(rows), rows)


def _room(text: str) -> int:
    """Return how many bytes the longest frame of this one's order has; 0 for what is no frame."""
    frame = _FRAME.fullmatch(text)
    return 0 if frame is None else len(text) - len(frame[1]) + max(SECONDS_DIGITS, len(frame[1]))


@lru_cache
def _version_for(size: int) -> int:
    """Return the smallest version that holds so many bytes at level M (ISO/IEC 18004, table 7); 0 when none does."""
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - after the first paint
    from qrcode.util import BIT_LIMIT_TABLE  # noqa: PLC0415

    if not size:
        return 0
    limits: list[int] = BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    fitting = (v for v in range(1, 41) if 4 + (8 if v < 10 else 16) + 8 * size <= limits[v])
    return next(fitting, 0)


def as_pgm(modules: Modules, module: int = 4) -> bytes:
    """Return a picture with its quiet zone as binary PGM, ``module`` pixels to a module."""
    places = range(-QUIET_ZONE, modules.size + QUIET_ZONE)
    lines = []
    for row in places:
        line = b"".join((b"\x00" if modules.dark(row, column) else b"\xff") * module for column in places)
        lines.append(line * module)
    side = len(places) * module
    return b"P5 %d %d 255\n" % (side, side) + b"".join(lines)


def as_svg(modules: Modules) -> str:
    """Return a picture with its quiet zone as SVG, one unit to a module: dark on white, whatever lies behind it."""
    side = modules.size + 2 * QUIET_ZONE
    path = "".join(
        f"M{start} {row}h{end - start}v1H{start}z"
        for row in range(QUIET_ZONE, side - QUIET_ZONE)
        for start, end in _runs(modules.rows[row - QUIET_ZONE])
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where dark modules begin and end in a row, in units of the picture."""
    place = QUIET_ZONE
    for dark, same in groupby(row):
        length = len(list(same))
        if dark:
            yield place, place + length
        place += length
