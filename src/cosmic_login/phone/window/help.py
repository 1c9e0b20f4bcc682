"""The phone's help: what the page in front of one is for, and the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.phone.window import texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph


def about(page: str) -> tuple[str, ...]:
    """Return what the help says on a page of the chart, as source texts."""
    return (*texts.HELP_OF.get(page, ()), texts.HELP_KEYS, texts.HELP_TRAINING)


class HelpDialog(QDialog):
    """One page of paragraphs; Esc and the button close it, and then it is gone."""

    def __init__(self, owner: QWidget, page: str) -> None:
        super().__init__(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.say(texts.HELP))
        heading = Paragraph(texts.say(texts.HELP), "heading")
        words = [texts.say(text) for text in about(page)]
        inside = QWidget()
        inside.setObjectName("phone-page")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        paragraphs = QVBoxLayout(inside)
        paragraphs.setContentsMargins(0, 0, 2 * design_tokens.GRID, 0)
        paragraphs.setSpacing(3 * design_tokens.GRID)
        for text in words:
            paragraphs.addWidget(Paragraph(text, "small"))
        paragraphs.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(" ".join(words))
        area.setWidget(inside)
        shut = ActionButton(texts.say(texts.CLOSE), PRIMARY)
        shut.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([5 * design_tokens.GRID] * 4))
        column.setSpacing(3 * design_tokens.GRID)
        for part in (heading, area, shut):
            column.addWidget(part)
        theme = active_theme()
        self.resize(theme.px(360), theme.px(420))
        self.resize(self.size().boundedTo(screen_room(self).size()))
        self.shut, self.area = shut, area
        name_controls(self)
        shut.setFocus()
        announce(self, " ".join(words))
