"""The practice code: drawn where a training card's code is asked for, and nowhere else to be found."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.prompts import ChangeCode, UnblockCode
from cosmic_login.core.secret import Code, CodeKind
from cosmic_login.testing.gallery.login_screens import md_code
from cosmic_login.ui.widgets.practice_code import PracticeCode
from tests.gui.real import WAIT_MS, RealStage
from tests.gui.scripted import READER, Scripted, Stage, code_prompt

KEY = Qt.Key
PIN, PUK, NEW = "123456", "12345678", "739164"
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")


class Told:
    """A port that knows the card in one reader."""

    def __init__(self) -> None:
        self.hidden = False
        self.asked: list[str] = []
        self.given: list[Code] = []
        self.calls: list[Callable[[], None]] = []

    def listen(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def code(self, reader: str, kind: CodeKind) -> Code | None:
        self.asked.append(reader)
        if reader != READER:
            return None
        self.given.append(Code(PUK if kind == "puk" else PIN, kind))
        return self.given[-1]

    def hide(self, *, hidden: bool) -> None:
        self.hidden = hidden
        for call in self.calls:
            call()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, told: Told) -> Iterator[Stage]:
    made = Stage(qtbot, script, practice=told)
    yield made
    made.close()


def shown() -> list[PracticeCode]:
    """Return the notes that can be seen."""
    return [each for each in QApplication.allWidgets() if isinstance(each, PracticeCode) and each.isVisible()]


def heard() -> str:
    """Return all that assistive technology, titles and labels tell of every widget there is."""
    told = []
    for widget in QApplication.allWidgets():
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None:
            kinds = QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help
            told += [interface.text(kind) for kind in kinds]
            words = interface.textInterface()
            told.append(words.text(0, words.characterCount()) if words is not None else "")
        told += [widget.windowTitle(), widget.toolTip(), widget.accessibleName(), str(widget.property("text") or "")]
    return "\n".join(told)


def show(stage: Stage, view: View) -> None:
    stage.app.window.show_view(view)
    stage.siths.show_view(view)


@pytest.mark.parametrize(
    ("state", "prompt", "digits"),
    [
        ("enter_code", code_prompt(), PIN),
        ("register_code", code_prompt(register=True), PIN),
        ("md_code", md_code(), PIN),
        ("manage_change_code", ChangeCode("Anna Testsson", 3, reader=READER), PIN),
        ("manage_unblock_code", UnblockCode("Anna Testsson", reader=READER), PUK),
    ],
)
def test_it_is_drawn_and_never_told(stage: Stage, told: Told, state: str, prompt: Any, digits: str) -> None:
    said: list[str] = []
    stage.app.window.setAccessibleDescription("")
    show(stage, View(state, prompt=prompt, number=700))
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)
    (note,) = shown()
    said.append(heard())
    assert digits not in "".join(said)
    assert digits not in repr(note.__dict__)
    empty = PracticeCode(note._mark)
    empty.resize(note.size())
    empty.show_code(Code("0" * len(digits), told.given[-1].kind))
    assert note.grab().toImage() != empty.grab().toImage(), "the digits are in the picture"
    empty.clear()
    empty.deleteLater()
    show(stage, View("start"))
    stage.app.window.show_view(View("authentication_failed"))
    stage.siths._go()
    assert shown() == []
    assert all(code.wiped for code in told.given)


def test_a_real_card_has_none(stage: Stage, told: Told) -> None:
    show(stage, View("enter_code", prompt=replace(code_prompt(), reader="Gemalto 0"), number=701))
    stage.qtbot.waitUntil(lambda: told.asked == ["Gemalto 0"])
    show(stage, View("enter_code", prompt=code_prompt(), number=702))
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)  # so the answer before has come too
    show(stage, View("enter_code", prompt=replace(code_prompt(), reader="Gemalto 0"), number=703))
    stage.qtbot.waitUntil(lambda: len(told.asked) == 3)
    assert shown() == []
    assert [code.wiped for code in told.given] == [True]


def test_the_trainer_switches_it_off_and_a_test_takes_it_away(stage: Stage, told: Told) -> None:
    show(stage, View("enter_code", prompt=code_prompt(), number=702))
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)
    menu = stage.app.window.header.tools.menu_of_tools()
    switch = next(action for action in menu.actions() if action.text() == "Visa övningskod")
    assert switch.isChecked()
    switch.trigger()
    stage.qtbot.waitUntil(lambda: shown() == [])
    stage.app.features.settings.change("practice_code", True)
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)
    told.hide(hidden=True)
    stage.qtbot.waitUntil(lambda: shown() == [])
    told.hide(hidden=False)
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)
    (note,) = shown()
    picture = note.grab().toImage()
    stage.app.features.settings.change("language", "en")
    assert note.grab().toImage() != picture
    stage.type("12")
    stage.press(KEY.Key_Escape)
    stage.siths._go()
    assert all(code.wiped for code in told.given)


def test_it_goes_when_the_code_is_sent(stage: Stage, told: Told) -> None:
    stage.to("enter_code")
    stage.qtbot.waitUntil(lambda: len(shown()) == 1)
    stage.qtbot.waitUntil(stage.siths.field.hasFocus)
    stage.type("112233")
    stage.press(KEY.Key_Return)
    stage.wait("workspace")
    assert shown() == []
    assert all(code.wiped for code in told.given)


def test_with_a_card_of_the_training_until_its_code_is_changed(qtbot: QtBot, cosmic_profile: Path) -> None:
    """With everything real: the picture on the screen alone has it, neither log nor file for the support."""
    real = RealStage(qtbot, cosmic_profile)
    try:
        real.put("anna-1")
        qtbot.waitUntil(lambda: "Anna Testsson" in real.app.window.status.words.text(), timeout=WAIT_MS)
        real.app.window.start.this_device.click()
        real.wait("enter_code")
        qtbot.waitUntil(lambda: len(shown()) == 1, timeout=WAIT_MS)
        assert PIN not in heard()
        real.behind.practice.hidden = True
        qtbot.waitUntil(lambda: shown() == [], timeout=WAIT_MS)
        real.behind.practice.hidden = False
        qtbot.waitUntil(lambda: len(shown()) == 1, timeout=WAIT_MS)
        support = cosmic_profile / "support.zip"
        real.behind.diagnostics.save(support, lambda _context, text: text, None)
        with zipfile.ZipFile(support) as saved:
            assert all(PIN.encode() not in saved.read(name) for name in saved.namelist())
        real.app.actions.signal("cancelled")
        real.wait("start")
        real.app.actions.manage("change-code")
        real.wait("manage_change_code")
        real.wait_for(real.siths.change_page.opening)
        real.enter(PIN, NEW, NEW)
        real.wait("managed")
        real.app.actions.signal("retry")
        real.wait("start")
        assert real.behind.practice.code("Virtuell läsare 1", "pin") is None
        puk = real.behind.practice.code("Virtuell läsare 1", "puk")
        assert puk is not None
        puk.wipe()
        real.app.window.start.this_device.click()
        real.wait("enter_code")
        real.wait_for(real.siths.field)
        assert shown() == []
        log = "".join(path.read_text("utf-8") for path in (cosmic_profile / "log").glob("*.log"))
        assert log
        assert PIN not in log
        assert NEW not in json.dumps(log)
    finally:
        real.close()
