"""What else takes a card at Mina sidor, without it: leave to make an identity on a phone, and a reserve card activated.

For trainers and tests, and in the bank's place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.devices import activation_answer
from cosmic_login.idp.endpoints.wire import BadRequest, app_error, need, only, read_object
from cosmic_login.idp.orders.app_profiles import APP_PROFILES
from cosmic_login.idp.provider.card_services import CardServices
from cosmic_login.idp.store.base import Refusal

if TYPE_CHECKING:
    from cosmic_login.idp.endpoints.control.auth import Endpoint
    from cosmic_login.idp.provider.provider import Provider

_CARD_NUMBER = re.compile(r"[0-9]{19}")


def activation_routes(provider: Provider) -> list[tuple[str, str, Endpoint]]:
    """Return path, method and endpoint."""
    cards = CardServices(provider.services)

    async def create(request: Request) -> Response:
        body = await read_object(request, texts=("person",))
        only(body, ("person", "face"))
        face = APP_PROFILES.get(need(body, "face"))
        if face is None:
            raise BadRequest("invalidParameters", f"face has to be one of {', '.join(APP_PROFILES)}.")
        try:
            person = provider.services.people.person(need(body, "person"))
            return activation_answer(provider.enrolment.offer(person, face, by="control"))
        except LoginFailure as failure:
            if not isinstance(failure, Refusal) and failure.code != "person.unknown":
                raise
            return app_error("refused", failure.code)

    async def activate_card(request: Request) -> Response:
        body = await read_object(request, texts=("person",))
        only(body, ("person", "card_number"))
        number = need(body, "card_number")
        if not _CARD_NUMBER.fullmatch(number):
            raise BadRequest("invalidParameters", "card_number has to be 19 digits.")
        try:
            cards.activate_for(provider.services.people.person(need(body, "person")), number)
        except LoginFailure as failure:
            if failure.code != "person.unknown":
                raise
            return app_error("refused", failure.code)
        return JSONResponse({})

    return [("/activations", "POST", create), ("/card-activations", "POST", activate_card)]
