"""A phone beside the login window on a screen, driven by keys and mouse; what it shows is known from the log."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QColor, QImage

from cosmic_login.app import World
from cosmic_login.profile import Profile
from tests.e2e.desktop import Program, Screen, end, until

CODE = "246813"
#: Shows the QR code of the text on its standard input in a window, until that is closed.
_SHOW = """
import sys
from PySide6.QtWidgets import QApplication
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.qr_code import QrCode
app = QApplication(["show-qr"])
Theme(app, "light", 1.0)
code = QrCode(280)
code.say(sys.stdin.readline().strip())
code.setWindowTitle("Mina sidor")
code.resize(300, 300)
code.move(20, 40)
code.show()
app.exec()
"""


@contextlib.contextmanager
def shown_code(screen: Screen, text: str, scale: float) -> Iterator[None]:
    """Show a QR code on the screen, as Mina sidor does."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SHOW],
        env={**screen.environment, "QT_SCALE_FACTOR": str(scale)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None
        process.stdin.write(f"{text}\n")
        process.stdin.flush()
        yield
    finally:
        end(process)


class PhoneDesk:
    """The phone that the login window has started."""

    def __init__(self, program: Program) -> None:
        self.program, self.screen = program, program.screen

    def open(self) -> None:
        """Have the login window start the phone, or call it to the front."""
        self.screen.front("Cosmic")
        self.screen.keys("ctrl+p")
        self.screen.wait_for_window("Telefon")

    def page(self, page: str, *keys: str) -> dict[str, Any]:
        """Press keys on the phone and wait for the page they lead to."""
        self.screen.wait_for_window("Telefon")
        return self.program.after(lambda: self.screen.keys(*keys), "phone.page", page=page)

    def come(self, page: str) -> dict[str, Any]:
        """Wait for a page that the phone comes to by itself, since the last mark."""
        return self.program.wait_for("phone.page", page=page)

    def activation(self, person: str, app: str) -> str:
        """Fetch a one-time code of the IdP that the login window asks."""
        address = until(lambda: _address(self.program), "the IdP's address")
        profile = Profile.open(self.program.profile)
        world = World(profile, idp_url=address)
        try:
            return asyncio.run(world.activation(person, app))
        finally:
            world.close()

    # -- the mouse ---------------------------------------------------------------------------------------------

    def press_primary(self, window: str, accent: str) -> None:
        """Click the button in the accent's colour that is lowest in a window."""

        def found() -> tuple[int, int] | None:
            return _lowest_block(self.screen.image(), self.screen.area(window), QColor(accent).rgb())

        self.screen.click(*until(found, f"a button in the accent's colour in {window!r}"))


def _address(program: Program) -> str:
    from tests.e2e.program import log_events

    rows = [row for row in log_events(program.profile) if row["event"] == "window.started"]
    return str(rows[-1]["fields"]["idp"]) if rows else ""


def _lowest_block(image: QImage, area: tuple[int, int, int, int], colour: int) -> tuple[int, int] | None:
    """Return the middle of the lowest row of the colour that is as long as a button, a little way up into it."""
    left, top, width, height = area
    least = width // 3
    run = colour.to_bytes(4, sys.byteorder) * least
    first, last = max(left, 0), min(left + width, image.width())
    pixels, row = image.constBits(), image.bytesPerLine()
    for y in range(min(top + height, image.height()) - 1, top, -2):
        at = bytes(pixels[y * row + 4 * first : y * row + 4 * last]).find(run)
        if at >= 0:
            return first + at // 4 + least - 1 - least // 2, y - 4
    return None
