"""One frame of an animated QR code, from its text to painted pixels, against a bare ``make`` with the mask fixed.

The yardstick is the library alone, measured in the same run, turn and turn about: its modules, and nothing painted.
Ours is what a window does each second: the modules, painted into an image as the window paints them.
"""

from __future__ import annotations

import hmac
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from cosmic_login.qr.picture import MASK, modules_of
from cosmic_login.ui.widgets.qr_code import picture

ROUNDS = 200
MOST = 3.0


def frame_at(second: int) -> str:
    code = hmac.digest(b"secret", str(second).encode(), "sha256").hex()
    return f"bankid.67df3917-fa0d-44e5-b327-edcc928297f8.{second}.{code}"


def bare(text: str) -> None:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(text)
    code.make()


def timed(call: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    call(text)
    return time.perf_counter() - start


def main() -> None:
    app = QGuiApplication([])
    ways: dict[str, Callable[[str], object]] = {
        "bare make, mask fixed": bare,
        "modules": modules_of,
        "modules, painted": picture,
    }
    for call in ways.values():
        call(frame_at(0))  # warm: modules imported, the version's blank made
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for second in range(ROUNDS):
        for name, call in ways.items():
            taken[name].append(timed(call, frame_at(second)))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    yardstick = medians["bare make, mask fixed"]
    for name, seconds in medians.items():
        print(f"{name}: {seconds / yardstick:.2f}")
    print(f"one frame: {medians['modules, painted'] / yardstick:.2f} of a bare make (at most {MOST})")
    app.quit()


if __name__ == "__main__":
    main()
