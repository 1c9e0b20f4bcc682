"""The trainer's panel with everything real behind it: readers, cards, the IdP and what the start screen says (R15)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cosmic_login.cli.options import parse
from cosmic_login.core.prompts import Working
from cosmic_login.core.situations import Step
from cosmic_login.gui.trainer.panel import TrainerPanel
from cosmic_login.gui.trainer.services import ServicesPart
from cosmic_login.profile import Profile
from cosmic_login.remote.introduction import pair_with
from cosmic_login.remote.keys import Pairings
from tests.e2e.program import run
from tests.e2e.test_session_life import ALT, KEY, Life
from tests.unit.remote.stage import Desk, closing

READER = "Virtuell läsare 1"


class Training(Life):
    """A window with its panel open."""

    @property
    def panel(self) -> TrainerPanel:
        assert self.app.features.trainer is not None
        if self.app.features.trainer.panel is None:
            self.app.features.trainer.show()
        assert self.app.features.trainer.panel is not None
        return self.app.features.trainer.panel

    @property
    def services(self) -> ServicesPart:
        self.until(lambda: "idp" in self.panel.services.buttons)
        return self.panel.services

    def switch(self, target: str, *, out: bool) -> None:
        """Press a service's button and wait until it is as wanted, by what the IdP says."""
        button = self.services.buttons[target]
        button.click()
        self.until(lambda: button.accessibleDescription().startswith("Ur drift" if out else "I drift"))


@pytest.fixture
def training(qtbot: QtBot, cosmic_profile: Path) -> Iterator[Training]:
    made = Training(qtbot, cosmic_profile)
    yield made
    made.end()


def test_r15_the_trainer_takes_siths_eid_away_and_gives_it_back(training: Training) -> None:
    start = training.app.window.start
    training.switch("siths", out=True)
    training.put("anna-1")
    advice = "SITHS eID är ur drift. Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort."
    training.until(lambda: start.open_ways.words.text() == advice)
    assert start.this_device.accessibleDescription() == "Stängt just nu"
    start.this_device.setFocus()
    training.press(KEY.Key_Return)
    training.wait("authentication_failed")
    assert training.conductor.view.failure is not None
    assert training.conductor.view.failure.code == "siths.out_of_service"
    training.press_first()
    training.wait("start")
    # The advice, followed to its end: MD goes on working.
    start.other_way.setFocus()
    training.press(KEY.Key_Return)
    training.until(lambda: training.app.window.focusWidget() in start.arrow_group)
    training.press(KEY.Key_Return)  # "Logga in med SITHS-kort" is the first of the list
    training.wait("confirm_certificate")
    training.press_first()
    training.wait("md_code")
    training.until(training.app.window.screen_shown.first_focus().hasFocus)
    QTest.keyClicks(training.app.window.screen_shown.first_focus(), "123456")
    training.press(KEY.Key_Return)
    training.wait("workspace")
    assert training.conductor.view.identity is not None
    assert training.conductor.view.identity.method == "siths-md"
    training.press(KEY.Key_L, ALT)
    training.wait("start")
    training.switch("siths", out=False)
    training.until(lambda: start.this_device.accessibleDescription() == "")
    training.log_in()
    assert [row.reason for row in training.rows("outage.begun", "outage.ended", "login.failed")] == [
        "siths.out_of_service"
    ] * 3


def test_r15_the_trainer_takes_siths_eid_away_from_one_person(training: Training) -> None:
    start, services = training.app.window.start, training.services
    training.until(lambda: "anna" in services.whom.options)
    services.whom.show_value("anna")
    services.whom.chosen.emit("anna")
    training.switch("siths", out=True)
    start.this_device.setFocus()
    training.log_in("greta-1")
    training.press(KEY.Key_L, ALT)
    training.wait("start")
    training.put("anna-1")
    training.press_first()
    training.wait("authentication_failed")
    assert training.conductor.view.failure is not None
    assert training.conductor.view.failure.code == "siths.out_of_service"
    training.press_first()
    training.wait("start")
    training.switch("siths", out=False)
    start.this_device.setFocus()
    training.log_in()
    ended = [(row.event, row.name) for row in training.rows("login.succeeded", "login.failed")]
    anna = "Anna Testsson"
    assert ended == [("login.succeeded", "Greta Samordning"), ("login.failed", anna), ("login.succeeded", anna)]


def test_a_registered_system_is_given_a_fault_by_the_trainer(training: Training, cosmic_profile: Path) -> None:
    done = run(cosmic_profile, "client", "add", "journal", "--redirect-uri", "http://127.0.0.1:1/back")
    assert done.returncode == 0, done.stderr
    part = training.panel.faults
    training.until(part.order.isEnabled)
    part.order.click()
    training.until(lambda: len(part.standing) == 1)
    told = json.loads(run(cosmic_profile, "control", "state", "--json").stdout)["faults"]
    assert [(each["system"], each["fault"], each["times"]) for each in told] == [("journal", "cancelled", 1)]
    next(iter(part.standing.values())).click()
    training.until(lambda: not part.standing)
    assert [dict(row.extra)["fault"] for row in training.rows("fault.ordered", "fault.ended")] == ["cancelled"] * 2


