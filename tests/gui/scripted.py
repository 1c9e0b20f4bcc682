"""An authenticator that asks whatever a test writes down, and the window around it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.core.prompts import (
    Answer,
    Ask,
    CardSituation,
    ChooseServiceId,
    CodeEntered,
    CodePurpose,
    EnterCode,
    InsertCard,
    Prompt,
    ServiceIdChosen,
    Step,
    Working,
)
from cosmic_login.gui.login.siths_window import SithsWindow
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts

READER = "Virtuell läsare 1"
OWN = ServiceId("TSTNMT2321000057-1001", "Region Jönköpings län", "SE2321000057", "Sjuksköterska", own_region=True)
OTHER = ServiceId("TSTNMT2321000057-2002", "Testkommunen", "SE2120000001", "Sjuksköterska")
THIRD = ServiceId("TSTNMT2321000057-3003", "Region Påhittad", "SE2321000002", "Läkare")
ANNA = Identity(
    "Anna Testsson",
    OWN.hsa_id,
    OWN.organisation,
    "siths-this-device",
    3,
    datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    {},
)


def code_prompt(tries: int = 3, *, register: bool = False, wrong: bool = False) -> EnterCode:
    """Make a prompt for Anna's code."""
    purpose = CodePurpose.REGISTER if register else CodePurpose.AUTHENTICATE
    return EnterCode(purpose, "Anna Testsson", "Region Jönköpings län", tries, wrong_before=wrong, reader=READER)


WHOLE = (Working(Step.CONNECTING), code_prompt(), Working(Step.SIGNING), Working(Step.VERIFYING))


@dataclass
class Scripted:
    """Asks each prompt of ``prompts`` in turn, then ends with ``end``; ``hold`` keeps it from ending."""

    prompts: Sequence[Prompt[Any]] = WHOLE
    end: Identity | LoginFailure = ANNA
    hold: bool = False
    codes: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    cleaned: threading.Event = field(default_factory=threading.Event)
    method: str = "siths-this-device"

    async def authenticate(self, _order: LoginOrder, ask: Ask) -> Identity:
        """Play the script."""
        try:
            for prompt in self.prompts:
                self._note(await ask(prompt))
            if self.hold:
                await asyncio.Event().wait()
            if isinstance(self.end, LoginFailure):
                raise self.end
            return self.end
        finally:
            self.cleaned.set()

    def _note(self, answer: Answer) -> None:
        if isinstance(answer, CodeEntered):
            with answer.code as code:
                self.codes.append(code.padded(6).decode())
        elif isinstance(answer, ServiceIdChosen):
            self.chosen.append(answer.hsa_id)


class Stage:
    """The window with a scripted login behind it; keys go to whatever has the focus."""

    def __init__(self, qtbot: QtBot, script: Scripted, *, given: dict[str, Any] | None = None, **more: Any) -> None:
        """``given``: what the program is started with; ``more``: further parts."""
        self.qtbot, self.script = qtbot, script
        self.ended: list[Identity] = []
        self.views: list[View] = []

        async def end_session(identity: Identity) -> None:
            self.ended.append(identity)

        ports = ToldPorts(
            authenticators=lambda: {script.method: script},
            make_order=lambda _method: LoginOrder(NoIdp(), (), ManualClock()),
            end_session=end_session,
            **more,
        )
        self.app = LoginApplication(ports, **({"theme": "light", "text_scale": 1.0} if given is None else given))
        self.app.view_changed.connect(self.views.append)
        with qtbot.waitSignal(self.app.ready):
            self.app.show()
        self.app.window.activateWindow()
        qtbot.waitUntil(self.app.window.isActiveWindow)

    @property
    def state(self) -> str:
        """The state whose screen is up."""
        return self.app.window.state

    @property
    def siths(self) -> SithsWindow:
        """The SITHS eID window."""
        siths = self.app.features.need_siths()
        assert siths is not None
        return siths

    @property
    def screen(self) -> Any:
        """The screen that is up."""
        return self.app.window.screen_shown

    def wait(self, state: str) -> None:
        """Wait until the screen of ``state`` is up."""
        self.qtbot.waitUntil(lambda: self.state == state)

    def focused(self) -> QWidget:
        """Return what has the keyboard."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)  # one window hands it to the other
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, *keys: Qt.Key) -> None:
        """Press keys on whatever has the focus."""
        for key in keys:
            QTest.keyClick(self.focused(), key)

    def type(self, text: str) -> None:
        """Type on whatever has the focus."""
        QTest.keyClicks(self.focused(), text)

    def to(self, state: str) -> None:
        """Start the login by the keyboard and wait for a state."""
        self.press(Qt.Key.Key_Return)
        self.wait(state)

    def widgets(self) -> list[QWidget]:
        """Every widget there is."""
        return QApplication.allWidgets()

    def close(self) -> None:
        """End the program as its ``run`` would."""
        self.app.finish()
        for window in (self.app.features.siths, self.app.window):
            if window is not None:
                window.deleteLater()
        self.app.features.settings.theme.deleteLater()
        self.app.deleteLater()
        QApplication.processEvents()


__all__ = ["ANNA", "OTHER", "OWN", "THIRD", "CardSituation", "ChooseServiceId", "InsertCard", "Scripted", "Stage"]
