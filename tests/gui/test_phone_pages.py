"""Every page of the phone: reachable, named, wholly to be seen in both languages, and read out.

One phone goes through all pages, as a person's does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.phone.window import chart
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.phone.window.outcome_pages import FailedPage
from cosmic_login.phone.window.settings_page import SettingsPage, Switch
from cosmic_login.phone.window.window import STAYS
from cosmic_login.testing.gallery.phone_screens import ANNA, LOGIN, SHEETS
from cosmic_login.ui.design_tokens import THEMES
from cosmic_login.ui.language import active_language
from cosmic_login.ui.side_by_side import put
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.selectable import SelectableText
from tests.gui.phone_stage import PhoneStage


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[PhoneStage]:
    stage = PhoneStage(qtbot)
    yield stage
    stage.close()


def test_every_page_of_the_chart_has_a_sheet_and_every_edge_a_page(stage: PhoneStage) -> None:
    pages = set(chart.EDGES)
    assert {page for sheet in SHEETS for page in sheet.shows} == pages
    assert {target for edges in chart.EDGES.values() for target in edges.values()} <= pages
    assert set(stage.window.makers) == pages - set(STAYS)
    assert pages >= chart.HELD
    for page, event in chart.AGAIN.items():
        assert event in chart.EDGES["failed"], page


def test_every_page_can_be_left() -> None:
    for page, edges in chart.EDGES.items():
        assert "back" in edges or page == "home" or page in chart.HELD, page


def test_everything_that_can_be_reached_has_a_name(stage: PhoneStage) -> None:
    seen = 0
    for sheet in SHEETS:
        stage.put(sheet)
        for child in stage.window.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(stage.window):
                interface = QAccessible.queryAccessibleInterface(child)
                assert interface.text(QAccessible.Text.Name), f"{type(child).__name__} in {sheet.name}"
                seen += 1
    assert seen > 2 * len(SHEETS)


class Windows(QObject):
    """Notes every widget that comes up as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.add(type(watched).__name__)
        return False


def test_no_part_of_a_page_comes_up_as_a_window(stage: PhoneStage) -> None:
    """A flash of a stray window would take the keyboard away."""
    seen = Windows()
    stage.app.qt.installEventFilter(seen)
    for sheet in SHEETS:
        stage.put(sheet)
    stage.app.qt.removeEventFilter(seen)
    assert seen.names == set()


def test_what_is_read_out_begins_with_the_heading(stage: PhoneStage) -> None:
    for sheet in SHEETS:
        page = stage.put(sheet)
        assert page.heading.text(), sheet.name
        assert page.spoken().startswith(page.heading.text()), sheet.name
        assert stage.window.windowTitle(), sheet.name


@pytest.mark.parametrize(("scale", "language"), [(1.0, "sv"), (1.0, "en"), (2.0, "en"), (2.0, "sv")])
def test_nothing_is_cut_on_a_small_window(stage: PhoneStage, scale: float, language: str) -> None:
    stage.app.theme.set(text_scale=scale)
    active_language().set(language)
    faults: dict[str, list[str]] = {}
    for sheet in SHEETS:
        stage.window.resize(320, 480)
        stage.put(sheet)
        for _ in range(24):  # layouts of wrapped text take some rounds, and each may ask for another
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            faults[sheet.name] = cut(stage)
            if not faults[sheet.name]:
                break
    assert faults == {sheet.name: [] for sheet in SHEETS}


def cut(stage: PhoneStage) -> list[str]:
    """Return the texts that do not have the room they need."""
    area = stage.window.frame.area
    found = [] if stage.page.width() <= area.viewport().width() else ["the page is wider than the phone"]
    for child in stage.window.findChildren(QWidget):
        if not isinstance(child, (Paragraph, ActionButton, Switch)) or not child.isVisibleTo(stage.window):
            continue
        low = child.height() < child.heightForWidth(child.width())
        outside = child.mapTo(stage.window, child.rect().topRight()).x() > stage.window.width()
        found += [child.text()] if low or outside else []
    return found


@pytest.mark.parametrize("name", THEMES)
def test_the_case_and_the_page_follow_the_theme(stage: PhoneStage, name: str) -> None:
    stage.app.theme.set(name)
    shot = stage.window.grab().toImage()
    assert shot.pixelColor(2, 2).name() == THEMES[name].canvas
    page = stage.page.mapTo(stage.window, stage.page.rect().center())
    assert shot.pixelColor(page.x(), stage.window.height() - 190).name() == THEMES[name].surface


def test_another_language_says_everything_anew_and_keeps_the_focus(stage: PhoneStage) -> None:
    stage.controller.post("settings")
    page = stage.on(SettingsPage)
    page.choices["language"].setFocus()
    page.choices["language"].choose("en")
    page = stage.on(SettingsPage)
    assert page.heading.text() == "Settings"
    assert page.choices["language"].hasFocus()
    assert stage.window.frame.home_button.text() == "Home"
    page.choices["language"].choose("sv")
    assert stage.page.heading.text() == "Inställningar"


def test_the_phone_takes_the_place_that_was_made_for_it(stage: PhoneStage) -> None:
    for place in (QRect(380, 20, 400, 700), QRect(0, 0, 300, 500)):
        put(stage.window, place)
        assert stage.window.pos() == place.topLeft()
        assert stage.window.frameGeometry().width() == place.width()
        assert stage.window.frameGeometry().height() <= place.height()


@pytest.mark.parametrize(
    ("page", "code", "again"),
    [
        ("opening", "qr.unreadable", "scan"),
        ("opening", "phone.no_id", "add"),
        ("sending", "phone.code_blocked", "add"),
        ("sending", "order.expired", "scan"),
        ("fetching", "order.unknown", ""),
        ("removing", "idp.unreachable", "id"),
    ],
)
def test_a_failure_says_cause_mend_and_code_and_where_again_leads(
    stage: PhoneStage, page: str, code: str, again: str
) -> None:
    stage.window.show_anew(PhonePlace(page, asked=LOGIN, eid=ANNA))
    stage.controller.fail(LoginFailure(code))
    failed = stage.on(FailedPage)
    assert failed.heading.text() == FAILURES[code].cause
    assert failed.sentence.text() == FAILURES[code].mend
    assert f"Felkod {code}" in [stop.toPlainText() for stop in failed.stops() if isinstance(stop, SelectableText)]
    assert stage.controller.place.again == again
    assert ("Försök igen" in stage.buttons()) == bool(again)
