"""The switch to another language while the program runs: everything changes, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import ChooseServiceId
from cosmic_login.gui.login.screens.choose import ChooseScreen
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.testing.gallery.login_screens import SHEETS, GallerySheet
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.language import active_language, set_language, system_language
from cosmic_login.ui.widgets.countdown import Countdown
from tests.gui.scripted import OTHER, OWN, THIRD, Scripted, Stage
from tests.gui.test_sheets import put_away, show
from tests.walks import rest_whole

#: Swedish that stays: names of people, organisations and readers are not translated.
_NAMES = re.compile(
    r"Region Jönköpings län|Sjuksköterska|Läkare|Virtuell läsare 1|Läsare på din egen dator|Region Påhittad|Svenska"
)


@pytest.fixture(autouse=True)
def swedish_again(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Countdown, "now", staticmethod(lambda: 1.0))  # no second passes between two looks
    yield
    active_language().set("sv")


def words(window: QWidget) -> list[str]:
    """Return every text of a window that can be seen, hovered over or heard."""
    found = [window.windowTitle()]
    for child in [window, *window.findChildren(QWidget)]:
        if child.window() is not window or not child.isVisibleTo(window):
            continue
        found += [child.accessibleName(), child.accessibleDescription(), child.toolTip()]
        if isinstance(child, (QLabel, QAbstractButton)):
            found.append(child.text())
        elif isinstance(child, QLineEdit):
            found.append(child.placeholderText())
        elif isinstance(child, QTextEdit):
            found.append(child.toPlainText())
    return [text for text in found if text]


def sheets_in(
    qtbot: QtBot, language: str, sheets: Sequence[GallerySheet] = SHEETS
) -> Iterator[tuple[Stage, GallerySheet, QWidget]]:
    """Go through sheets in one window that was begun in a language; who switches it switches it for the next."""
    stage = Stage(qtbot, Scripted(), given={"theme": "light", "text_scale": 1.0, "language": language})
    try:
        for number, sheet in enumerate(sheets, 1):
            yield stage, sheet, show(stage, sheet, 1000 * number)
            put_away(stage)
    finally:
        stage.close()


@pytest.mark.parametrize("part", rest_whole(range(3), lambda part: part == 0))
def test_a_switch_gives_the_same_as_a_start_in_that_language(qtbot: QtBot, part: int) -> None:
    sheets = SHEETS[part::3]
    begun: dict[tuple[str, str], list[str]] = {}
    switched: dict[tuple[str, str], list[str]] = {}
    for language in LANGUAGES:
        for _, sheet, window in sheets_in(qtbot, language, sheets):
            begun[language, sheet.name] = words(window)
    for language in LANGUAGES:  # every other sheet is switched from the one language, and the others from the other
        for stage, sheet, shown in sheets_in(qtbot, language, sheets):
            to = "en" if active_language().name == "sv" else "sv"
            set_language(stage.app.qt, to)
            switched[to, sheet.name] = words(stage.app.features.help.shown or shown)
    assert len(switched) == 2 * len(sheets)
    different = {key: set(begun[key]) ^ set(switched[key]) for key in begun if begun[key] != switched[key]}
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_swedish_is_left_in_english_and_alt_letters_are_told_apart(qtbot: QtBot, language: str) -> None:
    for _, sheet, window in sheets_in(qtbot, language):
        letters = alt_letters(window)
        assert len(letters) == len(set(letters)), (sheet.name, letters)
        swedish = [text for text in words(window) if re.search("[åäöÅÄÖ]", _NAMES.sub("", text))]
        assert swedish == [] or language == "sv", sheet.name


def alt_letters(window: QWidget) -> list[str]:
    """Return what is pressed with Alt in a window."""
    letters = [
        button.shortcut().toString()
        for button in window.findChildren(QAbstractButton)
        if button.isVisibleTo(window) and button.shortcut() != QKeySequence()
    ]
    letters += [
        QKeySequence.mnemonic(label.text()).toString()
        for label in window.findChildren(QLabel)
        if label.buddy() is not None and label.isVisibleTo(window)
    ]
    return letters


def test_the_menu_switches_and_marks_the_choice(stage: Stage) -> None:
    menu = stage.app.window.header.look.menu_of_looks()
    actions = {action.text(): action for action in menu.actions()}
    assert actions["Svenska"].isChecked()
    actions["English"].trigger()
    assert stage.app.window.start.heading.text() == "Choose how to log in"
    menu = stage.app.window.header.look.menu_of_looks()
    assert {action.text(): action.isChecked() for action in menu.actions()}["English"]


def test_the_focus_stays_where_it_was(stage: Stage) -> None:
    stage.press(Qt.Key.Key_Down)
    assert stage.focused() is stage.app.window.start.other_device
    set_language(stage.app.qt, "en")
    assert stage.focused() is stage.app.window.start.other_device
    assert stage.focused().accessibleName() == "SITHS eID on another device"


def test_digits_that_have_been_typed_stay(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    stage.type("123")
    set_language(stage.app.qt, "en")
    assert stage.siths.windowTitle() == "SITHS eID"
    assert stage.siths.heading.text() == "Identify yourself"
    stage.type("456")
    stage.press(Qt.Key.Key_Return)
    stage.wait("workspace")
    assert script.codes == ["123456"]
    assert "You are logged in" in stage.screen.spoken()


def test_a_filter_stays(stage: Stage, script: Scripted) -> None:
    script.prompts = (ChooseServiceId((OWN, OTHER, THIRD)),)
    stage.to("choose_service_id")
    stage.type("påhitt")
    set_language(stage.app.qt, "en")
    screen = stage.screen
    assert isinstance(screen, ChooseScreen)
    assert screen.filter.text() == "påhitt"
    assert [button.choice for button in screen.buttons if button.isVisible()] == [THIRD]
    stage.press(Qt.Key.Key_Return)
    stage.wait("workspace")
    assert script.chosen == [THIRD.hsa_id]


def test_the_other_ways_stay_listed_with_their_names(stage: Stage) -> None:
    stage.app.sink.on_methods({"siths-this-device": "", "siths-md": "", "extra": "En tredje väg"})
    start = stage.app.window.start
    stage.qtbot.waitUntil(lambda: len(start._ways) == 3)
    start.other_way.click()
    set_language(stage.app.qt, "en")
    start = stage.app.window.start
    assert start.heading.text() == "Other ways to log in"
    ways = ["Log in with SITHS card", "Log in with BankID", "En tredje väg"]
    assert [way.text() for way in start._ways if way.isVisible()] == ways


def test_advice_is_worded_anew(stage: Stage) -> None:
    failure = LoginFailure("profile.full")
    stage.app.window.start.warn(lambda: " ".join(texts.failure_texts(failure)))
    assert stage.app.window.start.advice.words.text().startswith("Disken är full.")
    set_language(stage.app.qt, "en")
    assert stage.app.window.start.advice.words.text().startswith("The disk is full.")


def test_plurals(stage: Stage) -> None:
    assert [texts.count(texts.TRIES_LEFT, n) for n in (0, 1, 2)] == [f"{n} försök kvar." for n in (0, 1, 2)]
    set_language(stage.app.qt, "en")
    assert [texts.count(texts.TRIES_LEFT, n) for n in (0, 1, 2)] == ["0 tries left.", "1 try left.", "2 tries left."]


def test_what_is_not_a_language_is_refused(stage: Stage) -> None:
    with pytest.raises(ValueError, match="norsk"):
        set_language(stage.app.qt, "norsk")
    assert active_language().name == "sv"


def test_the_system_language_is_one_that_there_is(stage: Stage) -> None:
    set_language(stage.app.qt, "system")
    assert active_language().choice == "system"
    assert active_language().name == system_language() in LANGUAGES


def test_many_switches_leave_one_screen_of_a_kind(stage: Stage) -> None:
    """Screens that were replaced are gone, so that switching does not wear the window out."""
    window = stage.app.window
    for number in range(10):
        set_language(stage.app.qt, "en" if number % 2 == 0 else "sv")
    kept = [screen for screen in set(window.screens.made.values()) if screen.isVisibleTo(window)]
    assert kept == [window.screen_shown]
    view = replace(SHEETS[0].views[0], number=5000)
    window.show_view(view)
    assert window.start.this_device.text() == "SITHS eID på denna enhet"


@pytest.mark.parametrize(
    ("number", "swedish", "english"), [(1, "1 inloggning", "1 login"), (2, "2 inloggningar", "2 logins")]
)
def test_one_is_not_told_as_many(stage: Stage, number: int, swedish: str, english: str) -> None:
    set_language(stage.app.qt, "en")
    assert texts.count(session_texts.OWN_COUNT, number) == english
    set_language(stage.app.qt, "sv")
    assert texts.count(session_texts.OWN_COUNT, number) == swedish
