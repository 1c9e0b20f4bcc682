"""The SITHS eID window: every page of it, what is said before anybody types, and that no code outlives its use."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.authenticators.idp_port import NoIdp
from cosmic_login.authenticators.tasks.card_tasks import TASKS
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, ChangeCode, CodesEntered, Prompt, Step, UnblockCode, Working
from cosmic_login.core.settings import Settings
from cosmic_login.gui.login.siths.new_code_page import SithsNewCodePage
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.button import PRIMARY
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.keypad import Keypad
from tests.gui.scripted import READER, Scripted, Stage, code_prompt
from tests.gui.test_code import everything_said

KEY = Qt.Key
PRESENT, NEW, OTHER, PUK = "905172", "739164", "517390", "40718265"
WHO = "Anna Testsson"


class ScriptedTask:
    """A card task that asks what a test writes down."""

    def __init__(self) -> None:
        self.prompts: Sequence[Prompt[Any]] = ()
        self.end: LoginFailure | None = None
        self.given: list[tuple[str, str]] = []

    async def run(self, _order: LoginOrder, ask: Ask) -> None:
        for prompt in self.prompts:
            answer = await ask(prompt)
            if isinstance(answer, CodesEntered):
                with answer.opening as opening, answer.new as new:
                    length = 6 if opening.kind == "pin" else 8
                    self.given.append((opening.padded(length).decode(), new.padded(6).decode()))
        if self.end is not None:
            raise self.end


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> ScriptedTask:
    made = ScriptedTask()
    for name in TASKS:
        monkeypatch.setitem(TASKS, name, made.run)
    return made


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return all that is announced, wherever it comes from."""
    said: list[str] = []

    class Event:
        def __init__(self, _widget: object, message: str) -> None:
            said.append(message)

    class Nobody:
        @staticmethod
        def updateAccessibility(event: object) -> None:  # noqa: N802 - Qt's name
            """Take the event."""

    monkeypatch.setattr(QtGui, "QAccessibleAnnouncementEvent", Event)
    monkeypatch.setattr(QtGui, "QAccessible", Nobody)
    return said


def begin(stage: Stage, task: ScriptedTask, *prompts: Prompt[Any], name: str = "change-code") -> SithsNewCodePage:
    """Start a card task and wait until its first prompt is shown."""
    task.prompts = prompts
    stage.app.actions.manage(name)
    page = stage.siths.unblock_page if isinstance(prompts[0], UnblockCode) else stage.siths.change_page
    stage.qtbot.waitUntil(lambda: page.opening.hasFocus() and page.isVisible())
    return page


def enter(stage: Stage, *codes: str) -> None:
    for code in codes:
        stage.type(code)
        stage.press(KEY.Key_Return)


def change(tries: int = 3, *, wrong: bool = False) -> ChangeCode:
    return ChangeCode(WHO, tries, wrong_before=wrong, reader=READER)


def counts(page: SithsNewCodePage) -> list[int]:
    return [field.count for field in page.fields]


# -- what is said before anybody types -----------------------------------------------------------------------------


def test_rules_and_tries_are_said_before_typing(stage: Stage, task: ScriptedTask, heard: list[str]) -> None:
    page = begin(stage, task, change())
    assert page.line.text() == "3 försök kvar."
    assert "sex siffror" in page.rules.text()
    assert page.holder.text() == WHO
    assert "3 försök kvar." in page.opening.accessibleDescription()
    assert page.rules.text() in page.new.accessibleDescription()
    (said,) = (line for line in heard if line.startswith("Byt legitimeringskod."))
    assert "3 försök kvar." in said
    assert page.rules.text() in said


@pytest.mark.parametrize(
    ("prompt", "warning"),
    [
        (change(1), "sista försöket"),
        (UnblockCode(WHO, 1, wrong_before=True, reader=READER), "aldrig mer att låsa upp"),
    ],
)
def test_the_last_try_is_warned_about(stage: Stage, task: ScriptedTask, prompt: Prompt[Any], warning: str) -> None:
    page = begin(stage, task, prompt)
    assert page.note.isVisible()
    assert warning in page.note.words.text()
    assert warning in page.opening.accessibleDescription()


def test_a_login_s_last_try_is_read_out_with_the_wrong_code(stage: Stage, script: Scripted, heard: list[str]) -> None:
    script.prompts = (code_prompt(2), code_prompt(1, wrong=True))
    stage.to("enter_code")
    enter(stage, PRESENT)
    stage.qtbot.waitUntil(lambda: any("Fel kod. 1 försök kvar." in line for line in heard))
    assert "sista försöket" in next(line for line in heard if "Fel kod." in line)


