"""The trainer's panel in the window, by keyboard: what it shows, what it has done, and when it is not there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import DEFAULT_LIMITS
from cosmic_login.gui.ports.cards import CardChoice, CardMark
from cosmic_login.gui.ports.trainer import (
    MOST_ROWS,
    FaultSeen,
    LessonOffered,
    Lessons,
    OutageOfOne,
    PersonSeen,
    ReaderSeen,
    ServiceSeen,
    StartedOverSeen,
    Surroundings,
    SystemSeen,
    TrailRowSeen,
)
from cosmic_login.gui.trainer.controller import TrainerController
from cosmic_login.gui.trainer.panel import TrainerPanel
from cosmic_login.ui.language import set_language
from cosmic_login.ui.widgets.button import ActionButton
from tests.gui.scripted import ANNA, READER, Scripted, Stage, code_prompt

KEY = Qt.Key
CARDS = [CardChoice("anna-1", "Anna Testsson (anna-1)"), CardChoice("door", "Karin (door)", pass_card=True)]
RESERVE = CardChoice("bo-r1", "Bo Provsson (bo-r1)", marks=(CardMark.RESERVE, CardMark.NOT_ACTIVATED))
PEOPLE = (PersonSeen("anna", "Anna Testsson"), PersonSeen("bo", "Bo Provsson"))
LESSONS = (
    LessonOffered("this-device", "Denna enhet", "Logga in med kortet.", ("R1", "R9")),
    LessonOffered("md", "SITHS eID MD", "Logga in på annat sätt.", ("R16",)),
)
TARGETS = {
    "siths": "idp", "siths-this-device": "siths", "siths-other-device": "siths", "siths-md": "idp", "bankid": "idp",
    "revocation": "idp", "hsa": "idp", "idp": "",
}  # fmt: skip


@dataclass
class Outside:
    opened = False

    """The world around a login, as far as a trainer moves it."""

    readers: dict[str, str] = field(default_factory=lambda: {READER: ""})
    out: dict[str, ServiceSeen] = field(default_factory=dict)
    slow_s: float = 0.0
    clock_s: float = 0.0
    printed: str = ""
    there: bool = True
    wrong: LoginFailure | None = None
    reads: int = 0
    failure: str = ""
    out_of_reach: str = ""
    systems: tuple[SystemSeen, ...] = ()
    faults: dict[str, FaultSeen] = field(default_factory=dict)
    line: str = ""
    done: list[tuple[object, ...]] = field(default_factory=list)
    rows: list[TrailRowSeen] = field(default_factory=list)
    asked: list[tuple[int, bool]] = field(default_factory=list)

    async def look(self) -> Surroundings:
        if not self.there:
            return Surroundings()
        labels = {card.card: card.label for card in CARDS}
        readers = tuple(ReaderSeen(name, card, labels.get(card, "")) for name, card in self.readers.items())
        reach = LoginFailure(self.out_of_reach) if self.out_of_reach else None
        services = (
            ()
            if reach
            else tuple(
                self.out.get(target, ServiceSeen(target))._replace(within=within) for target, within in TARGETS.items()
            )
        )
        faults = tuple(self.faults.values())
        line = self.line
        return Surroundings(readers, services, reach, self.slow_s, PEOPLE, self.clock_s, self.systems, faults, line)

    def _do(self, *what: object) -> None:
        if self.failure:
            raise LoginFailure(self.failure)
        if what[0] != "lessons":
            self.done.append(what)

    async def insert(self, reader: str, card: str) -> None:
        self._do("insert", reader, card)
        self.readers[reader] = card

    async def add_reader(self) -> None:
        self._do("add")
        self.readers["Virtuell läsare 2"] = ""

    async def remove_reader(self, reader: str) -> None:
        self._do("remove", reader)
        del self.readers[reader]

    async def slow(self, seconds: float) -> None:
        self._do("slow", seconds)
        self.slow_s = seconds

    async def make_line(self, line: str) -> None:
        self._do("line", line)
        self.line = line

    async def outage(self, target: str, failure: str, orders: int | None, seconds: float | None, person: str) -> None:
        self._do("outage", target, failure, orders, seconds, person)
        failure = failure or "siths.out_of_service"
        if person:
            (name,) = (each.name for each in PEOPLE if each.key == person)
            self.out[target] = ServiceSeen(target, alone=(OutageOfOne(person, name, failure, seconds, orders),))
        else:
            self.out[target] = ServiceSeen(target, failure, seconds, orders)

    async def restore(self, target: str, person: str) -> None:
        self._do("restore", target, person)
        del self.out[target]

    async def reset(self) -> None:
        self._do("reset")
        self.out.clear()

    async def order_fault(
        self, system: SystemSeen, fault: str, times: int | None, seconds: float | None, delay: float | None
    ) -> None:
        self._do("fault", system.system, fault, times, seconds, delay)
        order = f"o{len(self.faults)}"
        self.faults[order] = FaultSeen(order, system.system, system.protocol, fault, "", times, seconds)

    async def withdraw_fault(self, order: str) -> None:
        self._do("withdraw", order)
        del self.faults[order]

    async def withdraw_faults(self) -> None:
        self._do("withdraw all")
        self.faults.clear()

    async def set_clock(self, ahead_s: float) -> None:
        self._do("clock", ahead_s)
        self.clock_s = ahead_s

    async def date_card(self, card: str, days: int | None) -> None:
        self._do("date", card, days)

    async def lessons(self, language: str) -> Lessons:
        self._do("lessons", language)
        return Lessons(LESSONS, self.wrong)

    def lesson_command(self, lesson: str, way: str, language: str) -> list[str]:
        self._do("lesson", lesson, way, language)
        return [sys.executable, "-c", f"import sys; print({self.printed!r}); sys.stdin.read({self.reads})"]

    async def issue_reserve(self, person: str, days: int) -> str:
        self._do("issue", person, days)
        return f"{person}-r1"

    async def activate_card(self, card: str) -> None:
        self._do("activate", card)

    async def revoke_card(self, card: str) -> None:
        self._do("revoke", card)

    async def activation(self, person: str, app: str) -> str:
        self._do("activation", person, app)
        return f"{app}-activate.{'x' * 43}"

    async def trail(self, most: int, *, anew: bool) -> list[TrailRowSeen]:
        rows, self.rows = self.rows, []
        self.asked.append((most, anew))
        return rows

    async def start_over(self) -> StartedOverSeen:
        self._do("start over")
        return StartedOverSeen(2, 1, 1)


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, outside: Outside) -> Iterator[Stage]:
    made = Stage(qtbot, script, trainer=outside)
    made.app.sink.on_card_choices(CARDS, lambda _card: None)
    made.qtbot.waitUntil(lambda: made.app.window.header.card_menu.offered)
    yield made
    made.close()


def controller(stage: Stage) -> TrainerController:
    assert stage.app.features.trainer is not None
    return stage.app.features.trainer


def panel(stage: Stage) -> TrainerPanel:
    found = controller(stage).panel
    assert found is not None
    return found


def opened(stage: Stage) -> TrainerPanel:
    """Open the panel by its key, and wait until it shows the world."""
    stage.press(KEY.Key_F6)
    stage.qtbot.waitUntil(lambda: len(panel(stage).services.buttons) == len(TARGETS))
    stage.qtbot.waitUntil(lambda: all(button.isVisible() for button in panel(stage).services.buttons.values()))
    stage.qtbot.waitUntil(lambda: panel(stage).lessons.chosen is not None)
    return panel(stage)


def pick(stage: Stage, what: object, label: str) -> None:
    """Choose from a choice's menu."""
    menu = what.menu_of_options()  # type: ignore[attr-defined]
    next(action for action in menu.actions() if action.text() == label).trigger()
    menu.deleteLater()


