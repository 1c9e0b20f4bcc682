"""What is out of service: a way to log in, a service behind several or beside them, the whole IdP."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any, Final

from cosmic_login.idp.outages import MAX_ORDERS, TARGETS, WITHIN, NoOutage, Order
from cosmic_login.lab.control.operations import ApiCall, Operation
from cosmic_login.lab.control.shapes import (
    Many,
    Named,
    ObjectShape,
    OrNull,
    TextShape,
    Truth,
    WholeShape,
)
from cosmic_login.lab.control.topics.common import FOR_SECONDS, NO_PERSON, PERSON, SECONDS_LEFT, SINCE, not_ordered

_TARGET: Final = Named("target", TextShape(one_of=tuple(TARGETS)), "what is out", needed=True)
_WHO: Final = PERSON.shape
OUTAGE: Final = ObjectShape(
    "Outage",
    (
        _TARGET,
        Named("failure", TextShape(1), "what logins end with", needed=True),
        SINCE,
        SECONDS_LEFT,
        Named("orders", OrNull(WholeShape(0, MAX_ORDERS)), "logins that still meet it; null: no such end", needed=True),
        Named("person", TextShape(), "whose logins alone meet it (a key); empty: everybody's", needed=True),
    ),
)
_STATE: Final = ObjectShape(
    "Outages",
    (
        Named("outages", Many(OUTAGE), "what is out", needed=True),
        Named(
            "methods",
            Many(
                ObjectShape(
                    "MethodState",
                    (
                        Named("method", TextShape(1), "a way to log in", needed=True),
                        Named("available", Truth(), "whether the next order is taken", needed=True),
                    ),
                )
            ),
            "which ways are open",
            needed=True,
        ),
        Named(
            "targets",
            Many(
                ObjectShape(
                    "OutageTarget",
                    (
                        Named("target", TextShape(1), "what can be out", needed=True),
                        Named("failure", TextShape(1), "what is told by default", needed=True),
                        Named("within", TextShape(), "what it falls with; empty: nothing", needed=True),
                    ),
                )
            ),
            "what can be out",
            needed=True,
        ),
    ),
)
_ORDER: Final = ObjectShape(
    "OutageOrder",
    (
        Named("failure", TextShape(0, 60), "a code that a login can end with; left out: the target's own"),
        Named("orders", WholeShape(1, MAX_ORDERS), "only for the next so many logins; not of the whole IdP"),
        FOR_SECONDS,
        Named("person", _WHO, "only this person's logins; not of the whole IdP"),
    ),
    "Without `orders` and `seconds` it lasts until it is ended; with both, until the first of the two.",
)


async def state(call: ApiCall) -> dict[str, Any]:
    """Tell what is out, what is open, and what can be out."""
    outages = call.environment.provider.outages
    available, rows = await asyncio.to_thread(lambda: (outages.available(), outages.state()))
    return {
        "outages": [asdict(row) for row in rows],
        "methods": [{"method": method, "available": is_open} for method, is_open in available.items()],
        "targets": [
            {"target": target, "failure": failure, "within": WITHIN[target]} for target, failure in TARGETS.items()
        ],
    }


async def begin(call: ApiCall) -> dict[str, Any]:
    """Put something out of service."""
    order = Order(call["target"], call["failure"] or "", call["orders"], call["seconds"], call["person"] or "")
    try:
        begun = await asyncio.to_thread(call.environment.provider.outages.begin, order)
    except NoOutage as wrong:
        raise not_ordered(wrong) from wrong
    call.environment.happenings.tell("outage.begun", target=begun.target, failure=begun.failure, person=begun.person)
    return asdict(begun)


async def end(call: ApiCall) -> dict[str, Any]:
    """Bring something back, for everybody or for one person."""
    target, person = call["target"], call["person"] or ""
    ended = await asyncio.to_thread(call.environment.provider.outages.end, target, person)
    if ended:
        call.environment.happenings.tell("outage.ended", target=target, person=person)
    return {"ended": [call["target"]] if ended else []}


async def reset(call: ApiCall) -> dict[str, Any]:
    """Bring everything back."""
    ended = await asyncio.to_thread(call.environment.provider.outages.reset)
    for target in ended:
        call.environment.happenings.tell("outage.ended", target=target, person="")
    return {"ended": ended}


_ENDED: Final = ObjectShape("OutagesEnded", (Named("ended", Many(TextShape()), "what was out", needed=True),))
OPERATIONS: Final = (
    Operation("listOutages", "GET", "/outages", "outages", "Tell what is out, and what can be.", state, _STATE),
    Operation(
        "beginOutage",
        "PUT",
        "/outages/{target}",
        "outages",
        "Put something out of service, in the place of an earlier order for the same person, or for everybody.",
        begin,
        OUTAGE,
        (_TARGET,),
        _ORDER,
        (NO_PERSON,),
    ),
    Operation(
        "endOutage",
        "DELETE",
        "/outages/{target}",
        "outages",
        "Bring something back: for one person, or else for everybody, and whoever had it out alone.",
        end,
        _ENDED,
        (_TARGET, Named("person", _WHO, "only this person's")),
        refusing=(NO_PERSON,),
    ),
    Operation(
        "resetOutages", "POST", "/outages/reset", "outages", "Bring everything back into service.", reset, _ENDED
    ),
)
