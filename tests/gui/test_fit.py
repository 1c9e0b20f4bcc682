"""The window in its default size shows every screen whole; at twice the text size on a small screen nothing is cut.

The widgets themselves are asked, in one window that goes through all screens, as a person's does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.authenticators.engine.view import View
from cosmic_login.core.extensions import installed
from cosmic_login.core.identity import ServiceId
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompt_kinds import load
from cosmic_login.core.prompts import ChooseServiceId
from cosmic_login.testing.gallery import dialogs
from cosmic_login.testing.gallery.login_screens import HELP, MAIN, SHEETS, SITHS, GallerySheet
from cosmic_login.ui import design_tokens
from cosmic_login.ui.language import set_language
from cosmic_login.ui.widgets.qr_code import QrCode
from tests.gui.scripted import Scripted, Stage
from tests.gui.test_sheets import cut, show

#: What a screen of 1366 x 768 leaves a window under its title bar and above a task bar.
SMALL = QSize(1366, 688)


def all_sheets() -> tuple[GallerySheet, ...]:
    """Return the gallery's screens, with those of the prompts that other distributions have registered here."""
    return (*SHEETS, *(sheet for kind in installed().prompts if kind.sheets for sheet in load(kind.sheets)))


@pytest.fixture
def furnished(qtbot: QtBot, script: Scripted) -> Iterator[Stage]:
    """Give the whole window with what the dialogs read from."""
    stage = Stage(qtbot, script, **dialogs.ports())
    yield stage
    stage.close()


def scrolls(window: QWidget) -> list[str]:
    """Return what can be scrolled in a window."""
    return [
        f"{type(area).__name__} by {bar.maximum()}"
        for area in window.findChildren(QAbstractScrollArea)
        if area.isVisibleTo(window)
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar())
        if bar.isVisibleTo(window) and bar.maximum() > 0
    ]


def outside(window: QWidget) -> list[str]:
    """Return the words and buttons of which a part is beyond an edge, where nothing scrolls."""
    found: list[str] = []
    for child in window.findChildren(QWidget):
        if not isinstance(child, (QLabel, QAbstractButton)) or child.window() is not window:
            continue
        if not child.isVisibleTo(window) or child.visibleRegion().isEmpty():
            continue
        place = QRect(QPoint(0, 0), child.size())
        around: QWidget = child
        while around is not window:
            place.translate(around.pos())
            around = cast("QWidget", around.parentWidget())
            if isinstance(around.parentWidget(), QAbstractScrollArea):
                break  # it scrolls: what does not show is scrolled to
            if not around.rect().contains(place):
                found.append(child.text())
                break
    return found


def faults(window: QWidget, *, whole: bool) -> list[str]:
    """Return what is wrong: cut, outside, and, where it has to show ``whole``, scrolling."""
    return cut(window) + outside(window) + (scrolls(window) if whole else [])


def settled(window: QWidget, *, whole: bool, where: str) -> None:
    """Have the layouts settle, and see that nothing is wrong then."""
    for _ in range(24):  # layouts of wrapped text take some rounds, and each may ask for another
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        if not faults(window, whole=whole):
            return
    pytest.fail(f"{where}: {faults(window, whole=whole)}")


def go_through(stage: Stage, scale: float, size: QSize | None) -> dict[str, set[tuple[int, int]]]:
    """Go through all screens in both languages; return what there is to tell of sizes.

    ``size`` is the main window's; none: as it came. Only then everything has to show whole.
    """
    app, number = stage.app, 1000
    app.features.settings.theme.set(text_scale=scale)
    app.window.resize(size or app.window.size())
    sizes: dict[str, set[tuple[int, int]]] = {}
    for language in ("sv", "en"):
        set_language(app.qt, language)
        for sheet in all_sheets():
            stage.siths.pad.show_keypad(shown=sheet.keypad)
            window = show(stage, sheet, number)
            number += len(sheet.views)
            if sheet.window == SITHS and size is not None:
                window.resize(window.size().boundedTo(size))
            whole = sheet.window != HELP and size is None
            settled(window, whole=whole, where=f"{sheet.name}, {language}, {scale}")
            _note(sizes, sheet, window)
            if sheet.window == MAIN and scrolls(window):
                sizes.setdefault("scrolling", set()).add((number, 0))
            if app.features.help.shown is not None:
                app.features.help.shown.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return sizes