def sub(stage: Stage, target: str) -> str:
    return panel(stage).services.buttons[target].accessibleDescription()


def test_it_is_hidden_until_its_key_and_the_menu_tells_the_key(stage: Stage) -> None:
    assert not controller(stage).shown
    entry = next(
        a
        for a in stage.app.window.header.tools.menu_of_tools().actions()
        if a.text().startswith("Övningsledarens panel")
    )
    assert entry.text().endswith("\tF6")
    entry.trigger()
    assert controller(stage).shown
    controller(stage).hide()
    assert not controller(stage).shown
    assert stage.focused() is stage.app.window.start.this_device


def test_f6_goes_there_and_back_and_esc_does_not_give_up_the_login(stage: Stage, script: Scripted) -> None:
    script.prompts = (code_prompt(),)
    stage.to("enter_code")
    stage.qtbot.waitUntil(stage.siths.isActiveWindow)
    controller(stage).show()
    stage.qtbot.waitUntil(lambda: panel(stage).isAncestorOf(stage.focused()))
    stage.press(KEY.Key_Escape)
    assert stage.state == "enter_code"
    assert not panel(stage).isAncestorOf(stage.focused())
    assert controller(stage).shown
    stage.press(KEY.Key_F6)
    assert panel(stage).isAncestorOf(stage.focused())
    stage.press(KEY.Key_F6)
    assert not panel(stage).isAncestorOf(stage.focused())


