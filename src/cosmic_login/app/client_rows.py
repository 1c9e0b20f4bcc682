"""Rows of the audit trail that the client writes: what the IdP does not know, or could not be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cosmic_login.core.identity import Identity

if TYPE_CHECKING:
    from cosmic_login.audit.record import EventFacts

#: An event, and what is told of it.
Row: TypeAlias = "tuple[str, EventFacts]"


@dataclass(frozen=True)
class OfLogin:
    """The rows of one login: whose, as the trail calls them, and by which method."""

    person: str
    method: str

    def attempted(self) -> Row:
        """Say that it began."""
        return "login.attempted", {"person": self.person, "method": self.method, "source": "client"}

    def failed(self, reason: str) -> Row:
        """Say that it failed, by a code of the table of failures."""
        return "login.failed", {"person": self.person, "method": self.method, "reason": reason, "source": "client"}


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
        "extra": extra,
    }
    return event, facts
