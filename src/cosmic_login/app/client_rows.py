"""Rows of the audit trail that the client writes: what the IdP does not know, or could not be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cosmic_login.core.identity import Identity

if TYPE_CHECKING:
    from cosmic_login.audit.record import EventFacts

#: An event, and what is told of it.
Row: TypeAlias = "tuple[str, EventFacts]"


@dataclass(frozen=True)
class OfLogin:
    """The rows of one login: whose, as the trail calls them, by which method, and at which desk their card was."""

    person: str
    method: str
    desk: Callable[[], str] = lambda: ""

    def attempted(self) -> Row:
        """Say that it began."""
        return "login.attempted", self._facts()

    def failed(self, reason: str) -> Row:
        """Say that it failed, by a code of the table of failures."""
        return "login.failed", self._facts() | {"reason": reason}

    def _facts(self) -> EventFacts:
        return {"person": self.person, "method": self.method, "source": "client", "extra": _of_desk(self.desk())}


def of_session(event: str, person: str, identity: Identity, reason: str, extra: Mapping[str, str] | None = None) -> Row:
    """Say what happened to a session, or what its holder did; ``person`` as the trail calls them."""
    facts: EventFacts = {
        "person": person,
        "name": identity.name,
        "method": identity.method,
        "loa": identity.loa,
        "service_id": identity.hsa_id,
        "organisation": identity.organisation,
        "reason": reason,
        "source": "client",
        "extra": _of_desk(identity.evidence.get("desk", "")) | dict(extra or {}),
    }
    return event, facts


def _of_desk(desk: str) -> dict[str, str]:
    """Return what a row says of a desk elsewhere; nothing of this one."""
    return {"desk": desk} if desk else {}
