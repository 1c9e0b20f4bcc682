"""Two people after one another, with each pair of ways and everything real: nothing names the one before.

One window, one walk: seventeen logins in which every ordered pair of ways comes once, by two people in turn.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.login_methods import METHODS, app_of
from cosmic_login.testing.phones import TestPhone
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.test_former_login import everything, told

PEOPLE = {"anna": "Anna Testsson", "karin": "Karin Kurvström"}
CODE = "123456"


def each_pair(ways: list[str]) -> list[str]:
    """Return a walk on which each way follows each once (an Eulerian circuit of the complete graph with loops)."""
    left = {way: list(ways) for way in ways}
    walk, stack = [], [ways[0]]
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


class Heard:
    """All that is announced, and what every window shows at every view; each with who must not be in it."""

    def __init__(self, real: RealStage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.real, self.former, self.wrong = real, "", set[str]()
        self.views = self.said = 0
        monkeypatch.setattr(QAccessible, "updateAccessibility", self.announced)
        real.app.view_changed.connect(self.look)

    def announced(self, event: object) -> None:
        message = getattr(event, "message", None)
        if message is not None:
            self.said += 1
            self.judge("announced", message())

    def look(self, view: View) -> None:
        self.views += 1
        titles = "\n".join(window.windowTitle() for window in QApplication.topLevelWidgets())
        # A login has screens of its own; those of the one before are there, out of sight, until it begins.
        shown = "\n".join(told(self.real)) if view.state == "start" else everything(self.real)
        self.judge(view.state, f"{shown}\n{titles}")

    def judge(self, where: str, text: str) -> None:
        names = [part for part in (self.former, *self.former.split()) if part]
        self.wrong |= {f"{where}: {line}" for line in text.splitlines() for name in names if name in line}


def by_card(real: RealStage, who: str, method: str) -> None:
    real.put(f"{who}-1")
    real.qtbot.waitUntil(lambda: PEOPLE[who] in real.app.window.status.words.text(), timeout=WAIT_MS)
    real.app.actions.choose(method)
    if method == "siths-md":
        real.wait("confirm_certificate")
        real.screen.next.click()
        real.wait("md_code")
        real.wait_for(real.screen.field)
    else:
        real.wait("enter_code")
        real.wait_for(real.siths.field)
    real.enter(CODE)


def by_phone(real: RealStage, phone: TestPhone, method: str) -> None:
    real.app.actions.choose(method)
    real.wait("show_qr")
    real.qtbot.waitUntil(lambda: bool(real.screen.code.payload), timeout=WAIT_MS)
    phone.scan(real.app.window.grab().toImage())
    phone.confirm()


def test_no_screen_announcement_or_title_names_the_former(
    qtbot: QtBot, cosmic_profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = RealStage(qtbot, cosmic_profile)
    try:
        phones = {}
        for who in PEOPLE:
            phones[who] = TestPhone(real.behind.world, f"phone-{who}")
            for app in ("siths", "bankid"):
                phones[who].activate(who, app)
        heard = Heard(real, monkeypatch)
        walk = each_pair([way for way in METHODS if way in real.behind.world.authenticators])
        assert len(walk) == 17
        for place, method in enumerate(walk):
            who = tuple(PEOPLE)[place % 2]
            if app_of(method) is None:
                by_card(real, who, method)
            else:
                by_phone(real, phones[who], method)
            real.wait("workspace")
            assert real.screen.heading.text() == PEOPLE[who], (place, method)
            assert PEOPLE[who] in everything(real)
            real.app.actions.signal("log_out")
            real.put("")
            real.wait("start")
            qtbot.waitUntil(lambda: "Inget kort" in real.app.window.status.words.text(), timeout=WAIT_MS)
            heard.former = PEOPLE[who]
            heard.look(View("start"))
            assert heard.wrong == set(), (place, method)
        assert heard.views > 5 * len(walk)
        assert heard.said > len(walk)
    finally:
        real.close()


def test_the_walk_has_every_pair_once() -> None:
    walk = each_pair(list("abcd"))
    pairs = list(itertools.pairwise(walk))
    assert sorted(pairs) == sorted((one, other) for one in "abcd" for other in "abcd")