def test_everything_in_it_is_reached_by_tab(stage: Stage) -> None:
    made = opened(stage)
    wanted = [
        *(made.sections["lessons"].heading, made.lessons.list, *made.lessons.ways.values()),
        *(made.sections["cards"].heading, made.cards.rows[READER].insert, made.cards.plug, made.cards.slow),
        *(made.sections["phone"].heading, *made.phone.stops()),
        *(made.sections["services"].heading, *made.services.buttons.values(), made.services.reset),
        *(made.services.failure, made.services.span),
        *(made.sections["faults"].heading, made.sections["clock"].heading, made.clock.clock),
        *(made.sections["manner"].heading, made.manner.lively, made.manner.hold, made.manner.pace),
        *(made.sections["desk"].heading, made.sections["trail"].heading, made.start_over.begin, made.shut),
    ]
    met = [stage.focused()]
    while made.isAncestorOf(stage.focused()) and len(met) < 60:
        stage.press(KEY.Key_Tab)
        met.append(stage.focused())
    assert [widget for widget in met if widget in wanted] == wanted


def test_no_letter_of_its_own_stands_in_the_way_of_the_windows(stage: Stage) -> None:
    made = opened(stage)
    assert [button.text() for button in made.findChildren(ActionButton) if not button.shortcut().isEmpty()] == []


def test_a_service_is_put_out_and_brought_back_by_enter(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    made.services.buttons["siths"].setFocus()
    assert sub(stage, "siths") == "I drift"
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: sub(stage, "siths") == "Ur drift (siths.out_of_service)")
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: sub(stage, "siths") == "I drift")
    assert outside.done == [("outage", "siths", "", None, None, ""), ("restore", "siths", "")]


def test_it_is_said_for_whom_alone_a_service_is_out(stage: Stage, outside: Outside) -> None:
    outside.out["bankid"] = ServiceSeen(
        "bankid", alone=(OutageOfOne("anna", "Anna Testsson", "x.y"), OutageOfOne("bo", "Bo Testberg", "x.y"))
    )
    made = opened(stage)
    stage.qtbot.waitUntil(lambda: sub(stage, "bankid") == "I drift, men inte för Anna Testsson, Bo Testberg")
    assert QAccessible.queryAccessibleInterface(made.services.buttons["bankid"]).state().checked
    assert sub(stage, "siths") == "I drift"


def test_a_service_is_put_out_for_one_person_alone(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    services, (first, second) = made.services, PEOPLE[:2]
    assert list(services.whom.options.values()) == ["Alla", *(person.name for person in PEOPLE)]
    services.whom.show_value(first.key)
    services.whom.chosen.emit(first.key)
    services.buttons["siths"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "siths") == "Ur drift (siths.out_of_service)")
    assert sub(stage, "siths-this-device") == "Ur drift, eftersom SITHS eID är det"
    assert not services.buttons["idp"].isEnabled(), "it answers nobody while it is out"
    services.whom.show_value(second.key)
    services.whom.chosen.emit(second.key)
    assert (sub(stage, "siths"), sub(stage, "siths-this-device")) == ("I drift", "I drift")
    services.whom.show_value("")
    services.whom.chosen.emit("")
    assert sub(stage, "siths") == f"I drift, men inte för {first.name}"
    services.whom.show_value(first.key)
    services.whom.chosen.emit(first.key)
    services.buttons["siths"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "siths") == "I drift")
    assert outside.done == [("outage", "siths", "", None, None, first.key), ("restore", "siths", first.key)]


