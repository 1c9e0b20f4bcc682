"""The turn of signing keys, when somebody wants to see what clients do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest, need, only, read_object
from cosmic_login.idp.provider.clients import ID_TOKEN_ALGS

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider


def key_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""
    steps = {"announce": provider.keys.rotate, "take-over": provider.keys.take_over}

    def told() -> JSONResponse:
        with provider.services.store.transaction() as work:
            signing = {provider.keys.signing(work, alg).kid for alg in ID_TOKEN_ALGS}
            rows = work.signing_keys()
        keys = [{"kid": row.kid, "alg": row.alg, "signs": row.kid in signing} for row in rows]
        return JSONResponse({"keys": keys})

    async def known(_request: Request) -> Response:
        return told()

    async def turn(request: Request) -> Response:
        body = await read_object(request)
        only(body, ("step",))
        step = steps.get(need(body, "step"))
        if step is None:
            raise BadRequest("invalidParameters", f"step has to be one of {', '.join(steps)}.")
        step()
        return told()

    return [("/keys", "GET", known), ("/keys", "POST", turn)]
