"""Adding an e-ID (where from, which code), looking at one, and removing it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.swedish_time import swedish
from cosmic_login.phone.models import EId, EnrolledEId
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.app_page import id_state
from cosmic_login.phone.window.codes import CodeEntry
from cosmic_login.phone.window.home import SIGNS
from cosmic_login.phone.window.page import Facts, PhonePage
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place

if TYPE_CHECKING:
    from cosmic_login.phone.window.controller import PhoneController, PhoneHolder


class AddPage(PhonePage):
    """By a QR code; or, for the trainer, straight away for somebody."""

    def __init__(self, controller: PhoneController) -> None:
        app = controller.place.app
        heading = texts.plain(texts.say(texts.ADD_ID[app]))
        super().__init__(controller, heading, texts.say(texts.ADD_STEPS[app]), sign=SIGNS[app])
        self.column.addSpacing(2 * design_tokens.GRID)
        self.scan = self.button(texts.SCAN, PRIMARY, lambda: controller.post("scan"))
        self.add(self.scan)
        self.people = QVBoxLayout()
        self.people.setSpacing(2 * design_tokens.GRID)
        self.column.addLayout(self.people)
        self.column.addStretch(1)
        if (trainer := controller.trainer) is not None:
            controller.beside(lambda: asyncio.to_thread(trainer.holders), self.show_people)

    def show_people(self, holders: Sequence[PhoneHolder]) -> None:
        """Offer the people for whom the trainer may fetch an e-ID."""
        if not holders:
            return
        self.people.addSpacing(3 * design_tokens.GRID)
        self.people.addWidget(Paragraph(texts.say(texts.FETCH_HEADING), "subheading"))
        self.people.addWidget(Paragraph(texts.say(texts.FETCH_HINT), "muted"))
        for holder in holders:
            row = ActionButton(holder.label, listed=True)
            row.clicked.connect(lambda _checked=False, key=holder.key: self.controller.fetch(key))
            row.setObjectName(holder.key)
            self.people.addWidget(row)


class PhoneNewCodePage(PhonePage):
    """A code of one's own, twice. The page stays while the keys are made."""

    def __init__(self, controller: PhoneController, device_name: str) -> None:
        app = controller.place.app
        super().__init__(controller, texts.say(texts.NEW_CODE_HEADING[app]), texts.say(texts.NEW_CODE), sign=SIGNS[app])
        self._device_name = device_name
        self.note = Note()
        self.new = CodeEntry(texts.NEW_LABEL, texts.NEW_NAME)
        self.repeat = CodeEntry(texts.AGAIN_LABEL, texts.AGAIN_NAME)
        self.line = Paragraph("", "muted")
        self.line.say("")
        self.busy = BusyBar()
        show_in_place(self.busy, visible=False)
        self.go = self.button(texts.ACTIVATE, PRIMARY, self._activate)
        self.add(self.note)
        self.column.addSpacing(design_tokens.GRID)
        self.add(self.new, self.repeat)
        self.column.addStretch(1)
        self.add(self.line, self.busy, self.go)
        for entry in (self.new, self.repeat):
            entry.changed.connect(self._typed)
        self.new.submitted.connect(self._next)
        self.repeat.submitted.connect(self._activate)
        self._typed()

    def _typed(self) -> None:
        self.new.tell(texts.say(texts.EASY) if self.new.field.easy else "", "warning")
        complete = self.new.field.complete and self.repeat.field.complete
        self.go.setEnabled(complete and self.controller.place.page == "new_code")

    def _next(self) -> None:
        if self.new.field.complete:
            self.repeat.field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.new.refuse()

    def _activate(self) -> None:
        if self.controller.place.page != "new_code":
            return
        new, repeat = self.new.field, self.repeat.field
        if not (new.complete and repeat.complete):
            self.repeat.refuse()
        elif not new.same_as(repeat):
            self.leave()
            self.note.say(texts.say(texts.DIFFERENT), "error")
            announce(self, self.note.words.text())
            new.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (code := new.take()) is not None:
            repeat.wipe()
            self.controller.activate(code, self._device_name)

    def refresh(self) -> None:
        """Say that the keys are being made."""
        self.note.say("")
        for entry in (self.new, self.repeat):
            entry.field.setEnabled(False)
        self.line.say(texts.say(texts.ACTIVATING))
        show_in_place(self.busy, visible=True)
        self.go.setEnabled(False)
        announce(self, self.line.text())

    def leave(self) -> None:
        """Wipe both."""
        for entry in (self.new, self.repeat):
            entry.field.wipe()


class IdPage(PhonePage):
    """One e-ID: whose, how long, how many tries; and the way to remove it, which is asked about once more."""

    def __init__(self, controller: PhoneController) -> None:
        eid = controller.place.eid
        assert eid is not None  # noqa: S101 - the chart leads here with an e-ID only
        self.eid = eid
        device = eid.device_name or texts.say(texts.NO_NAME)
        heading = eid.holder if isinstance(eid, EId) else device
        super().__init__(controller, heading, "", sign=SIGNS[eid.app] if isinstance(eid, EId) else "phone")
        self._sure = texts.say(texts.REMOVE_SURE if isinstance(eid, EId) else texts.REMOVE_OTHER)
        self._sure = self._sure.format(holder=heading, device=device)
        if isinstance(eid, EId) and eid.state != "ok":
            self.add(Note(id_state(eid), "warning"))
        self.column.addSpacing(2 * design_tokens.GRID)
        self.add(Facts(_facts(eid, device)))
        self.column.addStretch(1)
        self.note = Note()
        self.line = Paragraph("", "muted")
        self.line.say("")
        self.busy = BusyBar()
        show_in_place(self.busy, visible=False)
        self.remove = self.button(texts.REMOVE, SECONDARY, self._ask)
        self.yes = self.button(texts.REMOVE_YES, PRIMARY, controller.remove)
        self.no = self.button(texts.REMOVE_NO, SECONDARY, self._keep)
        self.add(self.note, self.line, self.busy, self.remove, self.yes, self.no)
        self._question(open_=False)

    def _question(self, *, open_: bool) -> None:
        self.note.say(self._sure if open_ else "", "warning")
        show_in_place(self.remove, visible=not open_)
        for button in (self.yes, self.no):
            show_in_place(button, visible=open_)

    def _ask(self) -> None:
        self._question(open_=True)
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.note.words.text())

    def _keep(self) -> None:
        self._question(open_=False)
        self.remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Say that it is being removed."""
        self._question(open_=False)
        self.remove.setEnabled(False)
        self.line.say(texts.say(texts.REMOVING))
        show_in_place(self.busy, visible=True)
        announce(self, self.line.text())

    def first_focus(self) -> QWidget:
        """Return the page itself: nothing should be removed by a hasty Enter."""
        return self


def _facts(eid: EId | EnrolledEId, device: str) -> list[tuple[str, str]]:
    names = {name: texts.say(label) for name, label in texts.ID_FIELDS.items()}
    rows = [
        (names["device"], device),
        (names["since"], f"{swedish(eid.since):%Y-%m-%d %H:%M}"),
        (names["until"], f"{swedish(eid.valid_until):%Y-%m-%d}"),
    ]
    return [*rows, (names["tries"], str(eid.tries_left))] if isinstance(eid, EId) else rows
