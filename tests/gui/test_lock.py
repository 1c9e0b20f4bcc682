"""A session's life in the window: countdowns, lock, unlock, idle time, reminders, one's own logins (R3, R21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.conductor import CardRemoval
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import CardSituation, ChooseServiceId, InsertCard
from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.ports.session import OwnLogin
from cosmic_login.gui.texts import common as texts
from cosmic_login.testing.gallery.told_ports import ToldDiagnostics
from cosmic_login.ui.idle import IdleWatch
from tests.gui.conftest import Fingers
from tests.gui.scripted import ANNA, OTHER, OWN, READER, WHOLE, Scripted, Stage

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
OWN_CARD, OTHER_CARD = "9752278000000000001", "9752278000000000002"
IN = replace(ANNA, claims={"sub": "anna", "sid": "first"}, evidence={"number": OWN_CARD, "reader": READER})
BO = replace(ANNA, name="Bo Testberg", claims={"sub": "bo"})
CARD_IN = CardStatus(None, READER, "Anna Testsson", present=((READER, OWN_CARD),))
CARD_OUT = CardStatus(CardSituation.NO_CARD, READER, pulled=READER)
WHEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LOGINS = [
    OwnLogin(WHEN, "siths-this-device", 3, "Region Jönköpings län"),
    OwnLogin(WHEN - timedelta(hours=1), "siths-this-device", None, "", "code.blocked"),
    OwnLogin(WHEN - timedelta(days=1), "siths-this-device", 2, "Testkommunen"),
]
Make = Callable[..., Stage]


@pytest.fixture
def make(qtbot: QtBot, script: Scripted) -> Iterator[Make]:
    """Make the window with other parts or limits; nothing counts down by itself unless a test wants it."""
    made: list[Stage] = []

    def one(**more: Any) -> Stage:
        limits = {"removal_countdown": 600.0, "starting_over": 600.0, **more.pop("limits", {})}
        made.append(Stage(qtbot, script, limits=limits, **more))
        script.end = IN
        return made[-1]

    yield one
    for stage in made:
        stage.close()


def logged_in(stage: Stage, *, card: CardStatus | None = CARD_IN) -> None:
    """Log in by the keyboard; the card stays in the reader."""
    if card is not None:
        stage.app.sink.client_session.tell_cards(card)
    stage.to("enter_code")
    enter_code(stage)
    stage.wait("workspace")


def enter_code(stage: Stage) -> None:
    stage.qtbot.waitUntil(stage.siths.field.hasFocus)
    stage.type("112233")
    stage.press(KEY.Key_Return)


def lock(stage: Stage) -> None:
    stage.qtbot.waitUntil(stage.screen.lock.hasFocus)
    stage.press(KEY.Key_Return)
    stage.wait("locked")


def said(window: QWidget) -> str:
    """Return all that can be read in a window, or heard of its controls."""
    children = [window, *(child for child in window.findChildren(QWidget) if child.isVisibleTo(window))]
    names = [f"{child.accessibleName()} {child.accessibleDescription()} {child.toolTip()}" for child in children]
    return "\n".join([window.windowTitle(), *names, *(c.text() for c in children if isinstance(c, QLabel))])


# -- locking and unlocking ---------------------------------------------------------------------------------------------


def test_lock_and_unlock_by_the_keyboard(make: Make, script: Scripted) -> None:
    recorded: list[tuple[str, Identity]] = []
    stage = make(record=lambda event, identity, _other=None, _reason="": recorded.append((event, identity)))
    logged_in(stage)
    lock(stage)
    stage.qtbot.waitUntil(stage.screen.unlock.hasFocus)
    stage.press(KEY.Key_Return)
    stage.wait("unlock_enter_code")
    enter_code(stage)
    stage.wait("workspace")
    stage.qtbot.waitUntil(stage.screen.lock.hasFocus)
    stage.qtbot.waitUntil(lambda: len(recorded) == 2)
    assert recorded == [("session.locked", IN), ("session.unlocked", IN)]
    assert script.codes == ["112233", "112233"]
    assert stage.ended == []


def test_a_stranger_sees_name_and_organisation_and_nothing_else(make: Make) -> None:
    stage = make(limits={"locked": 600.0})
    logged_in(stage)
    lock(stage)
    assert stage.screen.whose.name.text() == "Anna Testsson"
    assert stage.screen.whose.organisation.text() == "Region Jönköpings län"
    assert stage.app.conductor is not None
    since = stage.app.conductor.view.locked_since
    assert since is not None
    assert f"{swedish(since):%H:%M}" in stage.screen.whose.since.text()
    everything = said(stage.app.window)
    assert "Anna Testsson" in everything
    for secret in (ANNA.hsa_id, OWN_CARD, "LoA 3", "Sjuksköterska"):
        assert secret not in everything


def test_a_stranger_at_a_locked_window_opens_neither_settings_nor_log_nor_diagnosis(make: Make) -> None:
    stage = make(diagnostics=ToldDiagnostics())
    app = stage.app
    logged_in(stage)
    app.actions.show_settings()
    app.actions.show_log()
    app.actions.show_diagnosis()
    looking, dialog = app.features.diagnosis, app.features.settings.dialog
    assert looking is not None
    assert dialog is not None
    assert said(dialog)
    opened, diagnosis = looking.log, looking.diagnosis
    assert opened is not None
    assert diagnosis is not None
    diagnosis.save.click()  # the dialog that asks where
    asked = diagnosis.findChild(QFileDialog)
    assert asked is not None

    app.actions.signal("lock")
    stage.wait("locked")
    assert opened.closed, "what was open stays open for a stranger"
    assert diagnosis.closed
    assert not asked.isVisible()
    assert dialog.closed
    QTest.keyClick(app.window, KEY.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    app.actions.show_settings()
    app.actions.show_log()
    QTest.keyClick(app.window, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    app.actions.show_diagnosis()
    assert looking.log is None
    assert looking.diagnosis is None
    assert app.features.settings.dialog is dialog
    shut = [
        action
        for action in app.window.header.tools.menu_of_tools().actions()
        if action.text() and not action.isEnabled()
    ]
    assert [action.text().split("\t")[0] for action in shut] == [
        texts.say(label) for label in (texts.SETTINGS, texts.DIAGNOSIS, texts.LOG)
    ]
    assert {action.toolTip() for action in shut} == {texts.say(texts.UNLOCK_FIRST)}


def test_a_code_blocked_while_unlocking_has_a_way_on(make: Make, script: Scripted) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    script.prompts, script.end = WHOLE[:3], LoginFailure("code.blocked", tries_left=0)
    stage.to("unlock_enter_code")
    enter_code(stage)
    stage.wait("unlock_failed")
    assert stage.screen.unblock.isHidden(), "a locked session stays locked"
    assert stage.screen.leave.isHidden()
    mend = stage.screen.mend.text()
    stage.app.actions.signal("retry")
    stage.wait("locked")
    assert f"”{stage.screen.somebody_else.text()}”" in mend, "the way that is advised is there"
    stage.app.actions.choose("siths-this-device")
    stage.wait("unlock_enter_code")
    enter_code(stage)
    stage.wait("unlock_failed")
    assert stage.siths.outcome_page.mend.text() == stage.screen.mend.text()


def test_who_cancels_unlocking_finds_it_locked(make: Make, script: Scripted) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    script.cleaned.clear()
    stage.to("unlock_enter_code")
    stage.qtbot.waitUntil(stage.siths.field.hasFocus)
    assert "fortfarande låst" in stage.screen.cancel.accessibleDescription()
    stage.press(KEY.Key_Escape)
    stage.wait("locked")
    assert not stage.siths.isVisible()
    assert script.cleaned.wait(5)


def test_every_login_of_a_session_ends_with_it(make: Make, script: Scripted) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    script.end = again = replace(IN, id_token="second")
    stage.to("unlock_enter_code")
    enter_code(stage)
    stage.wait("workspace")
    stage.qtbot.waitUntil(stage.screen.lock.hasFocus)
    QTest.keyClick(stage.focused(), KEY.Key_L, ALT)
    stage.wait("start")
    assert stage.ended == [replace(again, since=IN.since, earlier=("first",))]


def test_nobody_closes_a_locked_window_and_the_system_leaves_a_trace(make: Make) -> None:
    rows: list[tuple[str, Identity, str]] = []
    stage = make(record=lambda event, identity, _other=None, reason="": rows.append((event, identity, reason)))
    logged_in(stage)
    lock(stage)
    stage.app.window.close()
    assert stage.state == "locked"
    assert stage.app.window.isVisible()
    assert stage.ended == []
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.app.interrupt()
    assert stage.ended == [IN]
    assert rows[-1] == ("session.left_locked", IN, "shut_down")


@pytest.mark.parametrize("failure", ["certificate.expired", "card.removed", "siths.out_of_service"])
def test_who_cannot_open_it_cannot_end_it_either(make: Make, script: Scripted, failure: str) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    script.prompts, script.end = (), LoginFailure(failure)
    stage.to("unlock_failed")
    there = [button.text() for button in stage.screen.arrow_group if button.isVisible()]
    assert there == ["Försök igen"]
    if "annat sätt" in LoginFailure(failure).info.mend:
        assert "Logga in som någon annan" in stage.screen.mend.text()
    stage.app.actions.signal("close")
    stage.app.window.close()
    assert stage.state == "unlock_failed"
    stage.press(KEY.Key_Return)
    stage.wait("locked")
    assert stage.screen.whose.name.text() == "Anna Testsson"
    assert stage.ended == []


def test_without_a_card_the_way_is_told_that_is_there(make: Make, script: Scripted) -> None:
    script.prompts = WHOLE
    stage = make(open_methods=_all_open)
    logged_in(stage)
    lock(stage)
    stage.app.sink.on_methods(dict.fromkeys(METHODS, ""))
    script.prompts = (InsertCard(CardSituation.NO_CARD, (READER,)),)
    stage.to("unlock_insert_card")
    stage.qtbot.waitUntil(lambda: "BankID" in stage.screen.forgotten.words.text())
    advised = stage.screen.forgotten.words.text()
    walked = [stage.screen.back.text()]
    stage.screen.back.click()
    stage.wait("locked")
    for name in ("somebody_else", "other_way"):
        opener = getattr(stage.screen, name)
        assert opener.isVisible()
        walked.append(opener.text())
        opener.click()
    walked.append(next(way.text() for way in stage.screen.ways.values() if "BankID" in way.text()))
    places = [advised.find(step.removeprefix("Logga in med ")) for step in walked]
    assert -1 not in places
    assert places == sorted(places), "in the order in which they are pressed"


async def _all_open() -> dict[str, bool]:
    return dict.fromkeys(METHODS, True)


# -- the session's card ------------------------------------------------------------------------------------------------


def test_the_card_put_back_in_time_goes_on_in_the_workspace(make: Make) -> None:
    stage = make()
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    assert stage.screen.heading.text() == "Kortet är borta"
    assert stage.screen.countdown.seconds == 600
    stage.app.sink.client_session.tell_cards(CardStatus(None, READER, "Bo Testberg", present=((READER, OTHER_CARD),)))
    stage.qtbot.waitUntil(lambda: "Bo Testberg" in stage.app.window.status.words.text())
    assert stage.state == "lock_soon"
    stage.app.sink.client_session.tell_cards(CARD_IN)
    stage.wait("workspace")


def test_r6_the_countdown_says_when_it_is_the_line_that_took_the_card(make: Make) -> None:
    stage = make()
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.LINE_LOST, pulled=READER))
    stage.wait("lock_soon")
    stage.qtbot.waitUntil(lambda: stage.screen.heading.text() == "Ingen kontakt med din egen dator")
    said = "Cosmic fortsätter om kontakten kommer tillbaka. Annars låses Cosmic."
    assert (stage.screen.sentence.text(), stage.screen.accessibleName()) == (said, stage.screen.heading.text())
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_CARD))
    stage.qtbot.waitUntil(lambda: stage.screen.heading.text() == "Kortet är borta")


def test_a_card_put_into_another_reader_is_followed_there(make: Make) -> None:
    stage = make()
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    stage.app.sink.client_session.tell_cards(CardStatus(None, "Läsare 2", present=(("Läsare 2", OWN_CARD),)))
    stage.wait("workspace")
    stage.app.sink.client_session.tell_cards(
        CardStatus(CardSituation.NO_CARD, pulled=READER)
    )  # not this session's any more
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_CARD, pulled="Läsare 2"))
    stage.wait("lock_soon")


def test_the_countdown_runs_out_and_locks(make: Make) -> None:
    stage = make(limits={"removal_countdown": 0.01})
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("locked")
    assert [view.state for view in stage.views[-3:]].count("lock_soon") >= 1
    assert stage.ended == []


def test_the_countdown_can_be_cut_short(make: Make) -> None:
    stage = make()
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    stage.qtbot.waitUntil(stage.screen.now.hasFocus)
    stage.press(KEY.Key_Return)
    assert stage.state == "locked"


@pytest.mark.parametrize("hand", ["clock", "person"])
def test_where_the_setting_says_so_a_pulled_card_logs_out(make: Make, hand: str) -> None:
    stage = make(limits={"removal_countdown": 0.01 if hand == "clock" else 600.0})
    logged_in(stage)
    assert stage.app.conductor is not None
    stage.app.conductor.card_removal = CardRemoval.LOG_OUT
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    if hand == "person":
        stage.wait("log_out_soon")
        stage.qtbot.waitUntil(stage.screen.now.hasFocus)
        QTest.keyClick(stage.focused(), KEY.Key_N, ALT)
    stage.wait("start")
    assert stage.ended == [IN]


def test_where_the_setting_says_so_a_pulled_card_means_nothing(make: Make) -> None:
    stage = make()
    logged_in(stage)
    assert stage.app.conductor is not None
    stage.app.conductor.card_removal = CardRemoval.IGNORE
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.qtbot.waitUntil(lambda: "Inget kort" in stage.app.window.status.words.text())
    assert stage.state == "workspace"


def test_a_card_pulled_and_put_back_while_locked_changes_nothing_but_the_reminder(make: Make) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    reminder = stage.screen.reminder.words
    assert "Ta med kortet" in reminder.text()
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.qtbot.waitUntil(lambda: reminder.text() == "")
    stage.app.sink.client_session.tell_cards(CARD_IN)
    stage.qtbot.waitUntil(lambda: "Ta med kortet" in reminder.text())
    assert stage.state == "locked"


def test_a_card_pulled_while_unlocking_leaves_it_locked(make: Make) -> None:
    stage = make()
    logged_in(stage)
    lock(stage)
    stage.to("unlock_enter_code")
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("unlock_failed")
    assert stage.screen.code.toPlainText() == "card.removed"
    stage.screen.retry.click()  # the SITHS eID window may still have the keyboard
    assert stage.state == "locked"


def test_a_card_taken_before_the_session_began_is_missed_in_it(make: Make, script: Scripted) -> None:
    script.prompts = (*WHOLE, ChooseServiceId((OWN, OTHER)))
    stage = make()
    stage.app.sink.client_session.tell_cards(CARD_IN)
    stage.to("enter_code")
    enter_code(stage)
    stage.wait("choose_service_id")
    stage.app.sink.client_session.tell_cards(CARD_OUT)  # it has done its part, the login goes on
    stage.qtbot.waitUntil(lambda: "Inget kort" in stage.app.window.status.words.text())
    assert stage.state == "choose_service_id"
    stage.qtbot.waitUntil(stage.screen.buttons[0].hasFocus)
    stage.press(KEY.Key_Return)
    stage.wait("lock_soon")
    assert stage.app.conductor is not None
    assert stage.app.conductor.view.identity == IN


# -- countdowns --------------------------------------------------------------------------------------------------------


def test_the_seconds_follow_the_clock(make: Make) -> None:
    stage = make(limits={"removal_countdown": 30.0})
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    shown, deadline = stage.screen.countdown, stage.views[-1].deadline
    assert deadline is not None
    heard: list[int] = []
    shown.ticked.connect(heard.append)
    for left in (29.5, 29.01, 12.0, 0.4, 0.0, -3.0):
        shown.now = lambda left=left: deadline - left
        shown.look()
        assert shown.moving
    assert [seconds for seconds in heard if seconds != 30] == [12, 1, 0]
    assert shown.accessibleName() == "0 sekunder kvar"


def test_starting_over_shows_the_wait_and_a_hasty_enter_does_nothing(
    make: Make, script: Scripted, fingers: Fingers
) -> None:
    stage = make(limits={"starting_over": 60.0})
    script.prompts, script.end = (), LoginFailure("card.removed")
    stage.to("authentication_failed")
    fingers.wait(1.0)
    stage.press(KEY.Key_Return)
    fingers.wait(0.39)
    stage.press(KEY.Key_Return)
    assert stage.state == "starting_over"
    assert stage.screen.countdown.seconds == 60
    assert stage.screen.countdown.moving
    fingers.wait(0.41)
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.press(KEY.Key_Return)


def test_after_the_wait_the_login_begins_anew(make: Make, script: Scripted) -> None:
    stage = make(limits={"starting_over": 0.01})
    script.prompts, script.end = (), LoginFailure("card.removed")
    stage.to("authentication_failed")
    stage.press(KEY.Key_Return)
    stage.wait("start")
    script.prompts, script.end = WHOLE, IN
    logged_in(stage)


def test_without_motion_the_ring_goes_by_seconds(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSMIC_LOGIN_REDUCED_MOTION", "1")
    stage = make()
    logged_in(stage)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    shown, deadline = stage.screen.countdown, stage.views[-1].deadline
    assert deadline is not None
    pictures = []
    for left in (400.9, 400.1, 200.5):
        shown.now = lambda left=left: deadline - left
        shown.look()
        pictures.append(shown.grab().toImage())
    assert pictures[0] == pictures[1] != pictures[2]


# -- idle time ---------------------------------------------------------------------------------------------------------


def test_a_session_nobody_touches_is_locked(make: Make) -> None:
    stage = make()
    logged_in(stage)
    assert stage.app.features.session is not None
    assert stage.screen.idle.text() == "Cosmic låses efter 15 minuter utan aktivitet."
    stage.app.features.session.set_idle_minutes(0.0001)
    stage.wait("locked")
    assert not stage.app.features.session.idle.watching


def test_zero_minutes_never_lock(make: Make) -> None:
    stage = make()
    logged_in(stage)
    assert stage.app.features.session is not None
    stage.app.features.session.set_idle_minutes(0)
    assert stage.screen.idle.text() == ""
    assert stage.app.features.session.idle.watching
    assert not counting(stage.app.features.session.idle)


def test_only_the_workspace_is_watched(make: Make) -> None:
    stage = make()
    assert stage.app.features.session is not None
    idle = stage.app.features.session.idle
    seen = [idle.watching]
    logged_in(stage)
    seen.append(idle.watching)
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.wait("lock_soon")
    assert [*seen, idle.watching] == [False, True, False]


def counting(idle: IdleWatch) -> bool:
    return idle._timer.isActive()


@pytest.mark.parametrize("touch", ["key", "pointer"])
def test_a_touch_begins_the_time_anew(qtbot: QtBot, touch: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    widget = QWidget()
    qtbot.addWidget(widget)
    idle = IdleWatch(app, lambda: None, 10.0)
    idle.watch(on=True)
    try:
        idle._timer.stop()  # so that only a touch can have started it again
        QApplication.sendEvent(widget, QEvent(QEvent.Type.UpdateRequest))
        assert not counting(idle)
        if touch == "key":
            QTest.keyClick(widget, KEY.Key_Shift)
        else:
            nowhere, none = QPointF(), Qt.MouseButton.NoButton
            move = QMouseEvent(
                QEvent.Type.MouseMove, nowhere, nowhere, nowhere, none, none, Qt.KeyboardModifier.NoModifier
            )
            QApplication.sendEvent(widget, move)
        assert counting(idle)
    finally:
        idle.watch(on=False)
        idle.deleteLater()


# -- reminders ---------------------------------------------------------------------------------------------------------


def test_after_a_session_the_card_left_in_the_reader_is_pointed_out_once(make: Make) -> None:
    stage = make()
    logged_in(stage)
    reminder = stage.app.window.start.reminder.words
    stage.app.actions.signal("log_out")
    stage.wait("start")
    assert "Ta med kortet" in reminder.text()
    assert "Ta med kortet" in stage.screen.spoken()
    stage.app.sink.client_session.tell_cards(CARD_OUT)
    stage.qtbot.waitUntil(lambda: reminder.text() == "")
    stage.app.sink.client_session.tell_cards(CARD_IN)  # the next person's
    stage.qtbot.waitUntil(lambda: "Kort: Anna" in stage.app.window.status.words.text())
    assert reminder.text() == ""


def test_before_any_session_a_card_in_the_reader_is_as_it_should_be(make: Make) -> None:
    stage = make()
    stage.app.sink.client_session.tell_cards(CARD_IN)
    stage.qtbot.waitUntil(lambda: "Kort: Anna" in stage.app.window.status.words.text())
    assert stage.app.window.start.reminder.words.text() == ""


# -- one's own logins --------------------------------------------------------------------------------------------------


def open_own_logins(stage: Stage) -> Any:
    stage.qtbot.waitUntil(stage.screen.lock.hasFocus)
    QTest.keyClick(stage.focused(), KEY.Key_M, ALT)
    assert stage.app.features.session is not None
    session = stage.app.features.session
    stage.qtbot.waitUntil(lambda: session.own_logins is not None)
    return session.own_logins


def test_own_logins_are_listed_and_walked_through_by_the_keyboard(make: Make) -> None:
    asked: list[Identity] = []

    def read(identity: Identity) -> list[OwnLogin]:
        asked.append(identity)
        return LOGINS

    stage = make(own_logins=read)
    logged_in(stage)
    view = open_own_logins(stage)
    stage.qtbot.waitUntil(lambda: len(view.list.rows) == 3)
    stage.qtbot.waitUntil(view.isActiveWindow)
    assert asked == [IN]
    assert [row.login for row in view.list.rows] == LOGINS
    stage.qtbot.waitUntil(view.list.rows[0].hasFocus)
    stage.press(KEY.Key_Down)
    row = stage.focused()
    assert row is view.list.rows[1]
    cause = LoginFailure("code.blocked").info.cause
    assert row.accessibleName().endswith(f"Misslyckades: {cause} (code.blocked)")
    stage.press(KEY.Key_End)
    assert "Nivå 2 (LoA 2). Testkommunen" in stage.focused().accessibleDescription()
    stage.press(KEY.Key_Escape)
    assert view.closed


def test_own_logins_close_when_the_session_is_locked(make: Make) -> None:
    stage = make(own_logins=lambda _identity: LOGINS)
    logged_in(stage)
    view = open_own_logins(stage)
    stage.app.actions.signal("lock")
    assert view.closed
    stage.app.actions.show_own_logins()  # there is nobody to show them to
    assert stage.app.features.session is not None
    assert stage.app.features.session.own_logins is view


def test_own_logins_that_cannot_be_read_say_why(make: Make) -> None:
    def read(_identity: Identity) -> list[OwnLogin]:
        raise LoginFailure("audit.tampered", "row 7")

    stage = make(own_logins=read)
    logged_in(stage)
    view = open_own_logins(stage)
    stage.qtbot.waitUntil(lambda: "audit.tampered" in view.note.words.text())
    assert view.list.rows == []


def test_without_a_trail_there_is_no_button(make: Make) -> None:
    stage = make()
    logged_in(stage)
    assert stage.screen.own_logins.isHidden()
