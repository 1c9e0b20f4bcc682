"""Virtual readers, and the service that shows them."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation
from cosmic_login.lab.control.shapes import Many, Named, ObjectShape, TextShape, Truth
from cosmic_login.lab.control.topics.common import NO_READER, READER

#: As many as anybody has on a table, and more.
_MOST: Final = 16
_READER: Final = ObjectShape(
    "Reader",
    (
        Named("reader", TextShape(1), "its name", needed=True),
        Named("card", TextShape(), "the card in it; empty: none", needed=True),
    ),
)
_READERS: Final = ObjectShape("Readers", (Named("readers", Many(_READER), "all of them", needed=True),))


def _rows(call: ApiCall) -> dict[str, Any]:
    cards = call.environment.world.virtual_readers.cards()
    rows = [{"reader": name, "card": getattr(card, "card_id", "")} for name, card in cards.items()]
    return {"readers": rows}


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell what is in which reader."""
    return _rows(call)


async def add(call: ApiCall) -> dict[str, Any]:
    """Plug a reader in."""
    readers = call.environment.world.virtual_readers
    if call["reader"] not in readers.cards() and len(readers.cards()) >= _MOST:
        raise CallRefused("control.refused", "reader", f"one of {_MOST} at most", 409)
    readers.add(call["reader"])
    return _rows(call)


async def remove(call: ApiCall) -> dict[str, Any]:
    """Unplug a reader."""
    call.environment.world.virtual_readers.remove(call["reader"])
    return _rows(call)


async def pull(call: ApiCall) -> dict[str, Any]:
    """Pull the card out of a reader."""
    readers = call.environment.world.virtual_readers
    readers.pull(call["reader"])
    await asyncio.to_thread(readers.settle, 5)
    return _rows(call)


async def service(call: ApiCall) -> dict[str, Any]:
    """Stop the service of the readers, or start it."""
    readers = call.environment.world.virtual_readers
    if call["running"]:
        readers.start_service()
    else:
        readers.stop_service()
    return {"running": call["running"]}


_RUNNING: Final = ObjectShape(
    "ReaderService", (Named("running", Truth(), "false: as if pcscd had stopped", needed=True),)
)
OPERATIONS: Final = (
    Operation("listReaders", "GET", "/readers", "readers", "Tell what is in which reader.", every, _READERS),
    Operation("addReader", "PUT", "/readers/{reader}", "readers", "Plug a reader in.", add, _READERS, (READER,)),
    Operation(
        "removeReader",
        "DELETE",
        "/readers/{reader}",
        "readers",
        "Unplug a reader, with the card in it.",
        remove,
        _READERS,
        (READER,),
        refusing=(NO_READER,),
    ),
    Operation(
        "pullFromReader",
        "POST",
        "/readers/{reader}/pull",
        "readers",
        "Pull out whatever card is in it.",
        pull,
        _READERS,
        (READER,),
        refusing=(NO_READER,),
    ),
    Operation(
        "setReaderService",
        "PUT",
        "/reader-service",
        "readers",
        "Stop the service of the readers, or start it.",
        service,
        _RUNNING,
        body=_RUNNING,
    ),
)