def test_what_is_not_known_of_the_puk_is_not_said(stage: Stage, task: ScriptedTask) -> None:
    page = begin(stage, task, UnblockCode(WHO, reader=READER), name="unblock")
    assert page.line.text() == "PUK-koden är åtta siffror och står i kodbrevet."
    assert not page.note.isVisible()


def test_the_fields_have_names_of_their_own(stage: Stage, task: ScriptedTask) -> None:
    page = begin(stage, task, change())
    names = [field.accessibleName() for field in page.fields]
    assert len(set(names)) == 3
    assert all("sex siffror" in name for name in names)
    assert "åtta siffror" in stage.siths.unblock_page.opening.accessibleName()


# -- typing ----------------------------------------------------------------------------------------------------------


def test_changing_by_the_keyboard_alone(stage: Stage, task: ScriptedTask) -> None:
    page = begin(stage, task, change())
    assert not stage.siths.send.isEnabled()
    enter(stage, PRESENT)
    assert stage.focused() is page.new
    stage.type(NEW)
    stage.press(KEY.Key_Tab)
    assert stage.focused() is page.again
    stage.type(NEW)
    assert stage.siths.send.isEnabled()
    stage.press(KEY.Key_Tab)
    assert stage.focused() is stage.siths.pad.toggle
    stage.press(KEY.Key_Tab)
    assert stage.focused() is stage.siths.send
    stage.press(KEY.Key_Return)
    assert counts(page) == [0, 0, 0]
    stage.wait("managed")
    assert task.given == [(PRESENT, NEW)]
    assert stage.siths.heading.text() == "Koden är bytt"
    assert stage.focused() is stage.siths.send
    stage.press(KEY.Key_Return)
    stage.wait("start")
    assert not stage.siths.isVisible()
    stage.qtbot.waitUntil(stage.app.window.start.this_device.hasFocus)


def test_enter_in_a_field_that_is_not_complete_goes_nowhere(stage: Stage, task: ScriptedTask, heard: list[str]) -> None:
    page = begin(stage, task, UnblockCode(WHO, reader=READER), name="unblock")
    enter(stage, PUK[:6])
    assert stage.focused() is page.opening
    assert heard[-1] == "PUK-koden är åtta siffror."
    stage.type(PUK[6:] + "9")
    assert page.opening.count == 8
    page.again.setFocus()
    enter(stage, NEW)
    assert stage.focused() is page.new
    assert heard[-1] == "Koden är sex siffror."
    assert task.given == []


def test_new_codes_that_differ_are_told_at_once_and_never_sent(
    stage: Stage, task: ScriptedTask, heard: list[str]
) -> None:
    page = begin(stage, task, change())
    enter(stage, PRESENT, NEW)
    stage.type(OTHER)
    assert page.verdict.text() == heard[-1] == "De nya koderna är olika."
    stage.press(KEY.Key_Return)
    assert "var olika" in page.verdict.text()
    assert heard[-1] == page.verdict.text()
    assert counts(page) == [6, 0, 0]
    assert stage.focused() is page.new
    assert task.given == []
    enter(stage, OTHER, OTHER)
    stage.wait("managed")
    assert task.given == [(PRESENT, OTHER)]


@pytest.mark.parametrize(
    ("present", "new", "advice"), [(PRESENT, "123456", "lätt att gissa"), (PRESENT, PRESENT, "den du redan har")]
)
def test_a_poor_code_is_advised_against_but_the_card_decides(
    stage: Stage, task: ScriptedTask, present: str, new: str, advice: str
) -> None:
    page = begin(stage, task, change())
    enter(stage, present, new)
    assert advice in page.verdict.text()
    enter(stage, new)
    stage.wait("managed")
    assert task.given == [(present, new)]


def test_every_attempt_leaves_the_fields_empty(stage: Stage, task: ScriptedTask) -> None:
    page = begin(stage, task, change(), change(2, wrong=True))
    enter(stage, PRESENT, NEW, NEW)
    stage.qtbot.waitUntil(lambda: page.line.text() == "Fel nuvarande kod. 2 försök kvar.")
    assert counts(page) == [0, 0, 0]
    assert stage.focused() is page.opening


def test_a_wrong_puk_is_told_with_what_is_left(stage: Stage, task: ScriptedTask) -> None:
    page = begin(stage, task, UnblockCode(WHO), UnblockCode(WHO, 9, wrong_before=True), name="unblock")
    enter(stage, PUK, NEW, NEW)
    stage.qtbot.waitUntil(lambda: page.line.text() == "Fel PUK-kod. 9 försök kvar.")
    assert counts(page) == [0, 0, 0]
    enter(stage, PUK, NEW, NEW)
    stage.wait("managed")
    assert stage.siths.heading.text() == "Kortet är upplåst"
    assert task.given == [(PUK, NEW)] * 2