def _note(sizes: dict[str, set[tuple[int, int]]], sheet: GallerySheet, window: QWidget) -> None:
    if sheet.window == SITHS:
        sizes.setdefault("siths", set()).add((0, window.height()))
    for code in window.findChildren(QrCode):
        if code.isVisibleTo(window):
            sizes.setdefault(sheet.name, set()).add(code.size().toTuple())


def test_in_its_default_size_every_screen_shows_whole(furnished: Stage) -> None:
    assert furnished.app.window.width() <= SMALL.width()
    assert furnished.app.window.height() <= SMALL.height()
    sizes = go_through(furnished, 1.0, None)
    assert len(sizes.pop("siths")) == 1, "the SITHS eID window keeps its height"
    orders = {side for name, seen in sizes.items() if name.startswith("qr") for side in seen}
    assert len(orders) == 1, "the code has one size through an order"
    (side,) = orders
    assert min(side) == max(side) >= 300
    assert set(sizes) >= {"qr", "qr-scanned", "qr-bankid-last-code", "phone-activation"}


def test_on_a_small_screen_nothing_is_cut_at_twice_the_text_size(furnished: Stage) -> None:
    sizes = go_through(furnished, 2.0, SMALL)
    assert len(sizes["scrolling"]) < 2 * len(SHEETS) / 4, "the most fit on the screen even so"


@pytest.mark.parametrize("number", [2, 8])
def test_filtering_the_service_ids_moves_nothing(stage: Stage, number: int) -> None:
    ids = tuple(ServiceId(f"TST-{i}", f"Region {name}", f"{i}") for i, name in enumerate("ABCDEFGH"[:number]))
    stage.app.show_view(View("choose_service_id", prompt=ChooseServiceId(ids), number=1))
    screen = stage.screen
    settled(stage.app.window, whole=number == 2, where="the chooser")

    def places() -> list[tuple[int, int]]:
        settled(stage.app.window, whole=False, where="the chooser")
        parts = (stage.app.window.card, screen.cancel, *(button for button in screen.buttons if button.isVisible()))
        return [part.mapTo(stage.app.window, QPoint(0, 0)).toTuple() for part in parts]

    before = places()
    stage.press(Qt.Key.Key_A)
    assert screen.filter.hasFocus()
    assert [button.isVisible() for button in screen.buttons] == [True] + [False] * (number - 1)
    assert places() == before[:3]
    stage.type("xyz")
    assert screen.nothing.isVisible()
    assert places() == before[:2]
    for _ in "Axyz":
        stage.press(Qt.Key.Key_Backspace)
    assert places() == before


def test_what_is_said_at_the_start_moves_no_button(stage: Stage) -> None:
    start, window = stage.app.window.start, stage.app.window

    def places() -> list[tuple[int, int]]:
        settled(window, whole=True, where="the start")
        return [button.mapTo(window, QPoint(0, 0)).toTuple() for button in (*start.front.values(), start.other_way)]

    before = places()
    start.show_availability({way: way in {"siths-md", "bankid"} for way in METHODS})
    assert start.open_ways.isVisible()
    assert places() == before


def test_the_certificate_comes_where_it_was_waited_for(stage: Stage) -> None:
    places = []
    for name in ("certificate-reading", "certificate"):
        window = show(stage, next(sheet for sheet in SHEETS if sheet.name == name))
        settled(window, whole=True, where=name)
        places.append(
            [part.mapTo(window, QPoint(0, 0)).toTuple() for part in (stage.screen.heading, stage.screen.next)]
        )
    assert places[0] == places[1]


def test_dialogs_show_whole_in_their_own_size(furnished: Stage) -> None:
    for language in ("sv", "en"):
        set_language(furnished.app.qt, language)
        for name in dialogs.DIALOGS:
            dialog = dialogs.opened(furnished.app, name)
            furnished.qtbot.waitUntil(lambda dialog=dialog: dialogs.filled(dialog))  # type: ignore[misc]
            long = name in {"settings", "trainer"}  # lists of what there is to set
            settled(dialog, whole=not long, where=f"{name}, {language}")
            page = dialog.findChild(QWidget, "siths")
            if page is not None and not long:  # what holds the list has the list's colour
                corner = dialog.grab().toImage().pixelColor(2, 2).name()
                assert corner == design_tokens.LIGHT.surface, name
            dialog.close()
