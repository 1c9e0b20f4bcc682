"""The card's codes with real cards, by the keyboard alone: blocked, unblocked, changed; a card of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.real import WAIT_MS, RealStage
from tests.gui.test_code import everything_said

KEY = Qt.Key
CARD, CODE, PUK, NEW, WRONG = "anna-1", "123456", "12345678", "739164", "905172"


@pytest.fixture
def real(qtbot: QtBot, cosmic_profile: Path) -> Iterator[RealStage]:
    """Give the whole program with Anna's card in the reader."""
    stage = RealStage(qtbot, cosmic_profile)
    stage.put(CARD)
    stage.qtbot.waitUntil(lambda: "Anna Testsson" in stage.app.window.status.words.text(), timeout=WAIT_MS)
    yield stage
    stage.close()


def to_task(real: RealStage, downs: int) -> None:
    """From the start screen to a card task, by Tab, Enter and arrows."""
    start = real.app.window.start
    for _ in range(10):
        if start.codes.hasFocus():
            break
        real.press(KEY.Key_Tab)
    assert real.focused() is start.codes
    real.press(KEY.Key_Return)
    real.press(*[KEY.Key_Down] * downs, KEY.Key_Return)


def logged_in_with(real: RealStage, code: str) -> None:
    """Log in from the start screen."""
    real.wait_for(real.app.window.start.this_device)
    real.press(KEY.Key_Return)
    real.wait("enter_code")
    real.wait_for(real.siths.field)
    real.enter(code)
    real.wait("workspace")


def wait_for_line(real: RealStage, wanted: str) -> None:
    """Wait until the window says of the code what is wanted."""
    real.qtbot.waitUntil(lambda: real.siths.code_page.line.text() == wanted, timeout=WAIT_MS)


def no_code_to_be_read(real: RealStage) -> None:
    said = everything_said(real.widgets())
    for code in (CODE, PUK, NEW, WRONG):
        assert code not in said


def test_blocked_then_unblocked_with_the_puk_then_logged_in(real: RealStage) -> None:
    real.to("enter_code")
    real.wait_for(real.siths.field)
    for wanted in ("Fel kod. 2 försök kvar.", "Fel kod. 1 försök kvar."):
        real.enter(WRONG)
        wait_for_line(real, wanted)
        real.wait_for(real.siths.field)
    assert "sista försöket" in real.siths.field.accessibleDescription()
    real.enter(WRONG)
    real.wait("authentication_failed")
    assert real.screen.code.toPlainText() == "code.blocked"
    real.wait_for(real.siths.send)
    assert real.siths.send.text() == "Lås upp med PUK"
    no_code_to_be_read(real)
    real.press(KEY.Key_Return)
    real.wait("manage_unblock_code")
    real.wait_for(real.siths.unblock_page.opening)
    real.enter("87654321", NEW, NEW)
    wanted = "Fel PUK-kod. 9 försök kvar."
    real.qtbot.waitUntil(lambda: real.siths.unblock_page.line.text() == wanted, timeout=WAIT_MS)
    real.wait_for(real.siths.unblock_page.opening)
    assert not any(field.count for field in real.siths.unblock_page.fields)
    real.enter(PUK, NEW, NEW)
    real.wait("managed")
    assert real.siths.heading.text() == real.screen.heading.text() == "Kortet är upplåst"
    assert real.tries_left(CARD) == 3
    real.wait_for(real.siths.send)
    no_code_to_be_read(real)
    real.press(KEY.Key_Return)
    real.wait("start")
    logged_in_with(real, NEW)
    no_code_to_be_read(real)


def test_a_new_code_with_a_wrong_one_before_and_a_slip_of_the_finger(real: RealStage) -> None:
    to_task(real, 0)
    real.wait("manage_change_code")
    page = real.siths.change_page
    real.wait_for(page.opening)
    assert page.line.text() == "3 försök kvar."
    real.enter(WRONG, NEW, NEW)
    wanted = "Fel nuvarande kod. 2 försök kvar."
    real.qtbot.waitUntil(lambda: page.line.text() == wanted, timeout=WAIT_MS)
    real.wait_for(page.opening)
    real.enter(CODE, NEW, "739165")
    assert "var olika" in page.verdict.text()
    assert real.focused() is page.new
    assert real.tries_left(CARD) == 2  # nothing was sent
    real.enter(NEW, NEW)
    real.wait("managed")
    no_code_to_be_read(real)
    real.wait_for(real.siths.send)
    real.press(KEY.Key_Return)
    real.wait("start")
    assert real.tries_left(CARD) == 3
    logged_in_with(real, NEW)


def test_a_blocked_card_leads_from_change_to_unblock_on_the_main_screen(real: RealStage) -> None:
    real.put("eva-1")
    real.qtbot.waitUntil(lambda: "Eva" in real.app.window.status.words.text(), timeout=WAIT_MS)
    to_task(real, 0)
    real.wait("manage_failed")
    assert real.screen.heading.text() == "Koden är inte bytt"
    assert not real.screen.retry.isVisible()
    real.wait_for(real.screen.unblock)
    real.press(KEY.Key_Return)
    real.wait("manage_unblock_code")
    real.wait_for(real.siths.unblock_page.opening)
    real.press(KEY.Key_Escape)
    real.wait("start")
    assert not real.siths.isVisible()


def test_the_puk_task_can_be_chosen_and_cancelled_without_a_trace(real: RealStage) -> None:
    to_task(real, 1)
    real.wait("manage_unblock_code")
    page = real.siths.unblock_page
    real.wait_for(page.opening)
    real.enter(PUK, NEW)
    real.type("7391")
    real.siths.close()
    real.wait("start")
    assert not any(field.count for field in page.fields)
    logged_in_with(real, CODE)


def test_a_card_pulled_while_a_new_code_is_typed(real: RealStage) -> None:
    to_task(real, 0)
    real.wait("manage_change_code")
    real.wait_for(real.siths.change_page.opening)
    real.enter(CODE, NEW)
    real.put("")
    real.wait("manage_failed")
    assert real.screen.code.toPlainText() == "card.removed"
    assert real.siths.heading.text() == "Kortet togs ut"
    assert not any(field.count for field in real.siths.change_page.fields)
    real.wait_for(real.siths.send)
    real.put(CARD)
    real.press(KEY.Key_Return)  # again, with the card back
    real.wait("manage_change_code")
    real.wait_for(real.siths.change_page.opening)
    real.press(KEY.Key_Escape)
    real.wait("start")
    assert real.tries_left(CARD) == 3


def test_a_pass_card_is_told_apart_and_the_right_one_goes_on(real: RealStage) -> None:
    """R26: which card to use stands on the screen; who orders pass cards is one key away."""
    real.put("maj-pass")
    real.qtbot.waitUntil(lambda: "Inte ett SITHS-kort" in real.app.window.status.words.text(), timeout=WAIT_MS)
    real.to("insert_card")
    real.qtbot.waitUntil(lambda: real.screen.heading.text() == "Byt kort", timeout=WAIT_MS)
    assert "Ta ut det och sätt in ditt SITHS-kort" in real.screen.sentence.text()
    real.press(KEY.Key_F1)
    assert real.app.features.help.shown is not None
    assert real.app.features.help.shown.topic == "pass-card"
    section = next(section for section in real.app.features.help.shown.sections if section.key == "pass-card")
    assert "beställs genom kliniken" in section.accessibleDescription()
    real.app.features.help.shown.close()
    real.put("maj-1")
    real.wait("enter_code")
    assert "Maj Larmsson" in real.siths.code_page.holder.text()
