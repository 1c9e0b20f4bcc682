"""The start screen says which ways are open now, and what to do when one is not (R14, R15)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CardSituation, InsertCard
from cosmic_login.ui.language import set_language
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from tests.gui.scripted import READER, Scripted, Stage

KEY = Qt.Key
METHODS = dict.fromkeys(("siths-this-device", "siths-other-device", "siths-md", "bankid"), "")
ALL = dict.fromkeys(METHODS, True)
R15 = {**ALL, "siths-this-device": False, "siths-other-device": False}


@dataclass
class Idp:
    """Says which ways are open, or why it cannot; ``hold`` keeps it from answering."""

    ways: Mapping[str, bool] = field(default_factory=lambda: dict(ALL))
    failure: str = ""
    hold: bool = False
    asked: int = 0
    release: Callable[[], None] = lambda: None

    async def ask(self) -> Mapping[str, bool]:
        self.asked += 1
        if self.hold:
            held = asyncio.Event()
            loop = asyncio.get_running_loop()
            self.release = lambda: _ignore(loop.call_soon_threadsafe(held.set))
            await held.wait()
        if self.failure:
            raise LoginFailure(self.failure)
        return self.ways


def _ignore(_handle: asyncio.Handle) -> None:
    """Give nothing back."""


@pytest.fixture
def idp() -> Idp:
    return Idp()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, idp: Idp) -> Iterator[Stage]:
    made = Stage(qtbot, script, open_methods=idp.ask)
    made.app.sink.on_methods(METHODS)
    made.qtbot.waitUntil(lambda: made.app.window.start.other_device.accessibleDescription() == "")
    yield made
    made.close()


def look(stage: Stage) -> None:
    assert stage.app.features.availability is not None
    stage.app.features.availability.look()


def says(stage: Stage, words: str) -> None:
    """Wait until the note says this."""
    stage.qtbot.waitUntil(lambda: words in stage.app.window.start.open_ways.words.text())


def test_nothing_is_said_while_every_way_is_open(stage: Stage, idp: Idp) -> None:
    stage.qtbot.waitUntil(lambda: idp.asked > 0)
    assert not stage.app.window.start.open_ways.isVisible()


def test_r15_the_advice_names_md_and_the_closed_way_stays_reachable(stage: Stage, idp: Idp, script: Scripted) -> None:
    start = stage.app.window.start
    idp.ways = R15
    look(stage)
    says(stage, "SITHS eID är ur drift. Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort.")
    assert "SITHS eID är ur drift." in start.spoken()
    closed = "Stängt just nu"
    assert [b.accessibleDescription() for b in (start.this_device, start.other_device)] == [closed, closed]
    assert start.other_way.accessibleDescription() == ""
    script.prompts, script.end = (), LoginFailure("siths.out_of_service")
    assert (start.this_device.kind, start.other_way.kind) == (SECONDARY, PRIMARY), "the emphasis goes with the advice"
    assert start.other_way.hasFocus()
    stage.press(KEY.Key_Return)
    fallback = stage.focused()
    assert isinstance(fallback, ActionButton)
    assert (fallback.text(), fallback.kind) == ("Logga in med SITHS-kort", PRIMARY)
    stage.press(KEY.Key_End, KEY.Key_Space)
    stage.press(KEY.Key_Home, KEY.Key_Return)  # the first way can be reached: it may be open again by now
    stage.wait("authentication_failed")
    assert stage.screen.cause.words.text() == "SITHS eID är ur drift."
    assert "SITHS eID MD" in stage.screen.mend.text()


def test_r14_without_a_card_the_reserve_card_comes_before_bankid(stage: Stage, idp: Idp) -> None:
    idp.ways = R15
    look(stage)
    says(stage, "reservkort. Finns ingen på plats: BankID")
    stage.app.sink.client_session.tell_cards(CardStatus(None, reader=READER, who="Anna Testsson"))
    note = stage.app.window.start.open_ways.words
    stage.qtbot.waitUntil(lambda: "reservkort" not in note.text())
    assert "Logga in med SITHS-kort" in note.text()


def test_all_further_ways_closed_is_said_at_the_third_button(stage: Stage, idp: Idp) -> None:
    idp.ways = {**ALL, "siths-md": False, "bankid": False}
    look(stage)
    start = stage.app.window.start
    stage.qtbot.waitUntil(lambda: start.other_way.accessibleDescription() == "Stängt just nu")
    stage.press(KEY.Key_Up, KEY.Key_Return)  # reachable all the same, and each says so itself
    assert stage.focused().accessibleDescription() == "Stängt just nu"


def test_an_idp_that_does_not_answer_is_said_with_its_failure(stage: Stage, idp: Idp) -> None:
    idp.failure = "idp.out_of_service"
    look(stage)
    says(stage, "Identifieringstjänsten är ur drift.")
    assert stage.app.window.start.this_device.accessibleDescription() == "Stängt just nu"
    idp.failure = ""
    look(stage)
    stage.qtbot.waitUntil(lambda: not stage.app.window.start.open_ways.isVisible())
    assert stage.app.window.start.this_device.accessibleDescription() == ""


def test_the_other_language_says_the_same(stage: Stage, idp: Idp) -> None:
    idp.ways = R15
    look(stage)
    says(stage, "SITHS eID är ur drift.")
    set_language(stage.app.qt, "en")
    says(stage, "SITHS eID is out of service. With the card: choose Log in another way")
    assert stage.app.window.start.this_device.accessibleDescription() == "Closed right now"


def test_it_is_asked_only_while_the_start_screen_is_up_and_one_at_a_time(stage: Stage, idp: Idp) -> None:
    assert stage.app.features.availability is not None
    stage.qtbot.waitUntil(lambda: idp.asked == 1)
    idp.hold = True
    look(stage)
    stage.qtbot.waitUntil(lambda: idp.asked == 2)
    look(stage)
    look(stage)
    stage.press(KEY.Key_Return)  # the window goes on while the IdP does not answer
    stage.wait("enter_code")
    assert not stage.app.features.availability.timer.isActive()
    idp.hold = False
    idp.release()
    stage.press(KEY.Key_Escape)
    stage.wait("start")
    assert stage.app.features.availability.timer.isActive()
    stage.qtbot.waitUntil(lambda: idp.asked == 3)


def test_r14_who_waits_for_a_card_reads_what_to_do_without_one(stage: Stage, idp: Idp, script: Scripted) -> None:
    look(stage)
    stage.qtbot.waitUntil(lambda: idp.asked > 0)
    script.prompts = (InsertCard(CardSituation.NO_CARD, (READER,)),)
    stage.to("insert_card")
    stage.qtbot.waitUntil(lambda: "reservkort" in stage.screen.forgotten.words.text())
    assert stage.screen.forgotten.words.text().endswith("BankID, under Logga in på annat sätt.")
    set_language(stage.app.qt, "en")
    assert "reserve card" in stage.screen.forgotten.words.text()


def test_a_locked_session_says_which_ways_are_closed(stage: Stage, idp: Idp) -> None:
    stage.to("enter_code")
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    idp.ways = R15
    stage.app.actions.signal("lock")
    stage.wait("locked")
    locked = stage.screen
    stage.qtbot.waitUntil(lambda: locked.unlock.accessibleDescription().startswith("Stängt just nu. Legitimera"))
    assert (locked.unlock.kind, locked.somebody_else.kind) == (SECONDARY, PRIMARY)
    locked.somebody_else.click()
    assert (locked.other_way.kind, locked.other_way.hasFocus()) == (PRIMARY, True)
    assert {way.kind for way in locked.ways.values()} == {SECONDARY}
    assert [way.accessibleDescription() for way in locked.ways.values()] == ["Stängt just nu", "Stängt just nu"]
    assert locked.other_way.accessibleDescription() == "", "the fallbacks are open"
    idp.ways = dict(ALL)
    look(stage)
    stage.qtbot.waitUntil(lambda: locked.unlock.accessibleDescription().startswith("Legitimera"))
    assert [way.accessibleDescription() for way in locked.ways.values()] == [""] * 2
    assert [way.kind for way in (*locked.ways.values(), locked.other_way)] == [PRIMARY, SECONDARY, SECONDARY]
    assert next(iter(locked.ways.values())).hasFocus(), "the focus goes with the emphasis"
    assert locked.unlock.kind == PRIMARY
    idp.ways = {**ALL, "siths-md": False, "bankid": False}
    look(stage)
    stage.qtbot.waitUntil(lambda: locked.other_way.accessibleDescription() == "Stängt just nu")