@pytest.mark.parametrize("way", ["escape", "close", "cancel", "program"])
def test_leaving_wipes_every_field(stage: Stage, task: ScriptedTask, way: str) -> None:
    page = begin(stage, task, change())
    enter(stage, PRESENT, NEW)
    stage.type(NEW[:3])
    assert counts(page) == [6, 6, 3]
    match way:
        case "escape":
            stage.press(KEY.Key_Escape)
        case "close":
            stage.siths.close()
        case "cancel":
            QTest.mouseClick(stage.siths.cancel, Qt.MouseButton.LeftButton)
        case "program":
            with stage.qtbot.waitSignal(stage.app.shut):
                stage.app.window.close()
    assert counts(page) == [0, 0, 0]
    assert not stage.siths.isVisible()
    assert task.given == []


def test_no_code_is_anywhere_to_be_read(stage: Stage, task: ScriptedTask, heard: list[str]) -> None:
    page = begin(stage, task, change(), change(2, wrong=True))
    for code in (PRESENT, NEW, NEW):
        stage.type(code)
        QTest.keyClick(stage.focused(), KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(stage.focused(), KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
        if stage.focused() is not page.again:
            stage.press(KEY.Key_Return)
    said = everything_said(stage.widgets())
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: "2 försök" in page.line.text())
    said += everything_said(stage.widgets()) + "\n".join(heard)
    assert PRESENT not in said
    assert NEW not in said
    assert "6 av 6 siffror" in said  # how many, and nothing else


# -- while the card works, and how it ends ---------------------------------------------------------------------------


def test_while_the_card_works_there_is_motion_and_nothing_to_type(stage: Stage, script: Scripted) -> None:
    script.prompts, script.hold = (code_prompt(), Working(Step.SIGNING, READER)), True
    stage.to("enter_code")
    enter(stage, PRESENT)
    assert stage.siths.busy.moving  # at once, not with the first step
    stage.qtbot.waitUntil(lambda: "Kortet arbetar" in stage.siths.step.text())
    assert stage.siths.busy.moving
    assert not stage.siths.field.isEnabled()
    assert not stage.siths.send.isEnabled()
    assert stage.siths.cancel.isEnabled()
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"


def test_a_blocked_code_leads_to_the_puk(stage: Stage, script: Scripted, task: ScriptedTask) -> None:
    script.prompts, script.end = (code_prompt(1),), LoginFailure("code.blocked", tries_left=0)
    stage.to("enter_code")
    enter(stage, PRESENT)
    stage.wait("authentication_failed")
    assert stage.siths.heading.text() == "Koden är spärrad"
    assert stage.siths.send.text() == stage.screen.unblock.text() == "Lås upp med PUK"
    assert stage.screen.unblock.isVisible()
    assert stage.screen.first_focus() is stage.screen.unblock
    task.prompts = (UnblockCode(WHO, reader=READER),)
    stage.press(KEY.Key_Return)
    stage.wait("manage_unblock_code")
    stage.qtbot.waitUntil(stage.siths.unblock_page.opening.hasFocus)
    enter(stage, PUK, NEW, NEW)
    stage.wait("managed")
    assert stage.screen.heading.text() == "Kortet är upplåst"
    stage.press(KEY.Key_Escape)
    stage.wait("start")


def test_a_blocked_puk_says_plainly_whom_to_ask(stage: Stage, task: ScriptedTask) -> None:
    task.end = LoginFailure("puk.blocked")
    begin(stage, task, UnblockCode(WHO, 1, wrong_before=True), name="unblock")
    enter(stage, PUK, NEW, NEW)
    stage.wait("manage_failed")
    assert stage.siths.heading.text() == "PUK-koden är spärrad"
    assert "Kontakta ID-administratören" in stage.siths.outcome_page.mend.text()
    assert not stage.siths.send.isVisible()
    assert stage.focused() is stage.siths.cancel
    assert stage.siths.cancel.text() == "Stäng"
    QTest.mouseClick(stage.siths.cancel, Qt.MouseButton.LeftButton)
    assert not stage.siths.isVisible()
    assert (stage.screen.retry.isVisible(), stage.screen.unblock.isVisible()) == (False, False)
    stage.qtbot.waitUntil(stage.screen.leave.hasFocus)
    assert stage.screen.leave.kind == PRIMARY, "the one way on"
    stage.press(KEY.Key_Return)
    stage.wait("start")


def test_a_task_that_failed_can_be_tried_again(stage: Stage, task: ScriptedTask) -> None:
    task.end = LoginFailure("card.in_use")
    stage.app.actions.manage("change-code")
    stage.wait("manage_failed")
    assert stage.screen.heading.text() == "Koden är inte bytt"
    assert not stage.siths.isVisible()
    task.end = None
    stage.press(KEY.Key_Return)
    stage.wait("managed")


def test_a_locked_session_offers_no_puk(stage: Stage) -> None:
    """Unblocking ends at the start screen; a locked session has to stay locked."""
    view = View("unlock_failed", failure=LoginFailure("code.blocked", tries_left=0))
    stage.siths.show_view(View("unlock_enter_code", number=900, prompt=code_prompt(1)))
    stage.siths.show_view(view)
    stage.app.window.show_view(view)
    assert stage.siths.heading.text() == "Koden är spärrad"
    assert not stage.siths.send.isVisible()
    assert not stage.screen.unblock.isVisible()


def test_unlocking_uses_the_same_page(stage: Stage) -> None:
    stage.siths.show_view(View("unlock_enter_code", number=900, prompt=code_prompt(2, wrong=True)))
    assert stage.siths.page is stage.siths.code_page
    assert stage.siths.code_page.line.text() == "Fel kod. 2 försök kvar."
    stage.siths.show_view(View("unlock_working", prompt=Working(Step.SIGNING, READER)))
    assert stage.siths.busy.isVisible()
    stage.siths.show_view(View("workspace"))
    assert not stage.siths.isVisible()


def test_a_task_chosen_before_the_program_is_ready_is_not_lost(qtbot: QtBot, task: ScriptedTask) -> None:
    async def end(_identity: object) -> None:
        """Nobody is logged in."""

    task.prompts = (change(),)
    app = LoginApplication(
        ToldPorts(
            authenticators=dict, make_order=lambda _name: LoginOrder(NoIdp(), (), ManualClock()), end_session=end
        ),
        theme="light",
        text_scale=1.0,
    )
    app.window.furnished.connect(lambda: app.actions.manage("change-code"))
    app.show()
    try:
        qtbot.waitUntil(lambda: app.window.state == "manage_change_code")
    finally:
        app.finish()
        for thing in (app.features.siths, app.window, app.features.settings.theme, app):
            assert thing is not None
            thing.deleteLater()
        QApplication.processEvents()


# -- the keypad ------------------------------------------------------------------------------------------------------


def key_of(keypad: Keypad, digit: int) -> Any:
    return keypad.keys[keypad.values.index(digit)]


def tap(stage: Stage, digits: str) -> None:
    for digit in digits:
        QTest.mouseClick(key_of(stage.siths.pad.keypad, int(digit)), Qt.MouseButton.LeftButton)


def test_the_keypad_types_by_mouse_and_leaves_the_focus_alone(
    stage: Stage, task: ScriptedTask, heard: list[str]
) -> None:
    page = begin(stage, task, change())
    assert not stage.siths.pad.keypad.isVisible()
    QTest.mouseClick(stage.siths.pad.toggle, Qt.MouseButton.LeftButton)
    assert stage.siths.pad.keypad.isVisible()
    assert stage.siths.pad.toggle.text() == "Dölj knappsats"
    page.opening.setFocus()
    before = len(heard)
    tap(stage, PRESENT)
    assert page.opening.hasFocus()
    tap(stage, NEW[:3] + "0")  # a full field passes on
    assert page.new.hasFocus()
    QTest.mouseClick(stage.siths.pad.keypad.erase, Qt.MouseButton.LeftButton)
    tap(stage, NEW[3:] + NEW)
    assert len(heard) == before, "which key was pressed is nobody's business"
    QTest.mouseClick(stage.siths.send, Qt.MouseButton.LeftButton)
    stage.wait("managed")
    assert task.given == [(PRESENT, NEW)]


def test_the_keypad_works_by_the_keyboard(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    stage.press(KEY.Key_Tab, KEY.Key_Return, KEY.Key_Tab)
    keypad = stage.siths.pad.keypad
    assert stage.focused() is keypad.keys[0]
    stage.press(KEY.Key_Return)  # 1
    stage.press(KEY.Key_Right, KEY.Key_Down, KEY.Key_Space)  # 5
    stage.press(KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)  # 0
    stage.press(KEY.Key_Down, KEY.Key_Left, KEY.Key_Up, KEY.Key_Return)  # 0 has nothing below or left: 8
    stage.press(KEY.Key_Down, KEY.Key_Right, KEY.Key_Return)  # erase
    stage.type("73")
    stage.press(KEY.Key_Backspace)
    assert stage.siths.field.count == 4
    stage.press(KEY.Key_Tab)
    assert stage.focused() is not keypad.erase
    stage.siths.field.setFocus()
    enter(stage, "36")
    stage.wait("workspace")
    assert script.codes == ["150736"]


def test_shuffled_digits_come_in_a_new_order_each_time(qtbot: QtBot, qapp: QApplication) -> None:
    Theme(qapp, "light", 1.0)
    keypad = Keypad(Random(7))
    qtbot.addWidget(keypad)
    assert keypad.values == (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
    keypad.shuffled = True
    orders = []
    for _ in range(8):
        keypad.show()
        assert [int(key.text()) for key in keypad.keys] == list(keypad.values)
        assert sorted(keypad.values) == list(range(10))
        orders.append(keypad.values)
        keypad.hide()
    assert len(set(orders)) == 8
    told: list[int] = []
    keypad.digit.connect(told.append)
    for key in keypad.keys:
        key.click()
    assert told == list(keypad.values)


def test_the_choice_to_see_the_keypad_is_kept(qtbot: QtBot, script: Scripted) -> None:
    kept: list[Settings] = []
    stage = Stage(qtbot, script, save_settings=kept.append)
    try:
        script.prompts, script.hold = (code_prompt(),), True
        stage.to("enter_code")
        stage.press(KEY.Key_Tab, KEY.Key_Return)
        stage.qtbot.waitUntil(lambda: [settings.show_keypad for settings in kept] == [True])
        stage.press(KEY.Key_Escape)
        assert not stage.siths.pad.keypad.isVisible()
        stage.qtbot.waitUntil(stage.app.window.start.this_device.hasFocus)
        stage.to("enter_code")
        stage.qtbot.waitUntil(stage.siths.pad.keypad.isVisible)
        stage.app.features.settings.change("shuffle_keypad", True)
        assert stage.siths.pad.keypad.shuffled
        stage.app.features.settings.change("show_keypad", False)
        assert not stage.siths.pad.keypad.isVisible()
    finally:
        stage.close()


def test_the_keypad_is_off_while_the_card_works(stage: Stage, script: Scripted) -> None:
    script.prompts, script.hold = (code_prompt(),), True
    stage.to("enter_code")
    stage.siths.pad.show_keypad(shown=True)
    tap(stage, PRESENT)
    stage.siths.field.setFocus()
    stage.press(KEY.Key_Return)
    tap(stage, PRESENT)
    assert stage.siths.field.count == 0


def test_a_field_takes_as_many_digits_as_its_code_has(qtbot: QtBot, qapp: QApplication) -> None:
    Theme(qapp, "light", 1.0)
    field = CodeField("puk")
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field, PUK + "1")
    code = field.take()
    assert code is not None
    with code:
        assert (code.kind, code.padded(8).decode()) == ("puk", PUK)
    assert field.text() == ""


# -- its size --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 1.75, 2.0])
def test_it_lies_within_the_screen_and_its_buttons_within_it(stage: Stage, script: Scripted, scale: float) -> None:
    script.prompts, script.hold = (code_prompt(1, register=True),), True
    stage.app.features.settings.theme.set(text_scale=scale)
    stage.to("register_code")
    siths, room = stage.siths, screen_room(stage.siths)
    for keypad in (False, True, False):
        siths.pad.show_keypad(shown=keypad)
        stage.qtbot.waitUntil(lambda: siths.foot.geometry().bottom() < siths.height())
        assert room.contains(siths.geometry())
        assert siths.geometry().top() > room.top(), "the title bar has its place"
        assert not siths.send.visibleRegion().isEmpty()
        assert siths.cancel.mapTo(siths, siths.cancel.rect().bottomRight()).y() < siths.height()


def test_the_keypad_comes_beside_the_page_and_leaves_the_height_alone(stage: Stage, script: Scripted) -> None:
    script.prompts, script.hold = (code_prompt(),), True
    stage.to("enter_code")
    siths, before = stage.siths, stage.siths.size()
    QTest.mouseClick(siths.pad.toggle, Qt.MouseButton.LeftButton)
    stage.qtbot.waitUntil(lambda: siths.pad.keypad.x() >= siths.field.geometry().right())
    assert siths.height() == before.height()
    QTest.mouseClick(siths.pad.toggle, Qt.MouseButton.LeftButton)
    assert siths.size() == before
