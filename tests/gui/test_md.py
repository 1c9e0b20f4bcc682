"""R16, R17, R18 in the window: the certificate that is waited for, and the code in Cosmic's own window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.prompts import CardSituation, ConfirmCertificate, ReadingCertificate, Step, Working
from cosmic_login.gui.login.screens.certificate import CertificateScreen
from cosmic_login.gui.login.screens.md_code import MdCodeScreen
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import md_texts
from cosmic_login.testing.gallery.login_screens import FACTS, md_code
from cosmic_login.ui.language import set_language
from tests.gui.scripted import READER, Scripted, Stage

KEY = Qt.Key
READING, CONFIRM = ReadingCertificate(READER), ConfirmCertificate(FACTS, READER)


@pytest.fixture
def script() -> Scripted:
    return Scripted((READING,), hold=True)


def certificate(stage: Stage) -> CertificateScreen:
    screen = stage.screen
    assert isinstance(screen, CertificateScreen)
    return screen


def code(stage: Stage) -> MdCodeScreen:
    screen = stage.screen
    assert isinstance(screen, MdCodeScreen)
    return screen


def test_next_waits_for_the_certificate_and_says_so(stage: Stage) -> None:
    """R18, the safe manner."""
    stage.to("reading_certificate")
    screen = certificate(stage)
    assert not screen.next.isEnabled()
    assert screen.next.accessibleDescription() == texts.say(md_texts.NEXT_WAITS)
    assert screen.busy.isVisible()
    assert not stage.app.window.grab().isNull()
    QTest.mouseClick(screen.next, Qt.MouseButton.LeftButton)
    QTest.keyClick(stage.app.window, KEY.Key_N, Qt.KeyboardModifier.AltModifier)
    assert stage.state == "reading_certificate"
    stage.press(KEY.Key_Return)
    assert stage.state == "start", "Enter may cancel; nothing goes on early"
    assert "frozen" not in {view.state for view in stage.views}


def test_the_certificate_appears_where_it_was_waited_for(qtbot: QtBot) -> None:
    stage = Stage(qtbot, Scripted((READING, CONFIRM, md_code()), hold=True))
    try:
        stage.to("confirm_certificate")
        screen = certificate(stage)
        said = {name: value.text() for name, value in screen.values.items() if value.isVisible()}
        assert said["holder"] == FACTS.holder
        assert said["hsa_id"] == FACTS.serial_number
        assert said["issuer"] == FACTS.issuer
        assert "2028-11-23" in said["valid"]
        assert "number" not in said
        assert FACTS.serial_number in screen.spoken()
        assert not screen.busy.isVisible()
        assert screen.next.hasFocus()
        assert texts.plain(screen.next.text()) == "Nästa"
        stage.press(KEY.Key_Return)
        stage.wait("md_code")
    finally:
        stage.close()


def test_the_code_is_asked_for_in_cosmics_own_window(qtbot: QtBot) -> None:
    wrong = md_code(1, wrong=True)
    script = Scripted((md_code(2), Working(Step.SIGNING), wrong, Working(Step.VERIFYING)))
    stage = Stage(qtbot, script)
    try:
        stage.to("md_code")
        screen = code(stage)
        assert not stage.siths.up
        assert screen.field.hasFocus()
        assert "2" in screen.tries.text()
        assert not screen.ok.isEnabled()
        assert texts.plain(screen.ok.text()) == "OK"
        stage.type("111111")
        assert screen.ok.isEnabled()
        stage.press(KEY.Key_Return)
        qtbot.waitUntil(lambda: bool(script.codes) and stage.state == "md_code" and screen.field.count == 0)
        qtbot.waitUntil(lambda: screen.note.words.text() == texts.say(texts.LAST_TRY))
        assert texts.count(texts.WRONG_CODE, 1) == screen.tries.text()
        stage.type("123456")
        QTest.mouseClick(screen.ok, Qt.MouseButton.LeftButton)
        stage.wait("workspace")
        assert script.codes == ["111111", "123456"]
    finally:
        stage.close()


@pytest.mark.parametrize("leave", ["escape", "cancel", "failure"])
def test_whatever_leads_away_leaves_no_digit(qtbot: QtBot, leave: str) -> None:
    stage = Stage(qtbot, Scripted((md_code(),), hold=True))
    try:
        stage.to("md_code")
        screen = code(stage)
        stage.type("1234")
        assert screen.field.count == 4
        if leave == "escape":
            stage.press(KEY.Key_Escape)
        elif leave == "cancel":
            QTest.mouseClick(screen.cancel, Qt.MouseButton.LeftButton)
        else:
            stage.app.conductor.card_pulled(READER)  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: stage.state in {"start", "authentication_failed"})
        assert screen.field.count == 0
        assert stage.script.codes == []
    finally:
        stage.close()


def test_true_to_life_next_pressed_early_locks_cosmic_up(stage: Stage) -> None:
    """R18, true to life."""
    assert stage.app.conductor is not None
    stage.app.conductor.true_to_life = True
    stage.to("reading_certificate")
    screen = certificate(stage)
    assert screen.next.isEnabled()
    QTest.mouseClick(screen.next, Qt.MouseButton.LeftButton)
    stage.qtbot.waitUntil(lambda: stage.app.conductor.view.state == "frozen")  # type: ignore[union-attr]
    stage.app.actions.signal("restart")
    stage.wait("start")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_way_has_the_instructions_own_name_and_says_what_it_waits_for(stage: Stage, language: str) -> None:
    set_language(stage.app.qt, language)
    stage.app.window.start.set_methods({"siths-this-device": "", "siths-md": ""})
    way = stage.app.window.start.named["siths-md"]
    name = {"sv": "Logga in med SITHS-kort", "en": "Log in with SITHS card"}[language]
    assert texts.plain(way.text()).startswith(name)
    assert way.accessibleDescription() == texts.say(md_texts.MD_WAITS)
    stage.app.sink.client_session.tell_cards(CardStatus(None, READER, "Anna Testsson"))
    stage.qtbot.waitUntil(lambda: way.accessibleDescription() == "")
    stage.app.sink.client_session.tell_cards(CardStatus(CardSituation.NO_CARD, READER, ""))
    stage.qtbot.waitUntil(lambda: bool(way.accessibleDescription()))


def test_the_language_may_change_while_the_certificate_is_shown(qtbot: QtBot) -> None:
    stage = Stage(qtbot, Scripted((READING, CONFIRM, md_code()), hold=True))
    try:
        stage.to("confirm_certificate")
        set_language(stage.app.qt, "en")
        screen: Any = certificate(stage)
        assert texts.plain(screen.next.text()) == "Next"
        assert screen.values["holder"].text() == FACTS.holder
        screen.next.setFocus()
        stage.press(KEY.Key_Return)
        stage.wait("md_code")
    finally:
        stage.close()


def test_true_to_life_the_reading_says_what_the_instruction_says(qtbot: QtBot) -> None:
    stage = Stage(qtbot, Scripted((READING,), hold=True))
    try:
        reading = View("reading_certificate", prompt=READING, number=900)
        stage.app.window.show_view(reading)
        assert "Nästa går att trycka på först när" in stage.screen.sentence.text()
        stage.app.window.show_view(replace(reading, early=True))
        assert stage.screen.sentence.text() == (
            "Vänta några sekunder så att certifikatet hinner läsas in. Klicka därefter på ”Nästa” för att logga in."
        )
    finally:
        stage.close()
