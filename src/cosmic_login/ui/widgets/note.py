"""A boxed line with a pictogram: advice, a warning, an error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.paragraph import Paragraph, repolish, show_in_place

_TONES = {"info": ("info", "muted"), "warning": ("warning", "warning"), "error": ("warning", "error")}


class Note(QFrame):
    """Shows one text; hidden while there is none."""

    def __init__(self, text: str = "", tone: str = "info") -> None:
        super().__init__()
        self.setObjectName("note")
        self._picture = Pictogram("info", "muted", 20)
        self.words = Paragraph(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.say(text, tone)

    def say(self, text: str, tone: str = "info") -> None:
        """Show ``text`` in a tone: ``info``, ``warning`` or ``error``."""
        name, token = _TONES[tone]
        self._picture.set(name, token)
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)
        self.words.say(text)
        self.setAccessibleName(text)
        show_in_place(self, bool(text))
