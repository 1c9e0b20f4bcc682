"""Sessions with everything real behind the window, keyboard only: profile, virtual cards, IdP, trail (R3, R24)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import TimeoutError as NotInTime
from pytestqt.qtbot import QtBot

from cosmic_login.app import DEFAULT_READER
from cosmic_login.audit.record import AuditRecord
from cosmic_login.authenticators.engine.conductor import LoginConductor
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.desktop.login_window import WindowWorld
from cosmic_login.gui.session.controller import SessionController
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.run.context import CliContext
from tests.unit.idp.kit import about

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
#: Nothing runs out by itself unless a test wants it; a wait for something real may take this long.
LONG_S, PATIENCE_MS = 600.0, 30_000


class Life:
    """The window program in this process, on a profile with real cards; every key goes to what has the focus."""

    def __init__(self, qtbot: QtBot, root: Path, reader_from: str = "") -> None:
        self.qtbot = qtbot
        self.context = CliContext(profile_dir=root, reader_from=reader_from)
        self.behind = WindowWorld(self.context)
        self.app = self.behind.attach(LoginApplication(self.behind, theme="light", text_scale=1.0, language="sv"))
        self.app.show()
        self.until(lambda: self.app.conductor is not None and self.app.window.header.card_menu.offered)
        self.conductor.limits["removal_countdown"] = LONG_S
        self.app.window.activateWindow()

    @property
    def conductor(self) -> LoginConductor:
        assert self.app.conductor is not None
        return self.app.conductor

    @property
    def session(self) -> SessionController:
        assert self.app.features.session is not None
        return self.app.features.session

    def until(self, true: Callable[[], bool]) -> None:
        try:
            self.qtbot.waitUntil(true, timeout=PATIENCE_MS)
        except NotInTime as late:
            focus = self.app.window.focusWidget()
            shown = [each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible()]
            raise AssertionError(
                f"{late}: {self.app.window.state}; the window has the focus at {focus and focus.objectName()!r}, "
                f"the program at {QApplication.focusWidget()!r}; shown: {shown}"
            ) from None

    def wait(self, state: str) -> None:
        self.until(lambda: self.app.window.state == state)

    def put(self, card: str) -> None:
        """Put a card into the reader, or take it out (an empty name); wait until the window knows."""
        self.app.to_io(lambda: self.behind.put_card(card))
        words, directory = self.app.window.status.words, self.behind.world.directory
        said = f"Kort: {directory.persons[directory.card(card).person].name}" if card else ""
        self.until(lambda: said in words.text() and ("Kort:" in words.text()) == bool(card))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.until(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, modifier)

    def press_first(self) -> None:
        """Press Enter on what has the focus when a screen of the main window comes up."""
        self.until(lambda: self.app.window.screen_shown.first_focus().hasFocus())
        self.press(KEY.Key_Return)

    def code(self, state: str) -> None:
        self.wait(state)
        siths = self.app.features.siths
        assert siths is not None
        self.until(lambda: siths.isActiveWindow() and QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, "123456")
        self.press(KEY.Key_Return)

    def answer_yes(self) -> None:
        """Go from NEJ, which has the focus, to JA, and press it."""
        self.until(lambda: self.app.window.isActiveWindow() and self.app.window.screen_shown.first_focus().hasFocus())
        self.press(KEY.Key_Up)
        self.press(KEY.Key_Return)

    def log_in(self, card: str = "anna-1") -> None:
        self.put(card)
        self.press_first()
        self.code("enter_code")
        self.wait("workspace")

    def lock(self) -> None:
        self.press_first()
        self.wait("locked")

    def rows(self, *events: str) -> list[AuditRecord]:
        return [row for row in self.behind.world.audit.records() if not events or row.event in events]

    def until_rows(self, *events: str) -> list[AuditRecord]:
        """Wait until these events, and no others of their kinds, are in the trail in this order."""
        self.until(lambda: [row.event for row in self.rows(*events)] == list(events))
        return self.rows(*events)

    def end(self) -> None:
        self.app.finish()
        for thing in (self.app.features.siths, self.app.window, self.app.features.settings.theme, self.app):
            if thing is not None:
                thing.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        self.context.close()


@pytest.fixture
def life(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Life]:
    made = Life(qtbot, cosmic_profile)
    yield made
    made.end()


def test_pull_lock_unlock_pull_put_back_log_out(life: Life) -> None:
    life.log_in()
    life.conductor.limits["removal_countdown"] = 0.01
    life.put("")
    life.wait("locked")
    life.conductor.limits["removal_countdown"] = LONG_S
    life.put("anna-1")
    assert life.app.window.state == "locked"  # the card alone opens nothing
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("workspace")
    life.put("")
    life.wait("lock_soon")
    life.put("anna-1")
    life.wait("workspace")
    life.press(KEY.Key_L, ALT)
    life.wait("start")
    first, locked, second, unlocked, ended = life.until_rows(
        "login.succeeded", "session.locked", "login.succeeded", "session.unlocked", "session.ended"
    )
    for row in (locked, unlocked):
        assert (row.source, row.method, row.loa, row.reason) == ("client", first.method, first.loa, "")
        assert (row.name, row.service_id, row.organisation) == (first.name, first.service_id, first.organisation)
        assert row.person == first.person
    # One log-out is one row, whatever logins the session had; the first one's tokens are worth nothing either.
    assert (ended.login, ended.person, about(ended)) == (second.login, first.person, {"earlier": first.login})
    assert life.behind.world.audit.verify().ok


def anna_is_still_in(life: Life) -> None:
    """Check that the locked session is Anna's, and that her card and code open it."""
    life.wait("locked")
    assert life.conductor.view.identity is not None
    assert life.conductor.view.identity.name.startswith("Anna")
    life.put("anna-1")
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("workspace")
    assert [row.name for row in life.until_rows("session.unlocked")] == [life.conductor.view.identity.name]


