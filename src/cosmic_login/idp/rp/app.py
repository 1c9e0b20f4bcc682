"""The relying parties' interfaces as an ASGI application: BankID's, and the SITHS-like one beside it.

Plain ASGI and no framework: there are eleven addresses, all of them POST, and every answer that is not theirs has to be
exactly the published one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from cosmic_login.idp.endpoints.middleware import log_unexpected, read_body
from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.rp.errors import RpError, invalid
from cosmic_login.idp.rp.orders import Answer, RpOrders
from cosmic_login.idp.rp.parties import Parties, RelyingParty
from cosmic_login.idp.services import Limit
from cosmic_login.idp.tls.protocol import tls_facts

_log = logging.getLogger("cosmic_login.idp")

BANKID_PATH, SITHS_PATH = "/rp/v6.0", "/siths/rp/v1"
_CALLS: Mapping[str, str] = {
    "auth": "auth",
    "sign": "sign",
    "payment": "payment",
    "phone/auth": "phone_auth",
    "phone/sign": "phone_sign",
}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Call = Callable[[RelyingParty, object], Answer]


class RpApp:
    """Serves relying parties."""

    def __init__(self, bankid: RpOrders, siths: RpOrders, parties: Parties, limit: Limit) -> None:
        self._parties = parties
        self._limit = limit
        self._settings = bankid.services.settings
        self._calls = {**_table(BANKID_PATH, bankid), **_table(SITHS_PATH, siths)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        try:
            answer = await self._served(scope, receive)
        except RpError as error:
            answer = error.answer()
        except Exception as error:  # noqa: BLE001 - the last line: nothing may fall through to the server
            log_unexpected(scope, error)
            answer = RpError("internalError", "Something went wrong here").answer()
        answer.headers.update(_HEADERS)
        await answer(scope, receive, send)

    async def _served(self, scope: Scope, receive: Receive) -> Response:
        party = self._parties.of(tls_facts(scope)["client_certificate"])
        found = self._calls.get(str(scope["path"]))
        if found is None:
            raise RpError("notFound", "No such address")
        if scope["method"] != "POST":
            raise RpError("methodNotAllowed", "POST is needed", headers={"Allow": "POST"})
        # Charset parameter and all: the published interface refuses it.
        if [each.strip().lower() for each in Headers(scope=scope).getlist("content-type")] != ["application/json"]:
            raise RpError("unsupportedMediaType", "Content-Type has to be application/json, without a charset")
        self._count(party)
        body = await self._body(receive)
        return JSONResponse(found(party, _parsed(body)))

    def _count(self, party: RelyingParty) -> None:
        wait = self._limit.wait(party.id)
        if wait:
            headers = {
                "RateLimit-Limit": str(self._settings.rp_burst),
                "RateLimit-Remaining": "0",
                "RateLimit-Reset": str(wait),
            }
            raise RpError("tooManyRequests", "Too many requests", headers=headers)

    async def _body(self, receive: Receive) -> bytes:
        try:
            return await read_body(receive, self._settings.rp_max_body, self._settings.body_within)
        except TimeoutError:
            raise RpError("requestTimeout", "The request took too long to arrive") from None
        except BadRequest:
            raise invalid("The request is too large") from None


def _table(path: str, orders: RpOrders) -> dict[str, Call]:
    """Return the calls of one interface by their addresses."""
    table: dict[str, Call] = {
        f"{path}/collect": orders.collect,
        f"{path}/cancel": orders.cancel,
    }
    for name, kind in _CALLS.items():
        if kind in orders.requests:
            table[f"{path}/{name}"] = _making(orders, kind)
    return table


def _making(orders: RpOrders, kind: str) -> Call:
    def make(party: RelyingParty, body: object) -> Answer:
        return orders.create(party, kind, body)  # type: ignore[arg-type]  # one of its requests, as was asked

    return make


def _parsed(body: bytes) -> object:
    """Read JSON (RFC 8259: UTF-8, no member twice, no NaN)."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise invalid("The body is not JSON") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("not a JSON value")
