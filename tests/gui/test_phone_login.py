"""R12, R13, R20, R21, R23: logging in with a phone that knows of the window nothing but its pixels."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.gui.login.screens.qr import QrScreen
from cosmic_login.gui.login.screens.workspace import WorkspaceScreen
from cosmic_login.phone.models import AppName
from cosmic_login.testing.phones import TestPhone
from tests.gui.real import RealStage

KEY = Qt.Key
APPS: dict[str, AppName] = {"siths-other-device": "siths", "bankid": "bankid"}
BOTH = pytest.mark.parametrize("method", APPS)


class Desk:
    """The window, and a phone in somebody's hand."""

    def __init__(self, stage: RealStage) -> None:
        self.stage = stage
        self.phone = TestPhone(stage.behind.world, "Telefon")

    def begin(self, method: str) -> QrScreen:
        """Choose a way by the keyboard; return the screen with the code on it."""
        start = self.stage.app.window.start
        if method == "bankid":
            self.stage.press(KEY.Key_Up, KEY.Key_Return, KEY.Key_Down, KEY.Key_Return)
        else:
            self.stage.press(KEY.Key_Down)
            assert self.stage.focused() is start.other_device
            self.stage.press(KEY.Key_Return)
        self.stage.wait("show_qr")
        return cast("QrScreen", self.stage.screen)

    def scan(self) -> None:
        """Hold the phone up to the window."""
        self.phone.scan(self.stage.app.window.grab().toImage())

    def ends(self) -> list[str]:
        """Return how the logins ended, by the audit trail."""
        rows = [row for row in self.stage.behind.world.audit.records() if row.event.startswith("login.")]
        return [row.reason or row.event for row in rows if row.event != "login.attempted"]


@pytest.fixture
def desk(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Desk]:
    stage = RealStage(qtbot, cosmic_profile)
    yield Desk(stage)
    stage.close()


@BOTH
@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_scan_code_in(desk: Desk, method: str, theme: str) -> None:
    desk.stage.app.features.settings.theme.set(theme)
    desk.phone.activate("anna", APPS[method])
    screen = desk.begin(method)
    desk.scan()
    desk.stage.qtbot.waitUntil(lambda: "Skriv din kod" in screen.state.text(), timeout=30_000)
    assert screen.code.payload == ""
    desk.phone.confirm()
    desk.stage.wait("workspace")
    workspace = desk.stage.screen
    assert isinstance(workspace, WorkspaceScreen)
    identity = desk.stage.views[-1].identity
    assert identity is not None
    assert (identity.name, identity.method, identity.loa) == ("Anna Testsson", method, 3)
    assert identity.claims["amr"] == ["swk", "pin"]


def test_the_large_code_can_be_scanned_while_it_goes_on(desk: Desk) -> None:
    desk.phone.activate("anna", "bankid")
    screen = desk.begin("bankid")
    desk.stage.press(KEY.Key_F11)
    frame = screen.code.payload
    desk.stage.qtbot.waitUntil(lambda: screen.code.payload != frame, timeout=30_000)  # the next second's
    desk.scan()
    desk.stage.qtbot.waitUntil(lambda: screen.enlarged is not None and not screen.enlarged.isVisible(), timeout=30_000)
    desk.phone.confirm()
    desk.stage.wait("workspace")


def test_chosen_by_mistake_back_through_try_again(desk: Desk) -> None:  # R23
    desk.phone.activate("anna", "bankid")
    screen = desk.begin("bankid")
    desk.scan()
    desk.stage.qtbot.waitUntil(lambda: "Skriv din kod" in screen.state.text(), timeout=30_000)
    assert desk.stage.focused() is screen.retry
    desk.stage.press(KEY.Key_Space)
    assert desk.stage.state == "start"
    desk.stage.qtbot.waitUntil(lambda: desk.ends() == ["order.cancelled"], timeout=30_000)
    with pytest.raises(LoginFailure) as told:
        desk.phone.confirm()
    assert told.value.code == "order.cancelled"


def test_saying_no_on_the_phone_is_worded_and_try_again_starts_over(desk: Desk) -> None:  # R21
    desk.phone.activate("anna", "siths")
    desk.begin("siths-other-device")
    desk.scan()
    desk.phone.decline()
    desk.stage.wait("authentication_failed")
    assert desk.stage.screen.cause.words.text() == "Legitimeringen avbröts i appen SITHS eID."
    desk.stage.press(KEY.Key_Return)
    assert desk.stage.state == "starting_over"
    assert desk.ends() == ["order.declined"]


def test_the_window_closed_over_a_code_leaves_nothing_pending(desk: Desk) -> None:
    desk.begin("siths-other-device")
    desk.stage.app.window.close()
    desk.stage.wait("closed")
    desk.stage.qtbot.waitUntil(lambda: desk.ends() == ["order.cancelled"], timeout=30_000)


def test_the_trainings_code_is_told_from_another_without_a_try(desk: Desk) -> None:
    eid = desk.phone.activate("anna", "siths")
    desk.begin("siths-other-device")
    assert asyncio.run(desk.phone.phone.practice(Code("123456"))) is None, "nothing is asked"
    desk.scan()
    code, other = Code("123456"), Code("739164")
    assert asyncio.run(desk.phone.phone.practice(other)) is None
    assert other.wiped
    assert asyncio.run(desk.phone.phone.practice(code)) is code
    assert not code.wiped
    code.wipe()
    assert desk.phone.ids("siths")[0].tries_left == eid.tries_left
