"""What a former login leaves behind in the next: nothing. Each login's screens, and its view, start from nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import ChooseServiceId, Working
from cosmic_login.core.situations import AuthenticatorApp, CardSituation, Step
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.testing.gallery import dialogs
from cosmic_login.testing.gallery.login_screens import qr
from cosmic_login.ui.widgets.countdown import Countdown
from tests.gui.scripted import ANNA, OTHER, OWN, READER, THIRD, Scripted, Stage, code_prompt

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
BO_CARD, LARS_CARD = "9752278000000000001", "9752278000000000003"
BO = replace(ANNA, name="Bo Provberg", claims={"sub": "bo"}, evidence={"number": BO_CARD, "reader": READER})
LARS = replace(ANNA, name="Lars Provdal", hsa_id=THIRD.hsa_id, method="bankid", claims={"sub": "lars"}, evidence={})
BO_IN = CardStatus(None, READER, "Bo Provberg", present=((READER, BO_CARD),))
LARS_IN = CardStatus(None, READER, "Lars Provdal", present=((READER, LARS_CARD),))
OUT = CardStatus(CardSituation.NO_CARD, READER, pulled=READER)
CARD = (code_prompt(3), code_prompt(1, wrong=True), Working(Step.SIGNING), ChooseServiceId((OWN, OTHER)))
PHONE = (qr(AuthenticatorApp.BANKID), Working(Step.VERIFYING), ChooseServiceId((OTHER, THIRD)))


def with_holder(prompts: Any, holder: str) -> tuple[Any, ...]:
    return tuple(replace(each, holder=holder) if hasattr(each, "holder") else each for each in prompts)


def told(stage: Stage) -> list[str]:
    """Return all that can be read or heard now, in both windows; what counts seconds is left out."""
    found: list[str] = []
    for window in (each for each in (stage.app.window, stage.siths) if each.isVisible()):
        for child in (window, *window.findChildren(QWidget)):
            if child.window() is not window or not child.isVisibleTo(window) or isinstance(child, Countdown):
                continue
            text = _text(child)
            interface = QAccessible.queryAccessibleInterface(child)
            heard = [interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)]
            found.append("|".join((type(child).__name__, text, child.toolTip(), *heard)))
    return found


def everything(stage: Stage) -> str:
    """Return every text of both windows, hidden ones too: nobody else's name is in any corner."""
    widgets = [child for window in (stage.app.window, stage.siths) for child in window.findChildren(QWidget)]
    names = [f"{child.accessibleName()} {child.accessibleDescription()} {child.toolTip()}" for child in widgets]
    return "\n".join(names + [_text(child) for child in widgets])


def _text(child: Any) -> str:
    return str(child.text()) if callable(getattr(child, "text", None)) else ""


@pytest.fixture
def make(qtbot: QtBot, script: Scripted) -> Iterator[Callable[..., Stage]]:
    made: list[Stage] = []

    def one(**more: Any) -> Stage:
        limits = {"removal_countdown": 600.0, "starting_over": 0.01, **more.pop("limits", {})}
        made.append(Stage(qtbot, script, limits=limits, **more))
        return made[-1]

    yield one
    for stage in made:
        stage.close()


def code(stage: Stage, state: str, digits: str = "112233") -> None:
    stage.wait(state)
    stage.qtbot.waitUntil(stage.siths.field.hasFocus)
    stage.type(digits)
    stage.press(KEY.Key_Return)


