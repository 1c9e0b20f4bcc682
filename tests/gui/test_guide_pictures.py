"""The photographer: numbers on widgets, their names, and nothing left in a code field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.guide.scene import part_of
from cosmic_login.desktop.photographer import photograph
from cosmic_login.ui.theme import Theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.note import Note


class Page(QWidget):
    """A code, buttons and a note."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.note = CodeField(), Note("Kortet sitter kvar.")
        self.field.setAccessibleName("Kod")
        self.ways = [ActionButton("&Nästa"), ActionButton("Avbryt")]
        self.named = {"siths-md": self.ways[1]}
        self.hidden = ActionButton("Dold")
        column = QVBoxLayout(self)
        for widget in (self.field, self.note, *self.ways, self.hidden):
            column.addWidget(widget)
        self.hidden.hide()
        self.resize(300, 400)
        self.show()


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> Iterator[Page]:
    theme = Theme(qapp, "light", 1.0)
    page = Page()
    qtbot.addWidget(page)
    yield page
    theme.deleteLater()


def test_numbers_stand_at_the_widgets_and_have_their_names(page: Page) -> None:
    taken = photograph(page, [page.ways[0], page.field, page.note])
    assert taken.legend == ("Nästa", "Kod", "Kortet sitter kvar.")
    assert (taken.width, taken.height) == (page.width(), page.height())
    image = QImage.fromData(taken.png)
    assert (image.width(), image.height()) == (2 * page.width(), 2 * page.height())
    for widget in (page.ways[0], page.field):
        corner = widget.mapTo(page, QPoint(widget.width() - 9, -4))  # within the circle, beside the number
        assert image.pixelColor(corner * 2) == QColor("#a3263b")


def test_a_code_field_looks_filled_and_is_as_empty_as_before(page: Page) -> None:
    empty = page.grab().toImage()
    taken = QImage.fromData(photograph(page, []).png)
    assert (page.field.count, page.field.text()) == (0, "")
    place = page.field.mapTo(page, page.field.rect().center())
    dots = {taken.pixel(2 * place.x() + dx, 2 * place.y()) for dx in range(-80, 80)}
    before = {empty.pixel(place.x() + dx, place.y()) for dx in range(-40, 40)}
    assert len(dots) > len(before)


def test_a_part_is_found_by_names_keys_and_places(page: Page) -> None:
    assert part_of(page, "ways.0") is page.ways[0]
    assert part_of(page, "named.siths-md") is page.ways[1]
    assert part_of(page, "note.words") is page.note.words


@pytest.mark.parametrize("path", ["hidden", "windowTitle"])
def test_what_is_no_widget_or_not_seen_is_no_part(page: Page, path: str) -> None:
    with pytest.raises(LoginFailure) as told:
        part_of(page, path)
    assert told.value.code == "guide.no_picture"
    assert path in told.value.detail
