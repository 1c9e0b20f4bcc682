"""The whole table: each topic's rows, and the one that serves the document."""

from __future__ import annotations

from typing import Any, Final

from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.shapes import Anything
from cosmic_login.lab.control.topics import (
    audit,
    cards,
    clock,
    environment,
    environments,
    erasing,
    events,
    faults,
    logins,
    outages,
    parties,
    people,
    phones,
    readers,
)


async def _document(_call: ApiCall) -> Any:  # noqa: ANN401 - the router serves it, as it needs no environment
    raise AssertionError("served by the router")


DOCUMENT: Final = Operation(
    "getDocument", "GET", "/openapi.json", "document", "Return this document.", _document, Anything(), free=True
)
OPERATIONS: Final[tuple[Operation, ...]] = (
    DOCUMENT,
    *environments.OPERATIONS,
    *environment.OPERATIONS,
    *people.OPERATIONS,
    *erasing.OPERATIONS,
    *cards.OPERATIONS,
    *readers.OPERATIONS,
    *phones.OPERATIONS,
    *parties.OPERATIONS,
    *logins.OPERATIONS,
    *outages.OPERATIONS,
    *faults.OPERATIONS,
    *clock.OPERATIONS,
    *audit.OPERATIONS,
    *events.OPERATIONS,
)
