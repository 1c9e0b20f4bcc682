"""The panel's part about phones: the phone itself, and one-time codes that activate its apps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place
from cosmic_login.ui.widgets.qr_code import QrCode

if TYPE_CHECKING:
    from cosmic_login.gui.ports.trainer import PersonSeen

_CODE = 200


class PhonePart(PanelPart):
    """A press for the phone, and one for each app's code, which the phone's camera reads off the panel."""

    opened = Signal()
    code_wanted = Signal(str, str)  # person, app

    def __init__(self) -> None:
        super().__init__()
        self.open = ActionButton(texts.say(texts.OPEN_PHONE))
        self.open.clicked.connect(self.opened)
        self.person = ChoiceButton(texts.say(texts.PERSON), {}, "")
        self.person.chosen.connect(lambda _person: self.show_code("", ""))
        self.codes = {app: ActionButton(texts.say(words)) for app, words in texts.CODES.items()}
        for app, button in self.codes.items():
            button.clicked.connect(lambda _checked=False, name=app: self.code_wanted.emit(self.person.value, name))
        self.code, self.code_text = QrCode(_CODE), Paragraph("", "caption")
        for part in (*self.stops(), self.code_text, self.code):
            self.column.addWidget(part)
        self.show_code("", "")

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.open, self.person, *self.codes.values()]

    def show_people(self, people: Sequence[PersonSeen]) -> None:
        """Show whose phone may be activated."""
        options: dict[Hashable, str] = {person.key: person.name for person in people}
        self.person.set_options(options)
        for button in self.codes.values():
            button.setEnabled(bool(options))

    def show_code(self, text: str, about: str) -> None:
        """Show a one-time code, for the phone's camera; an empty one takes it away."""
        self.code.say(text)
        self.code.setAccessibleName(about)
        self.code_text.say(about)
        show_in_place(self.code, visible=bool(text))
