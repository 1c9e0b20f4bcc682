"""Every screen in both languages and at twice the text size on a small window: nothing is cut.

One window for each look goes through all of them, as a person's does.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.flow import LOGIN
from cosmic_login.testing.gallery import dialogs, phone_screens
from cosmic_login.testing.gallery.login_screens import HELP, SHEETS, SITHS, STRIP, GallerySheet, fresh
from cosmic_login.ui.design_tokens import TARGET
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.countdown import Countdown
from cosmic_login.ui.widgets.paragraph import Paragraph
from tests.gui.scripted import Scripted, Stage

#: Both languages, at the usual text size and at twice that.
LOOKS = pytest.mark.parametrize(("scale", "language"), [(1.0, "sv"), (1.0, "en"), (2.0, "en"), (2.0, "sv")])
GALLERY = Path(__file__).parents[2] / "docs" / "gallery"


def show(stage: Stage, sheet: GallerySheet, first_number: int = 1000) -> QWidget:
    """Show a sheet's views in both windows; return the window that it is about."""
    stage.app.window.start.show_availability(sheet.ways)
    for view in fresh(sheet, first_number, Countdown.now()):
        stage.app.show_view(view)
    if sheet.window == HELP:
        stage.app.actions.show_help(topic=sheet.help_topic)
        assert stage.app.features.help.shown is not None
        return stage.app.features.help.shown
    if sheet.window == STRIP:
        assert stage.app.features.freeze is not None
        assert stage.app.features.freeze.strip is not None
        return stage.app.features.freeze.strip
    return stage.siths if sheet.window == SITHS else stage.app.window


def cut(window: QWidget) -> list[str]:
    """Return the texts that do not have the room they need."""
    found = []
    for area in window.findChildren(QScrollArea):
        page = area.widget()
        if area.isVisibleTo(window) and page is not None and page.width() > area.viewport().width():
            found.append("a page is wider than the window")
    for child in window.findChildren(QWidget):
        here = child.window() is window and child.isVisibleTo(window)
        if isinstance(child, (Paragraph, ActionButton)) and here:
            low = child.height() < child.heightForWidth(child.width())
            outside = child.mapTo(window, child.rect().topRight()).x() > window.width()
            small = isinstance(child, ActionButton) and child.height() < TARGET
            found += [child.text()] if low or outside or small else []
    return found


def settled(window: QWidget) -> list[str]:
    """Have the layouts settle, by events; return what is cut even then."""
    for _ in range(24):  # layouts of wrapped text take some rounds, and each may ask for another
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        if not cut(window):
            return []
    return cut(window)


def put_away(stage: Stage) -> None:
    """Close the help, so that the next sheet meets the windows as a person's does."""
    if stage.app.features.help.shown is not None:
        stage.app.features.help.shown.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_every_state_has_a_sheet() -> None:
    shown = {state for sheet in SHEETS for state in sheet.shows}
    assert shown == {state.name for state in LOGIN.leaves()}


def test_sheets_have_names_of_their_own_and_stand_in_the_gallery() -> None:
    names = [*(sheet.name for sheet in SHEETS), *dialogs.DIALOGS, *(page.name for page in phone_screens.SHEETS)]
    assert len(names) == len(set(names))
    listed = (GALLERY / "README.md").read_text("utf-8")
    for name in names:
        assert f"({name}.png)" in listed, f"run make gallery: {name} is not listed"
        assert (GALLERY / f"{name}.png").is_file(), f"run make gallery: {name}.png is missing"
    assert {path.stem for path in GALLERY.glob("*.png")} == set(names)
    assert sum(path.stat().st_size for path in GALLERY.iterdir()) < 15_000_000


@LOOKS
def test_nothing_is_cut(qtbot: QtBot, script: Scripted, scale: float, language: str) -> None:
    stage = Stage(qtbot, script, given={"theme": "light", "text_scale": scale, "language": language})
    faults: dict[str, list[str]] = {}
    try:
        for number, sheet in enumerate(SHEETS, 1):
            stage.app.window.resize(320, 480)
            window = show(stage, sheet, 1000 * number)
            window.resize(320, 480)
            faults[sheet.name] = settled(window)
            put_away(stage)
    finally:
        stage.close()
    assert faults == {sheet.name: [] for sheet in SHEETS}


@LOOKS
def test_nothing_is_cut_in_a_dialog(qtbot: QtBot, script: Scripted, scale: float, language: str) -> None:
    given = {"theme": "light", "text_scale": scale, "language": language}
    stage = Stage(qtbot, script, given=given, **dialogs.ports())
    faults: dict[str, list[str]] = {}
    try:
        for name in dialogs.DIALOGS:
            dialog = dialogs.opened(stage.app, name)
            dialog.resize(320, 480)
            qtbot.waitUntil(lambda dialog=dialog: dialogs.filled(dialog))  # type: ignore[misc]
            faults[name] = settled(dialog)
            dialog.close()
    finally:
        stage.close()
    assert faults == {name: [] for name in dialogs.DIALOGS}
