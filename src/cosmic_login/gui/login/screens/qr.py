"""The QR code that a phone reads (R12, R20), what to do with the phone, and how it goes there (R13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cosmic_login.core.prompts import ShowQr
from cosmic_login.core.situations import AuthenticatorApp
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.login.screens.code_beside import CARD_WIDTH, LARGEST, CodeBeside
from cosmic_login.gui.login.screens.countdown import READ_OUT
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import order_messages, qr_texts, session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.countdown import Countdown
from cosmic_login.ui.widgets.enlarged_code import EnlargedCode
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.qr_code import QrCode

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

ENLARGE_KEY = "F11"
_SLACK_S = 1.5  # a frame is up to a second old; the ring is set anew only when it is further off


class QrScreen(Screen):
    """The code, three steps, the service's state, and the ways out."""

    card_width = CARD_WIDTH

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, qr_texts.HEADING[AuthenticatorApp.SITHS])
        self._prompt: ShowQr | None = None
        self._deadline = 0.0
        self._start_whole = 1
        self.code = QrCode(LARGEST)
        self.code.clicked.connect(self.enlarge_code)
        self.steps = [Paragraph("", "body") for _ in range(3)]
        self.countdown = Countdown(small=True)
        self.countdown.ticked.connect(self._ticked)
        self.state = Paragraph("", "subheading")
        self.renewals = Paragraph("", "muted")
        self.enlarge = ActionButton(texts.say(qr_texts.ENLARGE), QUIET)
        self.enlarge.setAccessibleDescription(ENLARGE_KEY)
        self.enlarge.setToolTip(ENLARGE_KEY)
        policy = self.enlarge.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # it is away once the code has been read; nothing jumps
        self.enlarge.setSizePolicy(policy)
        self.wrong_way = Paragraph(texts.say(qr_texts.RETRY_SUB), "muted")
        self.retry = ActionButton(texts.say(texts.RETRY))
        self.retry.setAccessibleDescription(self.wrong_way.text())
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.enlarge.clicked.connect(self.enlarge_code)
        self.retry.clicked.connect(lambda: self.does.signal("retry"))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.enlarged: EnlargedCode | None = None
        QShortcut(QKeySequence(ENLARGE_KEY), self, self.enlarge_code)
        self._lay_out()
        self.arrow_group = [self.enlarge, self.retry, self.cancel]

    def _lay_out(self) -> None:
        head, words = QVBoxLayout(), QVBoxLayout()
        for part in (self.step, self.heading, self.sentence):
            self.column.removeWidget(part)
            head.addWidget(part)
        for step in self.steps:
            words.addWidget(step)
        words.addSpacing(2 * design_tokens.GRID)
        row = QHBoxLayout()
        row.setSpacing(3 * design_tokens.GRID)
        row.addWidget(self.countdown)
        row.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        words.addLayout(row)
        words.addWidget(self.renewals)
        words.addStretch(1)
        words.addWidget(self.wrong_way)
        self._both = CodeBeside(head, self.code, words, self.enlarge)
        self.column.insertLayout(0, self._both)
        self.add_actions(self.retry, self.cancel)

    # -- what is the case ----------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Show the frame of this second; a screen reader hears of it only when the state is another."""
        super().show_view(view)
        if not isinstance(view.prompt, ShowQr):
            return
        before, self._prompt = self._prompt, view.prompt
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        self._say(view.prompt)
        self._count(view.prompt)
        same = before is not None and (before.hint, before.app) == (view.prompt.hint, view.prompt.app)
        if not same and self.isVisible():
            announce(self, self.state.text())

    def _say(self, prompt: ShowQr) -> None:
        app, readable = prompt.app, bool(prompt.frame)
        party = texts.say(texts.ASKS).format(party=prompt.relying_party) if prompt.relying_party else ""
        self.set_texts(qr_texts.HEADING[app], party)
        for number, (step, text) in enumerate(zip(self.steps, qr_texts.STEPS[app], strict=True), 1):
            step.say(texts.say(qr_texts.STEP).format(number=number, text=texts.say(text)))
            step.set_role("body" if readable == (number < 3) else "muted")
        self.state.say(order_messages.worded(order_messages.pending(prompt.hint).says, app))
        renewals = texts.count(qr_texts.RENEWS, prompt.renewals_left) if prompt.renewals_left else ""
        self.renewals.say((renewals or texts.say(qr_texts.LAST_CODE)) if readable else "")
        self._say_code(prompt)

    def _say_code(self, prompt: ShowQr) -> None:
        readable = bool(prompt.frame)
        self.code.say(prompt.frame)
        taken = texts.say(qr_texts.NO_CODE if prompt.start_left else qr_texts.CODE_READ)
        name = texts.say(qr_texts.CODE_NAME).format(app=order_messages.APPS[prompt.app]) if readable else taken
        self.code.setAccessibleName(name)
        self.code.setAccessibleDescription(texts.say(qr_texts.WITHOUT_CAMERA[prompt.app]) if readable else "")
        if self.enlarged is not None:
            self.enlarged.say(prompt.frame, name, self.state.text())
        if not readable:
            self.reduce_code()
        if not readable and self.enlarge.hasFocus():
            self.retry.setFocus()
        self.enlarge.setVisible(readable)

    def _count(self, prompt: ShowQr) -> None:
        """Count to the end of this code; once it has been read, to the end of the order."""
        if prompt.start_left:
            self._start_whole = max(self._start_whole, prompt.start_left)
            left, whole = prompt.start_left, self._start_whole
        else:
            left, whole = prompt.seconds_left, max(prompt.seconds_total, 1)
        deadline = self.countdown.now() + left
        if abs(deadline - self._deadline) > _SLACK_S:
            self._deadline = deadline
            self.countdown.run(deadline, whole)

    def _ticked(self, seconds: int) -> None:
        read = self._prompt is not None and not self._prompt.start_left
        if read and seconds in READ_OUT and self.isVisible():
            announce(self, self.countdown.accessibleName())

    # -- larger --------------------------------------------------------------------------------------------------

    def enlarge_code(self) -> None:
        """Show the code over the whole window, while there is one; a second press shows it as it was."""
        if self.enlarged is not None and self.enlarged.isVisible():
            self.reduce_code()
        elif self._prompt is not None and self._prompt.frame:
            if self.enlarged is None or self.enlarged.parentWidget() is not self.window():
                self.enlarged = EnlargedCode(self.window())
                self.enlarged.closed.connect(self._reduced)
            self.enlarged.say(self._prompt.frame, self.code.accessibleName(), self.state.text())
            self.enlarged.open()

    def reduce_code(self) -> None:
        """Show the code as it was."""
        if self.enlarged is not None:
            self.enlarged.close_code()

    def _reduced(self) -> None:
        target = self.enlarge if self._prompt is not None and self._prompt.frame else self.retry
        if self.isVisible():
            target.setFocus()

    # -- the screen ----------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Begin with a ring of its own."""
        self._deadline, self._start_whole = 0.0, 1
        if self._prompt is not None:
            self._count(self._prompt)

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Take the large code away with the screen."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self.reduce_code()

    def first_focus(self) -> QWidget:
        """Return the first button that is there; what is to be done is done on the phone."""
        return next(button for button in self.arrow_group if not button.isHidden())

    def fit(self, *, narrow: bool) -> None:
        """Put the words beside the code where there is room, else below it."""
        self._both.arrange(self.window(), narrow=narrow)

    def spoken(self) -> str:
        """Read out the steps, and what one can do without a camera."""
        app = self._prompt.app if self._prompt is not None else AuthenticatorApp.SITHS
        steps = " ".join(step.text() for step in self.steps)
        return " ".join((super().spoken(), steps, texts.say(qr_texts.WITHOUT_CAMERA[app])))
