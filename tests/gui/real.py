"""The whole program behind the window: a real profile, virtual cards in virtual readers, the embedded IdP."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.run.context import CliContext
from cosmic_login.run.watching import RunWatch
from tests.gui.scripted import Scripted, Stage

WAIT_MS = 30_000  # real cards and a real IdP on a busy machine


class RealStage(Stage):
    """The window as ``cosmic-login`` makes it, on the profile in ``root``."""

    def __init__(self, qtbot: QtBot, root: Path, watch: RunWatch | None = None) -> None:
        self.qtbot, self.script = qtbot, Scripted()
        self.views: list[View] = []
        self.context = CliContext(profile_dir=root)
        self.context.watch = watch
        self.behind = WindowWorld(self.context, remember=False)
        self.app = self.behind.attach(LoginApplication(self.behind, theme="light", text_scale=1.0))
        self.app.view_changed.connect(self.views.append)
        with qtbot.waitSignal(self.app.ready, timeout=WAIT_MS):
            self.app.show()
        self.app.window.activateWindow()
        qtbot.waitUntil(self.app.window.isActiveWindow)
        qtbot.waitUntil(lambda: self.app.window.header.card_menu.offered, timeout=WAIT_MS)

    def put(self, card: str) -> None:
        """Put a card into the reader, or take out what is in it (an empty name)."""
        self.app.to_io(lambda: self.behind.put_card(card))

    def tries_left(self, card: str) -> int:
        """Return how many tries the card's code has left."""
        return self.behind.world.cards.summary(card).tries_left

    def wait(self, state: str) -> None:
        """Wait until the screen of ``state`` is up."""
        self.qtbot.waitUntil(lambda: self.state == state, timeout=WAIT_MS)

    def wait_for(self, widget: QWidget) -> None:
        """Wait until a widget has the keyboard."""
        self.qtbot.waitUntil(lambda: widget.hasFocus() and widget.isVisible(), timeout=WAIT_MS)

    def enter(self, *codes: str) -> None:
        """Type codes, each with Enter, on whatever has the focus then."""
        for code in codes:
            QTest.keyClicks(self.focused(), code)
            self.press(Qt.Key.Key_Return)

    def close(self) -> None:
        """End the program and give everything back."""
        super().close()
        self.context.close()
