"""What is asked by whom, and the answer: the code and "Legitimera", or no."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cosmic_login.core.deadline import Deadline
from cosmic_login.phone.models import Asked
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.codes import CodeEntry
from cosmic_login.phone.window.controller import PhoneController
from cosmic_login.phone.window.home import SIGNS
from cosmic_login.phone.window.page import Facts, PhonePage
from cosmic_login.phone.window.text_formatting import blocks
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place
from cosmic_login.ui.widgets.practice_code import PracticeCode

_TOLD = (60, 30, 10)  # seconds left at which it is said aloud
_TICK_MS = 250


class AskedPage(PhonePage):
    """One request. It stays while the answer is on its way, and comes back with the tries left after a wrong code."""

    def __init__(self, controller: PhoneController) -> None:
        asked = controller.place.asked
        assert asked is not None  # noqa: S101 - the chart leads here with a request only
        self.asked = asked
        party = texts.say(texts.ASKED_BY[asked.kind]).format(party=_party(asked))
        super().__init__(controller, texts.say(texts.ASKED_HEADING[asked.kind]), "", sign=SIGNS[asked.app])
        self.party = Paragraph(party, "body")
        self.holder = Paragraph(texts.say(texts.HOLDER).format(holder=asked.holder), "muted")
        self.add(self.party, self.holder)
        self._add_details(asked)
        self.note = Note()
        self.entry = CodeEntry(texts.CODE_LABEL[asked.app], texts.CODE_NAME[asked.app])
        self.entry.changed.connect(self._typed)
        self.entry.submitted.connect(self._confirm)
        self.practice = PracticeCode(texts.say(texts.PRACTICE_CODE))
        self.time = Paragraph("", "muted")
        self.busy = BusyBar()
        self.confirm = self.button(texts.CONFIRM[asked.kind], PRIMARY, self._confirm)
        self.decline = self.button(texts.DECLINE, SECONDARY, controller.decline)
        self.decline.setAccessibleDescription(texts.say(texts.DECLINE_ABOUT))
        self.add(self.note)
        self.column.addSpacing(design_tokens.GRID)
        self.add(self.entry, self.practice)
        self.column.addStretch(1)
        self.add(self.time, self.busy, self.confirm, self.decline)
        self._deadline = Deadline.after(asked.expires_in, controller.phone.clock)
        self._said = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._count)
        self.refresh()

    def _add_details(self, asked: Asked) -> None:
        if asked.call_initiator in texts.CALLS:
            self.add(Note(texts.say(texts.CALLS[asked.call_initiator]).format(party=asked.relying_party), "warning"))
        if rows := _payment(asked.transaction):
            self.column.addSpacing(design_tokens.GRID)
            self.add(Facts(rows))
        if isinstance(warning := asked.transaction.get("riskWarning"), str) and warning:
            self.add(Note(texts.say(texts.RISK).format(warning=warning), "warning"))
        if asked.text:
            self.column.addSpacing(design_tokens.GRID)
            self.add(TextToRead(asked.text, asked.text_format))

    # -- what is new -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Wait for a code, or for the answer to arrive."""
        place = self.controller.place
        working = place.page != "asked"
        self.asked = place.asked or self.asked
        self.entry.field.setEnabled(not working)
        self.decline.setEnabled(not working)
        show_in_place(self.busy, visible=working)
        if working:
            self._timer.stop()
            self.practice.clear()
            self.entry.tell("")
            self.note.say("")
            self.time.say(texts.say(texts.DECLINING if place.page == "declining" else texts.SENDING))
            announce(self, self.time.text())
        else:
            self._ask_for_code()
        self._typed()

    def _ask_for_code(self) -> None:
        left, wrong = self.asked.tries_left, self.controller.place.wrong is not None
        warning = texts.say(texts.LAST_TRY) if left == 1 else ""
        self.note.say(warning, "warning")
        line = texts.count(texts.WRONG_CODE if wrong else texts.TRIES_LEFT, left)
        self.entry.tell(line, "error" if wrong else "muted", before=warning)
        self._deadline = Deadline.after(self.asked.expires_in, self.controller.phone.clock)
        self._said = 0
        self._timer.start(_TICK_MS)
        self._count()
        self.practise()
        if wrong:
            announce(self, f"{line} {warning}")
            self.entry.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def practise(self) -> None:
        """Have the training's code drawn, or taken away, as things are now."""
        self.controller.practise(self.practice.show_code)

    def _count(self) -> None:
        left = math.ceil(self._deadline.left(self.controller.phone.clock))
        if left <= 0:
            self._timer.stop()
            self.controller.expire()
            return
        shown = texts.say(texts.TIME_LEFT).format(time=f"{left // 60}:{left % 60:02d}")
        if shown != self.time.text():
            self.time.set_role("warning" if left <= _TOLD[1] else "muted")
            self.time.say(shown)
        if left in _TOLD and left != self._said:
            self._said = left
            announce(self, shown)

    # -- what the person does ----------------------------------------------------------------------------------

    def _typed(self) -> None:
        self.confirm.setEnabled(self.entry.field.complete and self.controller.place.page == "asked")

    def _confirm(self) -> None:
        if self.controller.place.page != "asked":
            return
        code = self.entry.field.take()
        if code is None:
            self.entry.refuse()
        else:
            self.controller.confirm(code)

    def first_focus(self) -> QWidget:
        """Return the code's field."""
        return self.entry.field

    def spoken(self) -> str:
        """Say who asks for what before the code is typed."""
        details = [
            child.accessibleName() for child in self.findChildren(QWidget) if isinstance(child, (Facts, TextToRead))
        ]
        parts = (self.heading, self.party, self.holder, self.note.words, self.entry.line, self.time)
        return ". ".join(part for part in (*(words.text() for words in parts[:3]), *details,
                                           *(words.text() for words in parts[3:])) if part)  # fmt: skip

    def leave(self) -> None:
        """Wipe the code."""
        self._timer.stop()
        self.entry.field.wipe()
        self.practice.clear()


class TextToRead(QFrame):
    """What the relying party wants to be read before the answer."""

    def __init__(self, text: str, text_format: str) -> None:
        super().__init__()
        self.setObjectName("phone-text")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([3 * design_tokens.GRID] * 4))
        column.setSpacing(design_tokens.GRID)
        for words, role in blocks(text, text_format):
            column.addWidget(Paragraph(words, role))
        self.setAccessibleName(f"{texts.say(texts.THE_TEXT)}: {text}")


def _party(asked: Asked) -> str:
    """Return who asks, with the organisation that it belongs to."""
    if asked.organisation in {"", asked.relying_party}:
        return asked.relying_party
    return texts.say(texts.PARTY).format(party=asked.relying_party, organisation=asked.organisation)


def _payment(transaction: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return recipient and amount of a payment, as people write them."""
    rows = []
    recipient, money = transaction.get("recipient"), transaction.get("money")
    if isinstance(recipient, Mapping) and recipient.get("name"):
        rows.append((texts.say(texts.RECIPIENT), str(recipient["name"])))
    if isinstance(money, Mapping) and money.get("amount"):
        rows.append((texts.say(texts.AMOUNT), f"{_amount(str(money['amount']))} {money.get('currency', '')}".strip()))
    return rows


def _amount(text: str) -> str:
    """Return an amount with a comma and groups of three; as it came when it is no number."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    return f"{number:,.2f}".replace(",", "\u00a0").replace(".", ",")
