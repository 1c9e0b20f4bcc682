"""Looks through the camera again and again, reads what there is, and says what it sees."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cosmic_login.phone.window.camera import Camera, Shot, empty
from cosmic_login.phone.window.qr_detector import Detection, detect_codes

if TYPE_CHECKING:
    from cosmic_login.ui.io_thread import IoThread

#: How often a picture is taken; a code changes each second.
EVERY_MS = 250
#: After so many pictures with nothing in them it is time for advice.
PATIENCE = 24


class ScanState(Enum):
    """What the camera can see."""

    LOOKING = "looking"
    NOTHING = "nothing"  # for some time now
    BLIND = "blind"  # the system gives no pictures
    DARK = "dark"  # the system gives empty pictures


class ScanLoop(QObject):
    """Takes a picture, has it read beside the window, takes the next. Runs between ``begin`` and ``stop``."""

    seeing = Signal(object, object)  # ScanState, Shot or None
    saw = Signal(object, object)  # the codes in a picture (a tuple of Detection), and the Shot they are in

    def __init__(self, camera: Camera, io: IoThread) -> None:
        super().__init__()
        self._camera, self._io = camera, io
        self.reading = False  # whether a picture is being read now
        self._nothing = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        QTimer.singleShot(0, self, self.look)

    def stop(self) -> None:
        """Look no more; what is being read now is not told."""
        self._timer.stop()

    @property
    def looking(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def look(self) -> None:
        """Take one picture, unless the last one is still being read."""
        if self.reading or not self.looking:
            return
        shot = self._camera.shoot()
        if shot is None:
            self.seeing.emit(ScanState.BLIND, None)
        elif empty(shot.image):
            self._nothing += 1
            self.seeing.emit(ScanState.DARK if self._nothing >= PATIENCE else ScanState.LOOKING, shot)
        else:
            self.reading = True
            self.seeing.emit(ScanState.NOTHING if self._nothing >= PATIENCE else ScanState.LOOKING, shot)
            self._io.start(self._read(shot))

    async def _read(self, shot: Shot) -> None:
        try:
            sights = await asyncio.to_thread(detect_codes, shot.image)
        except BaseException:
            self._io.to_chart(lambda: self._done((), shot))
            raise
        self._io.to_chart(lambda: self._done(sights, shot))

    def _done(self, sights: tuple[Detection, ...], shot: Shot) -> None:
        self.reading = False
        if not self.looking:
            return
        self._nothing = 0 if sights else self._nothing + 1
        if sights:
            self.saw.emit(sights, shot)
