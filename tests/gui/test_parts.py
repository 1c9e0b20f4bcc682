"""One part that fails in the window's start: the window says so, and works without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.session import ClientSession
from cosmic_login.gui.shell import furnishing, screen_registry
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.scripted import Scripted, Stage


def broken(*_: object, **__: object) -> None:
    raise SystemError("returned a result with an exception set")


@pytest.mark.parametrize(
    ("owner", "name", "part"),
    [
        (furnishing, "SithsWindow", "siths"),
        (furnishing, "FreezeSimulation", "freeze"),
        (furnishing, "SessionController", "session"),
        (screen_registry, "find_others", "screens"),
    ],
)
def test_the_window_works_without_a_part(
    qtbot: QtBot, script: Scripted, owner: object, name: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, broken)
    stage = Stage(qtbot, script)
    try:
        advice = stage.app.window.start.advice.words
        qtbot.waitUntil(lambda: f"part.failed: {part}: SystemError" in advice.text())
        assert advice.isVisible()
        script.prompts = ()
        stage.to("workspace")
    finally:
        stage.close()


def test_a_login_works_without_the_watch_of_the_cards(
    qtbot: QtBot, cosmic_profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClientSession, "watch", broken)
    stage = RealStage(qtbot, cosmic_profile)
    try:
        advice = stage.app.window.start.advice.words
        qtbot.waitUntil(lambda: "part.failed: readers: SystemError" in advice.text(), timeout=WAIT_MS)
        stage.put("anna-1")
        stage.to("enter_code")
        stage.wait_for(stage.siths.field)
        stage.enter("123456")
        stage.wait("workspace")
    finally:
        stage.close()
