"""Row R6 in the real window: in every state of the chart the line to the person's own desk is cut, and mended.

Everything is real: window, chart, IdP, a desk that shares its reader over TLS. One window lives through it all. While
the line is cut it says so and never that a card or a reader is missing; nothing hangs; no try of a code is lost; the
trail names the desk; and when the line is mended the window shows again what it showed, by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import FAILURES
from cosmic_login.core.settings_kinds import Value
from cosmic_login.lessons.far_desk import FarDesk, LineManners
from cosmic_login.profile import Profile
from cosmic_login.remote.weather import WEATHERS
from cosmic_login.testing.phones import TestPhone
from cosmic_login.testing.windows import PATIENCE_S, DrivenLogin
from cosmic_login.ui.enter_guard import enter_guard
from cosmic_login.ui.widgets.code_field import CodeField
from tests.e2e.shared_computer import BESIDE, FIRST, FORGOTTEN, SECOND
from tests.e2e.test_every_state import STATES
from tests.e2e.test_line_in_every_state import ENDS, LOST, check_trail
from tests.gui.test_code import everything_said
from tests.walks import SOME_STATES

THIS, MD, PHONE = "siths-this-device", "siths-md", "siths-other-device"
#: Whose card gets a new code; whose is revoked; who has several service IDs; whose is used for the first time.
CHANGER, REVOKED, CHOOSER, NEW = "maj", "david", "bo", "farid"
#: A line that is lost is given up soon (but not before a code has been typed), and asked for again at once.
_LINE: Final = LineManners(back_s=0.4, refused_s=0.05)
#: What the window must not say while the line is cut, for none of it is so.
UNTRUE: Final = (
    *("Inget kort i läsaren", "Ingen kortläsare", "Sätt in ditt kort", "Sätt in SITHS", "Kortet togs ut"),
    *("Tjänsten för kortläsare svarar inte", "Kortläsaren går inte att nå", "Kortet är borta"),
)
GONE: Final = "Ingen kontakt med din egen dator"
#: How a window is left: what is pressed on the way back to the start, where it is not ``cancel``.
BACK: Final = {
    **dict.fromkeys(("insert_card", "choose_card", "manage_insert_card", "manage_choose_card"), "back"),
    **dict.fromkeys(("unlock_insert_card", "unlock_choose_card"), "back"),
    **dict.fromkeys(("authentication_failed", "login_failed", "unlock_failed"), "retry"),
    **dict.fromkeys(("lock_soon", "log_out_soon"), "now"),
    **dict.fromkeys(("frozen", "unlock_frozen"), "restart"),
    "managed": "on", "manage_failed": "leave", "workspace": "log-out", "take_over": "no",
}  # fmt: skip
#: Where nobody stays: the line is cut in the very view in which they come up.
PASSING: Final = frozenset({
    "working", "manage_working", "unlock_working", "reading_certificate", "unlock_reading_certificate", "taking_over",
    "starting_over", "logging_out", "closing",
})  # fmt: skip
#: What there is to see in some states that the chart's own table has by a robot's refusal.
SEEN: Final = {
    **ENDS,
    "authentication_failed": frozenset({("authentication_failed", "certificate.revoked")}),
    "login_failed": frozenset({("login_failed", "access.no_service_id")}),
    "unlock_failed": frozenset({("unlock_failed", "certificate.revoked")}),
    "manage_failed": frozenset({("manage_failed", "certificate.revoked")}),
}


class Walk:
    """The window in a session, with the card on the person's own desk."""

    def __init__(self, qtbot: QtBot, root: Path, desk: FarDesk) -> None:
        self._qtbot, self._root, self._desk = qtbot, root, desk
        self._phone: TestPhone | None = None
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.window = DrivenLogin(self._qtbot, self._root, desk=self._desk)
        self.window.app.view_changed.connect(self._look)
        self._at = ""
        self._before = ""
        self.as_usual()

    def close(self) -> None:
        """End it."""
        self.window.close()

    # -- what is seen --------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The state whose screen is up; a window that does not answer shows the one before."""
        told = self.window.views[-1].state if self.window.views else ""
        return told if "frozen" in told else self.window.state

    def bar(self) -> str:
        """Return what the line at the foot of the window says."""
        return self.window.app.window.status.words.text()

    def heading(self) -> str:
        """Return the heading of the screen that is up."""
        shown = self.window.app.window.screen_shown
        return shown.heading.text() if shown is not None and hasattr(shown, "heading") else ""

    def said(self) -> str:
        """Return everything that can be read in the windows now."""
        shown = [each for window in self.window.windows() for each in (window, *window.findChildren(QWidget))]
        return everything_said([each for each in shown if each.isVisible()])

    def untrue(self) -> set[str]:
        """Return what is said that is not so while the line is cut."""
        wrong = (*UNTRUE, "Inloggningen fortsätter") if self.state.startswith("manage_") else UNTRUE
        return {line for line in self.said().splitlines() if any(words in line for words in wrong)}

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is so. Raises ``AssertionError``."""
        self.window._until(true, PATIENCE_S, lambda: f"{what}; it says {self.bar()!r}, {self.heading()!r}")

    # -- what is done --------------------------------------------------------------------------------------------

    def sit(self, who: str = "") -> None:
        """Have somebody's card in the desk's reader and no other, or none."""
        readers = self._desk.readers
        if BESIDE in {state.name for state in readers.readers()}:
            readers.remove(BESIDE)
        self.window.put("")
        self.until(lambda: "Inget kort i läsaren" in self.bar(), "the card is out")
        if who:
            self.window.put(f"{who}-1")
            name = self.window.world.directory.persons[who].name
            self.until(lambda: name in self.bar(), f"the card of {who} is in")

    def choose(self, method: str) -> None:
        """Press the button of a way to log in, at the start or at a locked session."""
        if self.state == "locked":
            self.window.press("somebody-else")
        if method == MD:
            self.window.press("other-way")
        self.window.press(method)

    def log_in(self, who: str = FIRST) -> None:
        """Log in by this device."""
        self.sit(who)
        self.choose(THIS)
        self.window.wait_for("enter_code")
        self.window.type_code()
        self.window.wait_for("workspace")

    def lay_beside(self) -> None:
        """Put the card of somebody who is not there into a second reader of the desk."""
        self._desk.readers.add(BESIDE)
        self._desk.readers.insert(BESIDE, self.window.world.cards.open(FORGOTTEN))
        self.until(lambda: "Flera kort sitter i" in self.bar(), "two cards are in")

    def scan(self) -> None:
        """Read the code on the window by the phone, and legitimate oneself there."""
        self.phone().answer(self.window.app.window.grab().toImage())

    def end(self) -> None:
        """Close the window."""
        self.window.app.window.close()

    def locked(self) -> None:
        """Have a session of the first person, locked."""
        self.log_in()
        self.window.press("lock")
        self.window.wait_for("locked")

    def phone(self) -> TestPhone:
        """Return the second person's phone."""
        if self._phone is None:
            self._phone = TestPhone(self.window.world, "Telefon")
            self._phone.activate(SECOND, "siths")
        return self._phone

    def manage(self, task: str, who: str) -> None:
        """Choose something to be done with somebody's card."""
        self.sit(who)
        self.window.app.actions.manage(task)

    def change(self, name: str, value: Value) -> None:
        """Change a setting."""
        self.window.app.actions.change_setting(name, value)

    def outage(self, failure: str) -> None:
        """Let the next login end with a failure."""

        async def order() -> None:
            async with self.window.world.control() as control:
                await control.outage("siths", failure, orders=1)

        asyncio.run(order())

    # -- the line ------------------------------------------------------------------------------------------------

    def meet(self, state: str, way: Callable[[Walk], None]) -> None:
        """Come to a state, and cut the line there."""
        self._at = state if state in PASSING else ""
        self._before = ""
        way(self)
        if state in PASSING:
            self.until(lambda: self._before, f"{state} is met")
            return
        self.until(lambda: self.state == state, state)
        self.until(self.settled, f"{state} is looked at (the keyboard is on {QApplication.focusWidget()})")
        self._cut()

    def settled(self) -> bool:
        """Whether what is asked can be answered: a code field has the keyboard, where one is wanted."""
        return not self.state.endswith("_code") or isinstance(QApplication.focusWidget(), CodeField)

    def _look(self, view: View) -> None:
        if self._at and view.state == self._at:
            self._at = ""
            self._cut()

    def _cut(self) -> None:
        self._before = self.bar()
        self._make("cut")

    def _make(self, word: str) -> None:
        line = self.window.world.desks_readers
        assert line is not None
        line.make(WEATHERS[word])

    def type_wrong(self) -> None:
        """Type a wrong code where one is asked for, as somebody does who has noticed nothing yet."""
        for _ in range(3 if self.state in {"manage_change_code", "manage_unblock_code"} else 1):
            if isinstance(field := QApplication.focusWidget(), CodeField):
                QTest.keyClicks(field, "999999")
                enter_guard().forget()
                QTest.keyClick(field, Qt.Key.Key_Return)

    def end_of(self, state: str) -> tuple[str, str]:
        """Wait until a state has ended as it should, and the window has said why; return which end it was."""

        def end() -> tuple[str, str]:
            return self.state, failure.code if (failure := self.window.failure) is not None else ""

        self.until(lambda: end() in SEEN[state], f"the end of {state}")
        return end()

    def check_words(self, state: str, end: tuple[str, str]) -> None:
        """See that the window tells of the line, and of nothing that is not so."""
        if self.state == "closed":
            return
        if "frozen" not in self.state:  # a window that does not answer does not change either
            self.until(lambda: GONE in self.bar(), "the line at the foot tells of the line")
            self.until(lambda: not self.untrue(), f"nothing untrue is said at {end}: {self.untrue()}")
        if end[1] == LOST:
            assert FAILURES[LOST].cause in self.said(), (state, end, self.said())

    def mended(self) -> None:
        """Mend the line, and see the window show again what it showed."""
        self._make("good")
        if self.state == "closed":
            return
        before = self._before
        # Whose card it is cannot be read while a login or a task has the cards.
        again = {before, re.sub(r"Kort: [^·]+?(?=  ·|$)", "Kort i läsaren", before)}
        self.until(lambda: self.bar() in again or "frozen" in self.state, f"{before!r} again")
        if "Kort:" in before and self.state in {"lock_soon", "log_out_soon"}:
            self.window.wait_for("workspace")

    # -- and back ------------------------------------------------------------------------------------------------

    def home(self) -> None:
        """Go back to the start by the window's own controls."""
        while (state := self.state) != "start":
            if state == "locked":
                self._unlock()
            elif state not in PASSING:
                self._leave(state, BACK.get(state, "cancel"))
            self.until(lambda state=state: self.state != state, f"something after {state}")  # type: ignore[misc]
        self.as_usual()

    def _leave(self, state: str, button: str) -> None:
        """Press a button if it comes before the state goes by itself, as it may when the line is back."""
        self.until(lambda: self.state != state or button in self.window.names(), f"the end of {state}, or {button}")
        if self.state == state:
            self.window.press(button)

    def as_usual(self) -> None:
        """Set what some ways set otherwise."""
        for name, value in (
            ("manner", "safe"),
            ("card_removal", "lock"),
            ("starting_over_s", 0),
            ("removal_countdown_s", 120),
        ):
            self.change(name, value)

    def _unlock(self) -> None:
        owner = self.window.identity
        assert owner is not None
        names = {person.name: key for key, person in self.window.world.directory.persons.items()}
        self.sit(names[owner.name])
        self.window.press("unlock")
        self.window.type_code()
        self.window.wait_for("workspace")

    def log_in_and_out(self) -> None:
        """Do what people come for."""
        self.log_in()
        self.window.press("log-out")
        self.window.wait_for("start")

    def check(self) -> None:
        """See that no try is lost, and what the trail says."""
        world = self.window.world
        assert world.audit.verify().ok
        for who in (FIRST, SECOND, CHOOSER, NEW, CHANGER):
            summary = world.cards.summary(f"{who}-1")
            assert (summary.tries_left, summary.puk_tries_left) == (3, 10), who
        check_trail(world)
        for who in (CHANGER, NEW):
            self.sit()
            world.cards.issue(world.directory.card(f"{who}-1"))