def test_what_is_out_for_everybody_is_not_opened_for_one(stage: Stage, outside: Outside) -> None:
    outside.out["bankid"] = ServiceSeen("bankid", "idp.busy", orders=3)
    made = opened(stage)
    made.services.whom.show_value(PEOPLE[0].key)
    made.services.whom.chosen.emit(PEOPLE[0].key)
    stage.qtbot.waitUntil(lambda: sub(stage, "bankid") == "Ur drift för alla, inloggningar kvar: 3 (idp.busy)")
    assert not made.services.buttons["bankid"].isEnabled()
    assert made.services.buttons["siths"].isEnabled()


def test_what_falls_with_another_cannot_be_said_to_serve(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    assert list(made.services.buttons) == [
        *("idp", "siths", "siths-this-device", "siths-other-device"), *("siths-md", "bankid", "revocation", "hsa"),
    ]  # fmt: skip
    phone = made.services.buttons["siths-other-device"]
    states = [QAccessible.queryAccessibleInterface(phone).state().checked]
    phone.click()
    stage.qtbot.waitUntil(lambda: sub(stage, "siths-other-device").startswith("Ur drift"))
    made.services.buttons["siths"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "siths-this-device") == "Ur drift, eftersom SITHS eID är det")
    assert not made.services.buttons["siths-this-device"].isEnabled()
    assert made.services.buttons["siths-md"].isEnabled()
    made.services.buttons["idp"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "siths-md") == "Ur drift, eftersom Hela identifieringstjänsten är det")
    assert not any(button.isChecked() for button in made.services.buttons.values())
    made.services.buttons["idp"].click()
    stage.qtbot.waitUntil(made.services.buttons["siths"].isEnabled)
    made.services.buttons["siths"].click()
    stage.qtbot.waitUntil(made.services.buttons["siths-this-device"].isChecked)
    assert not phone.isChecked()  # it has an outage of its own, which goes on
    states.append(QAccessible.queryAccessibleInterface(phone).state().checked)
    assert states == [1, 0]
    assert QAccessible.queryAccessibleInterface(phone).role() == QAccessible.Role.CheckBox


def test_a_switch_is_thrown_by_assistive_technology_too(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    outside.failure = "control.refused"
    able = QAccessible.queryAccessibleInterface(made.services.buttons["bankid"]).actionInterface()
    able.doAction("Toggle")  # moves the state by itself, without a click
    stage.qtbot.waitUntil(lambda: "(control.refused)" in made.trouble.words.text())
    assert made.services.buttons["bankid"].isChecked()
    outside.failure = ""
    able.doAction("Toggle")
    stage.qtbot.waitUntil(lambda: sub(stage, "bankid").startswith("Ur drift"))
    assert outside.done == [("outage", "bankid", "", None, None, "")]


def test_a_switch_does_not_say_what_could_not_be_done(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    outside.failure = "control.refused"
    made.services.buttons["bankid"].click()
    stage.qtbot.waitUntil(lambda: "(control.refused)" in made.trouble.words.text())
    assert made.services.buttons["bankid"].isChecked()


def test_a_section_is_hidden_by_its_heading_and_stays_so(stage: Stage) -> None:
    made = opened(stage)
    heading = made.sections["services"].heading
    heading.setFocus()
    assert (heading.accessibleDescription(), made.services.isVisible()) == ("Visas", True)
    stage.press(KEY.Key_Return)
    assert (heading.accessibleDescription(), made.services.isVisible()) == ("Dold", False)
    set_language(stage.app.qt, "en")
    assert panel(stage).sections["services"].heading.accessibleDescription() == "Hidden"


def test_with_a_chosen_failure_and_for_some_orders_or_a_time(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    pick(stage, made.services.failure, "För många inloggningsförsök på kort tid (idp.busy)")
    pick(stage, made.services.span, "3 inloggningar")
    made.services.buttons["bankid"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "bankid") == "Ur drift, inloggningar kvar: 3 (idp.busy)")
    pick(stage, made.services.span, "5 min")
    made.services.buttons["idp"].click()
    stage.qtbot.waitUntil(lambda: sub(stage, "idp") == "Ur drift, sekunder kvar: 300 (idp.busy)")
    made.services.reset.click()
    stage.qtbot.waitUntil(lambda: sub(stage, "idp") == sub(stage, "bankid") == "I drift")
    assert outside.done[-1] == ("reset",)


JOURNAL = SystemSeen("journal", "oidc", "Journalen (övning)")
CARE = SystemSeen("https://schema.example.test/metadata", "saml", "Schemat (övning)")


def test_a_system_is_given_a_fault_of_its_protocol_and_it_is_taken_back(stage: Stage, outside: Outside) -> None:
    outside.systems = (JOURNAL, CARE)
    made = opened(stage)
    part = made.faults
    made.sections["faults"].heading.click()
    stage.qtbot.waitUntil(part.order.isEnabled)
    pick(stage, part.fault, "Annat nonce")
    assert "annat nonce" in part.about.text()
    assert part.must.text().startswith("Ett rätt system skickar ett nonce")
    assert not part.delay.isVisible()
    part.order.setFocus()
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: list(part.standing) == ["o0"])
    pick(stage, part.system, "Schemat (övning)")
    assert "Annat nonce" not in part.fault.options.values()
    pick(stage, part.fault, "Långsamt svar")
    assert part.delay.isVisible()
    pick(stage, part.span, "5 min")
    part.order.click()
    stage.qtbot.waitUntil(lambda: list(part.standing) == ["o0", "o1"])
    assert outside.done == [
        ("fault", "journal", "other-nonce", 1, None, None),
        ("fault", CARE.system, "slow", None, 300.0, 20.0),
    ]
    assert part.standing["o0"].accessibleDescription() == "Journalen (övning), gånger kvar: 1"
    assert part.standing["o1"].accessibleDescription() == "Schemat (övning), sekunder kvar: 300"
    part.standing["o0"].setFocus()
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: list(part.standing) == ["o1"])
    assert stage.focused() is part.order  # what had the focus is gone
    part.back.click()
    stage.qtbot.waitUntil(lambda: not part.standing)
    assert [what for what in outside.done if what[0] != "fault"] == [("withdraw", "o0"), ("withdraw all",)]
    assert not part.back.isVisible()


