"""Leave to make an identity on a phone without the person's card: for trainers and tests, and in the bank's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.enrolment import Activation
from cosmic_login.idp.orders.faces import FACES
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.wire import BadRequest, app_error, need, only, read_object

if TYPE_CHECKING:
    from cosmic_login.idp.app import Provider
    from cosmic_login.idp.control.auth import Endpoint


def activation_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""

    async def create(request: Request) -> Response:
        body = await read_object(request, texts=("person",))
        only(body, ("person", "face"))
        face = FACES.get(need(body, "face"))
        if face is None:
            raise BadRequest("invalidParameters", "no such face")
        try:
            person = provider.services.people.person(need(body, "person"))
            return activation_answer(provider.enrolment.offer(person, face, by="control"))
        except LoginFailure as failure:
            if not isinstance(failure, Refusal) and failure.code != "person.unknown":
                raise
            return app_error("refused", failure.code)

    return [("/activations", "POST", create)]


def activation_answer(activation: Activation) -> JSONResponse:
    """Answer leave to make an identity."""
    return JSONResponse({"activation": activation.code, "qr": activation.qr, "expires_in": activation.expires_in})
