"""The help: every screen's F1 leads to its own place, and what stands there can be read without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.prompts import CardSituation, InsertCard
from cosmic_login.gui.help.index import FAILURE_KEYS, failure_key, topic_of_state
from cosmic_login.gui.help.topic import CONTACTS
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.gui.help.view import HelpView, topic_of
from tests.gui.scripted import Scripted, Stage, code_prompt

KEY = Qt.Key


def opened(stage: Stage, topic: str = "") -> HelpView:
    stage.app.actions.show_help(topic=topic)
    help_view = stage.app.features.help.shown
    assert help_view is not None
    stage.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and help_view.isAncestorOf(stage.focused()))
    return help_view


def text_of(help_view: HelpView, key: str) -> str:
    section = next(section for section in help_view.sections if section.key == key)
    return f"{section.accessibleName()} {section.accessibleDescription()}"


def test_every_state_has_a_topic_that_there_is() -> None:
    keys = [topic.key for topic in TOPICS]
    assert len(keys) == len(set(keys))
    assert {topic_of_state(state.name) for state in LOGIN.leaves()} <= set(keys)


def test_a_state_without_a_topic_is_an_error() -> None:
    with pytest.raises(KeyError):
        topic_of_state("somewhere_else")


def test_f1_opens_and_closes_the_help_of_what_is_shown(stage: Stage) -> None:
    stage.press(KEY.Key_F1)
    stage.qtbot.waitUntil(lambda: stage.focused().accessibleName() == "Vilket sätt ska jag logga in på?")
    stage.press(KEY.Key_F1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert stage.app.features.help.shown is None


def test_each_step_of_a_login_has_its_own_help(stage: Stage, script: Scripted) -> None:
    script.end = LoginFailure("certificate.expired")
    script.prompts = (code_prompt(),)
    stage.to("enter_code")
    help_view = opened(stage)
    assert help_view.topic == "code"
    help_view.close()
    stage.siths.front()
    stage.qtbot.waitUntil(lambda: QApplication.focusWidget() is stage.siths.field)
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("authentication_failed")
    assert opened(stage).topic == "failure-certificate-expired"


def test_every_failure_has_a_place_with_cause_mend_and_what_the_support_asks(stage: Stage) -> None:
    help_view = opened(stage)
    help_view.search.setText("felkoden")  # failures come into it when somebody searches
    for code, row in FAILURES.items():
        key = topic_of(View("login_failed", failure=LoginFailure(code)))
        assert key == failure_key(row)
        assert FAILURE_KEYS[key] is row
        said = text_of(help_view, key)
        assert row.cause in said
        assert row.mend in said
        assert f"felkoden {code}" in said


@pytest.mark.parametrize("code", ["certificate.expired", "idp.unreachable"])
def test_a_failure_comes_first_where_the_help_is_opened_for_it(stage: Stage, code: str) -> None:
    key = failure_key(FAILURES[code])
    help_view = opened(stage, key)
    assert stage.focused().accessibleName() == FAILURES[code].cause
    assert FAILURES[code].mend in text_of(help_view, key)
    assert help_view.sections[0].key == key


def test_a_card_of_another_kind_leads_to_the_pass_cards() -> None:
    assert topic_of(View("insert_card", prompt=InsertCard(CardSituation.OTHER_KIND))) == "pass-card"
    assert topic_of(View("insert_card", prompt=InsertCard(CardSituation.NO_CARD))) == "insert-card"


def test_r6_a_desk_that_is_away_leads_to_citrix(stage: Stage) -> None:
    lost, told_no = View("insert_card", prompt=InsertCard(CardSituation.LINE_LOST)), LoginFailure("reader.denied")
    assert topic_of(lost) == topic_of(View("lock_soon", card=CardSituation.NOT_PAIRED)) == "other-systems"
    assert topic_of(View("lock_soon", card=CardSituation.NO_CARD)) == "card-gone"
    sections = opened(stage, topic_of(View("authentication_failed", failure=told_no))).sections
    assert [section.key for section in sections[:2]] == [failure_key(told_no.info), "other-systems"]


def test_the_ways_stand_in_the_instructions_order(stage: Stage) -> None:
    said = text_of(opened(stage), "ways")
    order = ["SITHS eID på denna enhet", "telefonen", "SITHS eID MD", "reservkort från ID-administratören", "BankID"]
    places = [said.index(word) for word in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("other-systems", ("Nova Ward", "NetID Access", "Mobilt SITHS eID", "Citrix")),
        ("pass-card", ("larmtjänst", "genom kliniken")),
        ("signing", ("SITHS Mina sidor",)),
        ("keep-safe", ("Lämna aldrig kortet", "PUK-kod", "aldrig tillsammans med kortet")),
        ("first-time", ("två gånger",)),
    ],
)
def test_what_the_instruction_says_is_told(stage: Stage, key: str, words: tuple[str, ...]) -> None:
    said = text_of(opened(stage), key)
    assert [word for word in words if word not in said] == []


def test_contacts_come_from_the_configuration(stage: Stage) -> None:
    contacts = (("Kim på plan 3", ""), ("Jouren", "12 34"), ("Reception", "1"))
    stage.app.ports.contacts = contacts
    said = opened(stage, CONTACTS).contacts.words.text()
    assert said.startswith("Fråga i första hand: Kim på plan 3. Finns ingen på plats: Jouren, 12 34. Annars: Recept")
    assert "141 41" not in said


def test_search_finds_topics_and_failure_codes(stage: Stage) -> None:
    help_view = opened(stage)
    help_view.search.setText("nova ward")
    assert [section.key for section in help_view.sections if section.isVisible()] == ["other-systems"]
    assert help_view.found.text() == "1 avsnitt passar."
    help_view.search.setText("pcsc.missing")
    assert [section.key for section in help_view.sections if section.isVisible()] == ["failure-pcsc-missing"]
    help_view.search.setText("xyzzy")
    assert not any(section.isVisible() for section in help_view.sections)
    assert "Prova ett annat ord" in help_view.found.text()
    help_view.search.setText("")
    shown = {section.key for section in help_view.sections if section.isVisible()}
    assert shown == {topic.key for topic in TOPICS} - {CONTACTS}


def test_everything_is_reached_by_the_keyboard(stage: Stage) -> None:
    """Arrows walk through every section, letters search, Enter goes to what was found, Esc closes."""
    help_view = opened(stage)
    seen = [stage.focused().accessibleName()]
    for _ in range(500):  # long sections are scrolled through first
        stage.press(KEY.Key_Down)
        if stage.focused().accessibleName() != seen[-1]:
            seen.append(stage.focused().accessibleName())
    assert seen == [section.accessibleName() for section in help_view.sections]
    stage.press(KEY.Key_Home)
    assert stage.focused().accessibleName() == seen[0]
    for letter in "puk":  # the first takes the focus to the search
        stage.type(letter)
    assert stage.focused() is help_view.search
    stage.press(KEY.Key_Return)
    assert "PUK" in stage.focused().accessibleDescription()
    stage.press(KEY.Key_Tab)
    assert stage.focused() is help_view.close_button
    stage.press(KEY.Key_Escape)
    assert not help_view.isVisible()


def test_a_long_section_is_read_to_its_end(stage: Stage) -> None:
    stage.app.features.settings.theme.set(text_scale=2.0)
    help_view = opened(stage)
    help_view.resize(320, 480)
    first = stage.focused()
    bar = help_view.viewport_area.verticalScrollBar()
    stage.qtbot.waitUntil(lambda: first.height() > help_view.viewport_area.viewport().height())
    stage.press(KEY.Key_Down)
    assert stage.focused() is first
    assert bar.value() > 0
    stage.press(KEY.Key_Up)
    assert bar.value() == 0
