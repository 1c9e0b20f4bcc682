"""Several cards to log in with: the person chooses by the keyboard, and the list follows the cards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.prompts import CardToChoose, ChooseCard
from cosmic_login.core.situations import CardSituation
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.scripted import READER, Stage

KEY = Qt.Key
ANNAS, BOS = (
    CardToChoose(READER, "Anna Testsson", "9752278000000000001"),
    CardToChoose("B", "Bo", "9752278000000000024"),
)
BESIDE = "Virtuell läsare 2"


def test_each_card_is_told_by_holder_end_of_number_and_reader(stage: Stage) -> None:
    first = View("choose_card", prompt=ChooseCard((ANNAS, BOS, replace(BOS, reader="C", holder=""))), number=900)
    stage.app.window.show_view(first)
    screen = stage.screen
    told = [(button.text(), button.accessibleName(), button.accessibleDescription()) for button in screen.buttons]
    assert told == [
        ("Anna Testsson", "Kort: Anna Testsson", f"Kortnummer som slutar på 0001, {READER}"),
        ("Bo", "Kort: Bo", "Kortnummer som slutar på 0024, B"),
        ("Kort utan namn", "Kort: Kort utan namn", "Kortnummer som slutar på 0024, C"),
    ]
    assert "9752" not in " ".join(" ".join(each) for each in told)
    assert stage.focused() is screen.buttons[0]
    stage.press(KEY.Key_Down)
    assert stage.focused() is screen.buttons[1]
    before = screen.spoken()
    stage.app.window.show_view(replace(first, prompt=ChooseCard((BOS, ANNAS)), number=901))
    assert stage.focused().choice == BOS  # type: ignore[attr-defined]
    assert screen.spoken() != before


def test_several_cards_are_no_reason_to_wait_for_one(stage: Stage) -> None:
    stage.app.sink.on_methods({"siths-this-device": "", "siths-md": ""})
    stage.press(KEY.Key_Up, KEY.Key_Return)
    start = stage.app.window.start
    stage.qtbot.waitUntil(lambda: bool(start._ways))
    start.show_view(View(card=CardSituation.NO_CARD))
    assert "Väntar på kortet" in start.named["siths-md"].accessibleDescription()
    start.show_view(View(card=CardSituation.CHOOSE))
    assert start.named["siths-md"].accessibleDescription() == ""
    stage.app._show_cards(CardStatus(CardSituation.CHOOSE))
    assert "Flera kort sitter i" in stage.app.window.status.words.text()


def test_the_card_that_was_chosen_is_the_one_that_logs_in(qtbot: QtBot, cosmic_profile: Path) -> None:
    real = RealStage(qtbot, cosmic_profile)
    try:
        real.behind.world.virtual_readers.add(BESIDE)
        real.put("anna-1")
        real.app.to_io(lambda: real.behind.put_card("karin-1", BESIDE))
        qtbot.waitUntil(lambda: "Flera kort" in real.app.window.status.words.text(), timeout=WAIT_MS)
        real.app.window.start.this_device.click()
        real.wait("choose_card")
        real.wait_for(real.screen.buttons[0])
        real.press(KEY.Key_Down, KEY.Key_Return)
        real.wait("enter_code")
        real.wait_for(real.siths.field)
        assert "Karin Kurvström" in real.siths.code_page.holder.text()
        real.enter("123456")
        real.wait("workspace")
        assert real.screen.heading.text() == "Karin Kurvström"
    finally:
        real.close()
