"""The window at work: how long it does not answer during logins, and how long a change of its look takes.

A stall is a gap in a heartbeat that Qt's event loop is asked for every millisecond. After each
login a bare dialog takes its place: it comes up, a code is typed into it, it goes, and the loop runs on for as long as
the login took. So both meet the same machine, and their ratios are what counts (aims: 4 for the first login, 1.8 for
the median of the others, 3 for the worst). Changes of theme, text size and language are told as multiples of one full
repaint of the same window. Run: ``python benchmarks/window.py [logins]``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.secret import Code, wipe
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.run.context import CliContext
from cosmic_login.ui.language import active_language

CARD, METHOD = "anna-1", "siths-this-device"
AIMS = {"first_login": 4.0, "median": 1.8, "worst": 3.0}
SWITCHES = 20
PATIENCE_MS = 60_000


class Heartbeat(QObject):
    """Notes the longest gap between two beats of the GUI's thread."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.perf_counter()
        self.longest_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now

    def begin(self) -> None:
        """Forget what was."""
        self._last, self.longest_ms = time.perf_counter(), 0.0


class Person:
    """Logs in and out in the window, as fast as it lets them."""

    def __init__(self, window: WindowWorld, app: LoginApplication) -> None:
        self._window, self._app = window, app
        self._loop = QEventLoop()
        self._seen = 0
        app.view_changed.connect(self._look)

    def _look(self, view: View) -> None:
        if view.state in {"enter_code", "register_code"} and view.number != self._seen:
            self._seen = view.number
            QTimer.singleShot(0, self._type)
        self._loop.quit()

    def _type(self) -> None:
        siths = self._app.features.siths
        assert siths is not None
        with Code(self._window.world.directory.card(CARD).code) as code:
            digits = code.padded(6)
        keys = [Qt.Key(digit) for digit in digits]
        wipe(digits)
        type_keys(siths.field, keys)

    def to(self, state: str, act: Callable[[], None]) -> None:
        """Do something and wait for the state that it leads to."""
        act()
        conductor = self._app.conductor
        assert conductor is not None
        while conductor.view.state != state:
            if conductor.view.failure is not None:
                raise SystemExit(f"the login failed: {conductor.view.failure}")
            wait(self._loop)


def type_keys(field: QWidget, keys: Sequence[Qt.Key]) -> None:
    """Type and then press Enter, one key in each turn of the loop, as they come from a keyboard."""
    if keys:
        QTest.keyClick(field, keys[0])
        QTimer.singleShot(0, lambda: type_keys(field, keys[1:]))
    else:
        QTest.keyClick(field, Qt.Key.Key_Return)


def wait(loop: QEventLoop) -> None:
    """Run a loop until something quits it; give up after a minute."""
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    late.start(PATIENCE_MS)
    if loop.exec():
        raise SystemExit("the window does not go on")


def rest(seconds: float) -> None:
    """Let Qt's event loop run with nothing to do."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def bare_dialog(seconds: float) -> None:
    """Have a code typed into a dialog that does nothing, and let the loop run until that long has passed."""
    until = time.perf_counter() + seconds
    dialog = QDialog()
    dialog.resize(960, 680)
    column = QVBoxLayout(dialog)
    field, button = QLineEdit(), QPushButton("OK")
    field.setEchoMode(QLineEdit.EchoMode.Password)
    button.clicked.connect(dialog.accept)
    for part in (QLabel("Code"), field, button):
        column.addWidget(part)
    dialog.open()
    rest(0.02)
    type_keys(field, [Qt.Key.Key_1] * 6)
    rest(max(0.05, until - time.perf_counter()))
    dialog.deleteLater()


def settled() -> None:
    """Let everything that has been asked for be laid out and painted."""
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds until the change is on the screen."""
    begun = time.perf_counter()
    act()
    settled()
    return (time.perf_counter() - begun) * 1000


def three(stalls: list[float]) -> dict[str, float]:
    """Return the first stall, and median and worst of the others."""
    return {"first_login": stalls[0], "median": statistics.median(stalls[1:]), "worst": max(stalls[1:])}


def main() -> None:
    """Measure and print one JSON object."""
    logins = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    window = WindowWorld(CliContext(temp_profile=True), remember=False)
    app = window.attach(LoginApplication(window, theme="light", language="sv"))
    loop = QEventLoop()
    app.ready.connect(loop.quit)
    app.show()
    wait(loop)
    heart, person = Heartbeat(), Person(window, app)

    stalls, bare = [], []
    for turn in range(logins + 1):
        heart.begin()
        begun = time.perf_counter()
        if turn:
            person.to("workspace", lambda: app.actions.choose(METHOD))
        else:  # this one issues the card and starts the IdP too
            person.to("insert_card", lambda: app.actions.choose(METHOD))
            person.to("workspace", lambda: app.to_io(lambda: window.put_card(CARD)))
        rest(0.05)  # what the workspace still has to do belongs to the login
        stalls.append(heart.longest_ms)
        took = time.perf_counter() - begun
        person.to("start", lambda: app.actions.signal("log_out"))
        rest(0.05)
        heart.begin()
        bare_dialog(took)
        bare.append(heart.longest_ms)

    person.to("workspace", lambda: app.actions.choose(METHOD))
    settled()
    repaint = statistics.median(timed(app.window.grab) for _ in range(SWITCHES))

    def switches(change: Callable[[Any], None], *values: object) -> list[float]:
        return [timed(lambda value=value: change(value)) for value in values * SWITCHES]  # type: ignore[misc]

    themes = switches(app.features.settings.theme.set, "dark", "high-contrast", "light")
    sizes = switches(lambda scale: app.features.settings.theme.set(text_scale=scale), 2.0, 1.0)
    languages = switches(active_language().set, "en", "sv")
    person.to("start", lambda: app.actions.signal("log_out"))
    app.window.close()
    app.finish()

    figures: dict[str, object] = {
        "logins": logins,
        "longest_stall_ms": three(stalls),
        "bare_dialog_ms": three(bare),
        # The first is set beside the median: what the first dialog of a program costs is Qt's own warming up.
        "ratio": {
            "first_login": stalls[0] / statistics.median(bare),
            "median": statistics.median(stalls[1:]) / statistics.median(bare),
            "worst": max(stalls[1:]) / max(bare),
        },
        "aims": AIMS,
        "repaint_ms": repaint,
    }
    for name, values in (("theme", themes), ("text_size", sizes), ("language", languages)):
        figures[f"{name}_switch_repaints"] = statistics.median(values) / repaint
        figures[f"{name}_switch_ms"] = statistics.median(values)
    print(json.dumps(figures, default=str, indent=1))


if __name__ == "__main__":
    main()
