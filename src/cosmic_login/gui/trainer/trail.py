"""The panel's part with the audit trail as it grows (R4): who did what, when, and how, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.ports.trainer import MOST_ROWS
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.gui.ports.trainer import TrailRowSeen

_HIGH = 260


class TrailPart(PanelPart):
    """Follows the end of the trail, unless somebody has gone up in it to read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QPlainTextEdit()
        self.rows.setReadOnly(True)
        self.rows.setTabChangesFocus(True)
        self.rows.setMaximumBlockCount(MOST_ROWS)
        self.rows.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.rows.setAccessibleName(texts.say(texts.TRAIL))
        self.rows.setMinimumHeight(active_theme().px(_HIGH))
        self.trouble = Paragraph("", "error")
        for part in (Paragraph(texts.say(texts.TRAIL_ABOUT), "caption"), self.trouble, self.rows):
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches."""
        return [self.rows]

    def show_trouble(self, words: str) -> None:
        """Say why the trail cannot be read; nothing when it can."""
        self.trouble.say(words)

    def add(self, rows: Sequence[TrailRowSeen]) -> None:
        """Show what has come."""
        for row in rows:
            self.rows.appendPlainText(_line(row))


def _line(row: TrailRowSeen) -> str:
    what = texts.say(texts.EVENTS[row.event]) if row.event in texts.EVENTS else row.event
    method = texts.say(texts.NAMES[row.method]) if row.method in texts.NAMES else row.method
    told = ", ".join(part for part in (what, row.who, method) if part)
    code = f" ({row.reason})" if row.reason else ""
    return f"{swedish(row.at):%H:%M:%S}  {told}{code}"
