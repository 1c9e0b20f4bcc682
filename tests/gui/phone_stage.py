"""The phone's window around a phone that answers what it was told to; keys go to whatever has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.testing.gallery.phone_screens import NOON, PhoneSheet, Told, ToldCamera, ToldTrainer
from cosmic_login.ui.widgets.button import ActionButton

P = TypeVar("P", bound=PhonePage)


class PhoneStage:
    """Shows the window, walks by keys."""

    def __init__(self, qtbot: QtBot, **more: Any) -> None:
        self.qtbot, self.phone, self.camera = qtbot, Told(), ToldCamera()
        self.spoken: list[str] = []
        parts: dict[str, Any] = {"theme": "light", "text_scale": 1.0, "language": "sv", "camera": self.camera}
        self.app = PhoneApp(PhonePorts(self.phone, lambda: NOON, ToldTrainer(), "Övningstelefon", **(parts | more)))
        self.controller, self.window = self.app.controller, self.app.window
        self.app.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def put(self, sheet: PhoneSheet) -> PhonePage:
        """Show a sheet's page, anew."""
        sheet.onto(self.phone)
        self.window.show_anew(sheet.place)
        sheet.act(self.page)
        return self.page

    @property
    def page(self) -> PhonePage:
        """The page that is up."""
        return self.window.page

    def on(self, kind: type[P]) -> P:
        """Return the page that is up, which is of a kind."""
        assert isinstance(self.page, kind)
        return self.page

    def focused(self) -> QWidget:
        """Return what has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self.focused(), key, modifier)

    def alt(self, key: Qt.Key) -> None:
        """Press Alt and a letter."""
        self.press(key, Qt.KeyboardModifier.AltModifier)

    def type(self, digits: str) -> None:
        """Type digits."""
        QTest.keyClicks(self.focused(), digits)

    def wait(self, page: str) -> None:
        """Wait until a page of the chart is up."""
        self.qtbot.waitUntil(lambda: self.controller.place.page == page)

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something is true."""
        self.qtbot.waitUntil(lambda: bool(true()))

    def buttons(self) -> dict[str, ActionButton]:
        """Return the buttons that can be pressed, by their words."""
        return {stop.text(): stop for stop in self.page.stops() if isinstance(stop, ActionButton)}

    def close(self) -> None:
        """End the program."""
        self.window.close()
        self.app.finish()
        assert not self.app.io.alive
