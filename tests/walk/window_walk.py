"""A walk over the real window: the composition that the program itself uses, offscreen, on one profile."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import psutil  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from cosmic_login.app import World
from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from cosmic_login.profile.logs import LOG_NAME
from cosmic_login.run.context import CliContext
from tests.walk.window_hands import Hands, wait_until

CARDS = ("anna-1", "anna-1", "anna-1", "bo-1", "bo-1", "eva-1", "farid-1", "cecilia-1", "david-1", "hugo-2", "lars-1")
RIGHT, WRONG, PUK = "123456", "000000", "12345678"
_CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_BUSY = frozenset(
    {"taking_over", "working", "unlock_working", "manage_working", "logging_out", "closing", "starting_over"}
)
#: So that the walk meets what takes minutes in life.
LIMITS = {"starting_over": 0.01, "removal_countdown": 0.2, "log_out": 5.0}


class WindowLife:
    """The program from its first paint until its window is closed."""

    def __init__(self, root: Path, random: Random) -> None:
        self.random = random
        self.context = CliContext(profile_dir=root)
        self.behind = WindowWorld(self.context)
        self.behind.limits = LIMITS
        self.app = self.behind.attach(LoginApplication(self.behind, theme="light", text_scale=1.0))
        self.shut = False
        self.hands = Hands(random)
        self.idp_down = False
        self._card_codes: dict[str, str] = {}
        self.app.shut.connect(self._gone)
        #: Half of all lives are safe from beginning to end; in the others Cosmic may lock up (R17, R18).
        self.lively = random.random() < 0.5
        self.app.show()
        wait_until(lambda: self.app.conductor is not None and self.app.window.header.card_menu.offered, "no start")
        assert self.app.conductor is not None
        self.app.features.settings.change("manner", "true-to-life" if self.lively else "safe")

    def _gone(self) -> None:
        self.shut = True

    @property
    def state(self) -> str:
        return self.app.window.state

    @property
    def frozen(self) -> bool:
        """Whether Cosmic does not answer, which it may not in the manner that is safe."""
        frozen = self.app.features.freeze is not None and self.app.features.freeze.frozen
        assert self.lively or not frozen, "Cosmic locked up in the manner that is safe"
        return frozen

    def _restart(self) -> str:
        QTest.keyClick(self.app.window, Qt.Key.Key_R, _CTRL_ALT)
        assert not self.frozen
        return "restart"

    # -- one event ----------------------------------------------------------------------------------------------

    def step(self) -> str:
        """Let one thing happen, and give the program time to answer; return what happened."""
        if self.frozen and self.random.random() < 0.3:
            return self._restart()
        draw = self.random.random()
        for share, act in (
            (0.33, self.hands.key),
            (0.14, self.hands.click),
            (0.20, self._go_on),
            (0.16, self._move_card),
            (0.02, self.hands.shrink_or_grow),
            (0.02, self._stop_or_start_idp),
            (0.01, self._close),
        ):
            if draw < share:
                did = act()
                break
            draw -= share
        else:
            did = self._type_code()
        QApplication.processEvents()
        if self.random.random() < 0.4:
            wait_until(lambda: self.shut or self.state not in _BUSY, f"{self.state} stands still")
        return did

    def _go_on(self) -> str:
        """Do what the screen is there for."""
        if QApplication.activeModalWidget() is not None or self.shut:
            return "nothing"
        if self._code_fields():
            return self._type_code()
        if self.state == "insert_card" and self.random.random() < 0.7:
            self._put(self.random.choice(CARDS))
            return "card for the one who waits"
        if self.state == "start" and self.random.random() < 0.15:
            start = self.app.window.start
            self.hands.press(start.codes)
            task = self.random.choice(start.tasks)
            self.hands.press(task)
            return f"card task {task.text()}"
        focus = self.app.window.screen_shown.first_focus()
        if focus.isEnabled():
            self.hands.press(focus)
        return f"first focus of {self.state}"

    def _code_fields(self) -> list[QLineEdit]:
        window = self.app.features.siths
        return [f for f in window.findChildren(QLineEdit) if f.isVisible() and f.isEnabled()] if window else []

    def _type_code(self) -> str:
        fields = self._code_fields()
        if not fields:
            return "no code asked for"
        right = self.random.random() < 0.75
        for field in fields:
            digits = RIGHT if right else self.random.choice((WRONG, "12", "abc", PUK))
            self.hands.type(field, digits, enter=field is fields[-1] or self.random.random() < 0.2)
        return "right code" if right else "wrong code"

    # -- the world ----------------------------------------------------------------------------------------------

    def _move_card(self) -> str:
        draw = self.random.random()
        if draw < 0.3:
            self._put("")
            return "card out"
        card = self.random.choice(CARDS)
        if draw < 0.4:
            for other in self.random.choices(CARDS, k=4):
                self._put(other)
        elif draw < 0.55:
            return self._issue_anew(card)
        self._put(card)
        return f"card {card} in"

    def _put(self, card: str) -> None:
        self.app.window.header.card_menu._move(card)

    def _issue_anew(self, card: str) -> str:
        """Give somebody a new card: the old one may be blocked by now."""
        self._put("")
        try:
            world = self.behind.world
            world.cards.issue(world.directory.card(card))
        except LoginFailure as failure:
            return f"{card} not issued: {failure.code}"
        return f"{card} issued anew"

    def _stop_or_start_idp(self) -> str:
        """Stop the IdP, as if its process died; the next time the same address answers again."""
        world = self.behind.world
        if self.idp_down:
            self.start_idp()
            return "IdP started"
        self.url = world.idp_base_url()
        world.stop_idp()
        self.idp_down = True
        return "IdP stopped"

    def start_idp(self) -> None:
        """Start the IdP where it was, unless a login has started another one meanwhile."""
        world = self.behind.world
        self.idp_down = False
        with world._lock:
            if world._idp is None:
                world._idp = EmbeddedIdp.start(
                    world.profile, port=int(self.url.rpartition(":")[2]), pki=world.pki, directory=world.directory
                )

    def _close(self) -> str:
        self.app.window.close()
        return "window closed"

    # -- the end ------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Close the window as a person does, and give everything back."""
        if not self.shut:
            for window in QApplication.topLevelWidgets():
                if window not in {self.app.window, self.app.features.siths}:
                    window.close()
            self.app.interrupt()
            wait_until(lambda: self.shut, f"the window does not close in {self.state}")
        self.app.finish()
        self.hands.close()
        windows: tuple[QWidget | None, ...] = (self.app.features.help.shown, self.app.features.siths, self.app.window)
        for own in windows:
            if own is not None:
                own.deleteLater()
        self.app.features.settings.theme.deleteLater()
        self.app.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        self.context.close()


