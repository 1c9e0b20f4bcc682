"""R16: the code for the card, asked for in Cosmic's own window, as the card's driver does with SITHS eID MD; "OK"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from cosmic_login.core.prompts import CodeEntered, EnterCode
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import md_texts, session_texts
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.practice_code import PracticeCode

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.core.secret import Code


class MdCodeScreen(Screen):
    """One field. The tries left are said before anybody types; a wrong code asks again here."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, md_texts.CODE_HEADING)
        self._number = 0
        self.note = Note()
        self.label = Paragraph(texts.say(texts.CODE_LABEL), "label")
        self.field = CodeField()
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(texts.say(texts.CODE_NAME))
        self.tries = Paragraph("", "muted")
        self.ok = ActionButton(texts.say(md_texts.OK), PRIMARY)
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.practice = PracticeCode(texts.say(texts.PRACTICE_CODE))
        for part in (self.note, self.label, self.field, self.tries, self.practice):
            self.column.addWidget(part)
        self.add_actions(self.ok, self.cancel)
        for before, after in ((self.field, self.ok), (self.ok, self.cancel)):
            QWidget.setTabOrder(before, after)
        self.field.filled.connect(self._filled)
        self.field.refused.connect(self._not_a_code)
        self.field.submitted.connect(self._send)
        self.ok.clicked.connect(self._send)
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self._filled(0)

    def first_focus(self) -> QWidget:
        """Return the field."""
        return self.field

    def show_view(self, view: View) -> None:
        """Ask: an empty field for each prompt."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        prompt = view.prompt
        if not isinstance(prompt, EnterCode) or view.number == self._number:
            return
        self._number = view.number
        self.field.wipe()
        self.practice.clear()
        number = view.number
        self.does.practice(prompt, lambda code: self._practise(number, code))
        parts = {"holder": prompt.holder, "organisation": prompt.organisation}
        self.sentence.say(texts.say(texts.HOLDER).format(**parts) if prompt.organisation else prompt.holder)
        self.note.say(texts.say(texts.LAST_TRY) if prompt.tries_left == 1 else "", "warning")
        self.tries.set_role("error" if prompt.wrong_before else "muted")
        self.tries.say(texts.count(texts.WRONG_CODE if prompt.wrong_before else texts.TRIES_LEFT, prompt.tries_left))
        about = (self.note.words.text(), self.tries.text(), texts.say(texts.CODE_ABOUT))
        self.field.setAccessibleDescription(" ".join(part for part in about if part))

    def spoken(self) -> str:
        """Read out whose card it is, and how many tries are left."""
        parts = (super().spoken(), self.note.words.text(), self.tries.text())
        return " ".join(part for part in parts if part)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leave no digit behind, whatever led away."""
        super().hideEvent(event)
        self.field.wipe()
        self.practice.clear()

    def _practise(self, number: int, code: Code | None) -> None:
        """Draw a training card's code, unless what it is for is over."""
        if self._number == number and self.isVisibleTo(self.window()):
            self.practice.show_code(code)
        elif code is not None:
            code.wipe()

    def _filled(self, number: int) -> None:
        self.ok.setEnabled(self.field.complete)
        if number:
            self.field.setAccessibleDescription(texts.count(texts.DIGITS, number))

    def _not_a_code(self) -> None:
        announce(self, texts.say(texts.NOT_A_CODE))

    def _send(self) -> None:
        code = self.field.take()
        if code is None:
            self._not_a_code()
            return
        self.does.answer(self._number, CodeEntered(code))
