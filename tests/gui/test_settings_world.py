"""The settings of a real profile behind the real window: the IdP of the next login, and what a second start finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.profile.settings import read_settings
from cosmic_login.run.context import CliContext

NOWHERE = "http://127.0.0.1:9"
Start = Callable[..., tuple[LoginApplication, WindowWorld]]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Start]:
    """Start the window on the profile in ``tmp_path``; an earlier one has to be finished first."""
    started: list[tuple[LoginApplication, CliContext]] = []

    def one(**options: str) -> tuple[LoginApplication, WindowWorld]:
        context = CliContext(profile_dir=tmp_path, idp_url=options.get("idp_url", ""))
        world = WindowWorld(context)
        app = world.attach(LoginApplication(world))
        started.append((app, context))
        with qtbot.waitSignal(app.ready):
            app.show()
        return app, world

    yield one
    for app, context in started:
        end(app)
        context.close()


def end(app: LoginApplication) -> None:
    """End the program and remove its windows; may be called twice."""
    app.finish()
    if isValid(app):
        for thing in (app.features.siths, app.window, app.features.settings.theme, app):
            if thing is not None:
                thing.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def wait_for_idp(qtbot: QtBot, app: LoginApplication, world: WindowWorld, address: str | None = None) -> None:
    """Wait until the window knows which IdP is asked; None: the embedded one."""

    def told() -> bool:
        shown = app.window.status.idp
        return address in shown if address else "http://" in shown and NOWHERE not in shown

    qtbot.waitUntil(told, timeout=30_000)
    assert world.world is not None


def login(qtbot: QtBot, app: LoginApplication, state: str) -> View:
    """Start a login and wait until it has come to ``state``."""
    views: list[View] = []
    app.view_changed.connect(views.append)
    app.actions.choose("siths-this-device")
    qtbot.waitUntil(lambda: bool(views) and views[-1].state == state, timeout=30_000)
    return views[-1]


def test_another_idp_is_asked_from_the_next_login_on(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    app, world = start()
    wait_for_idp(qtbot, app, world)
    app.to_io(lambda: world.put_card("anna-1"))
    login(qtbot, app, "enter_code")
    app.features.settings.change("idp_url", NOWHERE)
    wait_for_idp(qtbot, app, world, NOWHERE)
    assert app.window.state == "enter_code"  # the login under way goes on where it began
    app.actions.signal("cancelled")
    failure = login(qtbot, app, "authentication_failed").failure
    assert failure is not None
    assert failure.code == "idp.unreachable"
    assert read_settings(tmp_path / "settings.toml").idp_url == NOWHERE
    app.features.settings.change("starting_over_s", 0)
    app.actions.signal("retry")
    qtbot.waitUntil(lambda: app.window.state == "start")
    app.features.settings.change("idp_url", "")
    wait_for_idp(qtbot, app, world)
    login(qtbot, app, "enter_code")


def test_a_second_start_finds_what_was_chosen_and_where_the_window_was(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    app, world = start()
    wait_for_idp(qtbot, app, world)
    app.features.settings.change("theme", "dark")
    app.window.resize(700, 600)
    end(app)
    assert json.loads((tmp_path / "window.json").read_bytes())["width"] == 700
    again, world = start(idp_url=NOWHERE)
    assert again.features.settings.theme.choice == "dark"
    assert again.window.width() == 700
    wait_for_idp(qtbot, again, world, NOWHERE)  # the option wins, and is not kept
    again.features.settings.change("theme", "light")
    end(again)
    assert read_settings(tmp_path / "settings.toml").idp_url == ""
    assert read_settings(tmp_path / "settings.toml").theme == "light"


def test_a_broken_file_does_not_keep_the_window_from_working(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[session]\nidle_minutes = true\n", "utf-8")
    app, world = start()
    assert "settings.malformed: settings.toml:2: session.idle_minutes" in app.window.start.advice.words.text()
    wait_for_idp(qtbot, app, world)
    app.to_io(lambda: world.put_card("anna-1"))
    login(qtbot, app, "enter_code")