# -- the ways to the states ----------------------------------------------------------------------------------------

#: Who comes upon which prompt, by which way.
_PROMPTS: Final = {
    "register_code": (NEW, THIS),
    "choose_service_id": (CHOOSER, THIS),
    "show_qr": (SECOND, PHONE),
    "reading_certificate": (SECOND, MD),
    "confirm_certificate": (SECOND, MD),
    "md_code": (SECOND, MD),
}


def prompt(walk: Walk, name: str, *, locked: bool) -> None:
    """Go to a prompt of a login."""
    if locked:
        walk.locked()
    who, method = _PROMPTS.get(name, (SECOND, THIS))
    if method == PHONE:
        walk.phone()
    walk.sit("" if name == "insert_card" or method == PHONE else who)
    if name == "choose_card":
        walk.lay_beside()
    walk.choose(method)
    if name == "choose_service_id":
        walk.window.type_code()
    if name == "md_code":
        walk.window.wait_for("unlock_confirm_certificate" if locked else "confirm_certificate")
        walk.window.press("next")


def refused(walk: Walk) -> None:
    """Go to a login that came to nothing by itself."""
    walk.sit(REVOKED)
    walk.choose(THIS)


def take_over(walk: Walk) -> None:
    """Go to the question whether the session of another is to end."""
    prompt(walk, "enter_code", locked=True)
    walk.window.type_code()
    walk.window.wait_for("take_over")


