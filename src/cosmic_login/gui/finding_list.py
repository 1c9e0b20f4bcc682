"""The findings of a diagnosis under each other; arrows walk through them, and each reads out as one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.diagnosis import STATUS_WORDS, Finding
from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui import tokens
from cosmic_login.gui.dialog import say, translate
from cosmic_login.gui.pictograms import Pictogram
from cosmic_login.gui.theme import active_theme
from cosmic_login.gui.widgets.paragraph import Paragraph

MEND = QT_TRANSLATE_NOOP("Diagnosis", "Åtgärd: {mend}")
#: Picture and colour of a status; the pictures differ in shape too.
PICTURES = {"ok": ("check", "accent"), "warn": ("warning", "warning"), "fail": ("fail", "error")}
_ROLES = {"ok": "small", "warn": "warning", "fail": "error"}


class FindingRow(QWidget):
    """One finding: status, what was looked at, what was found, how to mend it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        status = say(STATUS_WORDS[finding.status])
        title, found = finding.title(translate), finding.found.words(translate)
        mend = say(MEND).format(mend=finding.mend.words(translate)) if finding.mend is not None else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(*([2 * tokens.GRID] * 4))
        row.setSpacing(3 * tokens.GRID)
        row.addWidget(Pictogram(*PICTURES[finding.status], 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Paragraph(title, "label"))
        if finding.status != "ok":
            words.addWidget(Paragraph(status, _ROLES[finding.status]))
        words.addWidget(Paragraph(found, "muted"))
        if mend:
            words.addWidget(Paragraph(mend))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{title}: {status}")
        self.setAccessibleDescription(" ".join(part for part in (found, mend) if part))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ring of focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(active_theme().colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class FindingList(QScrollArea):
    """One stop for Tab; inside it arrows, Home and End choose the row."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.rows: list[FindingRow] = []
        self._page = QWidget()
        self._page.setObjectName("siths")  # the surface's colour
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._page)

    def take_in(self, foot: QWidget) -> None:
        """Have something scroll below the findings, because there is little room."""
        self._column.addWidget(foot)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other findings; the focus stays in the row where it was."""
        place = next((i for i, row in enumerate(self.rows) if row.hasFocus()), None)
        for row in self.rows:
            self._column.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self.rows = [FindingRow(finding) for finding in findings]
        for i, row in enumerate(self.rows):
            self._column.insertWidget(i, row)
        self._offer(self.rows[0] if self.rows else None)
        if place is not None and self.rows:
            self._go(min(place, len(self.rows) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk."""
        here = next((i for i, row in enumerate(self.rows) if row.hasFocus()), None)
        last = len(self.rows) - 1
        if here is None:
            event.ignore()
            return
        move = {
            Qt.Key.Key_Down: min(here + 1, last),
            Qt.Key.Key_Up: max(here - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if move is None:
            event.ignore()
        else:
            self._go(move)

    def _go(self, place: int) -> None:
        row = self.rows[place]
        self._offer(row)
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(row, 0, 2 * tokens.GRID)

    def _offer(self, chosen: FindingRow | None) -> None:
        for row in self.rows:
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is chosen else Qt.FocusPolicy.ClickFocus)
