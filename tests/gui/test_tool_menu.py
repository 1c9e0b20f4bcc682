"""The menu of tools: everything that can be opened beside the login, and what is shut looks shut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cosmic_login import __version__
from cosmic_login.gui.shell.phone_process import PhoneProcess
from cosmic_login.testing.gallery import dialogs
from cosmic_login.ui.design_tokens import THEMES

from .scripted import Scripted, Stage

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")


@pytest.fixture
def whole(qtbot: QtBot, script: Scripted) -> Iterator[Stage]:
    """Yield a window with everything beside it that there can be."""
    made = Stage(qtbot, script, **dialogs.ports())
    PhoneProcess(made.app.window, lambda: ["true"], made.app.ending)
    yield made
    made.close()


def test_it_holds_all_tools_with_their_keys_and_help_is_last(whole: Stage) -> None:
    tools = whole.app.window.header.tools
    menu = tools.menu_of_tools()
    groups: list[list[str]] = [[]]
    for action in menu.actions():
        if action.isSeparator():
            groups.append([])
        else:
            groups[-1].append(action.text())
    assert groups[1:] == [
        ["Inställningar…\tCtrl+,", "Diagnos…\tCtrl+D", "Programmets logg…"],
        ["Hjälp med inloggning\tF1", "Om Cosmic Login…"],
    ]
    assert {"Övningsledarens panel\tF6", "Telefon…\tCtrl+P"} <= set(groups[0])
    tools.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    next(action for action in popup.actions() if action.text().startswith("Om ")).trigger()
    popup.close()
    about = whole.app.features.help.about
    assert about is not None
    assert __version__ in about.versions.toPlainText()
    whole.app.features.settings.change("language", "en")
    assert whole.app.features.help.about is not None
    assert whole.app.features.help.about.windowTitle() == "About Cosmic Login"
    assert tools.text() == "Menu"


def _colours(menu: QMenu, place: int) -> set[str]:
    """Return the colours of an entry's pixels."""
    picture: QImage = menu.grab(menu.actionGeometry(menu.actions()[place])).toImage()
    return {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_what_is_shut_looks_shut(stage: Stage, theme: str) -> None:
    stage.app.features.settings.change("theme", theme)
    menu = QMenu(stage.app.window)
    menu.addAction("Öppet").setEnabled(True)
    menu.addAction("Stängt").setEnabled(False)
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    colours = THEMES[theme]
    assert colours.text in _colours(menu, 0)
    assert colours.text not in _colours(menu, 1)
    assert colours.on_disabled in _colours(menu, 1)
