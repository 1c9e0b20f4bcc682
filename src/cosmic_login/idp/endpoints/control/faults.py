"""Faults to order, over HTTP (docs/faults.md is made from the tables here)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.answer_faults import ANSWER_FAULTS, MOST_DELAY_S, PROTOCOLS
from cosmic_login.idp.endpoints.control.members import BodyMember, Call, JsonKind, read_members
from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.faults import MOST_STATE, FaultOrder, NoFault
from cosmic_login.idp.outages import MAX_ORDERS, MAX_SECONDS

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider

_NAMES, _BY = tuple(ANSWER_FAULTS), tuple(PROTOCOLS)
_SYSTEM = BodyMember("system", JsonKind.TEXT, "client_id or entityID of a registered system", needed=True)
_FAULT = BodyMember("fault", JsonKind.TEXT, "what it meets", needed=True, choices=_NAMES)
#: What an order is made of.
FAULT_MEMBERS: Final = (
    _SYSTEM,
    _FAULT,
    BodyMember("protocol", JsonKind.TEXT, "needed where both protocols have a system of that name", choices=_BY),
    BodyMember("state", JsonKind.TEXT, "only the login that brings this `state` (RelayState)", longest=MOST_STATE),
    BodyMember("times", JsonKind.WHOLE, "so often, then it ends", least=1, most=MAX_ORDERS),
    BodyMember("seconds", JsonKind.NUMBER, "for so long, then it ends", above=0, most=MAX_SECONDS),
    BodyMember("delay", JsonKind.NUMBER, "how late in seconds, of a fault that is", above=0, most=MOST_DELAY_S),
)
#: An order as it is told.
ORDER_MEMBERS: Final = (
    BodyMember("order", JsonKind.TEXT, "its name, by which it is taken back", needed=True),
    _SYSTEM,
    BodyMember("protocol", JsonKind.TEXT, "the system's", needed=True, choices=_BY),
    _FAULT,
    BodyMember("state", JsonKind.TEXT, "the login's that it is for; empty: any", needed=True),
    BodyMember("delay", JsonKind.NUMBER, "0 for a fault that is not late", needed=True),
    BodyMember("since", JsonKind.NUMBER, "when it was ordered, in Unix seconds", needed=True),
    BodyMember("seconds", JsonKind.NUMBER, "how long it goes on; null: no such end"),
    BodyMember("times", JsonKind.WHOLE, "how often it is still met; null: no such end"),
)
#: The calls, in the order of their routes.
FAULT_CALLS: Final = (
    Call(
        "GET",
        "/faults",
        "what is ordered, what can be, and for whom",
        gives=(
            BodyMember("orders", JsonKind.LIST, "the orders, oldest first", needed=True),
            BodyMember(
                "faults", JsonKind.LIST, "each with `fault`, `protocols`, and whether it is `delayed`", needed=True
            ),
            BodyMember("systems", JsonKind.LIST, "each with `system`, `protocol` and `name`", needed=True),
        ),
    ),
    Call(
        "POST",
        "/faults",
        "have a system meet a fault; one of the same kind for the same system and state makes room",
        FAULT_MEMBERS,
        ORDER_MEMBERS,
    ),
    Call(
        "DELETE",
        "/faults/{order}",
        "take an order back",
        gives=(BodyMember("ended", JsonKind.TRUTH, "whether there was one of that name", needed=True),),
    ),
    Call(
        "DELETE",
        "/faults",
        "take all orders back",
        gives=(BodyMember("ended", JsonKind.LIST, "the orders that there were, by name", needed=True),),
    ),
)


def fault_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""
    faults, systems = provider.faults, provider.services.systems

    async def told(_request: Request) -> Response:
        return JSONResponse(
            {
                "orders": [asdict(order) for order in faults.state()],
                "faults": [
                    {"fault": row.name, "protocols": list(row.moments), "delayed": row.delayed}
                    for row in ANSWER_FAULTS.values()
                ],
                "systems": [{"system": each.key, "protocol": each.face, "name": each.name} for each in systems.all()],
            }
        )

    async def order(request: Request) -> Response:
        members: dict[str, Any] = read_members(await request.body(), FAULT_MEMBERS)
        try:
            return JSONResponse(asdict(faults.order(FaultOrder(**members))))
        except NoFault as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong

    async def withdraw(request: Request) -> Response:
        return JSONResponse({"ended": faults.withdraw(str(request.path_params["order"]))})

    async def withdraw_all(_request: Request) -> Response:
        return JSONResponse({"ended": faults.withdraw_all()})

    endpoints = (told, order, withdraw, withdraw_all)
    return [(call.path, call.verb, endpoint) for call, endpoint in zip(FAULT_CALLS, endpoints, strict=True)]
