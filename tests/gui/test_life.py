"""Beginning and end: what is imported before the first paint, how threads stop, what signals do."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardSituation, ChooseServiceId, InsertCard, Seen
from cosmic_login.core.secret import Code
from cosmic_login.desktop.demo import DemoAnswers, play
from cosmic_login.gui.ports.window import WindowSink
from cosmic_login.ui.io_thread import IoThread, QtScheduler
from tests.gui.scripted import ANNA, OTHER, OWN, WHOLE, Scripted, Stage

KEY = Qt.Key
HEAVY = ("asyncio", "httpx2", "starlette", "uvicorn", "cryptography", "joserfc", "smartcard", "PySide6.QtSvg")


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    program = f"""
import sys
from cosmic_login.gui.ports.window import WindowSink
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
app = LoginApplication(ToldPorts())
def painted():
    print([name for name in {HEAVY!r} if name in sys.modules], flush=True)
app.window.painted.connect(painted)
app.ready.connect(app.window.close)
sys.exit(app.run())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=_offscreen(), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


#: Modules of the standard library and of ours that the program is painted without; each takes its time.
LATER = (
    "dataclasses", "json", "datetime", "socket", "tomllib", "zoneinfo", "importlib.metadata", "cosmic_login.app",
    "cosmic_login.cli.options", "cosmic_login.core.prompts", "cosmic_login.core.settings_table",
    "cosmic_login.gui.ports.locked_session", "cosmic_login.gui.shell.layout", "cosmic_login.gui.texts.common",
    "cosmic_login.profile.logs", "cosmic_login.translations", "cosmic_login.ui.theme",
)  # fmt: skip


#: What the start screen is painted without: a login's prompts and failures, dates, and what tells of Qt's enumerations.
AFTER_THE_START = (
    "dataclasses", "json", "datetime", "zoneinfo", "socket", "cosmic_login.core.prompts", "cosmic_login.core.identity",
    "cosmic_login.core.settings_kinds", "cosmic_login.gui.login.progress", "cosmic_login.gui.login.screens.failure",
)  # fmt: skip


def test_the_start_screen_is_painted_before_what_logins_need_is_imported() -> None:
    program = f"""
import os, sys
there = set(sys.modules)  # what measures coverage, say
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
there |= {{"dataclasses"}} & set(sys.modules)  # of the ports that stand behind this window alone
from PySide6 import QtGui, QtWidgets
app = LoginApplication(ToldPorts())
def furnished():
    print([name for name in {AFTER_THE_START!r} if name in sys.modules and name not in there])
    print("QStyle" in vars(QtWidgets), "QIcon" in vars(QtGui), flush=True)
    os._exit(0)
app.window.furnished.connect(furnished)
app.run()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=_offscreen(), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\nFalse False\n"), done.stderr


def test_the_program_is_painted_before_what_can_wait_is_imported(tmp_path: Path) -> None:
    program = f"""
import os, sys
there = set(sys.modules)  # what measures coverage, say
from cosmic_login.cli.main import main
import cosmic_login.gui.shell.main_window as shell
begin = shell.MainWindow.__init__
def noted(self, *arguments, **named):
    begin(self, *arguments, **named)
    self.painted.connect(painted)
def painted():
    print([name for name in {HEAVY + LATER!r} if name in sys.modules and name not in there], flush=True)
    os._exit(0)
shell.MainWindow.__init__ = noted
main([])
"""
    environment = {**_offscreen(), "COSMIC_LOGIN_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_close_the_window_cleanly(number: int) -> None:
    program = """
import sys
from cosmic_login.gui.ports.window import WindowSink
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
async def stop():
    print("stopped", flush=True)
