"""Putting out of service and bringing back (docs/protocols.md, section on control)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.outages import TARGETS, NoOutage, Order

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider

_MEMBERS = {"target", "failure", "orders", "seconds"}


def outage_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""
    outages = provider.outages

    async def state(_request: Request) -> Response:
        available = outages.available()
        return JSONResponse(
            {
                "methods": [{"method": method, "available": is_open} for method, is_open in available.items()],
                "outages": [asdict(outage) for outage in outages.state()],
                "targets": [{"target": target, "failure": failure} for target, failure in TARGETS.items()],
            }
        )

    async def begin(request: Request) -> Response:
        order = _order(await request.body())
        try:
            return JSONResponse(asdict(outages.begin(order)))
        except NoOutage as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong

    async def end(request: Request) -> Response:
        return JSONResponse({"ended": outages.end(str(request.path_params["target"]))})

    async def reset(_request: Request) -> Response:
        return JSONResponse({"ended": outages.reset()})

    return [
        ("/state", "GET", state),
        ("/outages", "POST", begin),
        ("/outages/{target}", "DELETE", end),
        ("/reset", "POST", reset),
    ]


def _order(body: bytes) -> Order:
    """Read an order. Raises ``BadRequest``."""
    try:
        members: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("invalidParameters", "not JSON") from error
    if not isinstance(members, dict) or not set(members) <= _MEMBERS:
        raise BadRequest("invalidParameters", "not an outage")
    target, failure = members.get("target"), members.get("failure", "")
    orders, seconds = members.get("orders"), members.get("seconds")
    if not isinstance(target, str) or not isinstance(failure, str):
        raise BadRequest("invalidParameters", "target and failure are texts")
    if not (orders is None or _whole(orders)) or not (seconds is None or isinstance(seconds, int | float)):
        raise BadRequest("invalidParameters", "orders is a whole number, seconds is a number")
    if isinstance(seconds, bool):
        raise BadRequest("invalidParameters", "seconds is a number")
    return Order(target, failure, orders, seconds)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