class WindowWalk:
    """Lives on one profile, with ``events`` things happening in all; ``check`` looks at what is left."""

    def __init__(self, root: Path, random: Random) -> None:
        self.root, self.random = root, random
        self.visited: Counter[str] = Counter()
        self.lives = 0
        self.trace: list[str] = []
        self._threads = set(threading.enumerate())
        self._children = {child.pid for child in psutil.Process().children(recursive=True)}

    def go(self, events: int) -> None:
        """Walk; raises what went wrong, with the last steps as a note."""
        life: WindowLife | None = None
        try:
            for _ in range(events):
                if life is None or life.shut:
                    if life is not None:
                        life.end()
                        self.check_life()
                    life = WindowLife(self.root, self.random)
                    self.lives += 1
                before = life.state
                self.trace = [*self.trace[-29:], f"{before}: …"]
                self.trace[-1] = f"{before}: {life.step()}"
                self.visited[life.state] += 1
            if life is not None:
                life.end()
                self.check_life()
        except BaseException as error:
            error.add_note("\n".join(self.trace))
            raise

    def check_life(self) -> None:
        """After every life: no thread but those that were there before, no child process."""
        left = [thread for thread in threading.enumerate() if thread not in self._threads]
        for thread in left:
            thread.join(5)  # a card's thread ends by itself, a moment after its card was let go
        left = [thread for thread in left if thread.is_alive()]
        assert left == [], left
        children = [child for child in psutil.Process().children(recursive=True) if child.pid not in self._children]
        assert children == [], children

    def check(self) -> None:
        """At the end: no order is pending at the IdP, the audit trail verifies, nothing went wrong unseen."""
        started = time.time()
        world = World(Profile.open(self.root))
        try:
            world.idp_base_url()
            with closing(sqlite3.connect(self.root / "idp.sqlite")) as store:
                overdue = store.execute(
                    "SELECT ref, hint FROM login_order WHERE status = 'pending' AND finish_by < ?", (started,)
                ).fetchall()
                known = store.execute("SELECT count(*) FROM login_order").fetchone()[0]
            verified = world.audit.verify()
        finally:
            world.close()
        assert overdue == []
        assert known
        assert verified.ok, verified
        errors = [line for line in self._log_lines() if line.get("level") == "error" or "internal" in json.dumps(line)]
        assert errors == [], errors

    def _log_lines(self) -> list[dict[str, object]]:
        lines: list[dict[str, object]] = []
        for path in sorted((self.root / "log").glob(f"{LOG_NAME}*") if (self.root / "log").is_dir() else ()):
            lines += [json.loads(line) for line in path.read_text().splitlines()]
        return lines


def seed() -> int:
    """Return the seed: the same in every run unless ``COSMIC_WALK_SEED`` says otherwise."""
    return int(os.environ.get("COSMIC_WALK_SEED", "20261123"))
