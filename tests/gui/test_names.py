"""Every control has a name that tests can go by: one of its own in its window, the same in each language, and kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.testing.gallery import dialogs, phone_screens
from cosmic_login.testing.gallery.login_screens import SHEETS
from cosmic_login.ui.language import set_language
from cosmic_login.ui.names import is_control, name_controls
from cosmic_login.ui.side_pane import PaneWindow
from tests.gui.phone_stage import PhoneStage
from tests.gui.scripted import Scripted, Stage
from tests.gui.test_sheets import show

#: What every control is called. ``COSMIC_WRITE_NAMES=1`` writes it anew; a name that goes is a line in CHANGELOG.md.
KEPT = Path(__file__).parents[2] / "docs" / "controls.md"


LATE = ("requests-", "elsewhere-")


@pytest.fixture
def furnished(qtbot: QtBot, script: Scripted) -> Iterator[Stage]:
    stage = Stage(qtbot, script, **dialogs.ports())
    yield stage
    stage.close()


def names(window: QWidget, where: str) -> list[str]:
    """Return the names of what can be used in a window now, each its own."""
    there = [each for each in window.findChildren(QWidget) if is_control(each) and each.isVisibleTo(window)]
    # A screen itself has the keyboard where it has nothing to be used.
    there = [each for each in there if each.window() is window and not isinstance(each, (Screen, PhonePage))]
    told = [(each.objectName(), type(each).__name__, type(each.parentWidget()).__name__) for each in there]
    found = [name for name, *_ in told]
    assert "" not in found, f"{where}: a control without a name: {told}"
    assert len(found) == len(set(found)), f"{where}: a name twice: {told}"
    return sorted(found)


def told(where: str, found: list[str]) -> str:
    return f"| {where} | {' '.join(f'`{name}`' for name in found)} |"


def whole(dialog: QWidget) -> bool:
    """Whether all is there that comes after the dialog; it has its names then."""
    name_controls(dialog)
    late = {"services-idp", "virtuell-läsare-2-unplug"}  # the panel's readers and services
    panel = dialogs.filled(dialog) and isinstance(dialog, PaneWindow)
    return dialogs.filled(dialog) and (not panel or late <= set(names(dialog, "panel")))


def of_login_windows(stage: Stage, language: str) -> Iterator[str]:
    set_language(stage.app.qt, language)
    number = 1000
    for sheet in SHEETS:
        stage.siths.pad.show_keypad(shown=sheet.keypad)
        window = show(stage, sheet, number)
        number += len(sheet.views)
        yield told(sheet.name, names(window, sheet.name))
        if stage.app.features.help.shown is not None:
            stage.app.features.help.shown.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for name in dialogs.DIALOGS:
        dialog = dialogs.opened(stage.app, name)
        stage.qtbot.waitUntil(lambda dialog=dialog: whole(dialog), timeout=30_000)  # type: ignore[misc]
        yield told(name, names(dialog, name))
        dialog.close()


def of_phone(stage: PhoneStage) -> Iterator[str]:
    for sheet in phone_screens.SHEETS:
        stage.put(sheet)
        QApplication.processEvents()
        found = names(stage.window, sheet.name)
        # What other phones and services answer comes when it comes, and so do the trainer's people.
        late = {holder.key for holder in phone_screens.ToldTrainer().holders()}
        yield told(sheet.name, [name for name in found if name not in late and not name.startswith(LATE)])


def test_every_control_has_its_name_in_each_language(qtbot: QtBot, furnished: Stage) -> None:
    rows: dict[str, list[str]] = {}
    for language in ("en", "sv"):
        rows[language] = list(of_login_windows(furnished, language))
    assert rows["en"] == rows["sv"]
    phone = PhoneStage(qtbot)
    try:
        rows["sv"] += of_phone(phone)
    finally:
        phone.app.finish()
    lines = [line for line in KEPT.read_text("utf-8").splitlines() if line.startswith("| ") and "`" in line]
    if os.environ.get("COSMIC_WRITE_NAMES"):
        text = KEPT.read_text("utf-8").partition("| --- | --- |\n")
        KEPT.write_text(text[0] + text[1] + "\n".join(rows["sv"]) + "\n", "utf-8")
    else:
        assert rows["sv"] == lines, "COSMIC_WRITE_NAMES=1 writes docs/controls.md anew"
