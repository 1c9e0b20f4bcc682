"""Plays a whole login through the real window by keys, for machines without a display: a step, a line, a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cosmic_login.core.secret import Code, wipe
from cosmic_login.gui.login.screens.choose import ChooseScreen
from cosmic_login.gui.login.screens.workspace import WorkspaceScreen
from cosmic_login.gui.ports.states import CODE_STATES
from cosmic_login.ui.enter_guard import enter_guard

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.gui.shell.application import LoginApplication

_FAILED = frozenset({"authentication_failed", "login_failed"})


class DemoStuck(Exception):  # noqa: N818 - reads as what it says
    """The window did not get on within the time allowed."""


@dataclass(frozen=True)
class DemoAnswers:
    """What the demonstration does for a person.

    ``code`` makes the (training) code each time it is asked for. ``insert_card`` puts the card in when the window
    asks for it. ``service_id`` is the HSA-id to choose; without it the first.
    """

    code: Callable[[], Code]
    insert_card: Callable[[], None] = lambda: None
    service_id: str = ""


def play(
    app: LoginApplication,
    pictures: Path,
    answers: DemoAnswers,
    *,
    say: Callable[[str], None] = print,
    patience_s: float = 60.0,
) -> bool:
    """Log in, look at the workspace, log out, close; return whether the login came through.

    Every step is said in one line and saved as ``NN-state.png`` in ``pictures``. Raises ``DemoStuck``.
    """
    return _Player(app, pictures, answers, say, patience_s).play()


class _Player:
    def __init__(
        self, app: LoginApplication, pictures: Path, answers: DemoAnswers, say: Callable[[str], None], patience_s: float
    ) -> None:
        self._app, self._pictures, self._answers, self._say = app, pictures, answers, say
        self._patience_ms = round(patience_s * 1000)
        self._shots = 0
        self._views: list[View] = []
        self._loop = QEventLoop()
        app.view_changed.connect(self._changed)
        app.ready.connect(self._loop.quit)
        app.shut.connect(self._loop.quit)

    def play(self) -> bool:
        self._pictures.mkdir(parents=True, exist_ok=True)
        self._app.show()
        while self._app.conductor is None:
            self._wait()
        self._shoot("start", "Startsidan visas; Enter på det första sättet")
        self._key(self._app.window.start.this_device, Qt.Key.Key_Return)
        logged_in = False
        number = 0
        while not logged_in:
            view = self._next()
            if view.state in _FAILED:
                self._shoot(view.state, f"Misslyckades: {view.failure.code if view.failure else ''}")
                break
            logged_in = view.state == "workspace"
            if view.number != number:
                number = view.number
                self._answer(view)
        if logged_in:
            self._leave()
        self._app.window.close()
        return logged_in

    def _answer(self, view: View) -> None:
        if view.state == "insert_card":
            self._shoot("insert-card", "Kortet saknas; kortet sätts in")
            self._answers.insert_card()
        elif view.state in CODE_STATES:
            first = view.state == "register_code"
            self._type_code("Koden skrivs för att registrera kortet" if first else "Koden skrivs; Legitimera")
        elif view.state == "choose_service_id":
            self._choose()
        elif view.state == "working":
            self._shoot("working", self._app.window.screen_shown.sentence.text())

    def _type_code(self, what: str) -> None:
        siths = self._app.features.siths
        if siths is None:
            raise DemoStuck("there is no SITHS eID window")
        with self._answers.code() as code:
            block = code.padded(6)
        for digit in block:
            QTest.keyClick(siths.field, Qt.Key(digit))
        wipe(block)
        self._shoot("code", what, siths)
        self._key(siths.field, Qt.Key.Key_Return)

    def _choose(self) -> None:
        screen = self._app.window.screen_shown
        if not isinstance(screen, ChooseScreen):
            raise DemoStuck("the chooser is not up")
        ids = [button.choice.hsa_id for button in screen.buttons]
        steps = ids.index(self._answers.service_id) if self._answers.service_id else 0
        for i in range(steps):
            self._key(screen.buttons[i], Qt.Key.Key_Down)
        self._shoot("choose-service-id", f"Tjänste-id {ids[steps]} väljs")
        self._key(screen.buttons[steps], Qt.Key.Key_Return)

    def _leave(self) -> None:
        self._shoot("workspace", f"Inloggad: {self._app.window.screen_shown.heading.text()}")
        screen = self._app.window.screen_shown
        if not isinstance(screen, WorkspaceScreen):
            raise DemoStuck("the workspace is not up")
        self._key(screen.log_out, Qt.Key.Key_Return)
        while self._next().state != "start":
            pass
        self._shoot("logged-out", "Utloggad; startsidan visas igen")

    # -- tools -------------------------------------------------------------------------------------------------

    def _key(self, widget: QWidget, key: Qt.Key) -> None:
        enter_guard().forget()  # whoever looks on has seen what is pressed
        QTest.keyClick(widget, key)

    def _changed(self, view: View) -> None:
        self._views.append(view)
        self._loop.quit()

    def _next(self) -> View:
        while not self._views:
            self._wait()
        return self._views.pop(0)

    def _wait(self) -> None:
        late = QTimer()
        late.setSingleShot(True)
        late.timeout.connect(lambda: self._loop.exit(1))
        late.start(self._patience_ms)
        if self._loop.exec() == 1:
            raise DemoStuck(f"nothing happened in the state {self._app.window.state!r}")

    def _shoot(self, name: str, what: str, window: QWidget | None = None) -> None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self._shots += 1
        path = self._pictures / f"{self._shots:02d}-{name}.png"
        if not (window or self._app.window).grab().save(str(path)):
            raise OSError(f"{path} could not be written")
        self._say(f"{self._shots:2d}  {what}  ({path.name})")
