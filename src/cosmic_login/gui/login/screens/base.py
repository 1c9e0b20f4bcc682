"""What all screens of the login card have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.action_row import ActionRow
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.gui.ports.actions import Actions


class Screen(QWidget):
    """One heading, one sentence, then the screen's own; arrows walk through ``arrow_group``."""

    #: How wide the card may become for this screen, in logical pixels at the usual text size.
    card_width = design_tokens.CARD_WIDTH

    def __init__(self, actions: Actions, heading: str = "", sentence: str = "") -> None:
        super().__init__()
        self.does = actions
        self.view: View | None = None
        self.arrow_group: list[QWidget] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2 * design_tokens.GRID)
        self.step = Paragraph("", "caption")
        self.step.say("")
        self.heading = Paragraph("", "heading")
        self.sentence = Paragraph("", "muted")
        self.column.addWidget(self.step)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.sentence)
        self.column.addSpacing(2 * design_tokens.GRID)
        self.set_texts(heading, sentence)

    def set_texts(self, heading: str, sentence: str) -> None:
        """Set heading and sentence (source texts or ready ones)."""
        self.heading.say(texts.say(heading))
        self.sentence.say(texts.say(sentence) if sentence else "")
        self.setAccessibleName(self.heading.text())

    def add_actions(self, *buttons: QWidget) -> QLayout:
        """Put what can be done with the screen at its foot, the primary button first; arrows walk through them."""
        row = ActionRow(*buttons)
        self.column.addSpacing(2 * design_tokens.GRID)
        self.column.addLayout(row)
        self.arrow_group = list(buttons)
        return row

    def show_view(self, view: View) -> None:
        """Show what is the case now; called at every change while the screen is up."""
        self.view = view
        self.step.say(_step_of(view))

    def arrive(self) -> None:
        """Get ready to be shown anew."""

    def take_over(self, old: Screen) -> None:
        """Show what ``old`` showed, in whose place this screen comes because the language changed."""
        if old.view is not None:
            self.show_view(old.view)

    def fit(self, *, narrow: bool) -> None:
        """Arrange for a narrow card or a wide one."""

    def first_focus(self) -> QWidget:
        """Return what has the focus when the screen appears."""
        return self.arrow_group[0] if self.arrow_group else self

    def last_stop(self) -> QWidget:
        """Return what Tab reaches last on this screen."""
        stops = [child for child in self.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
        return stops[-1] if stops else self

    def spoken(self) -> str:
        """Return what is read out when the screen appears or changes."""
        return " ".join(part for part in (self.heading.text() + ".", self.sentence.text()) if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk through the group by arrows, Home and End."""
        group = [widget for widget in self.arrow_group if widget.isVisible() and widget.isEnabled()]
        here = next((i for i, widget in enumerate(group) if widget.hasFocus()), None)
        move = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}.get(
            Qt.Key(event.key())
        )
        if not group:
            event.ignore()
        elif move is not None and here is not None:
            group[(here + move) % len(group)].setFocus(Qt.FocusReason.TabFocusReason)
        elif move is not None:
            group[0].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            group[0 if event.key() == Qt.Key.Key_Home else -1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            event.ignore()


def _step_of(view: View) -> str:
    """Return which step of the login is under way, in words; nothing where none is counted."""
    if view.prompt is None:
        return ""
    from cosmic_login.gui.login.progress import progress_of  # noqa: PLC0415 - the start screen has no prompts

    progress = progress_of(view)
    return progress.worded() if progress is not None else ""
