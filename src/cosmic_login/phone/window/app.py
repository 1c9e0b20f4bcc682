"""The phone's program: application, looks, I/O thread, controller and window, put together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QRect, Signal

import cosmic_login.ui.unread_sources  # noqa: F401 - before everything that it spares

# isort: split
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.approval_page import AskedPage
from cosmic_login.phone.window.controller import PhoneController, Trainer
from cosmic_login.phone.window.parent_pipe import ParentPipe
from cosmic_login.phone.window.window import PhoneWindow
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.announce import bring_to_front
from cosmic_login.ui.application import application
from cosmic_login.ui.design_tokens import THEMES
from cosmic_login.ui.interrupts import Interrupts
from cosmic_login.ui.io_thread import IoThread
from cosmic_login.ui.language import active_language
from cosmic_login.ui.pictograms import application_icon
from cosmic_login.ui.side_by_side import put
from cosmic_login.ui.theme import SYSTEM, Theme
from cosmic_login.ui.turns import take_short_turns

if TYPE_CHECKING:
    from cosmic_login.core.secret import Code
    from cosmic_login.phone.phone import Phone
    from cosmic_login.phone.window.camera import Camera, MakeShutter
    from cosmic_login.phone.window.driver import MakeCode, PhoneDriver


class PhonePorts(NamedTuple):
    """What the composition root gives the phone's window.

    ``device_name`` is what the service will call this phone. ``leashed``: standard input belongs to the login
    window, which says "front" there, and whose end ends us. ``place`` is the room that it has made for us.
    """

    phone: Phone
    now: Callable[[], datetime]
    trainer: Trainer | None = None
    device_name: str = ""
    theme: str = SYSTEM
    text_scale: float | None = None
    language: str = SYSTEM
    motion: str = SYSTEM
    leashed: bool = False
    place: QRect = QRect()
    camera: Camera | None = None
    make_shutter: MakeShutter | None = None  # called where ``camera`` sees nothing
    #: Makes the training's code, to be drawn where an e-ID has it, unless ``practice_on`` is off.
    practice: Callable[[], Code] | None = None
    practice_on: bool = True
    #: Makes the codes that a lesson which is shown types; without it nobody else uses this phone.
    code: MakeCode | None = None


class PhoneApp(QObject):
    """One phone in a window. Make one per process and ``run`` it."""

    shut = Signal()

    def __init__(self, parts: PhonePorts) -> None:
        app = application("cosmic-login-phone")
        super().__init__()
        self.qt = app
        app.setApplicationName(texts.TITLE)
        app.setQuitOnLastWindowClosed(False)
        app.setDesktopFileName("cosmic-login")
        self.theme = Theme(app, parts.theme, parts.text_scale)
        self.theme.set_motion(parts.motion)
        active_language().set(parts.language)
        app.setWindowIcon(application_icon())
        take_short_turns()
        self.io = IoThread()
        self.controller = PhoneController(parts.phone, self.io, parts.now, parts.trainer)
        self.controller.practice, self.controller.practice_on = parts.practice, parts.practice_on
        self.window = PhoneWindow(self.controller, self.io, parts.device_name, parts.camera, parts.make_shutter)
        self.window.closed.connect(self._end)
        if not parts.place.isEmpty():
            put(self.window, parts.place)
        self._leash = (
            ParentPipe(lambda: bring_to_front(self.window), self.window.close, self.look, self.order)
            if parts.leashed
            else None
        )
        self._code = parts.code
        self._driver: PhoneDriver | None = None
        self._ended = False

    def run(self) -> int:
        """Show the window and run until it is closed; return the exit status."""
        self.shut.connect(self.qt.quit)
        with Interrupts(self.window.close):
            self.show()
            try:
                return self.qt.exec()
            finally:
                self.finish()

    def show(self) -> None:
        """Show the window."""
        self.window.show()

    def look(self, told: Mapping[str, Any]) -> None:
        """Look as the login window does now; what is said of something unknown is left as it is."""
        theme, scale, language = told.get("theme"), told.get("text_scale"), told.get("language")
        if theme in {SYSTEM, *THEMES}:
            size = self.theme.system_text_scale if scale is None else scale
            self.theme.set(str(theme), float(size) if isinstance(size, (int, float)) else None)
        if told.get("reduced_motion") in {SYSTEM, "on", "off"}:
            self.theme.set_motion(str(told["reduced_motion"]))
        if isinstance(practice := told.get("practice"), bool) and practice != self.controller.practice_on:
            self.controller.practice_on = practice
            if isinstance(page := self.window.page, AskedPage):
                page.practise()
        if language in {SYSTEM, *LANGUAGES}:
            active_language().set(str(language))

    def order(self, told: Mapping[str, Any]) -> None:
        """Do what the login window's lesson orders (``driver.PhoneDriver.do``), and say when it is done."""
        number = told.get("number")
        if self._code is None or type(number) is not int:
            return
        if self._driver is None:
            from cosmic_login.phone.window.driver import PhoneDriver  # noqa: PLC0415 - few phones are used so

            self._driver = PhoneDriver(self.window, self._code)

        def answer(done: bool) -> None:
            sys.stdout.write(f"{'done' if done else 'undone'} {number}\n")
            sys.stdout.flush()

        self._driver.do(told, answer)

    def _end(self) -> None:
        self.finish()
        self.shut.emit()

    def finish(self) -> None:
        """Close the window and join the threads; may be called more than once."""
        if self._ended:
            return
        self._ended = True
        if self._leash is not None:
            self._leash.drop()
        if self._driver is not None:
            self._driver.close()
        self.controller.close()
        self.window.page.leave()
        self.window.hide()
        self.io.close()
        # In this thread: what Python collects goes in whichever thread it looks for it, and timers bear that badly.
        self.window.deleteLater()