def bo_works(stage: Stage, script: Scripted) -> None:
    """Log Bo in with the card after a wrong code, lock, fail to unlock, unlock, and log out."""
    script.prompts, script.end = with_holder(CARD, "Bo Provberg"), BO
    stage.app.actions.choose("siths-this-device")
    code(stage, "enter_code")
    code(stage, "enter_code")
    stage.wait("choose_service_id")
    assert "Bo Provberg" in stage.screen.sentence.text()
    stage.screen.filter.setText("Test")
    stage.screen.buttons[1].click()
    stage.wait("workspace")
    stage.app.actions.signal("lock")
    stage.wait("locked")
    script.prompts, script.end = with_holder(CARD[:1], "Bo Provberg"), LoginFailure("code.blocked", tries_left=0)
    stage.screen.unlock.click()
    code(stage, "unlock_enter_code")
    stage.wait("unlock_failed")
    stage.app.actions.signal("retry")
    stage.wait("locked")
    script.prompts, script.end = with_holder(CARD[:1], "Bo Provberg"), BO
    stage.screen.unlock.click()
    code(stage, "unlock_enter_code")
    stage.wait("workspace")
    stage.app.actions.signal("log_out")
    stage.wait("start")


def lars_logs_in(stage: Stage, script: Scripted) -> dict[str, list[str]]:
    """Log Lars in by BankID; return what was told on the way, by state."""
    heard: dict[str, list[str]] = {"start": told(stage)}
    script.prompts, script.end = PHONE, LARS
    stage.app.view_changed.connect(lambda view: heard.setdefault(view.state + str(len(view.steps)), told(stage)))
    stage.screen.other_way.click()
    next(way for way in stage.screen._ways if "BankID" in way.text()).click()
    stage.wait("choose_service_id")
    heard["chooser"] = told(stage)
    assert stage.screen.sentence.text() == texts.say(texts.CHOOSE_SENTENCE)
    stage.screen.buttons[1].click()
    stage.wait("workspace")
    heard["workspace"] = told(stage)
    return heard


def test_after_bo_everything_is_for_lars_as_if_nobody_had_been_there(qtbot: QtBot, script: Scripted) -> None:
    heard = []
    for bo_first in (False, True):
        stage = Stage(qtbot, script, limits={"starting_over": 0.01})
        try:
            stage.app.ports.authenticators = lambda: dict.fromkeys(METHODS, script)  # type: ignore[method-assign]
            stage.app.sink.on_methods(dict.fromkeys(METHODS, ""))
            qtbot.waitUntil(lambda stage=stage: "bankid" in stage.app.actions.methods)  # type: ignore[misc]
            if bo_first:
                bo_works(stage, script)
            heard.append(lars_logs_in(stage, script))
            assert "Bo Provberg" not in everything(stage)
        finally:
            stage.close()
    alone, after = heard
    assert after.keys() == alone.keys()
    for state in alone:
        assert after[state] == alone[state], state


def test_who_takes_over_is_not_called_by_the_former_persons_name(make: Any, script: Scripted) -> None:
    stage = make(limits={"take_over": 600.0})
    script.prompts, script.end = with_holder(CARD[:1], "Bo Provberg"), BO
    stage.app.actions.choose("siths-this-device")
    code(stage, "enter_code")
    stage.wait("workspace")
    stage.app.actions.signal("lock")
    stage.wait("locked")
    script.prompts, script.end = PHONE, LARS
    stage.app.actions.choose("siths-this-device")
    stage.wait("unlock_choose_service_id")
    assert stage.screen.sentence.text() == texts.say(texts.CHOOSE_SENTENCE)
    stage.screen.buttons[1].click()
    stage.wait("take_over")
    script.prompts = (PHONE[0], ChooseServiceId((OTHER, OWN)))
    stage.app.actions.signal("accepted")
    stage.wait("choose_service_id")
    assert stage.screen.sentence.text() == texts.say(texts.CHOOSE_SENTENCE)
    assert "Bo Provberg" not in everything(stage)


def test_the_view_of_a_login_is_made_from_nothing(make: Any, script: Scripted) -> None:
    stage = make()
    bo_works(stage, script)
    conductor = stage.app.conductor
    assert conductor is not None
    rest = conductor.view
    bare = View(state="start", login=rest.login, card=rest.card, early=rest.early)
    assert rest == bare, [each.name for each in fields(View) if getattr(rest, each.name) != getattr(bare, each.name)]
    script.prompts, script.hold = (), True
    stage.app.actions.choose("siths-this-device")
    begun = conductor.view
    kept = {"state", "method", "deadline", "limit_s", "login", "card", "early"}
    for each in fields(View):
        if each.name not in kept:
            assert getattr(begun, each.name) == getattr(View(), each.name), each.name
    assert begun.login > rest.login


