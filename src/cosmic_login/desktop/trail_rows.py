"""The audit trail as the trainer's panel shows it: what is new, with masked numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.audit.redact import masked
from cosmic_login.gui.ports.trainer import TrailRowSeen

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.audit.trail import AuditTrail
    from cosmic_login.audit.verify import TrailPlace


def trail_rows(trail: AuditTrail, place: TrailPlace | None, most: int) -> tuple[list[TrailRowSeen], TrailPlace]:
    """Return the rows after a place (none: the last ones), and the place after them. Raises ``audit.tampered``."""
    found, after = trail.follow(place, most)
    return [_row(masked(record)) for record in found], after


def _row(record: AuditRecord) -> TrailRowSeen:
    who = " ".join(part for part in (record.name, record.person) if part)
    return TrailRowSeen(record.time, record.event, who, record.method or record.extra.get("target", ""), record.reason)