app = LoginApplication(ToldPorts(stop=stop))
app.ready.connect(lambda: print("ready", flush=True))
sys.exit(app.run())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], env=_offscreen(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(number)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (0, "stopped\n"), err
    assert "Traceback" not in err


@pytest.mark.parametrize("moment", ["painted", "furnished"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_no_signal_is_lost_while_the_window_comes_up(number: int, moment: str) -> None:
    program = f"""
import os, sys
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
app = LoginApplication(ToldPorts())
app.window.{moment}.connect(lambda: os.kill(os.getpid(), {number:d}))
sys.exit(app.run())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=_offscreen(), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_cancel_cancels_the_coroutine_and_returns_to_the_start(stage: Stage, script: Scripted) -> None:
    script.prompts, script.hold = WHOLE[:1], True
    stage.to("working")
    stage.qtbot.waitUntil(lambda: bool(stage.views[-1].steps))  # a coroutine that has not begun has nothing to clean up
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"
    assert script.cleaned.wait(5)
    stage.to("working")


def test_a_session_is_logged_out_before_the_window_closes(stage: Stage, script: Scripted) -> None:
    script.prompts = ()
    stage.to("workspace")
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.app.window.close()
    assert stage.ended == [ANNA]


def test_a_start_that_fails_is_told_and_tried_again(qtbot: QtBot) -> None:
    failures = [LoginFailure("profile.readonly"), LoginFailure("profile.full")]
    script = Scripted(prompts=())

    def start(sink: WindowSink) -> None:
        sink.on_idp("inbyggd")
        if failures:
            raise failures.pop(0)

    stage = Stage(qtbot, script, start=start, limits={"starting_over": 0.01})
    try:
        advice = stage.app.window.start.advice.words
        qtbot.waitUntil(lambda: "profile.readonly" in advice.text())
        stage.to("authentication_failed")
        assert stage.screen.code.toPlainText() == "profile.full"
        stage.press(KEY.Key_Return)
        stage.wait("start")  # by way of "starting over" (R21)
        stage.to("workspace")
    finally:
        stage.close()


def test_stop_waits_for_clean_up_and_leaves_no_thread(qtbot: QtBot) -> None:
    steps: list[str] = []

    async def last() -> None:
        steps.append("last")

    begun = threading.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            steps.append("cleaned")

    io = IoThread(last)
    io.start(work())
    assert begun.wait(5)
    assert io.close()
    assert steps == ["cleaned", "last"]
    assert not io.alive
    io.start(work()).cancel()  # too late: nothing happens, nothing is left behind
    io.to_chart(lambda: steps.append("never"))
    assert io.close()


def test_calls_arrive_in_the_window_thread_in_order(qtbot: QtBot) -> None:
    io = IoThread()
    heard: list[tuple[int, bool]] = []
    here = threading.get_ident()

    def tell(i: int) -> None:
        io.to_chart(lambda: heard.append((i, threading.get_ident() == here)))

    for i in range(200):
        io.to_loop(lambda i=i: tell(i))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(heard) == 200)
    assert heard == [(i, True) for i in range(200)]
    assert io.close()


def test_timers_can_be_cancelled(qtbot: QtBot) -> None:
    scheduler = QtScheduler()
    rung: list[str] = []
    scheduler.call_later(0.001, lambda: rung.append("dropped")).cancel()
    scheduler.call_later(0.002, lambda: rung.append("rung"))
    qtbot.waitUntil(lambda: bool(rung))
    assert rung == ["rung"]


def test_the_demonstration_plays_a_login_and_leaves_pictures(qtbot: QtBot, tmp_path: Path) -> None:
    script = Scripted(prompts=(InsertCard(CardSituation.NO_CARD), *WHOLE, ChooseServiceId((OWN, OTHER))))
    stage = Stage(qtbot, script)
    inserted: list[bool] = []
    said: list[str] = []

    def insert() -> None:
        # the scripted login waits for an answer; a real one goes on by the reader's event
        inserted.append(True)
        stage.app.actions.answer(stage.views[-1].number, Seen())

    try:
        answers = DemoAnswers(lambda: Code("739164"), insert, OTHER.hsa_id)
        assert play(stage.app, tmp_path, answers, say=said.append, patience_s=20)
    finally:
        stage.close()
    assert inserted == [True]
    assert script.codes == ["739164"]
    assert script.chosen == [OTHER.hsa_id]
    assert len(list(tmp_path.glob("*.png"))) == len(said) >= 6
    assert "739164" not in "\n".join(said)


def _offscreen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
