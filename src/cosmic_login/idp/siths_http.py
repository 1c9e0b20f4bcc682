"""The card app's endpoints (docs/protocols.md, section 3): JSON in, JSON out."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.orders.challenge import b64url
from cosmic_login.idp.orders.siths import SithsFace
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.wire import app_error, known_reason, need, only, read_object


class SithsEndpoints:
    """HTTP around ``SithsFace``."""

    def __init__(self, face: SithsFace, services: IdpServices) -> None:
        self._face = face
        self._services = services

    async def start(self, request: Request) -> Response:
        """Take an order over with its auto-start token."""
        body = await read_object(request)
        only(body, ("auto_start_token",))
        token = need(body, "auto_start_token")
        try:
            started = self._face.start(token)
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse(
            {
                "app_session": started.app_session,
                "relying_party": self._services.settings.relying_party,
                "organization_name": self._services.organization_name,
                "expires_in": started.expires_in,
                "server_time": int(self._services.seconds()),
            }
        )

    async def certificate(self, request: Request) -> Response:
        """Judge a certificate and hand out what to sign."""
        body = await read_object(request)
        only(body, ("app_session", "certificate"))
        session, certificate = need(body, "app_session"), need(body, "certificate")
        try:
            challenges = self._face.certificate(session, certificate)
        except Refusal as refusal:
            return _refused(refusal)
        answer: dict[str, object] = {
            "registered": not challenges.registration,
            "challenge": b64url(challenges.authenticate.encode()),
        }
        if challenges.registration:
            answer["registration_challenge"] = b64url(challenges.registration.encode())
        return JSONResponse(answer)

    async def register(self, request: Request) -> Response:
        """Register the card."""
        body = await read_object(request)
        only(body, ("app_session", "jws"))
        session, jws = need(body, "app_session"), need(body, "jws")
        try:
            self._face.register(session, jws)
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse({"registered": True})

    async def complete(self, request: Request) -> Response:
        """Complete the order."""
        body = await read_object(request)
        only(body, ("app_session", "jws"))
        session, jws = need(body, "app_session"), need(body, "jws")
        try:
            self._face.complete(session, jws)
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse({"status": "complete"})

    async def cancel(self, request: Request) -> Response:
        """Give the order up."""
        body = await read_object(request)
        only(body, ("app_session", "reason"))
        session = need(body, "app_session")
        try:
            self._face.cancel(session, known_reason(body.get("reason", "")))
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse({})


def _refused(refusal: Refusal) -> JSONResponse:
    if refusal.code == "order.unknown":
        return app_error("notFound", refusal.code, HTTPStatus.NOT_FOUND)
    return app_error("refused", refusal.code)
