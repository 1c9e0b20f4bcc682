"""The window "SITHS eID": the card app of this machine, which asks for the code (R7, R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.prompts import CodeEntered, CodePurpose, EnterCode, Step, Working
from cosmic_login.gui import texts, tokens
from cosmic_login.gui.announce import announce, bring_to_front
from cosmic_login.gui.binding import CODE_STATES
from cosmic_login.gui.screens.base import Actions
from cosmic_login.gui.theme import active_theme
from cosmic_login.gui.widgets.busy import BusyBar
from cosmic_login.gui.widgets.button import PRIMARY, ActionButton
from cosmic_login.gui.widgets.code_field import CodeField
from cosmic_login.gui.widgets.note import Note
from cosmic_login.gui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.conductor import View


class SithsWindow(QWidget):
    """Appears by itself when a code is asked for, and gives the focus back when it is done."""

    went = Signal()  # it was up and has gone

    def __init__(self, actions: Actions, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self._actions = actions
        self._number = 0
        self._purpose: CodePurpose | None = None
        self._up = False
        self._asked: tuple[EnterCode, bool] | None = None  # the prompt, and whether the card was registered just now
        self._step: Step | None = None
        self.setObjectName("siths")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(texts.say(texts.SITHS))
        self._build()
        self._lay_out()
        QShortcut(QKeySequence("Esc"), self, self._cancel)
        active_theme().changed.connect(self._fit)

    def _build(self) -> None:
        self.heading = Paragraph("", "heading")
        self.holder = Paragraph("", "muted")
        self.asks = Paragraph("", "small")
        self.note = Note()
        self.field = CodeField()
        self.label = Paragraph(texts.say(texts.CODE_LABEL), "label")
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(texts.say(texts.CODE_NAME))
        self.line = Paragraph("", "muted")
        self.busy = BusyBar()
        self.identify = ActionButton(texts.say(texts.IDENTIFY), PRIMARY)
        # It has the focus while the card works; the second half of a double Enter must not cancel then.
        self.cancel = ActionButton(texts.say(texts.CANCEL), enter=False)
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.field.filled.connect(self._filled)
        self.field.refused.connect(self._refused)
        self.field.submitted.connect(self._submit)
        self.identify.clicked.connect(self._submit)
        self.cancel.clicked.connect(self._cancel)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("siths")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(page)
        self.column.setSpacing(2 * tokens.GRID)
        for part in (self.heading, self.holder, self.asks, self.note):
            self.column.addWidget(part)
        self.column.addSpacing(3 * tokens.GRID)
        self.column.addWidget(self.label)
        self.column.addWidget(self.field)
        self.column.addWidget(self.line)
        self.column.addStretch(1)
        self.column.addWidget(self.busy)
        self.column.addSpacing(2 * tokens.GRID)
        self.column.addWidget(self.identify)
        self.column.addWidget(self.cancel)
        self.viewport_area = QScrollArea()
        self.viewport_area.setWidgetResizable(True)
        self.viewport_area.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport_area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.viewport_area)
        self.setMinimumSize(280, 320)

    # -- views -------------------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Come up, go on, or go, as the chart's state wants it."""
        if view.state in CODE_STATES and isinstance(view.prompt, EnterCode):
            if view.number != self._number:
                self._ask(view.number, view.prompt)
        elif self._up:
            done = isinstance(view.prompt, Working) and view.prompt.step is Step.VERIFYING
            if view.state == "working" and not done:
                self._work(view.prompt.step if isinstance(view.prompt, Working) else None)
            else:
                self._go()

    def _ask(self, number: int, prompt: EnterCode) -> None:
        registered = self._purpose is CodePurpose.REGISTER and prompt.purpose is CodePurpose.AUTHENTICATE
        self._number, self._purpose = number, prompt.purpose
        self._asked = (prompt, registered)
        self.field.wipe()
        announcement = self._word(prompt, registered=registered)
        announce(self, announcement)
        self._set_busy(busy=False)
        self._come()

    def retranslate(self) -> None:
        """Say everything anew; what has been typed stays."""
        self.label.setText(texts.say(texts.CODE_LABEL))
        self.field.setAccessibleName(texts.say(texts.CODE_NAME))
        self.identify.set_label(texts.say(texts.IDENTIFY))
        self.cancel.set_label(texts.say(texts.CANCEL))
        self.cancel.setAccessibleDescription(texts.say(texts.CANCEL_LOGIN))
        self.setWindowTitle(texts.say(texts.SITHS))
        if self._asked is not None:
            busy = not self.field.isEnabled()
            self._word(self._asked[0], registered=self._asked[1])
            if busy:
                self._work(self._step)

    def _word(self, prompt: EnterCode, *, registered: bool) -> str:
        """Word the prompt; return what is read out."""
        first = prompt.purpose is CodePurpose.REGISTER
        self.heading.say(texts.say(texts.REGISTER_HEADING if first else texts.CODE_HEADING))
        parts = {"holder": prompt.holder, "organisation": prompt.organisation}
        self.holder.say(texts.say(texts.HOLDER).format(**parts) if prompt.organisation else prompt.holder)
        self.asks.say(texts.say(texts.ASKS).format(party=prompt.relying_party))
        return self._tell(prompt, first=first, registered=registered)

    def _tell(self, prompt: EnterCode, *, first: bool, registered: bool) -> str:
        """Say how many tries are left before anybody types, and what is special this time."""
        if prompt.tries_left == 1:
            self.note.say(texts.say(texts.LAST_TRY), "warning")
        elif registered:
            self.note.say(texts.say(texts.REGISTERED))
        else:
            self.note.say(texts.say(texts.REGISTER_WHY) if first else "")
        source = texts.WRONG_CODE if prompt.wrong_before else texts.TRIES_LEFT
        self.line.set_role("error" if prompt.wrong_before else "muted")
        self.line.say(texts.count(source, prompt.tries_left))
        spoken = (self.heading, self.holder, self.asks, self.note.words, self.line)
        self.field.setAccessibleDescription(f"{self.line.text()} {texts.say(texts.CODE_ABOUT)}")
        return self.line.text() if prompt.wrong_before else " ".join(part.text() for part in spoken)

    def _work(self, step: Step | None) -> None:
        self._step = step
        self._set_busy(busy=True)
        self.line.set_role("muted")
        self.line.say(texts.say(texts.STEPS[step]) if step is not None else "")

    def _set_busy(self, *, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.field.setEnabled(not busy)
        self.identify.setEnabled(not busy and self.field.complete)
        if busy:
            self.note.say("")

    # -- coming and going --------------------------------------------------------------------------------------

    def _come(self) -> None:
        if not self._up:
            self._up = True
            theme = active_theme()
            owner = self.parentWidget()
            self.resize(theme.px(380), theme.px(460))
            if owner is not None:
                room = self.screen().availableGeometry()
                self.resize(self.size().boundedTo(room.size()))
                place = self.frameGeometry()
                place.moveCenter(owner.frameGeometry().center())
                place.moveTop(max(room.top(), place.top()))
                place.moveLeft(max(room.left(), place.left()))
                self.move(place.topLeft())
            self._fit()
        self.front()

    def front(self) -> None:
        """Come to the front with the focus in the field."""
        if self._up:
            bring_to_front(self)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        self._up = False
        self._purpose = None
        self.field.wipe()
        self.went.emit()  # first, so that the focus goes to the main window and not to another program's
        self.hide()

    @property
    def up(self) -> bool:
        """Whether the window is shown."""
        return self._up

    # -- what the person does ----------------------------------------------------------------------------------

    def _filled(self, number: int) -> None:
        self.identify.setEnabled(self.field.complete and self.field.isEnabled())
        if number == 0:
            return
        self.field.setAccessibleDescription(texts.count(texts.DIGITS, number))

    def _refused(self) -> None:
        announce(self, texts.say(texts.NOT_A_CODE))

    def _submit(self) -> None:
        if not self.field.isEnabled():
            return
        code = self.field.take()
        if code is None:
            self._refused()
            return
        number, self._number = self._number, 0
        self._work(None)
        self._actions.answer(number, CodeEntered(code))

    def _cancel(self) -> None:
        self.field.wipe()
        self._actions.signal("cancelled")

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Cancel; the chart hides the window."""
        event.ignore()
        self._cancel()

    def _fit(self) -> None:
        margin = (4 if self.width() < active_theme().px(340) else 6) * tokens.GRID
        self.column.setContentsMargins(margin, margin, margin, margin)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the margins."""
        super().resizeEvent(event)
        self._fit()
