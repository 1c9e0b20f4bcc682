"""Making a row of the trail: what is told, in its place in the chain."""

from __future__ import annotations

from datetime import datetime

from cosmic_login.audit.record import AuditRecord, EventFacts, record_of, seal_line
from cosmic_login.audit.verify import TrailPlace

#: Longer texts are cut, and say so: nobody fills the trail with one field.
MAX_TEXT = 1000
#: Under this name a row's ``extra`` says in which environment it was written; the IdP's own says nothing.
ENVIRONMENT = "environment"


def compose(  # noqa: PLR0917 - what a row is made of
    place: TrailPlace, event: str, told: EventFacts, now: datetime, key: bytes, environment: str = ""
) -> tuple[AuditRecord, bytes]:
    """Return the row that stands at ``place``, and its line; ``key`` is the rows'."""
    texts = {name: _clip(value) for name, value in told.items() if isinstance(value, str)}
    extra = {_clip(k): _clip(v) for k, v in (told.get("extra") or {}).items()}
    extra |= {ENVIRONMENT: environment} if environment else {}
    unsealed = AuditRecord(
        place.rows + 1,
        now,
        _clip(event),
        loa=told.get("loa"),
        extra=extra,
        previous=place.last,
        **texts,  # type: ignore[arg-type]  # the names are those of EventFacts
    )
    members = unsealed.members()
    line, mac = seal_line(members, key)
    return record_of(members, mac), line


def _clip(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}… (+{len(text) - MAX_TEXT})"
