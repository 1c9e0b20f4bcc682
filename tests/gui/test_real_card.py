"""The window, when the card is a real one."""

from __future__ import annotations

from cosmic_login.core.failures import CardOf, LoginFailure
from tests.gui.scripted import Scripted, Stage


def test_the_failure_screen_says_whose_card_it_is(stage: Stage, script: Scripted) -> None:
    script.prompts = ()
    script.end = LoginFailure("card.not_training", whose=CardOf("Anna Testsson", "SITHS e-id Person HSA-id 3 CA v1"))
    stage.to("authentication_failed")
    said = stage.screen.cause.words.text()
    assert said.startswith("Kortet tillhör Anna Testsson och är utfärdat av SITHS e-id Person HSA-id 3 CA v1. ")
    assert "övningens egna utfärdare" in said
