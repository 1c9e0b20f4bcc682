"""What the client writes of a session in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.app.client_rows import of_session

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.core.identity import Identity


def record_session(
    world: World, event: str, identity: Identity, other: Identity | None = None, reason: str = ""
) -> None:
    """Write down what happened to a session, and by whom; ``other`` is whose session it was, when not one's own.

    Never raises: a screen is locked whether or not the disk is full. The log has what the trail has not.
    """
    session: dict[str, str] = {}
    if other is not None:
        session = {
            "session_person": world.audit_person(other),
            "session_name": other.name,
            "session_service_id": other.hsa_id,
        }
    world.write_down(of_session(event, world.audit_person(identity), identity, reason, session))
