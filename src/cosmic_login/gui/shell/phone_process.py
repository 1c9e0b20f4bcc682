"""The phone beside the login window: a program of its own that we start, call to the front, and end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QSize
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.side_by_side import beside_of
from cosmic_login.ui.theme import active_theme

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from cosmic_login.core.settings import Settings
    from cosmic_login.gui.shell.main_window import MainWindow

PHONE = QT_TRANSLATE_NOOP("Window", "Telefon…")
KEYS = "Ctrl+P"
_FRONT = b"front\n"
_NAME = "phone"
_SIZE = 408, 820  # of the phone's window with its frame, at the usual text size
_PATIENCE_MS = 5000
#: Where a program gets no picture of the screen by itself, a phone reads nothing unless a person helps it.
_UNSEEN = ("wayland", "offscreen", "minimal")


class PhoneProcess(QObject):
    """At most one phone. It holds its input from us: a line calls it to the front, its end ends it.

    ``command`` returns program and arguments; the place on the screen that the window has made for it is added.
    """

    def __init__(self, window: MainWindow, command: Callable[[], Sequence[str]], ending: SignalInstance) -> None:
        """Make it. ``ending`` is emitted when the program is about to end: its profile may go with it."""
        super().__init__(window)
        self._window, self._command = window, command
        self._process: QProcess | None = None
        self._look = b""
        self._orders: dict[int, Callable[[bool], None]] = {}
        self._ordered = 0
        window.header.tools.offer(PHONE, self.show, KEYS)
        QShortcut(QKeySequence(KEYS), window, self.show)
        ending.connect(self.close)

    def follow(self, settings: Settings, *, hidden: bool = False) -> None:
        """Have the phone look as the window does; one that is started later is told then.

        ``hidden``: no practice code may be shown now, whatever the setting.
        """
        look: dict[str, object] = {
            name: getattr(settings, name) for name in ("theme", "text_scale", "language", "reduced_motion")
        }
        look["practice"] = settings.practice_code and not hidden
        line = b"look " + json.dumps(look).encode() + b"\n"
        if line != self._look:
            self._look = line
            if self.running and self._process is not None:
                self._process.write(line)

    @property
    def running(self) -> bool:
        """Whether the phone is there."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    def show(self) -> None:
        """Start the phone, or call it to the front."""
        if self.running and self._process is not None:
            self._process.write(_FRONT)
            return
        theme = active_theme()
        place = beside_of(self._window).make_room(_NAME, QSize(*(theme.px(side) for side in _SIZE)))
        where = [] if place is None else [f"--place={place.x()},{place.y()},{place.width()},{place.height()}"]
        program, *arguments = self._command()
        process = self._process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._failed)
        process.start(program, [*arguments, "--leashed", *where])
        if self._look:
            process.write(self._look)

    @property
    def takes_orders(self) -> bool:
        """Whether a lesson can use the phone here: it hears us, and sees the screen."""
        return sys.platform != "win32" and not QGuiApplication.platformName().startswith(_UNSEEN)

    def order(self, order: Mapping[str, object], told: Callable[[bool], None]) -> None:
        """Have something done on the phone (``phone.window.driver``), which is started if need be.

        ``told`` hears whether it came to an end, also when the phone goes meanwhile.
        """
        if not self.running:
            self.show()
        if not self.running or self._process is None:
            told(False)
            return
        self._ordered += 1
        self._orders[self._ordered] = told
        self._process.write(b"do " + json.dumps({**order, "number": self._ordered}).encode() + b"\n")

    def _hear(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            word, _, number = process.readLine().toStdString().strip().partition(" ")
            told = self._orders.pop(int(number), None) if number.isdecimal() else None
            if told is not None:
                told(word == "done")

    def _give_up(self) -> None:
        orders, self._orders = self._orders, {}
        for told in orders.values():
            told(False)

    def close(self) -> None:
        """End the phone and wait for its end."""
        self._give_up()
        process, self._process = self._process, None
        beside_of(self._window).give_back(_NAME)
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if not process.waitForFinished(_PATIENCE_MS):
            process.kill()
            process.waitForFinished(_PATIENCE_MS)

    def _ended(self, status: int) -> None:
        self._give_up()
        beside_of(self._window).give_back(_NAME)
        if status:
            self._failed()

    def _failed(self, _error: object = None) -> None:
        """Say on the start screen that it could not be started; why is on its standard error and in the log."""
        self._give_up()  # one that could not be started has no end
        failure = LoginFailure("phone.not_started")
        beside_of(self._window).give_back(_NAME)
        self._window.start.warn(lambda: f"{' '.join(texts.failure_texts(failure))} ({failure.code})")
