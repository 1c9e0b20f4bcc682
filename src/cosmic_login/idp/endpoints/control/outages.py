"""Putting out of service and bringing back (docs/protocols.md, section on control)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.control.members import BodyMember, JsonKind, read_members
from cosmic_login.idp.endpoints.wire import BadRequest, app_error
from cosmic_login.idp.outages import TARGETS, WITHIN, NoOutage, Order

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider

#: What an order is made of.
OUTAGE_MEMBERS: Final = (
    BodyMember("target", JsonKind.TEXT, "what is put out", needed=True),
    BodyMember("failure", JsonKind.TEXT, "the failure that is met; without it the target's own"),
    BodyMember("orders", JsonKind.WHOLE, "for so many orders that begin"),
    BodyMember("seconds", JsonKind.NUMBER, "for so long"),
    BodyMember("person", JsonKind.TEXT, "whose logins alone meet it; without it everybody's"),
)


def _nobody(failure: LoginFailure) -> Response:
    """Tell that there is no such person; raise every other failure."""
    if failure.code != "person.unknown":
        raise failure
    return app_error("refused", failure.code)


def outage_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""
    outages = provider.outages

    async def state(_request: Request) -> Response:
        available = outages.available()
        return JSONResponse(
            {
                "methods": [{"method": method, "available": is_open} for method, is_open in available.items()],
                "outages": [asdict(outage) for outage in outages.state()],
                "faults": [asdict(order) for order in provider.faults.state()],
                "targets": [
                    {"target": target, "failure": failure, "within": WITHIN[target]}
                    for target, failure in TARGETS.items()
                ],
            }
        )

    async def begin(request: Request) -> Response:
        members: dict[str, Any] = read_members(await request.body(), OUTAGE_MEMBERS)
        try:
            return JSONResponse(asdict(outages.begin(Order(**members))))
        except NoOutage as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong
        except LoginFailure as failure:
            return _nobody(failure)

    async def end(request: Request) -> Response:
        try:
            person = request.query_params.get("person", "")
            return JSONResponse({"ended": outages.end(str(request.path_params["target"]), person)})
        except NoOutage as wrong:
            raise BadRequest("invalidParameters", str(wrong)) from wrong
        except LoginFailure as failure:
            return _nobody(failure)

    async def reset(_request: Request) -> Response:
        return JSONResponse({"ended": outages.reset(), "faults": provider.faults.withdraw_all()})

    return [
        ("/state", "GET", state),
        ("/outages", "POST", begin),
        ("/outages/{target}", "DELETE", end),
        ("/reset", "POST", reset),
    ]
