"""The panel's part about services: what is out, with which failure, and for how long."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.gui.ports.trainer import ServiceSeen, Surroundings
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.choice import TrainerChoiceButton
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

#: Failures to choose from; the command line takes any that a login can end with.
FAILURES_OFFERED = (
    "method.unavailable",
    "siths.out_of_service",
    "bankid.out_of_service",
    "idp.error",
    "idp.busy",
    "idp.timeout",
    "order.expired",
    "certificate.revocation_unknown",
    "certificate.revoked",
    "access.level_too_low",
)
#: (orders, seconds), to choose from.
Span = tuple[int | None, float | None]
SPANS: tuple[Span, ...] = ((None, None), (1, None), (3, None), (None, 60.0), (None, 300.0), (None, 900.0))


class ServicesPart(QWidget):
    """One button for each service; pressing it switches."""

    put_out = Signal(str, str, object, object)  # target, failure, orders, seconds
    restored = Signal(str)
    all_restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, ActionButton] = {}
        self._seen: dict[str, ServiceSeen] = {}
        self.note = Note()
        failures: dict[Hashable, str] = {"": texts.say(texts.USUAL)}
        failures |= {code: f"{_cause(code)} ({code})" for code in FAILURES_OFFERED}
        self.failure = TrainerChoiceButton(texts.say(texts.FAILURE), failures, "")
        self.span = TrainerChoiceButton(texts.say(texts.HOW_LONG), {span: _span(span) for span in SPANS}, SPANS[0])
        self.reset = ActionButton(texts.say(texts.RESET), QUIET)
        self.reset.clicked.connect(self.all_restored)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2 * design_tokens.GRID)
        head = (
            Paragraph(texts.say(texts.SERVICES), "subheading"),
            Paragraph(texts.say(texts.SERVICES_ABOUT), "caption"),
        )
        for part in (*head, self.note, self.failure, self.span, self.reset):
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.failure, self.span, *self.buttons.values(), self.reset]

    def show_surroundings(self, now: Surroundings) -> None:
        """Show the services."""
        reach = now.out_of_reach
        words = " ".join(window_texts.failure_texts(reach)) if reach is not None else ""
        self.note.say(
            texts.say(texts.TROUBLE).format(words=words, code=reach.code) if reach is not None else "", "warning"
        )
        for part in (self.failure, self.span, self.reset):
            part.setEnabled(reach is None)
        self._seen = {service.target: service for service in now.services}
        for target, service in self._seen.items():
            if target not in self.buttons:
                self._add(target)
            words = _state(service)
            self.buttons[target].set_sub(words)
        for target, button in self.buttons.items():
            button.setEnabled(reach is None and target in self._seen)

    def _add(self, target: str) -> None:
        button = self.buttons[target] = ActionButton(texts.say(texts.NAMES.get(target, target)), listed=True)
        button.clicked.connect(lambda: self._switch(target))
        self.column.insertWidget(self.column.indexOf(self.reset), button)

    def _switch(self, target: str) -> None:
        if self._seen[target].failure:
            self.restored.emit(target)
        else:
            orders, seconds = cast("Span", self.span.value)
            self.put_out.emit(target, str(self.failure.value), orders, seconds)


def _cause(code: str) -> str:
    return window_texts.failure_texts(LoginFailure(code))[0].rstrip(".") if code in FAILURES else code


def _span(span: Span) -> str:
    orders, seconds = span
    if orders is not None:
        return texts.say(texts.ONCE) if orders == 1 else texts.count(texts.FOR_ORDERS, orders)
    return texts.say(texts.UNTIL_TOLD) if seconds is None else texts.count(texts.FOR_MINUTES, round(seconds / 60))


def _state(service: ServiceSeen) -> str:
    if not service.failure:
        return texts.say(texts.SERVES)
    left = [] if service.orders is None else [texts.count(texts.ORDERS_LEFT, service.orders)]
    left += [] if service.seconds is None else [texts.count(texts.SECONDS_LEFT, round(service.seconds))]
    return f"{', '.join((texts.say(texts.OUT), *left))} ({service.failure})"
