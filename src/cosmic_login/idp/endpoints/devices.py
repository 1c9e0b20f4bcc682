"""What an app may ask about its phone (docs/protocols.md, section 3): activate, devices, remove, waiting."""

from __future__ import annotations

import base64

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.idp.endpoints.app_calls import refused
from cosmic_login.idp.endpoints.wire import need, only, read_object
from cosmic_login.idp.orders.app_profiles import AppProfile
from cosmic_login.idp.orders.engine import OrderEngine
from cosmic_login.idp.provider.device_registration import Activation, DeviceRegistration
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal


class DeviceEndpoints:
    """HTTP around ``DeviceRegistration``, for one app."""

    #: The calls of every app, below its address.
    CALLS = ("activate", "devices", "remove", "waiting")

    def __init__(
        self, face: AppProfile, services: IdpServices, enrolment: DeviceRegistration, engine: OrderEngine
    ) -> None:
        self._face = face
        self._services = services
        self._enrolment = enrolment
        self._engine = engine

    async def activate(self, request: Request) -> Response:
        """Make an identity on a phone."""
        body = await read_object(request, texts=("device_name",))
        only(body, ("activation", "public_key", "proof", "device_name"))
        activation, key, proof = need(body, "activation"), need(body, "public_key"), need(body, "proof")
        try:
            enrolled = self._enrolment.activate(self._face, activation, key, proof, body.get("device_name", ""))
        except Refusal as refusal:
            return refused(refusal)
        return JSONResponse(
            {
                "certificate": base64.b64encode(enrolled.row.certificate).decode(),
                "device": enrolled.row.device,
                "device_token": enrolled.token,
                "holder": enrolled.holder,
                "valid_until": int(enrolled.row.until),
            }
        )

    async def devices(self, request: Request) -> Response:
        """Tell the person's identities with this app."""
        body = await read_object(request)
        only(body, ("device_token",))
        token = need(body, "device_token")
        try:
            found = self._enrolment.devices(self._face, token)
        except Refusal as refusal:
            return refused(refusal)
        rows = [
            {
                "device": row.device,
                "name": row.name,
                "since": int(row.since),
                "valid_until": int(row.until),
                "this": this,
            }
            for row, this in found
        ]
        return JSONResponse({"devices": rows})

    async def remove(self, request: Request) -> Response:
        """Take an identity back."""
        body = await read_object(request)
        only(body, ("device_token", "device"))
        token, device = need(body, "device_token"), need(body, "device")
        try:
            self._enrolment.remove(self._face, token, device)
        except Refusal as refusal:
            return refused(refusal)
        return JSONResponse({})

    async def waiting(self, request: Request) -> Response:
        """Tell the orders that name this phone's person and wait to be started."""
        body = await read_object(request)
        only(body, ("device_token",))
        token = need(body, "device_token")
        try:
            with self._services.store.transaction() as work:
                person = self._enrolment.person_of(work, self._face, token)
                orders = self._engine.waiting_for(work, person, self._face.name)
        except Refusal as refusal:
            return refused(refusal)
        told = [
            {
                "auto_start_token": self._engine.handles(order).auto_start_token,
                "relying_party": order.rp,
                "kind": order.kind,
            }
            for order in orders
        ]
        return JSONResponse({"orders": told})


def activation_answer(activation: Activation) -> JSONResponse:
    """Answer leave to make an identity, whoever asked for it."""
    return JSONResponse({"activation": activation.code, "qr": activation.qr, "expires_in": activation.expires_in})
