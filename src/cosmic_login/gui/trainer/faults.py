"""The panel's part about faults that systems are to meet: which system, which fault, how long; and those that stand."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.answer_faults import ANSWER_FAULTS, USUAL_DELAY_S, AnswerFault, faults_for
from cosmic_login.gui.ports.trainer import FaultSeen, Surroundings, SystemSeen
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place
from cosmic_login.ui.widgets.switch import SwitchButton

#: (times, seconds), to choose from; and how late an answer may be.
FaultSpan = tuple[int | None, float | None]
FAULT_SPANS: tuple[FaultSpan, ...] = ((1, None), (3, None), (None, 300.0), (None, 3600.0), (None, None))
DELAYS: tuple[float, ...] = (5.0, USUAL_DELAY_S, 60.0)


class FaultsPart(PanelPart):
    """What can be ordered, and a switch for each fault that stands: switched off it is taken back."""

    ordered = Signal(object, str, object, object, object)  # SystemSeen, fault, times, seconds, delay
    withdrawn = Signal(str)
    all_withdrawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.standing: dict[str, SwitchButton] = {}
        self._systems: dict[Hashable, SystemSeen] = {}
        self.note = Note()
        self.system = ChoiceButton(texts.say(texts.FAULT_SYSTEM), {}, "")
        self.fault = ChoiceButton(texts.say(texts.FAULT_WHICH), {}, "")
        self.about, self.must = Paragraph("", "caption"), Paragraph("", "caption")
        self.span = ChoiceButton(texts.say(texts.HOW_LONG), {span: _span(span) for span in FAULT_SPANS}, FAULT_SPANS[0])
        self.delay = ChoiceButton(
            texts.say(texts.FAULT_DELAY),
            {each: texts.count(texts.SECONDS, round(each)) for each in DELAYS},
            USUAL_DELAY_S,
        )
        self.now = Paragraph(texts.say(texts.FAULTS_NOW), "caption")
        self.order = ActionButton(texts.say(texts.FAULT_ORDER))
        self.back = ActionButton(texts.say(texts.FAULTS_BACK), QUIET)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * design_tokens.GRID)
        self._connect()
        about = Paragraph(texts.say(texts.FAULTS_ABOUT), "caption")
        for part in (
            about,
            self.note,
            self.system,
            self.fault,
            self.about,
            self.must,
            self.span,
            self.delay,
            self.order,
        ):
            self.column.addWidget(part)
        self.column.addWidget(self.now)
        self.column.addLayout(self._rows)
        self.column.addWidget(self.back)
        self._show_choice()

    def _connect(self) -> None:
        self.system.chosen.connect(lambda _system: self._show_choice())
        self.fault.chosen.connect(lambda _fault: self._show_choice())
        self.order.clicked.connect(self._order)
        self.back.clicked.connect(self.all_withdrawn)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        choices = (self.system, self.fault, self.span, self.delay, self.order)
        return [*choices, *self.standing.values(), self.back]

    def show_surroundings(self, now: Surroundings) -> None:
        """Show the systems and the orders that stand."""
        self._systems = {(each.protocol, each.system): each for each in now.systems}
        twice = {each.name for each in now.systems if sum(other.name == each.name for other in now.systems) > 1}
        self.system.set_options(
            {
                key: f"{each.name} ({each.system})" if each.name in twice else each.name
                for key, each in self._systems.items()
            }
        )
        known = bool(self._systems) or now.out_of_reach is not None
        self.note.say("" if known else texts.say(texts.FAULTS_NO_SYSTEM), "info")
        self._show_choice()
        self._show_standing({each.order: each for each in now.faults})

    def _show_choice(self) -> None:
        """Offer what the chosen system can meet, and say what the chosen fault is."""
        system = self._systems.get(self.system.value)
        offered = faults_for(system.protocol) if system is not None else ()
        self.fault.set_options({row.name: texts.say_fault(row.label) for row in offered})
        row = ANSWER_FAULTS.get(str(self.fault.value)) if system is not None else None
        self.about.say(texts.say_fault(row.alters) if row is not None else "")
        self.must.say(_must(row) if row is not None else "")
        show_in_place(self.delay, row is not None and row.delayed)
        for button in (self.system, self.fault, self.span, self.order):
            button.setEnabled(row is not None)

    def _show_standing(self, now: dict[str, FaultSeen]) -> None:
        for order in [each for each in self.standing if each not in now]:
            gone = self.standing.pop(order)
            if gone.hasFocus():
                self.order.setFocus()
            self._rows.removeWidget(gone)
            gone.deleteLater()
        for order, seen in now.items():
            if order not in self.standing:
                self._add(order, seen)
            self.standing[order].show_state(on=True, words=self._words(seen))
        for part in (self.now, self.back):
            show_in_place(part, bool(now))

    def _add(self, order: str, seen: FaultSeen) -> None:
        row = ANSWER_FAULTS.get(seen.fault)
        button = self.standing[order] = SwitchButton(texts.say_fault(row.label) if row is not None else seen.fault)
        button.wanted.connect(lambda on: None if on else self.withdrawn.emit(order))
        self._rows.addWidget(button)

    def _words(self, seen: FaultSeen) -> str:
        known = self._systems.get((seen.protocol, seen.system))
        said = [known.name if known is not None else seen.system]
        said += [texts.say(texts.FAULT_STATE).format(state=seen.state)] if seen.state else []
        said += [texts.count(texts.TIMES_LEFT, seen.times)] if seen.times is not None else []
        said += [texts.count(texts.SECONDS_LEFT, round(seen.seconds))] if seen.seconds is not None else []
        if seen.times is None and seen.seconds is None:
            said.append(texts.say(texts.FAULT_STANDS))
        return ", ".join(said)

    def _order(self) -> None:
        system, times_seconds = self._systems.get(self.system.value), cast("FaultSpan", self.span.value)
        row = ANSWER_FAULTS.get(str(self.fault.value))
        if system is not None and row is not None:
            delay = float(str(self.delay.value)) if row.delayed else None
            self.ordered.emit(system, row.name, *times_seconds, delay)


def _must(row: AnswerFault) -> str:
    """Return what a right system does, as a sentence: the table's texts begin with what it does."""
    must = texts.say_fault(row.must)
    return texts.say(texts.FAULT_MUST).format(must=must[:1].lower() + must[1:])


def _span(span: FaultSpan) -> str:
    times, seconds = span
    if times is not None:
        return texts.say(texts.ONCE) if times == 1 else texts.count(texts.FOR_ORDERS, times)
    return texts.say(texts.FAULT_UNTIL_TOLD) if seconds is None else texts.count(texts.FOR_MINUTES, round(seconds / 60))
