"""The diagnosis in the window: made beside the GUI's thread, read by keyboard and screen reader, taken along."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.core.diagnosis import Finding, LogPage, Said, Translate, mend_of, plainly
from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.diagnosis.finding_list import PICTURES
from cosmic_login.gui.diagnosis.view import DiagnosisView
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from tests.gui.scripted import Scripted, Stage

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
FINE = Finding("disk", "ok", plainly("81 000 MB"))
EMPTY = Finding("reader", "warn", Said("Inget kort i läsaren"), Said("Sätt in ett kort."), "Läsare <b>1</b>")
BROKEN = Finding(
    "audit", "fail", Said("Rad {row} är fel ({problem}).", {"row": 3, "problem": "mac"}), mend_of("audit.tampered")
)


class Doctor:
    """Answers with what a test puts in; notes in which thread it was asked."""

    def __init__(self) -> None:
        self.findings: Sequence[Finding] = (FINE, EMPTY, BROKEN)
        self.failure: LoginFailure | None = None
        self.threads: list[threading.Thread] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.saved: list[tuple[Path, int]] = []

    def diagnose(self) -> Sequence[Finding]:
        self.threads.append(threading.current_thread())
        assert self.may_go_on.wait(10)
        return self.findings

    def save(self, path: Path, _translate: Translate, findings: Sequence[Finding] | None) -> None:
        if self.failure is not None:
            raise self.failure
        self.saved.append((path, len(findings or ())))

    def read_log(self, _anew: bool) -> LogPage:
        return LogPage((), anew=True)


@pytest.fixture
def doctor() -> Doctor:
    return Doctor()


@pytest.fixture
def stage(qtbot: QtBot, script: Scripted, doctor: Doctor) -> Iterator[Stage]:
    made = Stage(qtbot, script, diagnostics=doctor)
    yield made
    doctor.may_go_on.set()
    made.close()


@pytest.fixture
def view(stage: Stage, doctor: Doctor) -> DiagnosisView:
    return opened(stage)


def opened(stage: Stage) -> DiagnosisView:
    stage.app.window.activateWindow()
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    QTest.keyClick(stage.app.window, KEY.Key_D, CTRL)
    assert stage.app.features.diagnosis is not None
    found = stage.app.features.diagnosis.diagnosis
    assert found is not None
    stage.qtbot.waitUntil(lambda: not found.looking)
    stage.qtbot.waitUntil(found.isActiveWindow)
    return found


def test_the_worst_stands_first_and_no_thread_of_the_window_waits(view: DiagnosisView, doctor: Doctor) -> None:
    assert [row.finding for row in view.list.rows] == [BROKEN, EMPTY, FINE]
    assert "Att se över: 1. Fungerar inte: 1." in view.summary.text()
    assert threading.main_thread() not in doctor.threads
    assert len({PICTURES[status][0] for status in ("ok", "warn", "fail")}) == 3  # told by shape, not by colour alone


def test_the_window_lives_while_the_diagnosis_takes_its_time(stage: Stage, doctor: Doctor) -> None:
    doctor.may_go_on.clear()
    QTest.keyClick(stage.app.window, KEY.Key_D, CTRL)
    assert stage.app.features.diagnosis is not None
    view = stage.app.features.diagnosis.diagnosis
    assert view is not None
    assert view.looking
    assert view.summary.text().startswith("Kontrollerar")
    stage.app.window.activateWindow()
    stage.qtbot.waitUntil(stage.app.window.isActiveWindow)
    stage.to("workspace" if not stage.script.prompts else "enter_code")
    doctor.may_go_on.set()
    stage.qtbot.waitUntil(lambda: not view.looking)
    assert len(view.list.rows) == 3


def test_a_finding_reads_out_as_one(view: DiagnosisView) -> None:
    broken, reader, fine = (QAccessible.queryAccessibleInterface(row) for row in view.list.rows)
    name, about = QAccessible.Text.Name, QAccessible.Text.Description
    assert broken.text(name) == "Åtkomstlogg: Fungerar inte"
    assert broken.text(about).startswith("Rad 3 är fel (mac). Åtgärd: ")
    assert reader.text(name) == "Kortläsare: Läsare <b>1</b>: Att se över"
    assert fine.text(about) == "81 000 MB"


def test_the_keyboard_reaches_and_works_everything(view: DiagnosisView, stage: Stage) -> None:
    rows = view.list.rows
    for _ in range(20):
        if rows[0].hasFocus():
            break
        stage.press(KEY.Key_Tab)
    assert rows[0].hasFocus()
    stage.press(KEY.Key_Down)
    assert rows[1].hasFocus()
    stage.press(KEY.Key_End)
    assert rows[2].hasFocus()
    stage.press(KEY.Key_Down)
    assert rows[2].hasFocus()
    stage.press(KEY.Key_Home)
    assert rows[0].hasFocus()
    stops = [child for child in view.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [stop for stop in stops if not stop.accessibleName()] == []
    assert len([stop for stop in stops if stop in rows]) == 1  # one stop, arrows inside
    stage.press(KEY.Key_Escape)
    assert stage.app.features.diagnosis is not None
    assert stage.app.features.diagnosis.diagnosis is None


def test_looking_again_shows_what_there_is_then(view: DiagnosisView, stage: Stage, doctor: Doctor) -> None:
    view.list.rows[2].setFocus()
    doctor.findings = (FINE, FINE)
    QTest.keyClick(view, KEY.Key_F5)
    stage.qtbot.waitUntil(lambda: not view.looking)
    assert "Allt fungerar" in view.summary.text()
    assert view.list.rows[1].hasFocus()  # the focus is not lost with the row it was in


def test_a_card_that_comes_makes_it_look_again(view: DiagnosisView, stage: Stage, doctor: Doctor) -> None:
    asked = len(doctor.threads)
    for _ in range(5):
        stage.app.sink.client_session.tell_cards(CardStatus(None, "Läsare 1"))
    stage.qtbot.waitUntil(lambda: len(doctor.threads) > asked)
    stage.qtbot.waitUntil(lambda: not view.looking)
    assert len(doctor.threads) == asked + 1  # once, after the last


def test_a_change_while_it_looks_is_not_lost(view: DiagnosisView, stage: Stage, doctor: Doctor) -> None:
    doctor.may_go_on.clear()
    view.look()
    view.look()
    view.look()
    doctor.findings = (FINE,)
    asked = len(doctor.threads)
    doctor.may_go_on.set()
    stage.qtbot.waitUntil(lambda: not view.looking and len(doctor.threads) > asked)
    assert [row.finding for row in view.list.rows] == [FINE]


def test_it_is_copied_as_text(view: DiagnosisView, clipboard: QClipboard) -> None:
    QTest.keyClick(view, KEY.Key_C, CTRL)
    lines = clipboard.text().splitlines()
    assert lines[0] == "[Fungerar inte] Åtkomstlogg: Rad 3 är fel (mac)."
    assert lines[-1] == "[Fungerar] Diskutrymme: 81 000 MB"
    assert "kopierad" in view.note.words.text()


def _choose(view: DiagnosisView, path: Path) -> None:
    def at_once(then: Callable[[Path], None]) -> None:
        then(path)

    view.choose_file = at_once


def test_it_is_saved_with_the_findings_that_are_shown(
    view: DiagnosisView, stage: Stage, doctor: Doctor, tmp_path: Path
) -> None:
    _choose(view, tmp_path / "x.zip")
    QTest.keyClick(view, KEY.Key_S, CTRL)
    stage.qtbot.waitUntil(lambda: "x.zip" in view.note.words.text())
    assert doctor.saved == [(tmp_path / "x.zip", 3)]


def test_a_file_that_cannot_be_written_is_told_with_its_code(
    view: DiagnosisView, stage: Stage, doctor: Doctor, tmp_path: Path
) -> None:
    doctor.failure = LoginFailure("file.unwritable", "x")
    _choose(view, tmp_path / "x.zip")
    QTest.keyClick(view, KEY.Key_S, CTRL)
    stage.qtbot.waitUntil(lambda: "file.unwritable" in view.note.words.text())
    assert view.note.property("tone") == "error"


def test_the_file_is_asked_for_without_blocking(view: DiagnosisView, stage: Stage) -> None:
    from PySide6.QtWidgets import QFileDialog

    view.save.click()
    (dialog,) = view.findChildren(QFileDialog)
    stage.qtbot.waitUntil(dialog.isVisible)
    assert dialog.defaultSuffix() == "zip"
    dialog.reject()


def test_an_answer_that_comes_after_closing_does_no_harm(view: DiagnosisView, stage: Stage, doctor: Doctor) -> None:
    doctor.may_go_on.clear()
    view.look()
    view.close()
    doctor.may_go_on.set()
    assert opened(stage) is not view


def test_the_menu_and_the_button_open_diagnosis_and_log(stage: Stage) -> None:
    menu = stage.app.window.header.tools.menu_of_tools()
    offers = {action.text().split("\t")[0]: action for action in menu.actions()}
    offers["Diagnos…"].trigger()
    assert stage.app.features.diagnosis is not None
    view = stage.app.features.diagnosis.diagnosis
    assert view is not None
    view.log.click()
    assert stage.app.features.diagnosis.log is not None
    offers["Programmets logg…"].trigger()
    assert len([widget for widget in stage.widgets() if type(widget).__name__ == "LogView"]) == 1


def test_the_help_opens_it_too(stage: Stage) -> None:
    stage.app.actions.show_help()
    assert stage.app.features.help.shown is not None
    stage.qtbot.waitUntil(stage.app.features.help.shown.isActiveWindow)
    assert [button.text() for button in stage.app.features.help.shown.findChildren(ActionButton)].count("Diagnos…") == 1
    QTest.keyClick(stage.app.features.help.shown, KEY.Key_D, CTRL)
    assert stage.app.features.diagnosis is not None
    assert stage.app.features.diagnosis.diagnosis is not None


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(320, 480), (640, 640), (1200, 900)])
def test_nothing_is_cut(view: DiagnosisView, stage: Stage, size: tuple[int, int], scale: float) -> None:
    stage.app.features.settings.theme.set(text_scale=scale)
    view.resize(*size)

    def whole() -> None:
        for child in view.findChildren(QWidget):
            if isinstance(child, Paragraph | ActionButton) and child.isVisibleTo(view):
                assert child.height() >= child.heightForWidth(child.width()), (child.text(), size)
                assert child.mapTo(view, child.rect().topRight()).x() <= view.width(), (child.text(), size)

    stage.qtbot.waitUntil(whole)
