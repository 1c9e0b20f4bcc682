"""The ways through the phone's window, by the keyboard alone: install, activate, answer, decline, remove, faults."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.core.swedish_time import swedish
from cosmic_login.phone.models import Battery, Faults
from cosmic_login.phone.window import chart, texts
from cosmic_login.phone.window.app_page import AppPage
from cosmic_login.phone.window.approval_page import AskedPage
from cosmic_login.phone.window.controller import CLOCK_OFF_S, PhonePlace
from cosmic_login.phone.window.help import HelpDialog, about
from cosmic_login.phone.window.id_pages import AddPage, PhoneNewCodePage
from cosmic_login.phone.window.parent_pipe import ParentPipe
from cosmic_login.phone.window.settings_page import SettingsPage
from cosmic_login.testing.gallery.phone_screens import ANNA, LOGIN, LOST, NOON, PRIVATE, SHEETS, WAITS, screen_with
from cosmic_login.ui.language import active_language
from cosmic_login.ui.widgets.paragraph import Paragraph
from tests.gui.phone_stage import PhoneStage
from tests.gui.test_practice_code import heard

KEY = Qt.Key


@pytest.fixture
def stage(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[PhoneStage]:
    stage = PhoneStage(qtbot)
    for module in ("window", "approval_page", "app_page", "codes", "id_pages", "scan_page"):
        monkeypatch.setattr(
            f"cosmic_login.phone.window.{module}.announce", lambda _widget, words: stage.spoken.append(words)
        )
    yield stage
    stage.close()


def test_installing_and_activating_by_the_one_time_code_on_the_screen(stage: PhoneStage) -> None:
    stage.phone.on_it = ()
    stage.phone.results["activate"] = ANNA
    stage.window.show_anew(PhonePlace())
    stage.press(KEY.Key_Return)
    assert stage.page.heading.text() == "Installera SITHS eID"
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "app"
    stage.alt(KEY.Key_H)  # "Hämta SITHS eID", not "Hem"
    stage.wait("add")  # a button is pressed for a tenth of a second by its letter
    stage.alt(KEY.Key_S)
    stage.wait("scan_activation")
    stage.camera.image = screen_with("siths-activate.0f3e")
    stage.wait("new_code")
    stage.type("135790")
    stage.press(KEY.Key_Return)
    stage.type("135790")
    stage.press(KEY.Key_Return)
    stage.wait("activated")
    assert stage.phone.done[-1] == ("activate", "siths", "siths-activate.0f3e", b"135790", "Övningstelefon")
    assert "Anna Testsson" in stage.page.sentence.text()
    stage.phone.held = (ANNA,)
    stage.press(KEY.Key_Return)
    assert "Anna Testsson" in stage.buttons()


def test_the_trainer_fetches_an_id_for_somebody(stage: PhoneStage) -> None:
    stage.phone.results["activate"] = ANNA
    stage.window.show_anew(PhonePlace("add"))
    stage.until(lambda: "Bo Övningsson" in stage.buttons())
    stage.on(AddPage)
    stage.buttons()["Skanna QR-kod"].setFocus()
    stage.press(KEY.Key_Down)
    stage.press(KEY.Key_Down)
    stage.press(KEY.Key_Return)
    stage.wait("new_code")
    for _ in range(2):
        stage.type("135790")
        stage.press(KEY.Key_Return)
    stage.wait("activated")
    assert stage.phone.done[-1][2] == "siths-activate.bo"


def test_two_different_codes_make_no_key(stage: PhoneStage) -> None:
    stage.window.show_anew(PhonePlace("new_code"))
    page = stage.on(PhoneNewCodePage)
    stage.type("111111")
    assert "lätt att gissa" in page.new.line.text()
    stage.press(KEY.Key_Return)
    stage.type("135791")
    stage.press(KEY.Key_Return)
    assert page.note.words.text() == "Koderna är olika. Skriv båda igen."
    assert (page.new.field.count, page.repeat.field.count) == (0, 0)
    assert page.new.field.hasFocus()
    assert not stage.phone.done


def asked(stage: PhoneStage, **news: object) -> AskedPage:
    stage.phone.open_request = replace(LOGIN, **news)  # type: ignore[arg-type]
    stage.window.show_anew(PhonePlace("asked", stage.phone.open_request.app, asked=stage.phone.open_request))
    return stage.on(AskedPage)


def test_answering_with_the_code(stage: PhoneStage) -> None:
    page = asked(stage)
    assert page.party.text() == "hos Cosmic (Region Jönköpings län)"
    assert page.holder.text() == "Du svarar som Anna Testsson."
    assert not page.confirm.isEnabled()
    stage.type("123456")
    assert page.confirm.isEnabled()
    stage.press(KEY.Key_Return)
    stage.wait("answered")
    assert ("confirm", b"123456") in stage.phone.done
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "app"


def test_the_code_is_neither_shown_nor_said_nor_kept(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = LoginFailure("phone.code_wrong", tries_left=2)
    page = asked(stage)
    stage.type("987654")
    assert page.entry.field.text() == "•" * 6
    assert "987654" not in page.entry.field.accessibleDescription()
    stage.press(KEY.Key_Return)
    stage.until(lambda: stage.controller.place.wrong is not None)
    assert page.entry.field.count == 0
    assert "987654" not in " ".join(stage.spoken)
    stage.type("9876")
    stage.press(KEY.Key_Escape)
    assert page.entry.field.count == 0


def test_a_wrong_code_says_how_many_tries_are_left_and_warns_of_the_last(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = LoginFailure("phone.code_wrong", tries_left=1)
    page = asked(stage)
    stage.type("000000")
    stage.phone.open_request = replace(LOGIN, tries_left=1)
    stage.press(KEY.Key_Return)
    stage.until(lambda: page.entry.line.text() == "Fel kod. 1 försök kvar.")
    assert stage.page is page
    assert "sista försöket" in page.note.words.text()
    assert page.entry.field.hasFocus()
    assert any("sista försöket" in said for said in stage.spoken)


def test_a_code_that_blocks_the_id_leads_to_getting_a_new_one(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = LoginFailure("phone.code_blocked")
    asked(stage)
    stage.phone.open_request = None
    stage.controller.place = replace(stage.controller.place)
    stage.type("000000")
    stage.press(KEY.Key_Return)
    stage.wait("failed")
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "add"


def test_without_network_the_request_stays_and_can_be_answered_again(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = LoginFailure("phone.no_network")
    asked(stage)
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("failed")
    stage.phone.results.clear()
    stage.press(KEY.Key_Return)
    stage.on(AskedPage)
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("answered")


def test_saying_no(stage: PhoneStage) -> None:
    asked(stage)
    stage.alt(KEY.Key_A)
    stage.wait("declined")
    assert ("decline",) in stage.phone.done
    assert "Ingenting har skickats" in stage.page.sentence.text()


def test_walking_away_keeps_the_request_and_the_app_leads_back_to_it(stage: PhoneStage) -> None:
    stage.phone.held = (ANNA,)
    asked(stage)
    stage.press(KEY.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert stage.controller.place.page == "home"
    assert stage.focused().accessibleDescription() == "Begäran väntar"
    stage.press(KEY.Key_Return)
    stage.press(KEY.Key_Return)
    stage.on(AskedPage)


def test_when_the_time_is_over_it_says_so(stage: PhoneStage) -> None:
    asked(stage, expires_in=0)
    assert stage.controller.place.page == "failed"
    assert stage.controller.place.failure is not None
    assert stage.controller.place.failure.code == "order.expired"


def test_when_the_machine_slept_past_its_end_it_says_so(stage: PhoneStage) -> None:
    asked(stage, expires_in=125)
    stage.phone.clock.advance(3600)
    stage.until(lambda: stage.controller.place.page == "failed")
    assert stage.controller.place.failure is not None
    assert stage.controller.place.failure.code == "order.expired"


def test_the_time_that_is_left_is_shown(stage: PhoneStage) -> None:
    page = asked(stage, expires_in=125)
    assert page.time.text() in {"Svara inom 2:05", "Svara inom 2:04"}
    page = asked(stage, expires_in=30)
    assert page.time.property("role") == "warning"


def test_nobody_walks_away_while_the_answer_is_on_its_way(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = asyncio.Event()
    page = asked(stage)
    stage.type("123456")
    stage.press(KEY.Key_Return)
    stage.wait("sending")
    assert stage.page is page
    assert page.time.text() == "Skickar svaret…"
    stage.controller.back()
    stage.controller.home()
    assert stage.controller.place.page == "sending"
    assert not page.entry.field.isEnabled()


def test_what_waits_without_a_qr_code_is_found_and_opened(stage: PhoneStage) -> None:
    stage.phone.held = (PRIVATE,)
    stage.phone.results |= {"waiting": (WAITS,), "open": replace(LOGIN, app="bankid", kind="phone_auth")}
    stage.window.show_anew(PhonePlace("app", "bankid"))
    stage.until(lambda: "Övningskommunen" in stage.buttons())
    assert "Väntar på dig: Övningskommunen" in stage.spoken
    row = stage.buttons()["Övningskommunen"]
    stage.on(AppPage).show_waiting((WAITS,))
    assert stage.buttons()["Övningskommunen"] is row  # nothing flickers while nothing changes
    row.setFocus()
    stage.press(KEY.Key_Return)
    stage.wait("asked")
    assert stage.page.heading.text() == "Legitimera dig i samtalet"


def test_fetching_a_request_can_be_cancelled(stage: PhoneStage) -> None:
    stage.phone.held = (PRIVATE,)
    stage.phone.results["open"] = asyncio.Event()
    stage.window.show_anew(PhonePlace("app", "bankid"))
    stage.controller.open_waiting(WAITS)
    assert stage.controller.place.page == "fetching"
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "app"


def test_what_arrives_after_one_has_walked_on_is_dropped(stage: PhoneStage) -> None:
    told: list[int] = []
    done = threading.Event()

    async def work() -> int:
        return 1

    stage.controller.beside(work, told.append)
    stage.app.io.to_loop(lambda: stage.app.io.to_loop(done.set))  # after the work's own rounds
    assert done.wait(10)
    stage.controller.post("settings")
    stage.controller.beside(work, lambda _: told.append(2))
    stage.until(lambda: told)
    assert told == [2]


def test_removing_an_id_is_asked_about_and_can_be_left(stage: PhoneStage) -> None:
    stage.phone.held = (ANNA, PRIVATE)
    stage.window.show_anew(PhonePlace("app"))
    stage.buttons()["Anna Testsson"].setFocus()
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "id"
    stage.press(KEY.Key_Return)  # a second, hasty Enter removes nothing
    assert not [done for done in stage.phone.done if done[0] == "remove"]
    stage.alt(KEY.Key_B)
    stage.until(lambda: "Nej, behåll" in stage.buttons())
    stage.press(KEY.Key_Return)  # the focus is on "Nej"
    assert stage.controller.place.page == "id"
    assert "Ja, ta bort" not in stage.buttons()
    stage.alt(KEY.Key_B)
    stage.until(lambda: "Ja, ta bort" in stage.buttons())
    stage.alt(KEY.Key_J)
    stage.wait("app")
    assert ("remove", "siths", "d1") in stage.phone.done
    assert list(stage.phone.held) == [PRIVATE]


def test_an_id_on_a_lost_phone_is_removed_from_here(stage: PhoneStage) -> None:
    stage.phone.held = (ANNA,)
    stage.phone.results["everywhere"] = (LOST, replace(LOST, device="d1", here=True))
    stage.window.show_anew(PhonePlace("app"))
    stage.until(lambda: "Gamla telefonen" in stage.buttons())
    stage.buttons()["Gamla telefonen"].setFocus()
    stage.press(KEY.Key_Return)
    assert stage.page.heading.text() == "Gamla telefonen"
    stage.alt(KEY.Key_B)
    stage.until(lambda: "Ja, ta bort" in stage.buttons())
    stage.alt(KEY.Key_J)
    stage.wait("app")
    assert ("remove", "siths", "d9") in stage.phone.done


def test_an_id_that_was_removed_from_another_phone_says_so(stage: PhoneStage) -> None:
    stage.phone.held = (ANNA,)
    stage.phone.results["everywhere"] = LoginFailure("enrolment.unknown")
    stage.window.show_anew(PhonePlace("app"))
    stage.until(lambda: FAILURES["enrolment.unknown"].cause in stage.on(AppPage).note.words.text())


def test_the_faults_are_switched_and_can_be_seen(stage: PhoneStage) -> None:
    stage.controller.post("settings")
    page = stage.on(SettingsPage)
    status = stage.window.frame.status
    page.switches["no_network"].setFocus()
    stage.press(KEY.Key_Space)
    assert stage.phone.faults.no_network
    assert "Inget nät" in status.accessibleName()
    page.switches["clock"].click()
    assert stage.phone.faults.clock_off_s == CLOCK_OFF_S
    shown = f"{swedish(NOON) + timedelta(hours=3):%H:%M}"
    assert status.clock.text() == shown
    page.switches["after_scan"].click()
    page.switches["before_answer"].click()
    assert stage.phone.faults.battery is Battery.BEFORE_ANSWER
    assert not page.switches["after_scan"].isChecked()
    page.switches["before_answer"].click()
    assert stage.phone.faults == Faults(no_network=True, clock_off_s=CLOCK_OFF_S)


def test_a_battery_that_dies_ends_everything_and_is_charged(stage: PhoneStage) -> None:
    stage.phone.results["confirm"] = LoginFailure("phone.battery")
    asked(stage)
    stage.type("123456")
    stage.phone.flat = True
    stage.press(KEY.Key_Return)
    stage.wait("dead")
    stage.controller.home()
    assert stage.controller.place.page == "dead"
    stage.press(KEY.Key_Return)
    assert stage.controller.place.page == "home"
    assert stage.phone.asked is None


def test_events_that_lead_nowhere_raise(stage: PhoneStage) -> None:
    with pytest.raises(KeyError, match="answered leads nowhere from home"):
        stage.controller.post("answered")
    assert chart.follows("sending", "home") is None
    assert chart.follows("dead", "died") is None


@pytest.mark.parametrize("page", ["home", "scan", "asked", "settings"])
def test_help_is_everywhere_and_goes_again(stage: PhoneStage, page: str) -> None:
    stage.phone.open_request = LOGIN
    stage.window.show_anew(PhonePlace(page, asked=LOGIN))
    if page == "scan":
        stage.page.setFocus()
    stage.press(KEY.Key_F1)
    (dialog,) = stage.window.findChildren(HelpDialog)
    stage.until(dialog.isActiveWindow)
    shown = " ".join(words.text() for words in dialog.findChildren(Paragraph))
    assert all(texts.say(text) in shown for text in about(page))
    stage.press(KEY.Key_Escape)
    stage.until(lambda: not stage.window.findChildren(HelpDialog))
    assert stage.controller.place.page == page


def test_text_sizes_by_keys(stage: PhoneStage) -> None:
    stage.press(KEY.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert stage.app.theme.text_scale == 1.25
    stage.press(KEY.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert stage.app.theme.text_scale == 1.0


def test_it_follows_how_the_login_window_looks(stage: PhoneStage) -> None:
    """Theme, size of text and language, line by line; nonsense changes nothing."""
    told: list[str] = []
    pipe = ParentPipe(lambda: told.append("front"), lambda: told.append("gone"), stage.app.look)
    pipe.drop()
    pipe.take(b"front")
    pipe.take(b'look {"theme": "dark", "text_scale": 1.5, "language": "en", "reduced_motion": "on"}')
    theme = stage.app.theme
    assert (told, theme.choice, theme.text_scale, theme.moves) == (["front"], "dark", 1.5, False)
    assert active_language().name == "en"
    for nonsense in (b"look", b"look {", b"look []", b"look {}", b'look {"theme": "pink", "language": 7}', b"\xff"):
        pipe.take(nonsense)
    assert (told, theme.choice, theme.text_scale, active_language().name) == (["front"], "dark", 1.5, "en")
    pipe.take(b'look {"theme": "light", "text_scale": null, "language": "sv"}')
    assert (theme.choice, theme.text_scale, active_language().name) == ("light", theme.system_text_scale, "sv")


def test_the_practice_code_is_drawn_where_the_e_id_has_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a text; off by the window's word, and wiped when the page is left."""
    made: list[Code] = []

    def make() -> Code:
        made.append(Code("739164"))
        return made[-1]

    async def practice(code: Code) -> Code:
        return code

    stage = PhoneStage(qtbot, practice=make)
    try:
        monkeypatch.setattr(stage.phone, "practice", practice)
        stage.put(next(sheet for sheet in SHEETS if sheet.name == "phone-asked"))
        page = stage.on(AskedPage)
        page.practise()
        stage.until(page.practice.isVisible)
        assert "739164" not in heard()
        stage.app.look({"practice": False})
        assert not page.practice.isVisible()
        stage.app.look({"practice": True})
        stage.until(page.practice.isVisible)
        page.leave()
        assert not page.practice.there
        assert made
        assert all(code.wiped for code in made)
    finally:
        stage.close()