def way_to(state: str) -> Callable[[Walk], None]:
    """Return how a person comes to a state."""
    if state in _OTHERS:
        return _OTHERS[state]
    if state.startswith("manage_"):
        return lambda walk: _task(walk, state.removeprefix("manage_"))
    return lambda walk: prompt(walk, state.removeprefix("unlock_"), locked=state.startswith("unlock_"))


def _task(walk: Walk, name: str) -> None:
    walk.sit("" if name == "insert_card" else CHANGER)
    if name == "choose_card":
        walk.lay_beside()
    walk.window.app.actions.manage("change-code")


def _changed(walk: Walk) -> None:
    walk.manage("change-code", CHANGER)
    walk.window.wait_for("manage_change_code")
    walk.until(walk.settled, "the codes can be typed")
    for code in ("123456", "135790", "135790"):
        field = QApplication.focusWidget()
        assert isinstance(field, CodeField)
        QTest.keyClicks(field, code)
        enter_guard().forget()
        QTest.keyClick(field, Qt.Key.Key_Return)


def _activated(walk: Walk) -> None:
    walk.manage("activate-phone", CHANGER)
    walk.window.wait_for("manage_enter_code")
    walk.window.type_code()


def _pressed(name: str, *before: Callable[[Walk], None]) -> Callable[[Walk], None]:
    def go(walk: Walk) -> None:
        for step in before:
            step(walk)
        walk.window.press(name)

    return go


