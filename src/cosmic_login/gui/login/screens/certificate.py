"""R16: the certificate of the card, first being read, then shown; "Nästa" waits for it (R18)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from cosmic_login.core.prompts import CertificateFacts, ConfirmCertificate, Confirmed
from cosmic_login.core.swedish_time import swedish
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import md_texts, session_texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph, text_height

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View


#: What is known to come, and what stands for it until then.
_USUAL = ("holder", "organisation", "hsa_id", "issuer", "valid")
_NOT_YET = "…"


class CertificateScreen(Screen):
    """One screen for both states, so that the certificate appears where it was waited for, and "Nästa" stays in place.

    In the safe manner "Nästa" cannot be pressed before it has been read. True to life it can, and posts ``froze``.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, md_texts.READING_HEADING, md_texts.READING)
        self._number = 0
        self._facts: dict[str, str] = {}
        self.busy = BusyBar()
        policy = self.busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.busy.setSizePolicy(policy)
        self.column.addWidget(self.busy)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * design_tokens.GRID)
        self.labels = {name: Paragraph(texts.say(label), "muted") for name, label in md_texts.FACTS.items()}
        self.values = {name: Paragraph("", "label") for name in self.labels}
        self._stacked: bool | None = None
        self.fit(narrow=False)
        self.column.addLayout(self._grid)
        self.next = ActionButton(texts.say(md_texts.NEXT), PRIMARY)
        self.next.clicked.connect(self._go_on)
        self.cancel = ActionButton(texts.say(texts.CANCEL))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.add_actions(self.next, self.cancel)
        QWidget.setTabOrder(self.next, self.cancel)
        self._show_certificate(None)

    def first_focus(self) -> QWidget:
        """Return "Nästa" once it can be pressed."""
        return self.next if self.next.isEnabled() else self.cancel

    def fit(self, *, narrow: bool) -> None:
        """Put each value beside its label, or under it."""
        if narrow == self._stacked:
            return
        self._stacked = narrow
        self._grid.setVerticalSpacing((1 if narrow else 2) * design_tokens.GRID)
        self._grid.setColumnStretch(0, 1 if narrow else 2)
        self._grid.setColumnStretch(1, 0 if narrow else 3)
        for row, (name, label) in enumerate(self.labels.items()):
            value = self.values[name]
            self._grid.removeWidget(label)
            self._grid.removeWidget(value)
            self._grid.addWidget(label, 2 * row, 0)
            self._grid.addWidget(value, 2 * row + narrow, 0 if narrow else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep room for two lines where one of the states has them."""
        super().resizeEvent(event)
        for words in (self.sentence, self.values["issuer"]):
            words.ensurePolished()
            words.setMinimumHeight(math.ceil(text_height("\u2028", words.font(), self.width())))

    def show_view(self, view: View) -> None:
        """Show the certificate, or that it is being read."""
        super().show_view(view)
        self.cancel.setAccessibleDescription(session_texts.cancel_about(view.state))
        shown = isinstance(view.prompt, ConfirmCertificate)
        self._number = view.number if shown else 0
        facts = view.prompt.certificate if isinstance(view.prompt, ConfirmCertificate) else None
        self._show_certificate(facts, early=view.early)

    def spoken(self) -> str:
        """Read the certificate out too."""
        facts = [f"{self.labels[name].text()}: {value}." for name, value in self._facts.items()]
        return " ".join([super().spoken(), *facts])

    def _show_certificate(self, facts: CertificateFacts | None, *, early: bool = False) -> None:
        reading = facts is None
        self.set_texts(
            md_texts.READING_HEADING if reading else md_texts.CONFIRM_HEADING,
            (md_texts.READING_AS_IN_LIFE if early else md_texts.READING) if reading else md_texts.CONFIRM,
        )
        self.busy.setVisible(reading)
        self._facts = {} if facts is None else _said(facts)
        shown = self._facts or dict.fromkeys(_USUAL, _NOT_YET)
        for name, value in self.values.items():
            value.say(shown.get(name, ""))
            self.labels[name].setVisible(name in shown)
        self.next.setEnabled(not reading or early)
        self.next.setAccessibleDescription(texts.say(md_texts.NEXT_WAITS) if reading and not early else "")

    def _go_on(self) -> None:
        if self._number:
            self.does.answer(self._number, Confirmed())
        else:
            self.does.signal("froze")


def _said(facts: CertificateFacts) -> dict[str, str]:
    number = "number" if facts.serial_number.isdigit() else "hsa_id"
    since, until = (swedish(moment).strftime("%Y-%m-%d") for moment in (facts.valid_from, facts.valid_until))
    said = {
        "holder": facts.holder,
        "organisation": facts.organisation,
        number: facts.serial_number,
        "issuer": facts.issuer,
        "valid": texts.say(md_texts.VALID).format(since=since, until=until),
    }
    return {name: value for name, value in said.items() if value}
