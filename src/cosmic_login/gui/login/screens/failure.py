"""What went wrong, what to do, and a code for the support (R21, R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.siths.outcome_page import may_unblock
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.selectable import SelectableText

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


class FailureScreen(Screen):
    """All failure screens: they differ in heading and in what the second button is called (empty: there is none)."""

    def __init__(self, actions: Actions, heading: str, leave: str) -> None:
        super().__init__(actions, heading)
        self._narrow = False
        self.cause = Note("", "error")
        self.cause.words.set_role("subheading")
        self.mend = Paragraph("", "body")
        self.tries = Paragraph("", "muted")
        self._caption = Paragraph(texts.say(texts.CODE_TO_SUPPORT), "muted")
        self.code = SelectableText("failure-code")
        self.unblock = ActionButton(texts.say(code_texts.UNBLOCK), PRIMARY)
        self.retry = ActionButton(texts.say(texts.RETRY), PRIMARY)
        self.leave = ActionButton(texts.say(leave))
        self.unblock.clicked.connect(lambda: self.does.manage("unblock"))
        self.retry.clicked.connect(self.try_again)
        self.leave.clicked.connect(self.go_away)
        self.column.addWidget(self.cause)
        self.column.addSpacing(design_tokens.GRID)
        self.column.addWidget(self.mend)
        self.column.addWidget(self.tries)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(design_tokens.GRID)
        self._row.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.code, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(self._row)
        self.add_actions(self.unblock, self.retry, self.leave)
        if not leave:
            self.leave.hide()
        QWidget.setTabOrder(self.unblock, self.retry)
        QWidget.setTabOrder(self.retry, self.leave)
        QWidget.setTabOrder(self.leave, self.code)

    def show_view(self, view: View) -> None:
        """Show the failure of the login that ended."""
        super().show_view(view)
        failure = view.failure or LoginFailure("internal.error")
        cause, mend = texts.shown_failure(view)
        self.cause.say(cause, "error")
        self.mend.say(mend)
        self.tries.say("" if failure.tries_left is None else texts.count(texts.TRIES_LEFT, failure.tries_left))
        self.code.say(failure.code)
        self.fit(narrow=self._narrow)
        self.code.setAccessibleName(texts.say(texts.FAILURE_CODE_NAME).format(code=failure.code))

        blocked = may_unblock(view)
        self.unblock.setVisible(blocked)
        self.retry.set_kind(SECONDARY if blocked else PRIMARY)

    def first_focus(self) -> QWidget:
        """Return the primary button: the way to the PUK where there is one."""
        return next(button for button in self.arrow_group if not button.isHidden())

    def try_again(self) -> None:
        """Do as the chart's "retry" says (R21, R22)."""
        self.does.signal("retry")

    def go_away(self) -> None:
        """Close Cosmic (R21, R22)."""
        self.does.signal("close")

    def fit(self, *, narrow: bool) -> None:
        """Put the code beside its caption, or under it where it would not stay in one piece."""
        self._narrow = narrow
        needed = self._caption.sizeHint().width() + self._row.spacing() + self.code.width_of_text()
        beside = not narrow and needed <= (self.contentsRect().width() or needed)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit anew."""
        super().resizeEvent(event)
        self.fit(narrow=self._narrow)

    def spoken(self) -> str:
        """Read out cause and mend too."""
        return " ".join((f"{self.heading.text()}.", self.cause.words.text(), self.mend.text()))
