"""The code: where it may be (in one object), and where it never is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QClipboard, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.prompts import CodeEntered
from cosmic_login.core.secret import Code
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.code_field import CodeField
from tests.gui.conftest import Fingers
from tests.gui.scripted import WHOLE, Scripted, Stage, code_prompt

KEY = Qt.Key
CODE = "739164"
_TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def everything_said(widgets: list[QWidget]) -> str:
    """All that a person, a screen reader or a window list could get out of the widgets."""
    said: list[str] = []
    for widget in widgets:
        said += [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        text = getattr(widget, "text", None)
        said.append(str(text()) if callable(text) else "")
        if isinstance(widget, QLineEdit):
            said += [widget.displayText(), widget.selectedText()]
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None:
            said += [interface.text(kind) for kind in _TEXTS]
            if (content := interface.textInterface()) is not None:
                said.append(content.text(0, content.characterCount()))
    said.append(QGuiApplication.clipboard().text())
    return "\n".join(said)


def test_the_code_is_nowhere_to_be_read(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    for count in range(1, 7):
        stage.type(CODE[count - 1])
        assert stage.siths.field.count == count
        assert CODE[:count] not in everything_said([stage.siths.field])
    stage.press(KEY.Key_A, KEY.Key_Z)
    for key in (KEY.Key_A, KEY.Key_C, KEY.Key_X, KEY.Key_Z):
        QTest.keyClick(stage.siths.field, key, Qt.KeyboardModifier.ControlModifier)
    assert CODE not in everything_said(stage.widgets())
    stage.press(KEY.Key_Return)
    assert stage.siths.field.count == 0
    stage.wait("workspace")
    assert script.codes == [CODE]
    assert CODE not in everything_said(stage.widgets())
    assert stage.siths.field.text() == ""


def test_wrong_code_is_told_with_the_tries_left_and_the_field_is_empty(stage: Stage, script: Scripted) -> None:
    script.prompts = (code_prompt(3), code_prompt(2, wrong=True), code_prompt(1, wrong=True))
    stage.to("enter_code")
    assert stage.siths.code_page.line.text() == "3 försök kvar."
    stage.type(CODE)
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: stage.siths.code_page.line.text() == "Fel kod. 2 försök kvar.")
    assert stage.siths.field.count == 0
    assert stage.focused() is stage.siths.field
    assert not stage.siths.code_page.note.isVisible()
    stage.type(CODE)
    stage.press(KEY.Key_Return)
    stage.qtbot.waitUntil(lambda: stage.siths.code_page.line.text() == "Fel kod. 1 försök kvar.")
    assert "sista försöket" in stage.siths.code_page.note.words.text()
    assert stage.siths.code_page.note.isVisible()


def test_identify_needs_six_digits(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    assert not stage.siths.send.isEnabled()
    stage.type("73916")
    stage.press(KEY.Key_Return)
    assert not stage.siths.send.isEnabled()
    assert stage.state == "enter_code"
    stage.type("4")
    assert stage.siths.send.isEnabled()
    assert script.codes == []


def test_leaving_while_digits_are_shown_wipes_them(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    stage.type("7391")
    stage.siths.close()
    assert stage.state == "start"
    assert stage.siths.field.count == 0
    assert not stage.siths.isVisible()
    assert script.cleaned.wait(5)
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    assert stage.focused() is stage.app.window.start.this_device


def test_closing_the_program_while_digits_are_shown(stage: Stage, script: Scripted) -> None:
    stage.to("enter_code")
    stage.type(CODE)
    with stage.qtbot.waitSignal(stage.app.shut):
        stage.app.window.close()
    assert stage.siths.field.count == 0
    assert script.cleaned.is_set()


def test_a_late_answer_is_dropped_and_its_code_wiped(stage: Stage, script: Scripted) -> None:
    script.prompts = (code_prompt(3), *WHOLE)
    stage.to("enter_code")
    old = stage.views[-1].number
    stage.press(KEY.Key_Escape)
    assert stage.state == "start"
    late = Code(CODE)
    stage.app.actions.answer(old, CodeEntered(late))
    assert late.wiped
    stage.qtbot.waitUntil(stage.app.window.start.this_device.hasFocus)
    stage.to("enter_code")
    late = Code(CODE)
    stage.app.actions.answer(old, CodeEntered(late))
    assert late.wiped
    assert script.codes == []


def test_a_second_enter_while_the_card_works_cancels_nothing(stage: Stage, script: Scripted, fingers: Fingers) -> None:
    script.prompts, script.hold = (code_prompt(),), True
    stage.to("enter_code")
    stage.type(CODE)
    stage.press(KEY.Key_Return)
    fingers.wait(0.2)
    stage.press(KEY.Key_Return)
    stage.wait("working")
    fingers.wait(0.39)
    stage.press(KEY.Key_Return)
    assert stage.state == "working"
    fingers.wait(0.5)  # and a third one is meant
    stage.press(KEY.Key_Return)
    stage.wait("start")
    assert script.cleaned.wait(5)


# -- the field on its own ----------------------------------------------------------------------------------------


@pytest.fixture
def code_field(qtbot: QtBot, qapp: QApplication) -> CodeField:
    Theme(qapp, "light", 1.0)
    made = CodeField()
    qtbot.addWidget(made)
    made.show()
    return made


def taken(field: CodeField) -> str | None:
    code = field.take()
    if code is None:
        return None
    with code:
        return code.padded(6).decode()


@pytest.mark.parametrize(
    ("pasted", "count"),
    [(CODE, 6), ("739 164", 6), ("7391-64\n", 6), ("7391640", 0), ("12ab", 0), ("", 0), ("12", 2)],
)
def test_paste_takes_digits_or_nothing(code_field: CodeField, clipboard: QClipboard, pasted: str, count: int) -> None:
    clipboard.setText(pasted)
    QTest.keyClick(code_field, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert code_field.count == count


def test_input_methods_and_assistive_technology_can_write(code_field: CodeField) -> None:
    event = QInputMethodEvent("１", [])
    event.setCommitString("７３９")  # full-width digits, as some input methods give them
    QApplication.sendEvent(code_field, event)
    assert code_field.count == 3
    code_field.setText(CODE)  # what AT-SPI's setTextContents does
    assert code_field.text() == "\u2022" * 6
    assert taken(code_field) == CODE
    assert code_field.text() == ""


@pytest.mark.parametrize(
    ("before", "written", "code"),
    [
        ("", "123 456", "123456"),
        ("12", " 12-34 56 ", "123456"),
        ("", "1234567", None),
        (CODE, "1234567", CODE),
        (CODE, "12a456", CODE),
        ("739", "\u2022\u2022\u2022164", CODE),
        ("739", "\u25cf\u25cf\u25cf164", CODE),
        (CODE, "", None),
    ],
)
def test_what_assistive_technology_writes_is_a_paste(
    code_field: CodeField, before: str, written: str, code: str | None
) -> None:
    QTest.keyClicks(code_field, before)
    refused: list[None] = []
    code_field.refused.connect(lambda: refused.append(None))
    interface = QAccessible.queryAccessibleInterface(code_field)
    interface.setText(QAccessible.Text.Value, written)
    assert bool(refused) == (written in {"1234567", "12a456"})
    assert code_field.text() == "\u2022" * code_field.count
    assert taken(code_field) == code


def test_only_digits_and_no_more_than_six(code_field: CodeField) -> None:
    refused: list[None] = []
    code_field.refused.connect(lambda: refused.append(None))
    QTest.keyClicks(code_field, "7x39 1647")
    assert taken(code_field) == CODE
    assert len(refused) == 3  # the letter, the space, the seventh digit


def test_a_key_held_down_does_not_fill_the_field(code_field: CodeField) -> None:
    for repeat in (False, True, True):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, KEY.Key_1, Qt.KeyboardModifier.NoModifier, "1", repeat)
        QApplication.sendEvent(code_field, event)
    assert code_field.count == 1


def test_backspace_takes_one_back_and_wiping_all(code_field: CodeField) -> None:
    QTest.keyClicks(code_field, "7395")
    QTest.keyClick(code_field, KEY.Key_Backspace)
    QTest.keyClicks(code_field, "164")
    assert taken(code_field) == CODE
    QTest.keyClicks(code_field, "7395")
    code_field.wipe()
    assert code_field.count == 0
    assert code_field.take() is None
