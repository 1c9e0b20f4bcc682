"""The pane itself: shows a lesson as it stands, and tells what is wanted. Does nothing by itself."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from cosmic_login.gui.lesson import texts
from cosmic_login.gui.lesson.words import mistake_words, result_lines, step_words
from cosmic_login.gui.ports.lesson import LessonSeen
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import PRIMARY, QUIET, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.scrolled_pane import ScrolledPane

#: Plays the step that is held before, from whichever window has the keyboard.
NEXT_KEY = "F8"
_DONE_SHOWN = 4  # of the steps that are done, the last ones: what is next must be in view


class LessonPane(ScrolledPane):
    """What a trainee has beside the login. ``left`` is Esc: back to Cosmic."""

    go_on = Signal()
    hold = Signal()
    back = Signal()
    again = Signal()
    paced = Signal(object)  # seconds, or None
    hint_wanted = Signal()
    begin_again = Signal()
    sheet_wanted = Signal()
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._seen: LessonSeen | None = None
        self.way, self.title, self.goal = Paragraph("", "mark"), Paragraph("", "heading"), Paragraph("", "small")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.step, self.said = Paragraph("", "subheading"), Paragraph("", "body")
        self.note, self.hint = Note(), Note()
        self.done = [Paragraph("", "muted") for _ in range(_DONE_SHOWN)]
        self.done_heading = Paragraph("", "label")
        self.outcome = Paragraph("", "subheading")
        self.lines = Paragraph("", "small")
        self.go_on_button, self.hold_button = ActionButton("", PRIMARY), ActionButton("")
        self.back_button, self.again_button = ActionButton(""), ActionButton("")
        self.hint_button, self.begin_button = ActionButton(""), ActionButton("")
        self.sheet_button, self.leave_button = ActionButton(""), ActionButton("", QUIET)
        self.pace = ChoiceButton("", {None: ""}, None)
        self._buttons = (
            (self.go_on_button, texts.GO_ON, self.go_on),
            (self.hold_button, texts.HOLD, self.hold),
            (self.hint_button, texts.HINT, self.hint_wanted),
            (self.back_button, texts.BACK, self.back),
            (self.again_button, texts.AGAIN, self.again),
            (self.sheet_button, texts.SHEET, self.sheet_wanted),
            (self.begin_button, texts.BEGIN_AGAIN, self.begin_again),
            (self.leave_button, texts.LEAVE, self.leave),
        )
        for button, _words, signal in self._buttons:
            button.clicked.connect(signal)
        self.go_on_button.guarded = False  # who looks on goes from step to step as quickly as they like
        self.pace.chosen.connect(self.paced)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.way, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.title, self.goal, self.progress, self.step, self.said, self.note, self.hint,
                     self.outcome, self.lines):  # fmt: skip
            column.addWidget(part)
        column.addSpacing(design_tokens.GRID)
        for button, _words, _signal in self._buttons[:5]:
            column.addWidget(button)
        column.addWidget(self.pace)
        for button, _words, _signal in self._buttons[5:]:
            column.addWidget(button)
        column.addSpacing(design_tokens.GRID)
        for part in (self.done_heading, *self.done):
            column.addWidget(part)
        self.fill()
        stops = [button for button, _words, _signal in self._buttons[:5]]
        stops += [self.pace, *(button for button, _words, _signal in self._buttons[5:])]
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setAccessibleName(texts.say(texts.PANE))
        for button, words, _signal in self._buttons:
            button.set_label(texts.say(words))
        self.go_on_button.set_sub(NEXT_KEY)
        self.pace.set_label(texts.say(texts.PACE))
        self.pace.set_options({pace: texts.say(words) for pace, words in texts.PACES.items()})
        self.done_heading.setText(texts.say(texts.DONE))
        if self._seen is not None:
            self.show_lesson(self._seen)

    def show_lesson(self, seen: LessonSeen) -> None:
        """Show how a lesson stands."""
        self._seen = seen
        over = seen.result is not None
        self.way.say(texts.say(texts.WAYS[seen.way]))
        self.title.say(seen.title)
        self.goal.say(seen.goal)
        self.progress.setRange(0, max(seen.steps, 1))
        self.progress.setValue(len(seen.done))
        self.progress.setAccessibleName(step_words(seen))
        self.step.say("" if over else step_words(seen) if seen.ready else texts.say(texts.SETTING_UP))
        self.said.say("" if over or not seen.ready or seen.way == "test" else seen.said)
        self._show_mistake(seen)
        self.hint.say(texts.say(texts.HINT_TOLD).format(hint=seen.hint) if seen.hint and not over else "")
        done = seen.done[-_DONE_SHOWN:] if seen.way != "test" else ()
        self.done_heading.setVisible(bool(done))
        for place, paragraph in enumerate(self.done):
            paragraph.say(f"✓ {done[place]}" if place < len(done) else "")
            paragraph.setAccessibleName(texts.say(texts.DONE_ROW).format(step=done[place]) if place < len(done) else "")
        self._show_result(seen)
        self._show_buttons(seen)

    def _show_mistake(self, seen: LessonSeen) -> None:
        mistake = seen.mistake
        if mistake is None or seen.result is not None or seen.way == "test":
            self.note.say("")
        else:
            way_on = texts.BACK_ON_TRACK if mistake.back else texts.GO_BACK
            words = texts.say(texts.MISTAKE).format(words=mistake_words(mistake))
            self.note.say(f"{words} {texts.say(way_on)}", "warning")

    def _show_result(self, seen: LessonSeen) -> None:
        result = seen.result
        if result is None:
            self.outcome.say("")
            self.lines.say("")
            return
        self.outcome.say(texts.say(texts.FINISHED if result.finished else texts.NOT_FINISHED))
        self.lines.say(result.failure or ("\n".join(result_lines(result)) if seen.way != "show" else ""))

    def _show_buttons(self, seen: LessonSeen) -> None:
        over, shows = seen.result is not None, seen.way == "show"
        wanted = {
            self.go_on_button: shows and not over and (seen.holding or seen.pace is None),
            self.hold_button: shows and not over and seen.pace is not None and not seen.holding,
            self.hint_button: seen.way == "practise" and seen.ready and not over and seen.has_hint and not seen.hint,
            self.back_button: shows and bool(seen.done),
            self.again_button: shows and bool(seen.done),
            self.sheet_button: over and seen.way == "test",
            self.begin_button: seen.way == "practise" or over,
            self.leave_button: True,
        }
        lost = next((button for button, there in wanted.items() if button.hasFocus() and not there), None)
        for button, there in wanted.items():
            button.setVisible(there)
        self.back_button.setEnabled(seen.holding or over)
        self.again_button.setEnabled(seen.holding or over)
        self.pace.setVisible(shows and not over)
        self.pace.show_value(seen.pace)
        if lost is not None:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def spoken(self) -> str:
        """Return what is read out when the lesson stands otherwise than before."""
        parts = (self.step, self.outcome, self.note.words, self.hint.words, self.said, self.lines)
        return " ".join(part.text() for part in parts if part.text())

    def first_focus(self) -> QWidget:
        """Return what has the focus when the pane is gone to."""
        buttons: list[QWidget] = [button for button, _words, _signal in self._buttons]
        return next((each for each in buttons if not each.isHidden() and each.isEnabled()), self.leave_button)
