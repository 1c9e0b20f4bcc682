"""A code field with its label and its line, as the phone's pages ask for codes. Nothing here shows or says a code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.phone.window import texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.paragraph import Paragraph


class CodeEntry(QWidget):
    """Six boxes. The line below tells how many tries are left, or what was wrong."""

    #: Its field is called after it (``ui/names.py``): a page may have two.
    names_controls = True

    changed = Signal()
    submitted = Signal()

    def __init__(self, label: str, name: str) -> None:
        """Take the texts as sources; ``name`` is what screen readers say."""
        super().__init__()
        self.field = CodeField("pin")
        self.field.setAccessibleName(texts.say(name))
        mark = Paragraph(texts.say(label), "label")
        mark.setBuddy(self.field)
        self.line = Paragraph("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * design_tokens.GRID)
        for part in (mark, self.field, self.line):
            column.addWidget(part)
        self.tell("")
        self.field.filled.connect(self._filled)
        self.field.refused.connect(self.refuse)
        self.field.submitted.connect(self.submitted)

    def tell(self, line: str, role: str = "muted", *, before: str = "") -> None:
        """Show a line below the boxes; ``before`` is read out with it, before anybody types."""
        self.line.set_role(role)
        self.line.say(line)
        self._about = " ".join(part for part in (before, line, texts.say(texts.CODE_ABOUT)) if part)
        self.field.setAccessibleDescription(self._about)

    def refuse(self) -> None:
        """Say what a code looks like."""
        announce(self, texts.say(texts.NOT_A_CODE))

    def _filled(self, number: int) -> None:
        self.field.setAccessibleDescription(texts.count(texts.DIGITS, number) if number else self._about)
        self.changed.emit()
