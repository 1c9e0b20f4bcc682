"""The panel's first part: the lessons that there are, and three ways to begin one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.wrapped_list import WrappedList

if TYPE_CHECKING:
    from cosmic_login.gui.ports.trainer import LessonOffered

_HIGH = 220


class LessonsPart(PanelPart):
    """A list to choose from, what the chosen one is about, and how to begin it. One lesson runs at a time."""

    begun = Signal(str, str)  # lesson, way

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[LessonOffered, ...] = ()
        self._running = False
        self.said = Note()
        self.list = WrappedList(texts.say(texts.LESSONS))
        self.list.setFixedHeight(active_theme().px(_HIGH))
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.list.itemActivated.connect(lambda _item: self._begin("practise"))
        self.goal = Paragraph("", "muted")
        self.ways = {
            way: ActionButton(texts.say(words), PRIMARY if way == "practise" else "secondary")
            for way, words in texts.WAYS.items()
        }
        row = QHBoxLayout()
        row.setSpacing(2 * design_tokens.GRID)
        for way, button in self.ways.items():
            button.setAccessibleDescription(texts.say(texts.WAYS_ABOUT[way]))
            button.setToolTip(texts.say(texts.WAYS_ABOUT[way]))
            button.clicked.connect(lambda _checked=False, name=way: self._begin(name))
            row.addWidget(button, 1)
        for part in (self.said, self.list, self.goal):
            self.column.addWidget(part)
        self.column.addLayout(row)
        self._show()

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.list, *self.ways.values()]

    def show_lessons(self, lessons: Sequence[LessonOffered]) -> None:
        """Show which lessons there are; the chosen one stays chosen."""
        if tuple(lessons) == self._offered:
            return
        chosen = self.chosen
        self._offered = tuple(lessons)
        self.list.clear()
        for place, lesson in enumerate(self._offered):
            item = QListWidgetItem("\n".join(part for part in (lesson.title, ", ".join(lesson.rows)) if part))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{lesson.title}. {', '.join(lesson.rows)}")
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, lesson.goal)
            self.list.addItem(item)
            if chosen is not None and lesson.id == chosen.id:
                self.list.setCurrentRow(place)
        self.list.fit()
        if self.list.currentRow() < 0 and self._offered:
            self.list.setCurrentRow(0)
        self._show()

    @property
    def chosen(self) -> LessonOffered | None:
        """The lesson that is chosen."""
        row = self.list.currentRow()
        return self._offered[row] if 0 <= row < len(self._offered) else None

    def show_running(self, *, running: bool, words: str, tone: str = "info") -> None:
        """Say how a lesson stands; while one runs, no other begins."""
        self._running = running
        self.said.say(words, tone)
        self._show()

    def _show(self) -> None:
        self.goal.say(self.chosen.goal if self.chosen is not None else "")
        there = self.chosen is not None and not self._running
        if not there and any(button.hasFocus() for button in self.ways.values()):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would go on to the next part
        for button in self.ways.values():
            button.setEnabled(there)

    def _begin(self, way: str) -> None:
        if self.chosen is not None and not self._running:
            self.begun.emit(self.chosen.id, way)
