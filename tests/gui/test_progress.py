"""The step of a login is named all along, and told to screen readers once for each."""

from __future__ import annotations

from typing import Any

import pytest

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.prompts import (
    CardSituation,
    CardToChoose,
    ChooseCard,
    ChooseServiceId,
    ConfirmCertificate,
    InsertCard,
    Prompt,
    ReadingCertificate,
    Step,
    Working,
)
from cosmic_login.gui.login.progress import progress_of
from cosmic_login.testing.gallery.login_screens import FACTS, md_code, qr
from cosmic_login.ui import announce
from tests.gui.scripted import OTHER, OWN, READER, Stage, code_prompt

INSERT, CHOOSE = InsertCard(CardSituation.NO_CARD), ChooseServiceId((OWN, OTHER))
WAYS: dict[str, tuple[tuple[str, Prompt[Any], str], ...]] = {
    "siths-this-device": (
        ("working", Working(Step.CONNECTING), "1 av 4: Kortet läses"),
        ("insert_card", INSERT, "1 av 4: Kortet läses"),
        ("choose_card", ChooseCard((CardToChoose("A", "Anna", "1"),)), "1 av 4: Kortet läses"),
        ("working", Working(Step.CHECKING_CERTIFICATE), "1 av 4: Kortet läses"),
        ("register_code", code_prompt(register=True), "2 av 4: Skriv koden"),
        ("working", Working(Step.REGISTERING), "2 av 4: Skriv koden"),
        ("enter_code", code_prompt(), "2 av 4: Skriv koden"),
        ("working", Working(Step.SIGNING), "3 av 4: Identiteten bekräftas"),
        ("working", Working(Step.VERIFYING), "3 av 4: Identiteten bekräftas"),
        ("choose_service_id", CHOOSE, "4 av 4: Välj tjänste-id"),
    ),
    "siths-md": (
        ("working", Working(Step.CONNECTING), "1 av 4: Kortet läses"),
        ("insert_card", INSERT, "1 av 4: Kortet läses"),
        ("reading_certificate", ReadingCertificate(READER), "2 av 4: Kontrollera certifikatet"),
        ("confirm_certificate", ConfirmCertificate(FACTS, READER), "2 av 4: Kontrollera certifikatet"),
        ("working", Working(Step.CHECKING_CERTIFICATE), "2 av 4: Kontrollera certifikatet"),
        ("md_code", md_code(), "3 av 4: Skriv koden"),
        ("working", Working(Step.SIGNING), "4 av 4: Identiteten bekräftas"),
    ),
    "bankid": (
        ("working", Working(Step.CONNECTING), "1 av 4: Läs av QR-koden"),
        ("show_qr", qr(), "1 av 4: Läs av QR-koden"),
        ("show_qr", qr(hint="userSign", frame=""), "2 av 4: Legitimera dig i telefonen"),
        ("working", Working(Step.VERIFYING), "3 av 4: Identiteten bekräftas"),
        ("choose_service_id", CHOOSE, "4 av 4: Välj tjänste-id"),
    ),
}


@pytest.mark.parametrize("method", WAYS)
def test_every_screen_names_the_step_and_it_is_told_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr(announce, "announce", lambda _widget, message: said.append(message))
    numbers = []
    for number, (state, prompt, wanted) in enumerate(WAYS[method], 800):
        view = View(state, method, number, prompt, login=7)
        stage.app.window.show_view(view)
        stage.siths.show_view(view)
        assert stage.screen.step.text() == f"Steg {wanted}"
        assert stage.screen.step.isVisible()
        if stage.siths.up and stage.siths.page is not None:
            assert stage.siths.code_page.step.text() == f"Steg {wanted}"
        numbers.append(wanted[0])
        area = stage.app.window.viewport_area.verticalScrollBar()
        stage.qtbot.waitUntil(lambda: area.maximum() == 0)  # noqa: B023 - at once: the default size holds it all
    told = [message.split(":")[0] for message in said if message.startswith("Steg ")]
    if method == "bankid":  # the QR screen says itself that its code has been read
        numbers.remove("2")
    assert told == [f"Steg {number} av 4" for number in dict.fromkeys(numbers)]


def test_what_has_no_steps_names_none(stage: Stage) -> None:
    for view in (
        View(),
        View("manage_enter_code", "siths-this-device", 5, code_prompt()),
        View("working", "somebody-elses-way", 6, Working(Step.CONNECTING)),
        View("authentication_failed", "siths-md"),
    ):
        assert progress_of(view) is None
    stage.app.window.show_view(View("working", "siths-md", 7, Working(Step.CONNECTING)))
    assert stage.screen.step.isVisible()
    stage.app.window.show_view(View("working", "", 8, Working(Step.CONNECTING)))
    assert not stage.screen.step.isVisible()
