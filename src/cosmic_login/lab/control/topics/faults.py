"""Faults that a system is to meet on purpose, so that its team sees whether their own application refuses."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any, Final

from cosmic_login.core.answer_faults import ANSWER_FAULTS, MOST_DELAY_S, PROTOCOLS
from cosmic_login.idp.faults import MOST_ORDERS, MOST_STATE, FaultOrder, NoFault
from cosmic_login.idp.outages import MAX_ORDERS
from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.shapes import (
    Many,
    Named,
    NumberShape,
    ObjectShape,
    OrNull,
    TextShape,
    Truth,
    WholeShape,
)
from cosmic_login.lab.control.topics.common import FOR_SECONDS, SECONDS_LEFT, SINCE, not_ordered

_SYSTEM: Final = Named("system", TextShape(1), "client_id or entityID of a registered system", needed=True)
_FAULT: Final = Named("fault", TextShape(one_of=tuple(ANSWER_FAULTS)), "what it meets (docs/faults.md)", needed=True)
_PROTOCOL: Final = TextShape(one_of=tuple(PROTOCOLS))
_STATE: Final = TextShape(0, MOST_STATE)
#: What an order may be made of, as ``FaultOrder`` has it.
_ORDER: Final = ObjectShape(
    "FaultOrder",
    (
        _SYSTEM,
        _FAULT,
        Named("protocol", _PROTOCOL, "where both protocols have a system of that name: which"),
        Named("state", _STATE, "only the login that brings this `state` (RelayState)"),
        Named("times", WholeShape(1, MAX_ORDERS), "only so often"),
        FOR_SECONDS,
        Named("delay", NumberShape(0, MOST_DELAY_S, above=True), "seconds, of a fault that is late"),
    ),
    "Without `times` and `seconds` it lasts until it is withdrawn; with both, until the first of the two.",
)
ORDERED: Final = ObjectShape(
    "OrderedFault",
    (
        Named("order", TextShape(1), "its name, by which it is withdrawn", needed=True),
        _SYSTEM,
        Named("protocol", _PROTOCOL, "the system's", needed=True),
        _FAULT,
        Named("state", _STATE, "the login's that it is for; empty: any", needed=True),
        Named("delay", NumberShape(0, MOST_DELAY_S), "0 for a fault that is not late", needed=True),
        SINCE,
        SECONDS_LEFT,
        Named("times", OrNull(WholeShape(0, MAX_ORDERS)), "how often it is still met; null: no such end", needed=True),
    ),
)
_ALL: Final = ObjectShape(
    "Faults",
    (
        Named("orders", Many(ORDERED, most=MOST_ORDERS), "what is ordered, oldest first", needed=True),
        Named(
            "faults",
            Many(
                ObjectShape(
                    "FaultKind",
                    (
                        _FAULT,
                        Named("protocols", Many(_PROTOCOL), "whose systems can meet it", needed=True),
                        Named("delayed", Truth(), "whether it is late, and takes `delay`", needed=True),
                    ),
                )
            ),
            "what there is",
            needed=True,
        ),
        Named(
            "systems",
            Many(
                ObjectShape(
                    "FaultySystem",
                    (
                        _SYSTEM,
                        Named("protocol", _PROTOCOL, "the system's", needed=True),
                        Named("name", TextShape(), "what the person is shown", needed=True),
                    ),
                ),
                most=100_000,
            ),
            "who can be made to meet some",
            needed=True,
        ),
    ),
)
_ENDED: Final = ObjectShape(
    "FaultsWithdrawn",
    (Named("ended", Many(TextShape(), most=MOST_ORDERS), "the orders that there were, by name", needed=True),),
)


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell what is ordered, what can be, and for whom."""
    provider = call.environment.provider
    orders, systems = await asyncio.to_thread(lambda: (provider.faults.state(), provider.services.systems.all()))
    return {
        "orders": [asdict(each) for each in orders],
        "faults": [
            {"fault": row.name, "protocols": list(row.moments), "delayed": row.delayed}
            for row in ANSWER_FAULTS.values()
        ],
        "systems": [{"system": each.key, "protocol": each.face, "name": each.name} for each in systems],
    }


async def order(call: ApiCall) -> dict[str, Any]:
    """Have a system meet a fault."""
    wanted = FaultOrder(
        call["system"],
        call["fault"],
        call["protocol"] or "",
        call["state"] or "",
        call["times"],
        call["seconds"],
        call["delay"],
    )
    try:
        made = await asyncio.to_thread(call.environment.provider.faults.order, wanted)
    except NoFault as wrong:
        raise not_ordered(wrong) from wrong
    call.environment.happenings.tell("fault.ordered", order=made.order, system=made.system, fault=made.fault)
    return asdict(made)


async def withdraw(call: ApiCall) -> dict[str, Any]:
    """Take an order back; one that has ended by itself is none."""
    ended = await asyncio.to_thread(call.environment.provider.faults.withdraw, call["order"])
    return _told(call, [call["order"]] if ended else [])


async def withdraw_all(call: ApiCall) -> dict[str, Any]:
    """Take all orders back."""
    return _told(call, await asyncio.to_thread(call.environment.provider.faults.withdraw_all))


def _told(call: ApiCall, ended: list[str]) -> dict[str, Any]:
    for each in ended:
        call.environment.happenings.tell("fault.withdrawn", order=each)
    return {"ended": ended}


OPERATIONS: Final = (
    Operation(
        "listFaults", "GET", "/faults", "faults", "Tell what is ordered, what can be, and for whom.", every, _ALL
    ),
    Operation(
        "orderFault",
        "POST",
        "/faults",
        "faults",
        "Have a system meet a fault, in the place of an earlier order of the same one for the same system and `state`.",
        order,
        ORDERED,
        (),
        _ORDER,
        status=201,
    ),
    Operation(
        "withdrawFault",
        "DELETE",
        "/faults/{order}",
        "faults",
        "Take an order back.",
        withdraw,
        _ENDED,
        (Named("order", TextShape(1, 40), "the order's name", needed=True),),
    ),
    Operation("resetFaults", "POST", "/faults/reset", "faults", "Take all orders back.", withdraw_all, _ENDED),
)
