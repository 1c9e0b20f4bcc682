"""Plug-ins that are of no use, in the window: a line on the start screen, and a way out of a broken screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.registry import load_authenticators
from cosmic_login.core import extensions
from cosmic_login.gui.login.screens.working import UnshownScreen
from tests.bad_plugin import BAD, Bad, distribute
from tests.gui.scripted import Scripted, Stage


@pytest.fixture
def fresh_imports() -> Iterator[None]:
    """Let each test import the plug-in that it has laid out."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("bad_plugin"):
            del sys.modules[name]


def put_on_path(root: Path, monkeypatch: pytest.MonkeyPatch, bad: Bad | None = None) -> None:
    distribute(root, bad)
    monkeypatch.syspath_prepend(root)


@pytest.mark.usefixtures("fresh_imports")
@pytest.mark.parametrize("bad", [BAD[0], BAD[5]], ids=lambda bad: bad.name)
def test_the_start_screen_names_it_in_one_line(
    qtbot: QtBot, script: Scripted, bad: Bad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "site", monkeypatch, bad)
    stage = Stage(qtbot, script)
    try:
        methods = dict.fromkeys(load_authenticators(), "")
        for _ in range(2):  # told again, it is not said again
            stage.app.sink.on_methods(methods)
        start = stage.app.window.start
        qtbot.waitUntil(lambda: bool(start.left_out))
        (note,) = start.left_out
        assert note.isVisible()
        assert "bad_plugin" in note.words.text()
        assert bad.says in note.words.text()
        assert "waving" not in methods
        script.prompts = ()
        stage.to("workspace")
    finally:
        stage.close()


@pytest.mark.usefixtures("fresh_imports")
def test_a_screen_that_cannot_be_made_leaves_a_way_out(
    qtbot: QtBot, script: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Bad("", "screens.py", "    pass", "    def __init__(self, actions):\n        raise OSError('no pen')", "")
    put_on_path(tmp_path / "site", monkeypatch, broken)
    stage = Stage(qtbot, script)
    try:
        (kind,) = extensions.installed().prompts
        script.prompts = (kind.type(),)
        stage.to("wave")
        assert isinstance(stage.screen, UnshownScreen)
        assert "no pen" in caplog.text
        stage.screen.cancel.click()
        stage.wait("start")
    finally:
        stage.close()