def test_r24_no_leaves_the_first_persons_session_as_it_was(life: Life) -> None:
    life.log_in()
    life.lock()
    life.put("karin-1")
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("take_over")
    life.press_first()  # NEJ
    asked, refused, ended = life.until_rows("session.takeover_asked", "session.takeover_refused", "session.ended")
    assert asked.name == refused.name == ended.name
    assert refused.name.startswith("Karin")
    assert (refused.reason, refused.source) == ("session.other_person", "client")
    assert refused.extra["session_name"].startswith("Anna")
    assert ended.source == "idp"
    anna_is_still_in(life)
    assert life.behind.world.audit.verify().ok


def test_r24_yes_logs_the_first_person_out_and_asks_for_the_code_once_more(life: Life) -> None:
    life.log_in()
    life.lock()
    life.put("karin-1")
    life.press(KEY.Key_N, ALT)
    life.until(lambda: getattr(life.app.window.screen_shown, "list", "") == "ways")  # a tenth of a second after the key
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("take_over")
    life.answer_yes()
    life.code("enter_code")
    life.wait("workspace")
    assert life.conductor.view.identity is not None
    assert life.conductor.view.identity.name.startswith("Karin")
    anna, locked, karin, asked, taken, *_, again = life.until_rows(
        "login.succeeded", "session.locked", "login.succeeded", "session.takeover_asked", "session.taken_over",
        "session.ended", "session.ended", "login.succeeded",
    )  # fmt: skip
    assert (asked.name, asked.extra["session_name"]) == (karin.name, anna.name)
    assert (taken.name, taken.extra["session_name"], taken.extra["session_service_id"]) == (
        karin.name, locked.name, anna.service_id,
    )  # fmt: skip
    assert {row.login for row in life.rows("session.ended")} == {anna.login, karin.login}
    assert again.name == karin.name
    assert life.behind.world.audit.verify().ok


def test_r24_with_the_idp_gone_at_the_answer_nobody_gets_in(life: Life) -> None:
    life.log_in()
    life.lock()
    life.put("karin-1")
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("take_over")
    world = life.behind.world
    world.idp_url = world.idp_base_url()  # one at an address, which nobody here starts anew
    world.stop_idp()
    life.answer_yes()
    life.wait("authentication_failed")
    assert life.conductor.view.identity is None
    ended = life.until_rows("session.taken_over", "session.ended", "session.ended")[1:]
    assert {row.source for row in ended} == {"client"}, "the local trail has what the IdP could not be told"
    assert {row.reason for row in ended} == {"idp.unreachable"}
    assert {row.person for row in ended} == {row.person for row in life.rows("login.succeeded")}


