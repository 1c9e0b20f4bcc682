"""R19, R24 in the window: somebody else at a locked screen, the question, and both answers, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.login_methods import METHODS
from cosmic_login.ui.widgets.countdown import Countdown
from tests.gui.scripted import ANNA, READER, Scripted, Stage, code_prompt
from tests.gui.test_lock import BO, CARD_OUT, IN, OWN_CARD, enter_code, lock, logged_in, said

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
BO_IN = replace(BO, hsa_id="TSTNMT2321000057-1002", evidence={"number": "9752278000000000002", "reader": READER})
Row = tuple[str, str, str, str]
Make = Callable[..., Stage]


@pytest.fixture
def rows() -> list[Row]:
    """Return what goes to the audit trail."""
    return []


@pytest.fixture
def make(qtbot: QtBot, script: Scripted, rows: list[Row]) -> Iterator[Make]:
    """Make the window with a session that Anna has locked."""
    made: list[Stage] = []

    def record(event: str, identity: Identity, other: Identity | None = None, reason: str = "") -> None:
        rows.append((event, identity.name, other.name if other else "", reason))

    def one(**limits: float) -> Stage:
        stage = Stage(qtbot, script, limits={"take_over": 600.0, **limits}, record=record)
        made.append(stage)
        stage.app.sink.on_methods({"siths-this-device": "", "siths-other-device": ""})
        script.end = IN
        logged_in(stage)
        lock(stage)
        rows.clear()
        script.end = BO_IN
        return stage

    yield one
    for stage in made:
        stage.close()


def question(stage: Stage) -> Any:
    """Come to the question as Bo, through the list of ways."""
    QTest.keyClick(stage.focused(), KEY.Key_N, ALT)
    stage.qtbot.waitUntil(lambda: [way.hasFocus() for way in stage.screen.ways.values()][:1] == [True])
    stage.press(KEY.Key_Return)
    stage.wait("unlock_enter_code")
    enter_code(stage)
    stage.wait("take_over")
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    stage.qtbot.waitUntil(stage.screen.no.hasFocus)
    return stage.screen


def test_question_and_answers_are_those_of_the_instruction(make: Make) -> None:
    screen = question(make())
    assert screen.heading.text() == "Vill du logga ut användaren?"
    assert [button.text() for button in screen.arrow_group] == ["JA", "NEJ"]


def test_yes_by_the_keyboard(make: Make, script: Scripted, rows: list[Row]) -> None:
    stage = make()
    question(stage)
    stage.press(KEY.Key_Up)
    assert stage.screen.yes.hasFocus()
    stage.press(KEY.Key_Return)
    stage.wait("enter_code")
    assert script.codes == ["112233", "112233"], "the code is asked for once more, not taken from the first time"
    assert "Skriv din kod en gång till" in stage.siths.code_page.note.words.text()
    enter_code(stage)
    stage.wait("workspace")
    assert stage.screen.heading.text().find("Bo Testberg") >= 0
    stage.qtbot.waitUntil(lambda: len(rows) == 2)
    assert rows == [
        ("session.takeover_asked", "Bo Testberg", "Anna Testsson", ""),
        ("session.taken_over", "Bo Testberg", "Anna Testsson", ""),
    ]
    assert sorted(identity.name for identity in stage.ended) == ["Anna Testsson", "Bo Testberg"]


@pytest.mark.parametrize("hand", ["enter", "letter", "window", "clock", "card"])
def test_every_other_way_on_is_a_no(make: Make, script: Scripted, rows: list[Row], hand: str) -> None:
    stage = make(take_over=0.05) if hand == "clock" else make()
    if hand == "clock":
        stage.app.actions.choose("siths-this-device")
        stage.wait("unlock_enter_code")
        enter_code(stage)
        stage.qtbot.waitUntil(lambda: "take_over" in [view.state for view in stage.views])
    else:
        question(stage)
    if hand == "enter":
        stage.press(KEY.Key_Return)
    elif hand == "letter":
        QTest.keyClick(stage.focused(), KEY.Key_N, ALT)
    elif hand == "window":
        stage.app.window.close()
    elif hand == "card":
        stage.app.sink.client_session.tell_cards(CARD_OUT)
        stage.wait("unlock_failed")
        stage.screen.retry.click()
    stage.wait("locked")
    assert stage.app.window.isVisible()
    assert stage.screen.whose.name.text() == "Anna Testsson"
    stage.qtbot.waitUntil(lambda: stage.ended == [BO_IN])
    reason = {"clock": "login.timeout", "card": "card.removed"}.get(hand, "session.other_person")
    assert rows[-1] == ("session.takeover_refused", "Bo Testberg", "Anna Testsson", reason)
    script.end = IN
    stage.qtbot.waitUntil(stage.screen.unlock.hasFocus)
    stage.to("unlock_enter_code")
    enter_code(stage)
    stage.wait("workspace")
    assert stage.app.conductor is not None
    assert stage.app.conductor.view.identity is not None
    assert stage.app.conductor.view.identity.name == "Anna Testsson"


def test_who_asks_sees_no_more_of_the_session_than_any_passer_by(make: Make) -> None:
    stage = make()
    question(stage)
    everything = said(stage.app.window)
    for shown in ("Anna Testsson", "Region Jönköpings län", "Bo Testberg"):
        assert shown in everything
    for secret in (ANNA.hsa_id, OWN_CARD, "LoA"):
        assert secret not in everything


def test_the_question_is_read_out_whole_and_counts_down(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make()
    screen = question(stage)
    spoken = screen.spoken()
    for part in ("Vill du logga ut användaren?", "Anna Testsson", "Det som inte är sparat går förlorat."):
        assert part in spoken
    heard: list[str] = []
    monkeypatch.setattr("cosmic_login.gui.login.screens.take_over.announce", lambda _widget, words: heard.append(words))
    deadline = stage.views[-1].deadline
    assert deadline is not None
    shown: Countdown = screen.countdown
    for left in (30.0, 20.0, 9.5):
        monkeypatch.setattr(shown, "now", lambda left=left: deadline - left)
        shown.look()
    assert heard == [f"{seconds} sekunder kvar. Utan svar blir det NEJ." for seconds in (30, 10)]


def test_the_ways_at_a_locked_screen_are_those_of_the_start_in_its_order(make: Make) -> None:
    stage = make()
    stage.app.sink.on_methods(dict.fromkeys(sorted([*METHODS, "a-way-of-others"]), ""))
    stage.qtbot.waitUntil(lambda: "bankid" in stage.app.actions.methods)
    assert stage.screen.ways == {}
    QTest.keyClick(stage.focused(), KEY.Key_N, ALT)
    stage.qtbot.waitUntil(lambda: len(stage.screen.ways) == 2)
    front = ["SITHS eID på denna enhet", "SITHS eID på annan enhet", "Logga in på annat sätt"]
    assert [way.text() for way in stage.screen.arrow_group[:-1]] == front
    assert next(iter(stage.screen.ways.values())).hasFocus()
    QTest.keyClick(stage.focused(), KEY.Key_L, ALT)
    stage.qtbot.waitUntil(lambda: len(stage.screen.ways) == 3)
    further = ["Logga in med SITHS-kort", "Logga in med BankID", "a-way-of-others"]
    assert [way.text() for way in stage.screen.ways.values()] == further
    assert next(iter(stage.screen.ways.values())).hasFocus()
    stage.press(KEY.Key_End)
    assert stage.screen.back.hasFocus()
    stage.press(KEY.Key_Return)
    assert stage.screen.other_way.hasFocus()
    stage.screen.back.setFocus()
    stage.press(KEY.Key_Return)
    assert stage.screen.somebody_else.hasFocus()
    assert stage.screen.ways == {}


def test_unlocking_goes_the_way_that_the_session_was_logged_in_to(make: Make, script: Scripted) -> None:
    """What somebody else tried in between does not change it."""
    stage = make()
    stage.app.actions.choose("siths-other-device")
    stage.wait("unlock_failed")  # there is no such authenticator here
    stage.screen.retry.click()
    stage.wait("locked")
    script.end = IN
    stage.qtbot.waitUntil(stage.screen.unlock.hasFocus)
    stage.to("unlock_enter_code")
    assert stage.views[-1].method == "siths-this-device"


def test_the_system_ends_the_program_at_the_question_too(make: Make) -> None:
    stage = make()
    question(stage)
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.app.interrupt()
    assert IN in stage.ended
    assert BO_IN in stage.ended


def test_the_code_that_is_asked_for_again_says_why(make: Make) -> None:  # R24
    stage = make()
    view = View("enter_code", prompt=code_prompt(), number=900, again=True)
    stage.app.show_view(view)
    why = "Skriv din kod en gång till: den första gången visade bara vem du är."
    assert why in stage.siths.code_page.note.words.text()
    assert why in stage.screen.sentence.text()
    assert "Skriv koden" not in stage.siths.code_page.note.words.text()
    stage.app.show_view(replace(view, number=901, again=False))
    assert stage.siths.code_page.note.words.text() == ""


def test_a_certificate_that_has_run_out_says_since_when(make: Make) -> None:
    stage = make()
    for code, told in (("certificate.expired", "Det gick ut 2026-11-22."), ("certificate.not_yet_valid", "Det börjar")):
        failure = LoginFailure(code, moment=datetime(2026, 11, 22, 12, tzinfo=UTC))
        stage.app.show_view(View("authentication_failed", failure=failure))
        assert told in stage.screen.cause.words.text()
        assert told in stage.screen.spoken()
