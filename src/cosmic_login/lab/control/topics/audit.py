"""The audit trail's rows of this environment."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cosmic_login.audit.record import AuditRecord
from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.rows import told
from cosmic_login.lab.control.shapes import Anything, Many, Named, ObjectShape, OrNull, TextShape, WholeShape

_SEQ: Final = WholeShape(0, 10**12)
#: EnvironmentRows of one answer.
_MOST: Final = 1000
_FILTERS: Final = ("event", "login", "person", "method", "reason")
ROW: Final = ObjectShape(
    "AuditRow",
    (
        Named("seq", _SEQ, "its number in the trail", needed=True),
        Named("time", TextShape(format="date-time"), "UTC", needed=True),
        Named("event", TextShape(most=2000), "what happened (docs/audit.md)", needed=True),
        Named("login", TextShape(most=2000), "ties the rows of one login together", needed=True),
        Named("person", TextShape(most=2000), "personal number, or HSA-id", needed=True),
        Named("name", TextShape(most=2000), "of the person", needed=True),
        Named("method", TextShape(most=2000), "how", needed=True),
        Named("loa", OrNull(WholeShape(0, 4)), "at which level of assurance", needed=True),
        Named("service_id", TextShape(most=2000), "of the person", needed=True),
        Named("organisation", TextShape(most=2000), "of the person", needed=True),
        Named("reason", TextShape(most=2000), "a code of the failure table", needed=True),
        Named("source", TextShape(most=2000), "which part wrote it", needed=True),
        Named("extra", Anything(), "other texts, by name", needed=True),
    ),
)
_ROWS: Final = ObjectShape(
    "AuditRows",
    (
        Named("rows", Many(ROW, most=_MOST), "oldest first", needed=True),
        Named("last", _SEQ, "the trail's last row, whoever's: ask with `after` from there on", needed=True),
    ),
)


async def rows(call: ApiCall) -> dict[str, Any]:
    """Return the last rows that are wanted."""
    wanted = {name: call[name] for name in _FILTERS if call[name] is not None}

    def fits(row: AuditRecord) -> bool:
        return all(getattr(row, name) == value for name, value in wanted.items())

    kept = call.environment.rows
    found = await asyncio.to_thread(kept.after, call["after"], fits, call["limit"])
    return {"rows": [told(row) for row in found], "last": kept.last}


OPERATIONS: Final = (
    Operation(
        "listAuditRows",
        "GET",
        "/audit",
        "audit",
        "Return the last rows of this environment that fit.",
        rows,
        _ROWS,
        (
            Named("after", _SEQ, "only rows after this one", default=0),
            *(Named(name, TextShape(1, 100), f"only rows with this {name}") for name in _FILTERS),
            Named("limit", WholeShape(1, _MOST), "so many at most", default=100),
        ),
    ),
)
