"""The panel's part about services: what is out, with which failure, and for how long."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.gui.ports.trainer import ServiceSeen, Surroundings
from cosmic_login.gui.texts import common as window_texts
from cosmic_login.gui.trainer import texts
from cosmic_login.gui.trainer.part import PanelPart
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.choice import ChoiceButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph
from cosmic_login.ui.widgets.switch import SwitchButton

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
#: While it is out it answers nothing, so it knows nobody for whom alone it could be.
_WHOLE = "idp"
#: (orders, seconds), to choose from.
Span = tuple[int | None, float | None]
SPANS: tuple[Span, ...] = ((None, None), (1, None), (3, None), (None, 60.0), (None, 300.0), (None, 900.0))


class ServicesPart(PanelPart):
    """One switch for each service, those that fall with another under it; for everybody, or for the one chosen."""

    put_out = Signal(str, str, object, object, str)  # target, failure, orders, seconds, person (empty: everybody)
    restored = Signal(str, str)  # target, person
    all_restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, SwitchButton] = {}
        self.note = Note()
        self._now = Surroundings()
        self.whom = ChoiceButton(texts.say(texts.FOR_WHOM), {"": texts.say(texts.EVERYBODY)}, "")
        self.whom.chosen.connect(lambda _person: self.show_surroundings(self._now))
        failures: dict[Hashable, str] = {"": texts.say(texts.USUAL)}
        failures |= {code: f"{_cause(code)} ({code})" for code in FAILURES_OFFERED}
        self.failure = ChoiceButton(texts.say(texts.FAILURE), failures, "")
        self.span = ChoiceButton(texts.say(texts.HOW_LONG), {span: _span(span) for span in SPANS}, SPANS[0])
        self.reset = ActionButton(texts.say(texts.RESET), QUIET)
        self.reset.clicked.connect(self.all_restored)
        for part in (Paragraph(texts.say(texts.SERVICES_ABOUT), "caption"), self.note, self.whom, self.reset):
            self.column.addWidget(part)
        for part in (self.failure, self.span):
            self.column.addWidget(part)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches, in the order of reading."""
        return [self.whom, *self.buttons.values(), self.reset, self.failure, self.span]

    def show_surroundings(self, now: Surroundings) -> None:
        """Show the services; one whose parent is out is out with it, and cannot be said to be otherwise.

        Nor can, for one person, what is out for everybody.
        """
        self._now, reach = now, now.out_of_reach
        self.whom.set_options({"": texts.say(texts.EVERYBODY), **{each.key: each.name for each in now.people}})
        person = str(self.whom.value)
        words = " ".join(window_texts.failure_texts(reach)) if reach is not None else ""
        self.note.say(
            texts.say(texts.TROUBLE).format(words=words, code=reach.code) if reach is not None else "", "warning"
        )
        for part in (self.whom, self.failure, self.span, self.reset):
            part.setEnabled(reach is None)
        seen = {service.target: _met_by(person, service) for service in now.services}
        for_all = {service.target for service in now.services if person and service.failure}
        fixed = for_all | ({_WHOLE} if person else set())
        if seen and not self.buttons:
            for service, depth in _tree(now.services):
                self._add(service.target, depth)
        for target, button in self.buttons.items():
            found = seen.get(target)
            above = _out_above(found, seen) if found is not None else ""
            button.setEnabled(reach is None and found is not None and not above and target not in fixed)
            if found is not None:
                words = (
                    texts.say(texts.WITH_IT).format(service=_name(above)) if above else _state(found, target in for_all)
                )
                out = bool(above or found.failure)
                button.show_state(on=not out, words=words, alarming=out)

    def _add(self, target: str, depth: int) -> None:
        button = self.buttons[target] = SwitchButton(_name(target))
        button.wanted.connect(lambda serve: self._switch(target, serve=serve))
        row = QHBoxLayout()
        row.addSpacing(depth * 3 * design_tokens.GRID)
        row.addWidget(button)
        self.column.insertLayout(self.column.indexOf(self.reset), row)

    def _switch(self, target: str, *, serve: bool) -> None:
        if serve:
            self.restored.emit(target, str(self.whom.value))
        else:
            orders, seconds = cast("Span", self.span.value)
            self.put_out.emit(target, str(self.failure.value), orders, seconds, str(self.whom.value))


def _tree(services: Sequence[ServiceSeen], within: str = "", depth: int = 0) -> Iterator[tuple[ServiceSeen, int]]:
    """Yield the services with how deep they stand, each before those that fall with it."""
    there = {service.target for service in services}
    for service in services:
        if (service.within if service.within in there else "") == within:
            yield service, depth
            yield from _tree(services, service.target, depth + 1)


def _met_by(person: str, service: ServiceSeen) -> ServiceSeen:
    """Return a service as a person meets it; with an empty ``person`` as everybody does."""
    if not person or service.failure:
        return service
    own = next((each for each in service.alone if each.person == person), None)
    failure, seconds, orders = (own.failure, own.seconds, own.orders) if own is not None else ("", None, None)
    return service._replace(failure=failure, seconds=seconds, orders=orders, alone=())


def _out_above(service: ServiceSeen, seen: Mapping[str, ServiceSeen]) -> str:
    """Return the topmost target that is out and takes this one with it; empty when there is none."""
    found, above = "", seen.get(service.within)
    while above is not None:
        found = above.target if above.failure else found
        above = seen.get(above.within)
    return found


def _name(target: str) -> str:
    return texts.say(texts.NAMES.get(target, target))


def _cause(code: str) -> str:
    return window_texts.failure_texts(LoginFailure(code))[0].rstrip(".") if code in FAILURES else code


def _span(span: Span) -> str:
    orders, seconds = span
    if orders is not None:
        return texts.say(texts.ONCE) if orders == 1 else texts.count(texts.FOR_ORDERS, orders)
    return texts.say(texts.UNTIL_TOLD) if seconds is None else texts.count(texts.FOR_MINUTES, round(seconds / 60))


def _state(service: ServiceSeen, for_all: bool) -> str:
    if not service.failure:
        but = texts.say(texts.SERVES_BUT).format(persons=", ".join(each.name for each in service.alone))
        return but if service.alone else texts.say(texts.SERVES)
    left = [] if service.orders is None else [texts.count(texts.ORDERS_LEFT, service.orders)]
    left += [] if service.seconds is None else [texts.count(texts.SECONDS_LEFT, round(service.seconds))]
    return f"{', '.join((texts.say(texts.OUT_FOR_ALL if for_all else texts.OUT), *left))} ({service.failure})"
