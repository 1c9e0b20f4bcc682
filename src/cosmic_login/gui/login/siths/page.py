"""What all pages of the SITHS eID window have in common: code fields with their labels, and how Enter walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.prompts import Answer, Prompt
from cosmic_login.core.secret import CodeKind
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.practice_code import PracticeCode


@dataclass(frozen=True)
class Labelled:
    """A code field, its label, and their texts. ``name`` is what screen readers say."""

    field: CodeField
    label: Paragraph
    label_text: str
    name: str


class SithsPage(QWidget):
    """Asks for one or more codes. ``fields`` are in reading order."""

    changed = Signal()  # how many digits there are
    submitted = Signal()  # Enter in the last field

    #: The button that sends, and what cancelling means; source texts.
    send_text = texts.IDENTIFY
    cancel_text = texts.CANCEL_LOGIN
    practice_text = texts.PRACTICE_CODE

    def __init__(self) -> None:
        super().__init__()
        self.prompt: Prompt[Any] | None = None
        self._labelled: list[Labelled] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2 * design_tokens.GRID)
        self.heading = Paragraph("", "heading")
        self.holder = Paragraph("", "muted")
        self.asks = Paragraph("", "small")
        self.note = Note()
        for part in (self.heading, self.holder, self.asks, self.note):
            self.column.addWidget(part)
        self.practice = PracticeCode()  # placed by each page beside the field that it is for
        self.column.addSpacing(2 * design_tokens.GRID)

    def add_field(self, label: str, name: str, kind: CodeKind = "pin") -> CodeField:
        """Add a code field with its label (source texts) to the column."""
        field = CodeField(kind)
        mark = Paragraph("", "label")
        mark.setBuddy(field)
        self.column.addWidget(mark)
        self.column.addWidget(field)
        self._labelled.append(Labelled(field, mark, label, name))
        field.filled.connect(lambda number: self._filled(field, number))
        field.refused.connect(lambda: self.refuse(field))
        field.submitted.connect(lambda: self._go_on(field))
        return field

    @property
    def fields(self) -> tuple[CodeField, ...]:
        """The fields, in reading order."""
        return tuple(labelled.field for labelled in self._labelled)

    @property
    def complete(self) -> bool:
        """Whether every field has all its digits."""
        return all(field.complete for field in self.fields)

    def retranslate(self) -> None:
        """Say everything anew; what has been typed stays."""
        self.practice.say(texts.say(self.practice_text))
        for labelled in self._labelled:
            labelled.label.setText(texts.say(labelled.label_text))
            labelled.field.setAccessibleName(texts.say(labelled.name))
        if self.prompt is not None:
            self.word()

    def ask(self, prompt: Prompt[Any]) -> str:
        """Show a prompt with empty fields; return what is read out."""
        self.prompt = prompt
        self.wipe()
        self.retranslate()
        return self.word()

    def word(self) -> str:
        """Word the prompt; return what is read out."""
        raise NotImplementedError

    def take(self) -> Answer | None:
        """Return the answer and empty the fields; None when something is missing, which has been told then."""
        raise NotImplementedError

    def forget(self) -> None:
        """Begin anew: the next prompt follows nothing, and nothing of the last one can be read."""
        self.wipe()
        self.practice.clear()
        self.prompt = None
        for words in self.findChildren(Paragraph):
            if words.buddy() is None:
                words.say("")
        self.note.say("")
        for field in self.fields:
            field.setAccessibleDescription("")

    def wipe(self) -> None:
        """Empty the fields."""
        for field in self.fields:
            field.wipe()

    def set_working(self, *, working: bool) -> None:
        """Let nothing be typed while the card works."""
        for field in self.fields:
            field.setEnabled(not working)
        if working:
            self.practice.clear()
            self.note.say("")

    def first_focus(self) -> QWidget:
        """Return what has the focus when the page appears: the first field that is not complete."""
        return next((field for field in self.fields if not field.complete), self.fields[-1])

    def missing(self) -> bool:
        """Tell which field is not complete, if one is not, and go there."""
        for field in self.fields:
            if not field.complete:
                self.refuse(field)
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def refuse(self, field: CodeField) -> None:
        """Say what a code looks like."""
        announce(self, texts.say(texts.NOT_A_CODE if field.kind == "pin" else code_texts.NOT_A_PUK))

    def _filled(self, field: CodeField, number: int) -> None:
        if number:
            field.setAccessibleDescription(
                texts.count(texts.DIGITS if field.kind == "pin" else code_texts.PUK_DIGITS, number)
            )
        self.changed.emit()

    def _go_on(self, field: CodeField) -> None:
        """Enter: to the next field, or send."""
        after = self.fields[self.fields.index(field) + 1 :]
        if not after:
            self.submitted.emit()
        elif not field.complete:
            self.refuse(field)
        else:
            after[0].setFocus(Qt.FocusReason.TabFocusReason)
