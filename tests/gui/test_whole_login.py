"""A login from the first key to the last, by the keyboard alone (R7 to R10, R21, R22)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardSituation, ChooseServiceId, InsertCard, Step, Working
from tests.gui.scripted import ANNA, OTHER, OWN, READER, THIRD, WHOLE, Scripted, Stage, code_prompt

KEY = Qt.Key


def test_keyboard_only_with_two_codes_and_a_choice(stage: Stage, script: Scripted) -> None:
    script.prompts = (
        Working(Step.CONNECTING),
        code_prompt(register=True),
        Working(Step.REGISTERING),
        code_prompt(),
        Working(Step.VERIFYING),
        ChooseServiceId((OTHER, THIRD, OWN)),
    )
    stage.to("register_code")
    assert stage.focused() is stage.siths.field
    stage.type("112233")
    stage.press(KEY.Key_Return)
    stage.wait("enter_code")
    stage.qtbot.waitUntil(stage.siths.field.hasFocus)
    assert "registrerat" in stage.siths.code_page.note.words.text()
    stage.type("445566")
    stage.press(KEY.Key_Tab)
    assert stage.focused() is stage.siths.pad.toggle
    stage.press(KEY.Key_Tab)
    assert stage.focused() is stage.siths.send
    stage.press(KEY.Key_Return)
    stage.wait("choose_service_id")
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    assert [button.choice for button in stage.screen.buttons] == [OWN, OTHER, THIRD]
    assert stage.focused() is stage.screen.buttons[0]
    stage.press(KEY.Key_Down)
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    assert script.codes == ["112233", "445566"]
    assert script.chosen == [OTHER.hsa_id]
    assert stage.screen.heading.text() == "Anna Testsson"
    assert stage.screen.values["hsa_id"].text() == ANNA.hsa_id
    assert stage.screen.values["loa"].text() == "Nivå 3 (LoA 3)"
    stage.qtbot.waitUntil(stage.screen.lock.hasFocus)
    stage.press(KEY.Key_Right)
    assert stage.focused() is stage.screen.log_out
    stage.press(KEY.Key_Return)
    stage.wait("start")
    assert stage.ended == [ANNA]


def test_the_three_ways_are_worded_to_the_letter(stage: Stage) -> None:
    start = stage.app.window.start
    assert [button.text() for button in (start.this_device, start.other_device, start.other_way)] == [
        "SITHS eID på denna enhet",
        "SITHS eID på annan enhet",
        "Logga in på annat sätt",
    ]


def test_the_two_other_ways_are_worded_to_the_letter_in_the_instructions_order(stage: Stage) -> None:  # R16, R20
    stage.press(KEY.Key_Up, KEY.Key_Return)
    start = stage.app.window.start
    assert [way.text() for way in start._ways] == ["Logga in med SITHS-kort", "Logga in med BankID"]
    assert all(way.isVisible() for way in start._ways)
    assert stage.focused() is start._ways[0]
    stage.press(KEY.Key_Down)
    assert stage.focused() is start._ways[1]


@pytest.mark.parametrize("way", ["siths-other-device", "siths-md", "bankid"])
def test_a_way_that_is_not_installed_says_so_and_does_nothing(stage: Stage, way: str) -> None:
    installed = dict.fromkeys({"siths-this-device", "siths-other-device", "siths-md", "bankid"} - {way}, "")
    stage.app.sink.on_methods(installed)
    start = stage.app.window.start
    stage.qtbot.waitUntil(lambda: start.named[way].accessibleDescription() == "Inte tillgängligt än")
    start.other_way.click()
    start.named[way].click()
    assert "inte att använda än" in start.advice.words.text()
    assert stage.state == "start"
    assert stage.views == []


@pytest.mark.parametrize("way", ["siths-other-device", "siths-md", "bankid"])
def test_each_way_starts_its_own_method(stage: Stage, script: Scripted, way: str) -> None:
    script.method = way
    script.prompts = WHOLE[:1]
    script.hold = True
    stage.app.window.start.other_way.click()
    stage.app.window.start.named[way].click()
    stage.wait("working")
    assert stage.views[-1].method == way


def test_another_installed_method_is_offered_under_the_third_way(stage: Stage, script: Scripted) -> None:
    script.method = "own-way"
    script.prompts = WHOLE[:2]
    stage.app.sink.on_methods({"siths-this-device": "", "own-way": "Vårt eget sätt"})
    start = stage.app.window.start
    stage.qtbot.waitUntil(lambda: len(start._ways) == 3)
    stage.press(KEY.Key_Up, KEY.Key_Return, KEY.Key_Down, KEY.Key_Down)
    assert stage.focused().accessibleName() == "Vårt eget sätt"
    stage.press(KEY.Key_Return)
    stage.wait("enter_code")


def test_insert_card_follows_the_situation_and_esc_goes_back(stage: Stage, script: Scripted) -> None:
    script.prompts = (InsertCard(CardSituation.NO_CARD, (READER,)),)
    stage.to("insert_card")
    assert stage.screen.heading.text() == "Sätt in ditt kort"
    assert READER in stage.screen.readers.text()
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"
    assert script.cleaned.wait(5)


@pytest.mark.parametrize("situation", CardSituation)
def test_every_situation_has_words(stage: Stage, script: Scripted, situation: CardSituation) -> None:
    script.prompts = (InsertCard(situation),)
    stage.to("insert_card")
    assert stage.screen.heading.text()
    assert stage.screen.sentence.text()
    stage.app.sink.client_session.tell_cards(CardStatus(situation, reader=READER))
    stage.qtbot.waitUntil(lambda: READER in stage.app.window.status.words.text())


@pytest.mark.parametrize(
    ("code", "state", "heading", "leave"),
    [
        ("card.removed", "authentication_failed", "Autentiseringen misslyckades", "Stäng fönster"),
        ("access.no_service_id", "login_failed", "Inloggningen misslyckades", "Avbryt"),
    ],
)
def test_failures_say_cause_mend_and_code(
    stage: Stage, script: Scripted, code: str, state: str, heading: str, leave: str
) -> None:
    failure = LoginFailure(code)
    script.prompts, script.end = (), failure
    stage.to(state)
    assert stage.screen.heading.text() == heading
    assert stage.screen.cause.words.text() == failure.info.cause
    assert stage.screen.mend.text() == failure.info.mend
    assert stage.screen.code.toPlainText() == code
    assert (stage.screen.retry.text(), stage.screen.leave.text()) == ("Försök igen", leave)
    stage.press(KEY.Key_Return)
    stage.wait("start")
    assert stage.focused() is stage.app.window.start.this_device
    stage.to(state)
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.press(KEY.Key_Down, KEY.Key_Return)
    assert not stage.app.window.isVisible()


def test_tries_left_are_told_with_a_blocked_code(stage: Stage, script: Scripted) -> None:
    script.prompts, script.end = (), LoginFailure("code.blocked", tries_left=0)
    stage.to("authentication_failed")
    assert stage.screen.tries.text() == "0 försök kvar."


def test_typing_narrows_the_choices(stage: Stage, script: Scripted) -> None:
    script.prompts = (ChooseServiceId((OWN, OTHER, THIRD)),)
    stage.to("choose_service_id")
    stage.type("3003")
    shown = [button.choice for button in stage.screen.buttons if button.isVisible()]
    assert shown == [THIRD]
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    assert script.chosen == [THIRD.hsa_id]


def test_the_pulled_card_of_this_login_ends_it(stage: Stage, script: Scripted) -> None:
    script.prompts = WHOLE
    stage.to("enter_code")
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_CARD, reader=READER, pulled="Annan läsare"))
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_CARD, reader=READER, pulled=READER))
    stage.wait("authentication_failed")
    assert stage.screen.code.toPlainText() == "card.removed"
    assert script.cleaned.wait(5)
    assert stage.siths.page is None  # it says what happened, and asks for nothing
    assert stage.siths.heading.text() == "Kortet togs ut"
    stage.press(KEY.Key_Escape)
    assert not stage.siths.isVisible()
    stage.qtbot.waitUntil(stage.screen.retry.hasFocus)
