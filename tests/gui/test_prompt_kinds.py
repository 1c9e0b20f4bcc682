"""What a prompt's one row names is there: its states in the chart, its screen, its help and its pictures."""

from __future__ import annotations

import pytest

from cosmic_login.core.flow import LOGIN
from cosmic_login.core.prompt_kinds import KINDS, PromptKind, load
from cosmic_login.core.prompts import Prompt
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.shell.screen_registry import SCREENS
from cosmic_login.testing.gallery.login_screens import SHEETS

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_every_prompt_of_ours_has_a_row() -> None:
    ours = {each for each in Prompt.__subclasses__() if each.__module__ == Prompt.__module__}
    assert {kind.type for kind in KINDS} == ours


@EACH
def test_its_states_are_in_the_chart(kind: PromptKind) -> None:
    assert kind.states()
    for state in kind.states():
        assert LOGIN.states[state].about == kind.about
        assert ((state, "answered") in LOGIN.edges) == kind.waits


@EACH
def test_its_screen_is_there(kind: PromptKind) -> None:
    screen = load(kind.screen)
    assert issubclass(screen, Screen)
    assert all(state in SCREENS for state in kind.states())


@EACH
def test_its_help_is_there(kind: PromptKind) -> None:
    assert kind.topic in {topic.key for topic in TOPICS}


@EACH
def test_its_pictures_show_each_of_its_states(kind: PromptKind) -> None:
    sheets = load(kind.sheets)
    assert set(kind.states()) <= {state for sheet in SHEETS for state in sheet.shows}
    assert set(kind.states()) & {state for sheet in sheets for state in sheet.shows}
    assert all(sheet in SHEETS for sheet in sheets)
