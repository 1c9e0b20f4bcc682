"""An app's first page: what can be done now, what waits, and which e-IDs there are."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.swedish_time import swedish
from cosmic_login.phone.models import EId, EnrolledEId, Waiting
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.controller import PhoneController
from cosmic_login.phone.window.home import SIGNS
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

LOOK_EVERY_MS = 2000


def id_state(eid: EId) -> str:
    """Return the state of an e-ID in words."""
    return texts.say(texts.ID_STATES[eid.state]).format(date=f"{swedish(eid.valid_until):%Y-%m-%d}")


class AppPage(PhonePage):
    """Scan, go on with what was begun, open what waits, look at the e-IDs, add one."""

    def __init__(self, controller: PhoneController) -> None:
        app = controller.place.app
        try:
            self._ids: tuple[EId, ...] = controller.ids()
            trouble = None
        except LoginFailure as failure:
            self._ids, trouble = (), failure
        if self._ids:
            super().__init__(controller, texts.say(texts.APPS[app]), texts.say(texts.READY), sign=SIGNS[app])
        else:
            super().__init__(
                controller, texts.say(texts.NO_ID_HEADING[app]), texts.say(texts.NO_ID[app]), sign=SIGNS[app]
            )
        self.column.addSpacing(2 * design_tokens.GRID)
        self.note = Note()
        self.add(self.note)
        if trouble is not None:
            self.note.say(" ".join(texts.failure_texts(trouble)), "error")
        usable = any(eid.state == "ok" for eid in self._ids)
        if self._ids and not usable:
            self.sentence.say("")
            self.note.say(texts.say(texts.NONE_USABLE[app]), "warning")
        self.waiting: tuple[Waiting, ...] = ()
        self._asking = False
        self._place_for_waiting = QVBoxLayout()
        self._place_for_waiting.setSpacing(2 * design_tokens.GRID)
        self._add_actions(usable=usable)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        if usable:
            self._timer.start(LOOK_EVERY_MS)
            self._look()
            controller.look_elsewhere(self.show_elsewhere, self._tell_gone)

    def _add_actions(self, *, usable: bool) -> None:
        controller, app = self.controller, self.controller.place.app
        asked = controller.resumable
        if asked is not None:
            sub = texts.say(texts.RESUME_SUB).format(party=asked.relying_party)
            self.resume = self.button(texts.RESUME, PRIMARY, lambda: controller.post("resume"), sub=sub)
            self.add(self.resume)
        if usable:
            kind = PRIMARY if asked is None else SECONDARY
            self.scan = self.button(texts.SCAN, kind, lambda: controller.post("scan"), sub=texts.say(texts.SCAN_SUB))
            self.add(self.scan)
        self.column.addLayout(self._place_for_waiting)
        if self._ids:
            self.column.addSpacing(2 * design_tokens.GRID)
            self.add(Paragraph(texts.say(texts.IDS[app]), "subheading"))
            self.ids = [self._row(eid) for eid in self._ids]
            self.add(*self.ids)
        self._elsewhere = QVBoxLayout()
        self._elsewhere.setSpacing(2 * design_tokens.GRID)
        self.column.addLayout(self._elsewhere)
        self.column.addStretch(1)
        kind = SECONDARY if usable else PRIMARY
        self.add_id = self.button(texts.ADD_ID[app], kind, lambda: controller.post("add"))
        self.add(self.add_id)

    def _row(self, eid: EId) -> ActionButton:
        row = ActionButton(eid.holder, sub=id_state(eid), listed=True)
        row.clicked.connect(lambda: self.controller.show_id(eid))
        return row

    # -- other phones ------------------------------------------------------------------------------------------

    def show_elsewhere(self, others: tuple[EnrolledEId, ...]) -> None:
        """Show the person's e-IDs on other phones; one that was lost can be removed from here."""
        if others:
            self._elsewhere.addSpacing(2 * design_tokens.GRID)
            self._elsewhere.addWidget(Paragraph(texts.say(texts.ELSEWHERE), "subheading"))
        self.elsewhere: list[ActionButton] = []
        for other in others:
            since = texts.say(texts.ELSEWHERE_SUB).format(date=f"{swedish(other.since):%Y-%m-%d}")
            row = ActionButton(other.device_name or texts.say(texts.NO_NAME), sub=since, listed=True)
            row.clicked.connect(lambda _checked=False, which=other: self.controller.show_id(which))
            self._elsewhere.addWidget(row)
            self.elsewhere.append(row)
        name_controls(self)

    def _tell_gone(self, failure: LoginFailure) -> None:
        self.note.say(" ".join(texts.failure_texts(failure)), "warning")
        announce(self, self.note.words.text())

    # -- what waits --------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if not self._asking:  # a slow network must not heap up questions
            self._asking = True
            self.controller.look_for_waiting(self._heard)

    def _heard(self, waiting: tuple[Waiting, ...]) -> None:
        self._asking = False
        self.show_waiting(waiting)

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        """Show requests that need no QR code; the focus stays where it is."""
        if waiting == self.waiting:
            return
        news = [one for one in waiting if one not in self.waiting]
        self.waiting = waiting
        while (item := self._place_for_waiting.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                if old.hasFocus():
                    self.setFocus()
                old.hide()
                old.deleteLater()
        if waiting:
            self._place_for_waiting.addWidget(Paragraph(texts.say(texts.WAITING_HEADING), "subheading"))
        self.requests: list[ActionButton] = []
        for one in waiting:
            row = ActionButton(one.relying_party, sub=texts.say(texts.KINDS[one.kind]), listed=True)
            row.clicked.connect(lambda _checked=False, which=one: self.controller.open_waiting(which))
            self._place_for_waiting.addWidget(row)
            self.requests.append(row)
        name_controls(self)
        if news:
            names = ", ".join(one.relying_party for one in news)
            announce(self, f"{texts.say(texts.WAITING_HEADING)}: {names}")

    def first_focus(self) -> QWidget:
        """Return the first thing to do."""
        return next(iter(self.stops()), self)

    def leave(self) -> None:
        """Ask no more what waits."""
        self._timer.stop()
