"""A run of the real window is recorded as a lesson, which plays back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.lessons.casting import cast_of
from cosmic_login.lessons.playing import play_without_window
from cosmic_login.lessons.recording import LiveRecording
from cosmic_login.testing.bench import LoginBench
from tests.gui.real import WAIT_MS, RealStage

KEY = Qt.Key


def test_what_is_done_in_the_window_becomes_a_lesson(qtbot: QtBot, cosmic: LoginBench, tmp_path: Path) -> None:
    recording = LiveRecording()
    stage = RealStage(qtbot, cosmic.world.profile.root, recording)
    try:
        # A card that is there when the readers are first looked at is not put in, for who records.
        qtbot.waitUntil(lambda: bool(stage.views) and stage.views[-1].card is not None, timeout=WAIT_MS)
        stage.put("anna-1")
        qtbot.waitUntil(lambda: stage.views[-1].card is None, timeout=WAIT_MS)
        stage.app.window.start.this_device.setFocus()
        stage.press(KEY.Key_Return)
        stage.wait("enter_code")
        stage.wait_for(stage.siths.field)
        stage.enter("111222")
        qtbot.waitUntil(lambda: getattr(stage.views[-1].prompt, "wrong_before", False), timeout=WAIT_MS)
        stage.wait_for(stage.siths.field)
        stage.enter("123456")
        stage.wait("workspace")
        stage.app.actions.signal("lock")
        stage.wait("locked")
    finally:
        stage.close()
    found = recording.write(tmp_path / "mine.toml")
    assert [step.act.verb for step in found.steps if step.act] == ["insert", "choose", "code", "code", "lock"]
    assert [str(step.act.args.get("code")) for step in found.steps[2:4] if step.act] == ["wrong", "right"]
    assert (found.person, found.steps[-1].expect.state) == ("anna", "locked")
    assert "111222" not in (tmp_path / "mine.toml").read_text("utf-8")
    result = asyncio.run(play_without_window(found, cosmic.world, cast_of(cosmic.world.directory)))
    assert result.failure == ""
