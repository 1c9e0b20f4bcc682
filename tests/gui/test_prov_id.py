"""Another distribution's way to log in, with its own prompt and screen, in the real window and both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.core import extensions
from cosmic_login.core.flow import CHART
from cosmic_login.ui.language import active_language
from cosmic_login.ui.widgets.button import ActionButton
from tests.gui.real import WAIT_MS, RealStage
from tests.prov_id import DISTRIBUTION, METHOD

KEY = Qt.Key
#: What its button and its help say, its screen's heading, the right picture, and what the workspace calls it.
WORDS = {
    "sv": ("Logga in med Prov-id", "Vilken bild är din?", "Båten", "Prov-id med bild"),
    "en": ("Log in with Prov-id", "Which picture is yours?", "The boat", "Prov-id with a picture"),
}
BOTH = pytest.mark.parametrize("language", WORDS)


@pytest.fixture
def stage(qtbot: QtBot, cosmic_profile: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealStage]:
    monkeypatch.syspath_prepend(DISTRIBUTION)
    stage = RealStage(qtbot, cosmic_profile)
    qtbot.waitUntil(lambda: METHOD in stage.app.actions.methods, timeout=WAIT_MS)
    yield stage
    stage.close()


def way(stage: RealStage, label: str) -> None:
    """Press the way's own button, under the third."""
    start = stage.app.window.start
    start.other_way.click()
    next(way for way in start.findChildren(ActionButton) if way.isVisible() and way.text() == label).click()


@BOTH
def test_it_logs_in_by_its_own_screen(stage: RealStage, language: str) -> None:
    active_language().set(language)
    label, heading, picture, name = WORDS[language]
    way(stage, label)
    stage.wait("prov_picture")
    assert stage.screen.heading.text() == heading
    wrong, right = stage.screen.pictures["tree"], stage.screen.pictures["boat"]
    assert (right.text(), stage.focused()) == (picture, right)
    wrong.click()
    stage.qtbot.waitUntil(lambda: stage.views[-1].steps.count("prov_picture") == 2)
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    assert stage.screen.heading.text() == "Prov Testsson"
    assert stage.screen.values["method"].text() == name


@BOTH
def test_its_help_is_at_f1_and_its_words_follow_the_language(stage: RealStage, language: str) -> None:
    way(stage, WORDS["sv"][0])
    stage.wait("prov_picture")
    active_language().set(language)
    assert stage.screen.heading.text() == WORDS[language][1]
    stage.press(KEY.Key_F1)
    shown = stage.app.features.help.shown
    assert shown is not None
    assert shown.topic == METHOD
    assert shown.sections[0].accessibleName() == WORDS[language][0]
    shown.close()


def test_it_can_be_left_and_opens_a_locked_session(stage: RealStage) -> None:
    way(stage, WORDS["sv"][0])
    stage.wait("prov_picture")
    stage.screen.cancel.click()
    stage.wait("start")
    way(stage, WORDS["sv"][0])
    stage.wait("prov_picture")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    stage.screen.lock.click()
    stage.wait("locked")
    stage.screen.unlock.click()
    stage.wait("unlock_prov_picture")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")


def test_our_own_chart_knows_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert extensions.installed().chart is CHART
    monkeypatch.syspath_prepend(DISTRIBUTION)
    added = set(extensions.installed().chart.regions[0].states) - set(CHART.regions[0].states)
    assert added == {"prov_picture", "unlock_prov_picture"}
