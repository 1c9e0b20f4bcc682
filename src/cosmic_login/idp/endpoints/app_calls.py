"""The endpoints of an app (docs/protocols.md, section 3): JSON in, JSON out."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.wire import BadRequest, app_error, known_reason, need, only, read_object
from cosmic_login.idp.orders import hints
from cosmic_login.idp.orders.app import AppOrderService, Started
from cosmic_login.idp.orders.challenge import b64url
from cosmic_login.idp.orders.details import OrderDetails
from cosmic_login.idp.provider.claims import Claims
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal

Call = Callable[["AppEndpoints", Request], Awaitable[Response]]


def _refusals_answered(call: Call) -> Call:
    """Turn a ``Refusal`` of the call into its answer."""

    @functools.wraps(call)
    async def answered(self: AppEndpoints, request: Request) -> Response:
        try:
            return await call(self, request)
        except Refusal as refusal:
            return refused(refusal)

    return answered


class AppEndpoints:
    """HTTP around ``AppOrderService``."""

    #: The calls of every app, below its address.
    CALLS = ("start", "scan", "certificate", "register", "progress", "complete", "cancel")

    def __init__(self, face: AppOrderService, services: IdpServices) -> None:
        self._face = face
        self._services = services

    @_refusals_answered
    async def start(self, request: Request) -> Response:
        """Take an order over with its auto-start token."""
        body = await read_object(request)
        only(body, ("auto_start_token",))
        return self._started(self._face.start(need(body, "auto_start_token")))

    @_refusals_answered
    async def scan(self, request: Request) -> Response:
        """Take the order over whose QR code was read."""
        body = await read_object(request)
        only(body, ("qr",))
        return self._started(self._face.scan(need(body, "qr")))

    def _started(self, started: Started) -> JSONResponse:
        order, details = started.order, OrderDetails.of(started.order)
        answer: Claims = {
            "app_session": started.app_session,
            "relying_party": order.rp,
            "organization_name": order.rp if order.rp_id else self._services.organization_name,
            "expires_in": started.expires_in,
            "server_time": int(self._services.seconds()),
            "face": order.face,
            "kind": order.kind,
            "user_visible_data": details.text,
            "user_visible_data_format": details.text_format,
        }
        if details.transaction:
            answer["transaction"] = dict(details.transaction)
        if details.call_initiator:
            answer["call_initiator"] = details.call_initiator
        return JSONResponse(answer)

    @_refusals_answered
    async def certificate(self, request: Request) -> Response:
        """Judge a certificate and hand out what to sign."""
        body = await read_object(request)
        only(body, ("app_session", "certificate"))
        challenges = self._face.certificate(need(body, "app_session"), need(body, "certificate"))
        answer: Claims = {
            "registered": not challenges.registration,
            "challenge": b64url(challenges.authenticate.encode()),
        }
        if challenges.registration:
            answer["registration_challenge"] = b64url(challenges.registration.encode())
        return JSONResponse(answer)

    @_refusals_answered
    async def register(self, request: Request) -> Response:
        """Register the card."""
        body = await read_object(request)
        only(body, ("app_session", "jws"))
        self._face.register(need(body, "app_session"), need(body, "jws"))
        return JSONResponse({"registered": True})

    @_refusals_answered
    async def progress(self, request: Request) -> Response:
        """Take note of what the app asks of the person."""
        body = await read_object(request)
        only(body, ("app_session", "hint"))
        session, hint = need(body, "app_session"), need(body, "hint")
        if hint not in hints.OF_THE_APP:
            raise BadRequest("invalidParameters", "no such hint")
        self._face.progress(session, hint)
        return JSONResponse({})

    @_refusals_answered
    async def complete(self, request: Request) -> Response:
        """Complete the order."""
        body = await read_object(request)
        only(body, ("app_session", "jws"))
        session, jws = need(body, "app_session"), need(body, "jws")
        self._face.complete(session, jws, request.client.host if request.client else "")
        return JSONResponse({"status": "complete"})

    @_refusals_answered
    async def cancel(self, request: Request) -> Response:
        """Give the order up."""
        body = await read_object(request)
        only(body, ("app_session", "reason", "hint"))
        session, hint = need(body, "app_session"), body.get("hint", "")
        if hint and hint not in hints.STEP_FAILED:
            raise BadRequest("invalidParameters", "no such hint")
        reason = "order.step_failed" if hint else known_reason(body.get("reason", ""))
        self._face.cancel(session, reason, hint)
        return JSONResponse({})


def refused(refusal: Refusal) -> JSONResponse:
    """Answer a refusal."""
    if refusal.code in _NOT_THERE:
        return app_error("notFound", refusal.code, HTTPStatus.NOT_FOUND)
    return app_error("refused", refusal.code)


_NOT_THERE = ("order.unknown", "qr.unknown", "activation.unknown", "enrolment.unknown")
