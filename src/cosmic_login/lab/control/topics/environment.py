"""The environment that a token belongs to: where it is, its snapshots, and its way back."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cosmic_login.lab.control.operations import NAME, ApiCall, Operation, unknown
from cosmic_login.lab.control.shapes import Anything, Many, Named, ObjectShape, TextShape
from cosmic_login.lab.control.snapshots import SHIPPED
from cosmic_login.lab.control.topics.common import CARD_HELD, COUNT

ENVIRONMENT: Final = ObjectShape(
    "Environment",
    (
        Named("environment", TextShape(1), "its name", needed=True),
        Named("addresses", Anything(), "where its IdP is, by name: `issuer`, `oidc`, `bankid`, …", needed=True),
        Named("roots", TextShape(most=100_000, lines=True), "the CAs (PEM) of its TLS and its cards", needed=True),
    ),
)
_BACK: Final = ObjectShape(
    "PutBack",
    (
        Named("environment", TextShape(1), "its name", needed=True),
        Named("cards", COUNT, "so many cards were not as they are now", needed=True),
        Named("phones", COUNT, "so many phones were not", needed=True),
    ),
)
_SNAPSHOT: Final = ObjectShape(
    "Snapshot",
    (
        Named("snapshot", TextShape(1), "its name", needed=True),
        Named("taken", TextShape(format="date-time"), "when, by the machine's clock", needed=True),
    ),
)
_SNAPSHOTS: Final = ObjectShape("Snapshots", (Named("snapshots", Many(_SNAPSHOT, most=10_000), "all", needed=True),))


async def look(call: ApiCall) -> dict[str, Any]:
    """Tell which environment it is, and where."""
    environment = call.environment
    return {
        "environment": environment.name,
        "addresses": dict(environment.premises.addresses),
        "roots": environment.premises.roots,
    }


async def reset(call: ApiCall) -> dict[str, Any]:
    """Make the world as it is when nothing has happened in it yet."""
    return await _back(call, SHIPPED)


async def restore(call: ApiCall) -> dict[str, Any]:
    """Make the world as it was when a snapshot was taken."""
    return await _back(call, call["snapshot"])


async def _back(call: ApiCall, name: str) -> dict[str, Any]:
    environment = call.environment
    async with environment.replacing:
        await environment.logins.end_all()
        done = await asyncio.to_thread(environment.snapshots.put_back, name)
    if done is None:
        raise unknown("snapshot", "GET /v1/environment/snapshots")
    environment.happenings.tell("environment.reset", snapshot=name)
    return {"environment": environment.name, "cards": done.cards, "phones": done.phones}


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell which snapshots there are."""
    found = await asyncio.to_thread(call.environment.snapshots.all)
    rows = [{"snapshot": name, "taken": taken.isoformat().replace("+00:00", "Z")} for name, taken in found]
    return {"snapshots": rows}


async def take(call: ApiCall) -> dict[str, Any]:
    """Keep a copy of the world under a name, in the place of an earlier one."""
    environment = call.environment
    async with environment.replacing:
        await asyncio.to_thread(environment.snapshots.take, call["snapshot"])
    return await every(call)


async def drop(call: ApiCall) -> None:
    """Forget a copy."""
    if not await asyncio.to_thread(call.environment.snapshots.drop, call["snapshot"]):
        raise unknown("snapshot", "GET /v1/environment/snapshots")


_NAMED: Final = Named("snapshot", NAME, "the snapshot's name", needed=True)
_ONE: Final = "/environment/snapshots/{snapshot}"
OPERATIONS: Final = (
    Operation(
        "getEnvironment",
        "GET",
        "/environment",
        "environment",
        "Tell which environment the token belongs to.",
        look,
        ENVIRONMENT,
    ),
    Operation(
        "resetEnvironment",
        "POST",
        "/environment/reset",
        "environment",
        "People, cards, phones, orders and clock as when nothing has happened yet. Outages and faults stay.",
        reset,
        _BACK,
        refusing=(CARD_HELD,),
    ),
    Operation(
        "listSnapshots",
        "GET",
        "/environment/snapshots",
        "environment",
        "Tell which snapshots there are.",
        every,
        _SNAPSHOTS,
    ),
    Operation(
        "takeSnapshot",
        "PUT",
        _ONE,
        "environment",
        "Keep a copy of the world under a name.",
        take,
        _SNAPSHOTS,
        (_NAMED,),
    ),
    Operation(
        "restoreSnapshot",
        "POST",
        f"{_ONE}/restore",
        "environment",
        "Make the world as it was when a snapshot was taken. Outages and faults stay.",
        restore,
        _BACK,
        (_NAMED,),
        refusing=(CARD_HELD,),
    ),
    Operation("dropSnapshot", "DELETE", _ONE, "environment", "Forget a snapshot.", drop, None, (_NAMED,), status=204),
)