def test_after_a_freeze_and_a_restart_it_is_the_start(make: Any, script: Scripted) -> None:
    stage = make(**dialogs.ports())
    stage.app.features.settings.change("manner", "true-to-life")
    stage.app.actions.show_diagnosis()
    stage.app.actions.show_help()
    start = stage.app.window.start
    start.other_way.click()
    next(way for way in start._ways if "SITHS-kort" in way.text()).click()
    stage.qtbot.waitUntil(lambda: stage.app.features.freeze.frozen)
    stage.app.actions.signal("restart")
    stage.qtbot.waitUntil(lambda: not stage.app.features.freeze.frozen)
    assert start.list == "ways"
    assert start.heading.text() == texts.say(texts.START_HEADING)
    assert start.this_device.isVisible()
    assert start.this_device is stage.app.window.focusWidget()
    assert stage.app.features.diagnosis.diagnosis is None
    assert stage.app.features.help.shown is None or not stage.app.features.help.shown.isVisible()


def reminded(stage: Stage) -> bool:
    words = stage.screen.reminder.words.text()
    assert words in {"", texts.say(session_texts.CARD_STILL_IN)}
    return bool(words)


@pytest.fixture
def left(make: Any, script: Scripted) -> Stage:
    """Give the start after Bo's session, with the card still in the reader."""
    stage: Stage = make()
    tell(stage, BO_IN)
    script.prompts, script.end = with_holder(CARD[:1], "Bo Provberg"), BO
    stage.app.actions.choose("siths-this-device")
    code(stage, "enter_code")
    stage.wait("workspace")
    stage.app.actions.signal("log_out")
    stage.wait("start")
    return stage


def tell(stage: Stage, status: CardStatus) -> None:
    stage.app.sink.client_session.tell_cards(status)


def test_one_reminder_and_a_true_one(left: Stage) -> None:
    assert reminded(left)
    left.screen.codes.click()
    assert "ska sitta i läsaren" in left.screen.sentence.text()
    assert not reminded(left), "not beside the opposite"
    left.screen.back.click()
    assert reminded(left)
    tell(left, LARS_IN._replace(pulled=READER))
    assert not reminded(left), "it was exchanged, in one go"
    tell(left, BO_IN)
    assert not reminded(left), "it was not left there: it has come back"


def test_another_card_in_another_reader_is_no_card_that_was_left(left: Stage) -> None:
    both = ((READER, BO_CARD), ("Läsare 2", LARS_CARD))
    tell(left, CardStatus(CardSituation.CHOOSE, present=both))
    assert reminded(left)
    tell(left, CardStatus(None, "Läsare 2", "Lars Provdal", READER, (("Läsare 2", LARS_CARD),)))
    assert not reminded(left)


def test_a_locked_screen_reminds_of_its_own_persons_card_only(make: Any, script: Scripted) -> None:
    stage = make(limits={"removal_countdown": 0.01})
    tell(stage, BO_IN)
    script.prompts, script.end = with_holder(CARD[:1], "Bo Provberg"), BO
    stage.app.actions.choose("siths-this-device")
    code(stage, "enter_code")
    stage.wait("workspace")
    stage.app.actions.signal("lock")
    stage.wait("locked")
    assert reminded(stage)
    QTest.keyClick(stage.focused(), KEY.Key_N, ALT)
    tell(stage, LARS_IN._replace(pulled=READER))
    assert not reminded(stage), "somebody else's, who is about to log in"
    tell(stage, OUT)
    tell(stage, BO_IN)
    assert reminded(stage)
