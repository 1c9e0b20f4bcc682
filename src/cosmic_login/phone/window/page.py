"""What all pages of the phone have in common, and the parts that several of them show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cosmic_login.phone.window import texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.pictograms import Pictogram
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place

if TYPE_CHECKING:
    from cosmic_login.phone.window.controller import PhoneController

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class PhonePage(QWidget):
    """A heading, a sentence, then the page's own. It is made when it is walked to, and thrown away afterwards."""

    #: Whether it says how something ended.
    outcome = False

    def __init__(
        self, controller: PhoneController, heading: str = "", sentence: str = "", *, sign: str = "", ink: str = "accent"
    ) -> None:
        """Take heading and sentence as they are shown; ``sign`` is a pictogram, in the ``ink`` of a token.

        A page that is an ``outcome`` has its sign large above the heading, and everything in the middle.
        """
        super().__init__()
        self.controller = controller
        self.setObjectName("phone-page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        edge = 4 * design_tokens.GRID
        self.column.setContentsMargins(edge, 3 * design_tokens.GRID, edge, 3 * design_tokens.GRID)
        self.column.setSpacing(2 * design_tokens.GRID)
        self.sign = Pictogram(sign or "phone", ink, 72 if self.outcome else 28)
        show_in_place(self.sign, visible=bool(sign))
        self.heading = Paragraph(heading, "heading", centred=self.outcome)
        self.sentence = Paragraph("", "muted", centred=self.outcome)
        if self.outcome:
            self.column.addStretch(2)
            self.column.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
            self.column.addSpacing(2 * design_tokens.GRID)
            self.column.addWidget(self.heading)
        else:
            top = QHBoxLayout()
            top.setSpacing(3 * design_tokens.GRID)
            top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
            top.addWidget(self.heading, 1)
            self.column.addLayout(top)
        self.column.addWidget(self.sentence)
        self.sentence.say(sentence)
        self.setAccessibleName(heading)

    def add(self, *parts: QWidget) -> None:
        """Put parts under each other."""
        for part in parts:
            self.column.addWidget(part)

    def button(self, label: str, kind: str, pressed: object, *, sub: str = "", listed: bool = False) -> ActionButton:
        """Return a button (source text as its label) that calls ``pressed``."""
        made = ActionButton(texts.say(label), kind, sub=sub, listed=listed)
        made.clicked.connect(pressed)
        return made

    def refresh(self) -> None:
        """Show what is new: the place has changed, and this page is still the one that shows it."""

    def leave(self) -> None:
        """Stop, and wipe what was typed: the page goes."""

    def first_focus(self) -> QWidget:
        """Return what has the focus when the page appears."""
        return next(iter(self.stops()), self)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of the page."""
        return [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(self) and child.isEnabledTo(self)
        ]

    def spoken(self) -> str:
        """Return what is read out when the page appears."""
        return " ".join(part for part in (f"{self.heading.text()}.", self.sentence.text()) if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk through the buttons by arrows."""
        group = [stop for stop in self.stops() if isinstance(stop, ActionButton)]
        here = next((i for i, stop in enumerate(group) if stop.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or here is None:
            event.ignore()
        else:
            group[(here + step) % len(group)].setFocus(Qt.FocusReason.TabFocusReason)


class Facts(QWidget):
    """Names and values under each other; one thing for a screen reader to read."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name, value in rows:
            column.addWidget(Paragraph(name, "caption"))
            column.addWidget(Paragraph(value, "body"))
            column.addSpacing(design_tokens.GRID)
        self.setAccessibleName(". ".join(f"{name}: {value}" for name, value in rows))
