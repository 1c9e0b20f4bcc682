"""What a bench keeps an eye on, to say more of a test than whether it passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cosmic_login.core.flow import prompt_name

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.net.control import Outage

#: Longer descriptions of a prompt are cut: QR codes are in some.
_SHOWN = 300


class UnmetOutage(UserWarning):
    """A test ordered an outage that nothing met: it says nothing of what it was to say something of."""


class UnmetFault(UserWarning):
    """A test ordered a fault for a system that did not meet it: it says nothing of what the system does with it."""


@dataclass
class StoodAt:
    """Remembers where a login stood last, for the message when it does not go on."""

    view: View | None = None

    def look(self, view: View) -> None:
        """Take a view."""
        self.view = view

    def __str__(self) -> str:
        """Say it in words: the state, and the prompt if there is one."""
        if self.view is None:
            return "it had not begun"
        prompt = self.view.prompt
        if prompt is None:
            return f"it stood in the state {self.view.state}, and nothing was asked"
        unanswered = " which nobody answered" if prompt.waits else ""
        return f"it stood at the prompt {prompt_name(prompt)}{unanswered}: {repr(prompt)[:_SHOWN]}"


@dataclass
class OutageWatch:
    """Knows which outages were ordered, and finds out which of them were met.

    An outage is met when a login ended with its failure, by the bench's own word or the audit trail's.
    """

    _ordered: list[tuple[Outage, int]] = field(default_factory=list)
    _met: set[int] = field(default_factory=set)

    def begun(self, outage: Outage, rows: int) -> None:
        """Note an outage that begins, and how many rows the audit trail had then."""
        self._ordered.append((outage, rows))

    def met(self, failure: str) -> None:
        """Note that something ended with that failure."""
        self._met.update(place for place, (each, _) in enumerate(self._ordered) if each.failure == failure)

    def unmet(self, trail: Sequence[AuditRecord]) -> list[Outage]:
        """Return the outages that nothing met."""
        return [
            each
            for place, (each, rows) in enumerate(self._ordered)
            if place not in self._met
            and not any(row.reason == each.failure for row in trail[rows:] if not row.event.startswith("outage."))
        ]
