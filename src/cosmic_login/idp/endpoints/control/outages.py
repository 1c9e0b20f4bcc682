"""Putting out of service and bringing back (docs/protocols.md, section on control)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest, only
from cosmic_login.idp.outages import TARGETS, WITHIN, NoOutage, Order

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
                "targets": [
                    {"target": target, "failure": failure, "within": WITHIN[target]}
                    for target, failure in TARGETS.items()
                ],
            }
        )

    async def begin(request: Request) -> Response:
        order = _order(await request.body())
        try:
            return JSONResponse(asdict(outages.begin(order)))
        except NoOutage as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong

    async def end(request: Request) -> Response:
        try:
            return JSONResponse({"ended": outages.end(str(request.path_params["target"]))})
        except NoOutage as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong

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
        raise BadRequest("invalidParameters", "The body has to be JSON.") from error
    if not isinstance(members, dict):
        raise BadRequest("invalidParameters", "The body has to be a JSON object.")
    only(members, _MEMBERS)
    for name, is_one, what in _RULES:
        if name in members and not is_one(members[name]):
            raise BadRequest("invalidParameters", f"{name} has to be {what}.")
    if "target" not in members:
        raise BadRequest("invalidParameters", "target is missing.")
    return Order(members["target"], members.get("failure", ""), members.get("orders"), members.get("seconds"))


def _text(value: object) -> bool:
    return isinstance(value, str)


def _whole(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _number(value: object) -> bool:
    return _whole(value) or isinstance(value, float)


_RULES: tuple[tuple[str, Callable[[object], bool], str], ...] = (
    ("target", _text, "a text"),
    ("failure", _text, "a text"),
    ("orders", _whole, "a whole number"),
    ("seconds", _number, "a number"),
)
