"""The panel itself: its parts under each other, each below a heading that shows and hides it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cosmic_login.gui.ports.trainer import Surroundings
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.cards import CardsPart
from cosmic_login.gui.trainer.clock import ClockPart
from cosmic_login.gui.trainer.desk import DeskPart
from cosmic_login.gui.trainer.faults import FaultsPart
from cosmic_login.gui.trainer.lessons import LessonsPart
from cosmic_login.gui.trainer.manner import MannerPart
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.gui.trainer.phone import PhonePart
from cosmic_login.gui.trainer.services import ServicesPart
from cosmic_login.gui.trainer.starting_over import StartOverPart
from cosmic_login.gui.trainer.trail import TrailPart
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.scrolled_pane import ScrolledPane
from cosmic_login.ui.widgets.section import FoldingSection

if TYPE_CHECKING:
    from cosmic_login.gui.ports.cards import CardChoice


class TrainerPanel(ScrolledPane):
    """Shows the surroundings, and tells what the trainer wants; ``left`` is Esc. Does nothing by itself."""

    hidden = Signal()

    def __init__(
        self,
        cards: Callable[[], Sequence[CardChoice]],
        pace: float,
        hold: float,
        opened: Mapping[str, bool] | None = None,
    ) -> None:
        """Show the sections that ``opened`` says, by their names, and the others as usual."""
        super().__init__()
        self.setAccessibleName(texts.say(texts.PANEL))
        self._stops: list[QWidget] = []
        self.trouble = Note()
        self.lessons = LessonsPart()
        self.cards = CardsPart(cards)
        self.phone = PhonePart()
        self.services = ServicesPart()
        self.faults = FaultsPart()
        self.clock = ClockPart()
        self.manner = MannerPart(pace, hold)
        self.desk, self.trail, self.start_over = DeskPart(cards), TrailPart(), StartOverPart()
        self.shut = ActionButton(texts.say(texts.CLOSE), QUIET)
        self.shut.clicked.connect(self.hidden)
        parts: tuple[tuple[str, str, PanelPart, bool], ...] = (
            ("lessons", texts.LESSONS, self.lessons, True),
            ("cards", texts.CARDS, self.cards, True),
            ("phone", texts.PHONE, self.phone, True),
            ("services", texts.SERVICES, self.services, True),
            ("faults", texts.FAULTS, self.faults, False),
            ("clock", texts.TIME, self.clock, True),
            ("manner", texts.MANNER_AND_PACE, self.manner, True),
            ("desk", texts.DESK, self.desk, False),
            ("trail", texts.TRAIL, self.trail, False),
        )
        shown = opened or {}
        self._parts = [part for _, _, part, _ in parts]
        self.sections = {
            name: FoldingSection(texts.say(title), part, opened=shown.get(name, usual))
            for name, title, part, usual in parts
        }
        head = (
            Paragraph(texts.say(texts.PANEL), "heading"),
            Paragraph(texts.say(texts.ABOUT), "caption"),
            self.trouble,
        )
        for part in (*head, *self.sections.values(), self.start_over, self.shut):
            self.column.addWidget(part)
        self.fill()

    @property
    def opened(self) -> Mapping[str, bool]:
        """Which sections are shown, by their names."""
        return {name: section.opened for name, section in self.sections.items()}

    def show_surroundings(self, now: Surroundings) -> None:
        """Show how things stand."""
        self.cards.show_surroundings(now)
        self.services.show_surroundings(now)
        self.faults.show_surroundings(now)
        self.clock.show_surroundings(now)
        self.phone.show_people(now.people)
        self.desk.show_people(now.people)
        self.desk.look_at_cards()
        stops: list[QWidget] = []
        for section, part in zip(self.sections.values(), self._parts, strict=True):
            stops += [section.heading, *part.stops()]
        stops += [*self.start_over.stops(), self.shut]
        if stops != self._stops:
            self._stops = stops
            for before, after in itertools.pairwise(stops):
                QWidget.setTabOrder(before, after)

    def first_focus(self) -> QWidget:
        """Return what has the focus when the panel is gone to."""
        return next(iter(self.sections.values())).heading