def _set(name: str, value: Value, then: Callable[[Walk], None]) -> Callable[[Walk], None]:
    def go(walk: Walk) -> None:
        walk.change(name, value)
        then(walk)

    return go


def _pulled(walk: Walk) -> None:
    walk.log_in()
    walk.window.put("")


def _early(walk: Walk, *, locked: bool) -> None:
    walk.change("manner", "true-to-life")
    if locked:
        walk.locked()
    walk.sit()
    walk.choose(MD)


def _closing(walk: Walk) -> None:
    walk.log_in()
    walk.end()


def _login_fails(walk: Walk) -> None:
    walk.sit(SECOND)
    walk.outage("access.no_service_id")
    walk.choose(THIS)


def _unlocking_fails(walk: Walk) -> None:
    walk.locked()
    refused(walk)


_OTHERS: Final[dict[str, Callable[[Walk], None]]] = {
    "start": lambda walk: walk.sit(SECOND),
    "closed": lambda walk: walk.end(),
    "closing": _closing,
    "authentication_failed": refused,
    "login_failed": _login_fails,
    "starting_over": _set("starting_over_s", 1, _pressed("retry", refused)),
    "unlock_failed": _unlocking_fails,
    "workspace": Walk.log_in,
    "lock_soon": _pulled,
    "log_out_soon": _set("card_removal", "log-out", _pulled),
    "locked": Walk.locked,
    "logging_out": _pressed("log-out", Walk.log_in),
    "take_over": take_over,
    "taking_over": _pressed("yes", take_over),
    "frozen": lambda walk: _early(walk, locked=False),
    "unlock_frozen": lambda walk: _early(walk, locked=True),
    "managed": _changed,
    "manage_failed": lambda walk: walk.manage("fetch-signing", REVOKED),
    "manage_unblock_code": lambda walk: walk.manage("unblock", CHANGER),
    "manage_register_code": lambda walk: walk.manage("fetch-signing", NEW),
    "manage_enter_code": lambda walk: walk.manage("fetch-signing", CHANGER),
    "manage_show_activation": _activated,
}


def in_each(qtbot: QtBot, root: Path, states: Sequence[str]) -> None:
    """Cut the line in one state after the other, with a whole login in between."""
    with contextlib.closing(FarDesk.paired_with(Profile.open(root), SystemClock(), _LINE)) as desk:
        desk.readers.add(desk.reader)
        walk = Walk(qtbot, root, desk)
        try:
            for state in states:
                try:
                    one(walk, state)
                except BaseException as error:
                    error.add_note(f"in {state}: {[view.state for view in walk.window.views[-12:]]}")
                    raise
        finally:
            walk.close()


def one(walk: Walk, state: str) -> None:
    """Cut the line in one state."""
    walk.meet(state, way_to(state))
    walk.type_wrong()
    if state.endswith("show_qr"):
        walk.scan()
    elif state.endswith("choose_service_id"):
        walk.window.press("buttons-1")
    end = walk.end_of(state)
    walk.check_words(state, end)
    walk.mended()
    if walk.state == "closed":
        walk.close()
        walk.open()
    walk.home()
    walk.log_in_and_out()
    walk.check()


def test_the_line_is_cut_in_some_states(qtbot: QtBot, cosmic_profile: Path) -> None:
    in_each(qtbot, cosmic_profile, SOME_STATES)


@pytest.mark.whole
def test_the_line_is_cut_in_every_state(qtbot: QtBot, cosmic_profile: Path) -> None:
    in_each(qtbot, cosmic_profile, sorted(STATES, key=lambda state: state in {"closing", "closed"}))
