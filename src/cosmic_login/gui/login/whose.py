"""Whose locked session it is: as much of it as somebody who only passes by may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class Whose(QFrame):
    """Name, organisation, and since when. No service ID, no level, nothing of what the person was doing."""

    def __init__(self) -> None:
        super().__init__()
        self.by = Paragraph(texts.say(session_texts.LOCKED_BY), "muted")
        self.name = Paragraph("", "subheading")
        self.organisation = Paragraph("", "small")
        self.since = Paragraph("", "muted")
        self.setObjectName("note")
        row = QHBoxLayout(self)
        row.setContentsMargins(*([4 * design_tokens.GRID] * 4))
        row.setSpacing(4 * design_tokens.GRID)
        row.addWidget(Pictogram("lock", "accent", 32), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(design_tokens.GRID)
        for part in (self.by, self.name, self.organisation, self.since):
            words.addWidget(part)
        row.addLayout(words, 1)

    def show_view(self, view: View) -> None:
        """Show the session's person."""
        if view.identity is not None:
            self.name.say(view.identity.name)
            self.organisation.say(view.identity.organisation)
        since = view.locked_since
        moment = "" if since is None else f"{swedish(since):%H:%M}"
        self.since.say(texts.say(session_texts.LOCKED_SINCE).format(time=moment) if moment else "")

    def spoken(self) -> str:
        """Return what is read out."""
        who = f"{self.by.text()} {self.name.text()}, {self.organisation.text()}."
        return f"{who} {self.since.text()}." if self.since.text() else who