def test_the_trainers_hand_puts_cards_in_and_takes_readers_away(training: Training) -> None:
    cards = training.panel.cards
    training.until(lambda: READER in cards.rows)
    cards.inserted.emit(READER, "anna-1")
    status = training.app.window.status.words
    training.until(lambda: "Kort: Anna" in status.text())
    training.until(lambda: cards.rows[READER].card == "anna-1")
    cards.plug.click()
    training.until(lambda: len(cards.rows) == 2)
    cards.rows[READER].unplug.click()
    training.until(lambda: READER not in cards.rows)
    training.until(lambda: "Kort:" not in status.text())
    cards.plug.click()
    training.until(lambda: READER in cards.rows)


def test_a_late_certificate_is_late_and_then_there(training: Training) -> None:
    cards = training.panel.cards
    cards.slowed.emit(600.0)
    cards.inserted.emit(READER, "anna-1")
    training.until(lambda: READER in cards.rows and cards.rows[READER].card == "anna-1")
    training.app.window.start.this_device.setFocus()
    training.press(KEY.Key_Return)
    waiting = Working(Step.AWAITING_CERTIFICATE, READER)
    training.until(lambda: training.conductor.view.prompt == waiting)
    cards.slowed.emit(0.0)
    training.code("enter_code")
    training.wait("workspace")


def test_r6_the_trainer_makes_the_line_to_the_desk_bad_and_good_again(
    qtbot: QtBot, cosmic_profile: Path, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "desk")
    with closing(desk):
        pair_with(Pairings(Profile.open(cosmic_profile)), desk.address, desk.door.open().code, "S", desk.clock)
        training = Training(qtbot, cosmic_profile, str(desk.address))
        try:
            line = training.panel.cards.line
            desk.news.wait_for("came")
            training.until(line.isVisible)
            training.until(lambda: line.value == "good")
            line.chosen.emit("cut")
            desk.news.wait_for("lost")
            training.until(lambda: line.value == "cut")
            desk.news.all.clear()
            training.panel.start_over.agreed.emit()
            desk.news.wait_for("came")
            training.until(lambda: line.value == "good")
        finally:
            training.end()


def test_the_shipped_lessons_are_offered_and_begun_by_a_command_that_there_is(training: Training) -> None:
    lessons = training.panel.lessons
    training.until(lambda: lessons.chosen is not None)
    assert lessons.chosen is not None
    command = training.behind.trainer.lesson_command(lessons.chosen.id, "practise", "en")
    context, arguments = parse(list(command[3:]))
    assert arguments is not None
    assert (arguments.names, arguments.way, arguments.json) == ([lessons.chosen.id], "practise", True)
    assert (context.profile_dir, context.lang) == (training.behind.world.profile.root, "en")


def test_a_wrong_clock_and_a_card_that_ran_out_yesterday_are_met(training: Training) -> None:
    panel, start = training.panel, training.app.window.start

    def fails(code: str) -> None:
        panel.left.emit()
        training.wait("start")
        start.this_device.setFocus()
        training.press(KEY.Key_Return)
        training.wait("authentication_failed")
        failure = training.conductor.view.failure
        assert failure is not None
        assert failure.code == code
        training.press_first()
        training.wait("start")

    training.put("anna-1")
    panel.clock.set.emit(-600.0)
    training.until(lambda: panel.clock.clock.value == -600.0)
    fails("clock.skew")
    panel.clock.set.emit(0.0)
    panel.clock.dated.emit("anna-1", -1)
    training.until(lambda: training.behind.world.cards.summary("anna-1").state == "expired")
    training.until(lambda: panel.cards.rows[READER].card == "anna-1")
    fails("certificate.expired")
    panel.clock.dated.emit("anna-1", None)
    training.until(lambda: training.behind.world.cards.summary("anna-1").state == "ok")


def test_a_reserve_card_is_issued_and_the_exercise_starts_over(training: Training) -> None:
    panel, menu = training.panel, training.app.window.header.card_menu
    training.until(lambda: panel.desk.person.value == "anna")
    for name in ("desk", "trail"):
        panel.sections[name].heading.click()
    panel.desk.issue.click()
    training.until(lambda: panel.desk.card.value == "anna-r1" and panel.desk.activate.isEnabled())
    panel.desk.activate.click()
    training.until(lambda: not panel.desk.activate.isEnabled())
    panel.phone.codes["siths"].click()
    training.until(lambda: panel.phone.code.payload.startswith("siths-activate."))
    panel.left.emit()
    training.log_in()
    training.switch("bankid", out=True)
    panel.start_over.begin.click()
    panel.start_over.yes.click()
    training.until(lambda: bool(panel.start_over.done.words.text()) or bool(panel.trouble.words.text()))
    assert panel.trouble.words.text() == ""
    training.wait("start")
    training.until(lambda: "anna-r1" not in [card.card for card in menu.cards])
    training.until(panel.services.buttons["bankid"].isChecked)
    training.until(lambda: panel.cards.rows[READER].card == "")
    training.until(lambda: "Övningen börjar om" in panel.trail.rows.toPlainText())
    words = panel.trail.rows.toPlainText()
    for told in ("Kort utgivet, Anna Testsson 19", "Kort aktiverat", "Engångskod skapad", "Tjänst stängd, BankID"):
        assert told in words
    assert training.behind.world.directory.person("anna").personal_number not in words


def test_locking_takes_the_panel_away(training: Training) -> None:
    training.log_in()
    assert training.panel.isVisible()
    training.app.window.screen_shown.first_focus().setFocus()
    training.lock()
    assert training.app.features.trainer is not None
    assert not training.app.features.trainer.shown