def test_r18_true_to_life_next_pressed_too_early_locks_cosmic_up(life: Life) -> None:
    """The card is slow; "Nästa" is pressed while its certificate is being read, by the keyboard."""
    life.app.features.settings.change("manner", "true-to-life")
    slow = life.behind.world.cards.open("anna-1")
    life.behind.world.virtual_readers.insert(DEFAULT_READER, slow)
    life.until(lambda: life.conductor.view.card is None)
    slow.faults = FaultProfile(slow_ms=120)
    life.app.actions.choose("siths-md")
    life.wait("reading_certificate")
    life.until(lambda: life.app.window.screen_shown.first_focus().hasFocus())
    life.press(KEY.Key_Return)
    assert life.conductor.view.state == "frozen"
    assert life.app.window.state == "reading_certificate", "it shows what it last showed"
    life.press(KEY.Key_Escape)
    assert life.conductor.view.state == "frozen"
    life.press(KEY.Key_R, Qt.KeyboardModifier.ControlModifier | ALT)
    life.wait("start")
    life.until_rows("login.attempted", "login.failed") if life.rows("login.attempted") else None
    slow.faults = FaultProfile()
    assert life.behind.world.cards.summary("anna-1").tries_left == 3


def test_r18_in_the_safe_manner_next_waits_for_the_certificate(life: Life) -> None:
    slow = life.behind.world.cards.open("anna-1")
    life.behind.world.virtual_readers.insert(DEFAULT_READER, slow)
    life.until(lambda: life.conductor.view.card is None)
    slow.faults = FaultProfile(slow_ms=60)
    life.app.actions.choose("siths-md")
    life.wait("reading_certificate")
    screen: Any = life.app.window.screen_shown
    assert not screen.next.isEnabled()
    QTest.keyClick(screen.next, KEY.Key_Return)
    life.wait("confirm_certificate")
    assert screen.next.isEnabled()
    life.app.actions.signal("cancelled")
    life.wait("start")


def test_r3_the_card_left_behind_is_pointed_out_at_the_lock_and_after_logging_out(life: Life) -> None:
    life.log_in()
    life.lock()
    screen: Any = life.app.window.screen_shown
    assert screen.reminder.words.text() == "Kortet sitter kvar i läsaren. Ta med kortet när du går."
    assert "Ta med kortet" in screen.spoken()
    life.put("")
    life.until(lambda: screen.reminder.words.text() == "")
    life.put("anna-1")
    life.press_first()
    life.code("unlock_enter_code")
    life.wait("workspace")
    life.press(KEY.Key_L, ALT)
    life.wait("start")
    assert "Ta med kortet" in life.app.window.start.reminder.words.text()


def test_idle_locks(life: Life) -> None:
    life.log_in()
    life.session.set_idle_minutes(0.0001)
    life.wait("locked")
    life.until_rows("session.locked")


def test_a_pulled_card_logs_out_where_the_settings_say_so(life: Life) -> None:
    life.app.features.settings.change("card_removal", "log-out")
    life.app.features.settings.change("removal_countdown_s", 600)
    life.log_in()
    life.put("")
    life.wait("log_out_soon")
    life.press_first()
    life.wait("start")
    (ended,) = life.until_rows("session.ended")
    assert ended.source == "idp"


def test_only_the_system_ends_a_locked_session_unasked_and_the_trail_says_so(life: Life) -> None:
    life.log_in()
    life.lock()
    life.app.window.close()
    assert life.app.window.isVisible()
    with life.qtbot.waitSignal(life.app.shut, timeout=PATIENCE_MS):
        life.app.interrupt()
    rows = life.until_rows("login.succeeded", "session.locked", "session.left_locked", "session.ended")
    left = next(row for row in rows if row.event == "session.left_locked")
    assert (left.reason, left.name) == ("shut_down", rows[0].name)


def test_own_logins_come_from_the_trail_and_hold_nobody_elses(life: Life) -> None:
    life.log_in("karin-1")
    life.press(KEY.Key_L, ALT)
    life.wait("start")
    life.put("anna-1")
    life.press_first()
    life.wait("enter_code")
    life.press(KEY.Key_Escape)  # given up: one login of Anna's that failed
    life.wait("start")
    life.until(lambda: len(life.rows("login.failed")) == 1)
    life.log_in()
    life.press(KEY.Key_M, ALT)
    life.until(lambda: life.session.own_logins is not None and len(life.session.own_logins.list.rows) > 0)
    assert life.session.own_logins is not None
    shown = [row.accessibleName() for row in life.session.own_logins.list.rows]
    assert len(shown) == 2
    assert shown[0].endswith("Lyckades")
    assert "order.cancelled" in shown[1]