def test_without_systems_there_is_nobody_to_give_a_fault_to(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    made.sections["faults"].heading.click()
    assert "cosmic-login client add" in made.faults.note.words.text()
    assert not made.faults.order.isEnabled()
    outside.systems = (JOURNAL, JOURNAL._replace(system="other"))
    controller(stage).look()
    stage.qtbot.waitUntil(made.faults.order.isEnabled)
    assert list(made.faults.system.options.values()) == ["Journalen (övning) (journal)", "Journalen (övning) (other)"]
    outside.faults = {"x": FaultSeen("x", "gone", "oidc", "of-a-newer-program", "s")}
    controller(stage).look()
    stage.qtbot.waitUntil(lambda: "x" in made.faults.standing)
    assert made.faults.standing["x"].text() == "of-a-newer-program"
    assert made.faults.standing["x"].accessibleDescription() == "gone, bara för state s, tills det tas tillbaka"


def test_the_line_to_the_desk_is_there_where_there_is_a_desk(stage: Stage, outside: Outside) -> None:
    line = opened(stage).cards.line
    assert not line.isVisible()
    outside.line = "good"
    controller(stage).look()
    stage.qtbot.waitUntil(line.isVisible)
    told = QAccessible.queryAccessibleInterface(line)
    assert told.text(QAccessible.Text.Name) == "Linjen till din egen dator"
    panel(stage).cards.slow.setFocus()
    stage.press(KEY.Key_Tab)
    assert stage.focused() is line
    pick(stage, line, "Bruten, tills den väljs bra igen")
    stage.qtbot.waitUntil(lambda: outside.done == [("line", "cut")])
    assert told.text(QAccessible.Text.Description) == "Bruten, tills den väljs bra igen"
    set_language(stage.app.qt, "en")
    stage.qtbot.waitUntil(lambda: panel(stage).cards.line.accessibleDescription() == "Cut, until good is chosen again")
    outside.line = ""
    controller(stage).look()
    stage.qtbot.waitUntil(lambda: not panel(stage).cards.line.isVisible())


def test_cards_and_readers(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    row = made.cards.rows[READER]
    assert row.insert.accessibleDescription() == "Tom"
    assert not row.take_out.isEnabled()
    labels = [action.text() for action in row.menu_of_cards().actions()]
    assert labels == ["Anna Testsson (anna-1)", "Karin (door), passerkort"]
    row.menu_of_cards().actions()[0].trigger()
    stage.qtbot.waitUntil(lambda: row.insert.accessibleDescription() == "Anna Testsson (anna-1)")
    inside = stage.app.window.header.card_menu.menu_of_cards().actions()[2]
    assert (inside.text(), inside.isChecked()) == ("Anna Testsson (anna-1)", True)  # the other menu knows
    row.take_out.click()
    stage.qtbot.waitUntil(lambda: row.insert.accessibleDescription() == "Tom")
    made.cards.plug.click()
    stage.qtbot.waitUntil(lambda: len(made.cards.rows) == 2)
    made.cards.rows["Virtuell läsare 2"].unplug.setFocus()
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: list(made.cards.rows) == [READER])
    stage.qtbot.waitUntil(lambda: stage.focused() is made.cards.plug)
    pick(stage, made.cards.slow, "Efter 15 sekunder")
    stage.qtbot.waitUntil(lambda: outside.slow_s == 15.0)


def test_manner_and_waits(stage: Stage) -> None:
    made = opened(stage)
    conductor = stage.app.conductor
    assert conductor is not None
    made.manner.lively.click()
    assert made.manner.lively.isChecked()
    assert stage.app.features.settings.settings.manner == "true-to-life"
    assert conductor.limits["starting_over"] == 60
    made.manner.practice.click()
    assert not stage.app.features.settings.settings.practice_code
    assert made.manner.practice.accessibleDescription() == "Av: ingen kod visas"
    stage.app.features.settings.change("practice_code", True)
    assert made.manner.practice.isChecked()
    pick(stage, made.manner.hold, "Syns minst 3 sekunder")
    assert conductor.hold_s == 3
    pick(stage, made.manner.hold, "Syns så länge de varar")
    assert conductor.hold_s == 0
    pick(stage, made.manner.pace, "En tiondel")
    assert (conductor.limits["starting_over"], conductor.limits["removal_countdown"]) == (6, 1)
    assert conductor.limits["login"] == DEFAULT_LIMITS["login"]  # only what one waits for
    stage.app.features.settings.change("manner", "safe")
    assert made.manner.lively.accessibleDescription() == "Av: Cosmic väntar och förklarar"
    assert not made.manner.lively.isChecked()
    assert conductor.limits["starting_over"] == pytest.approx(0.2)


def test_what_cannot_be_done_is_said(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    outside.failure = "card.in_use"
    made.cards.plug.click()
    stage.qtbot.waitUntil(lambda: "(card.in_use)" in made.trouble.words.text())
    outside.failure, outside.out_of_reach = "", "control.refused"
    made.cards.plug.click()
    stage.qtbot.waitUntil(lambda: "(control.refused)" in made.services.note.words.text())
    assert not made.services.buttons["siths"].isEnabled()
    assert not made.trouble.isVisible()


def test_the_clock_is_set_wrong_and_the_card_runs_out(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    assert (made.clock.card.isEnabled(), made.clock.card.accessibleDescription()) == (False, "Inget kort sitter i")
    pick(stage, made.clock.clock, "Går tio minuter efter")
    outside.readers[READER] = "anna-1"
    controller(stage).look()
    stage.qtbot.waitUntil(made.clock.card.isEnabled)
    menu = made.clock.menu_of_dates()
    menu.actions()[2].trigger()
    stage.qtbot.waitUntil(lambda: len(outside.done) == 2)
    assert made.clock.clock.accessibleDescription() == "Går tio minuter efter"
    assert outside.done == [("clock", -600.0), ("date", "anna-1", -1)]
    menu.deleteLater()


def test_a_wrong_lesson_of_ones_own_is_told_and_the_others_are_there(stage: Stage, outside: Outside) -> None:
    outside.wrong = LoginFailure("scenario.malformed", "mine.toml:3: no such word")
    made = opened(stage)
    stage.qtbot.waitUntil(lambda: "mine.toml:3: no such word" in made.lessons.said.words.text())
    assert made.lessons.list.count() == len(LESSONS)
    assert made.lessons.ways["show"].isEnabled()


def test_a_lesson_is_chosen_by_keyboard_played_and_heard_of(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    stage.qtbot.waitUntil(lambda: made.lessons.list.count() == 2)
    outside.printed = json.dumps(
        {"played": [{"finished": True, "seconds": 130.0, "mistakes": ["code.wrong at 2"], "hints": 3, "failure": ""}]}
    )
    made.lessons.list.setFocus()
    stage.press(KEY.Key_Down)
    assert made.lessons.goal.text() == "Logga in på annat sätt."
    stage.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Tab)
    assert stage.focused() is made.lessons.ways["test"]
    stage.press(KEY.Key_Return)
    assert made.lessons.said.words.text().startswith("Övningen är öppen i ett eget fönster.")
    assert not made.lessons.ways["show"].isEnabled()  # one at a time
    assert stage.focused() is made.lessons.list
    words = "Övningen är klar. Minuter: 2, misstag: 1, ledtrådar: 3."
    stage.qtbot.waitUntil(lambda: made.lessons.said.words.text() == words)
    assert made.lessons.ways["show"].isEnabled()
    assert outside.done == [("lesson", "md", "test", "sv")]
    outside.printed = json.dumps({"failure": {"code": "display.missing"}})
    made.lessons.ways["show"].click()
    stage.qtbot.waitUntil(lambda: "(display.missing)" in made.lessons.said.words.text())
    outside.printed, outside.reads = "", 1
    made.lessons.ways["show"].click()
    process = controller(stage)._hands._lesson
    assert process.running
    set_language(stage.app.qt, "en")  # the panel is another, and the lesson goes on
    assert panel(stage).lessons.said.words.text().startswith("The lesson is open in a window of its own.")
    controller(stage).close()
    assert not process.running


def test_a_reserve_card_is_issued_activated_and_revoked(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    made.sections["desk"].heading.click()
    pick(stage, made.desk.person, "Bo Provsson")
    pick(stage, made.desk.days, "En dag")
    made.desk.issue.setFocus()
    stage.app.sink.on_card_choices([*CARDS, RESERVE], lambda _card: None)
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: "bo-r1 är utgivet till Bo Provsson" in made.desk.said.words.text())
    stage.qtbot.waitUntil(lambda: made.desk.card.accessibleDescription().endswith("reservkort, inte aktiverat"))
    assert (made.desk.activate.isEnabled(), made.desk.revoke.isEnabled()) == (True, True)
    made.desk.activate.click()
    stage.qtbot.waitUntil(lambda: made.desk.said.words.text() == "bo-r1 är aktiverat.")
    made.desk.revoke.click()
    stage.qtbot.waitUntil(lambda: made.desk.said.words.text() == "bo-r1 är spärrat.")
    assert outside.done == [("issue", "bo", 1), ("activate", "bo-r1"), ("revoke", "bo-r1")]
    stage.app.sink.on_card_choices([*CARDS, RESERVE._replace(marks=(CardMark.REVOKED,))], lambda _card: None)
    stage.qtbot.waitUntil(lambda: len(controller(stage)._choices.cards) == 3)
    controller(stage).look()
    stage.qtbot.waitUntil(lambda: not made.desk.revoke.isEnabled())
    assert not made.desk.activate.isEnabled()
    assert "door" not in made.desk.card.options  # nobody logs in with a card for doors


def test_a_one_time_code_is_shown_for_the_phones_camera(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    made.phone.codes["bankid"].click()
    stage.qtbot.waitUntil(made.phone.code.isVisible)
    assert made.phone.code.payload.startswith("bankid-activate.")
    assert "Anna Testsson" in made.phone.code.accessibleName()
    pick(stage, made.phone.person, "Bo Provsson")  # somebody else's is not theirs
    assert made.phone.code.payload == ""
    assert not made.phone.code.isVisible()
    assert outside.done == [("activation", "anna", "bankid")]
    shown: list[None] = []
    stage.app.window.header.tools.offer("Telefon…", lambda: shown.append(None), "Ctrl+P")
    made.phone.open.click()
    assert shown == [None]


def test_the_trail_is_read_while_it_is_shown_and_grows(stage: Stage, outside: Outside) -> None:
    made = opened(stage)
    assert outside.asked == []
    outside.rows = [TrailRowSeen(ANNA.since, "login.failed", "Anna Testsson 19900113-****", "siths-md", "code.wrong")]
    made.sections["trail"].heading.click()
    line = "09:00:00  Inloggning misslyckad, Anna Testsson 19900113-****, SITHS eID MD (code.wrong)"
    stage.qtbot.waitUntil(lambda: made.trail.rows.toPlainText() == line)
    outside.rows = [TrailRowSeen(ANNA.since, "outage.begun", method="siths"), TrailRowSeen(ANNA.since, "some.other")]
    controller(stage).look()
    more = f"{line}\n09:00:00  Tjänst stängd, SITHS eID\n09:00:00  some.other"
    stage.qtbot.waitUntil(lambda: made.trail.rows.toPlainText() == more)
    assert [anew for _, anew in outside.asked] == [True] + [False] * (len(outside.asked) - 1)
    made.trail.add([TrailRowSeen(ANNA.since, str(number)) for number in range(500)])
    assert made.trail.rows.blockCount() == MOST_ROWS


def test_starting_over_asks_first_and_leaves_the_session(stage: Stage, outside: Outside) -> None:
    stage.to("enter_code")
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    made = opened(stage)
    made.start_over.begin.setFocus()
    stage.press(KEY.Key_Return)
    assert stage.focused() is made.start_over.no  # the answer that does nothing
    stage.press(KEY.Key_Return)
    assert stage.focused() is made.start_over.begin
    assert outside.done == []
    made.start_over.begin.click()
    made.start_over.yes.click()
    words = "Övningen börjar om. Återställda kort: 2, telefoner: 1, tjänster: 1."
    stage.qtbot.waitUntil(lambda: made.start_over.done.words.text() == words)
    stage.wait("start")
    assert outside.done == [("start over",)]


def test_another_language(stage: Stage) -> None:
    opened(stage)
    set_language(stage.app.qt, "en")
    assert panel(stage).services.buttons["revocation"].text() == "Revocation check"
    assert sub(stage, "revocation") == "In service"
    assert panel(stage).cards.rows[READER].insert.accessibleDescription() == "Empty"


def test_over_a_locked_session_it_is_not_there(stage: Stage) -> None:
    stage.to("enter_code")
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    controller(stage).show()
    stage.app.actions.signal("lock")
    stage.wait("locked")
    assert not controller(stage).shown
    stage.press(KEY.Key_F6)
    assert not controller(stage).shown
    entry = next(
        a
        for a in stage.app.window.header.tools.menu_of_tools().actions()
        if a.text().startswith("Övningsledarens panel")
    )
    assert not entry.isEnabled()


def test_a_trainer_who_started_the_program_keeps_it(qtbot: QtBot, script: Scripted, outside: Outside) -> None:
    outside.opened = True
    stage = Stage(qtbot, script, trainer=outside)
    assert controller(stage).shown
    assert stage.focused() is stage.app.window.start.this_device  # it is there, and does not take the focus
    stage.to("enter_code")
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    stage.app.actions.signal("lock")
    stage.wait("locked")
    assert controller(stage).shown
    stage.close()


def test_a_panel_that_is_there_before_its_world_is_filled_with_it(
    qtbot: QtBot, script: Scripted, outside: Outside
) -> None:
    outside.opened, outside.there = True, False
    stage = Stage(qtbot, script, trainer=outside)
    stage.qtbot.waitUntil(lambda: not controller(stage)._looking)
    assert panel(stage).lessons.list.count() == 0
    outside.there = True
    controller(stage).look()
    stage.qtbot.waitUntil(lambda: panel(stage).lessons.list.count() == len(LESSONS))
    stage.close()


def test_it_has_a_window_of_its_own_where_there_is_no_room(stage: Stage) -> None:
    opened(stage)
    pane, window = controller(stage).pane, stage.app.window
    assert pane is not None
    assert not pane.apart
    window.resize(420, 600)
    stage.qtbot.waitUntil(lambda: pane.apart and pane.own.isVisible())
    assert controller(stage).shown
    assert not pane.own.frameGeometry().intersects(window.frameGeometry()), "it does not cover the login"
    pane.own.activateWindow()
    panel(stage).shut.setFocus()
    stage.press(KEY.Key_F6)
    stage.qtbot.waitUntil(stage.app.window.start.this_device.hasFocus)
    window.resize(960, 680)
    stage.qtbot.waitUntil(lambda: not pane.apart and not pane.own.isVisible())
    assert panel(stage).isVisible()
    stage.app.features.settings.theme.set(text_scale=1.5)
    stage.qtbot.waitUntil(lambda: pane.apart and pane.own.isVisible())
    pane.own.close()
    assert not controller(stage).shown
    assert not pane.own.isVisible()
