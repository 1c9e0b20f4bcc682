"""Pictures of the phone's pages, for the gallery; nothing is behind them."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.testing.gallery.phone_screens import NOON, PhoneSheet, Told, ToldCamera, ToldTrainer
from cosmic_login.ui.language import active_language

_ROUNDS = 16  # layouts of wrapped text, and answers of the I/O thread, take some


class PhoneStage:
    """The phone's window around a phone that answers what a sheet says."""

    def __init__(self) -> None:
        self._phone = Told()
        parts = PhonePorts(self._phone, lambda: NOON, ToldTrainer(), "Telefon", camera=ToldCamera())
        self._app = PhoneApp(parts)
        self._app.show()

    def shoot(self, sheet: PhoneSheet, theme: str, language: str, size: tuple[int, int], scale: float) -> QImage:
        """Show a sheet's page in one look and return the picture of the window."""
        window = self._app.window
        self._app.theme.set(theme, text_scale=scale)
        active_language().set(language)
        window.resize(*size)
        sheet.onto(self._phone)
        window.show_anew(sheet.place)
        window.activateWindow()
        self._settle()
        sheet.act(window.page)
        self._settle()
        window.frame.area.verticalScrollBar().setValue(0)
        self._settle()
        return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    @staticmethod
    def _settle() -> None:
        for _ in range(_ROUNDS):
            QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the pages before; no loop does it here

    def close(self) -> None:
        """End the program."""
        self._app.finish()
