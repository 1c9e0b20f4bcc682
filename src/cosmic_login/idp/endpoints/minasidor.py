"""The simulated "Mina sidor": what a person who logged in with their card may do for themselves."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cosmic_login.core.clock import is_over
from cosmic_login.core.identity import LOA_URI
from cosmic_login.idp.endpoints.devices import activation_answer
from cosmic_login.idp.endpoints.wire import app_error, need, only, read_object
from cosmic_login.idp.orders.app_profiles import SITHS_PROFILE
from cosmic_login.idp.provider.card_services import CardInHand, CardServices
from cosmic_login.idp.provider.clients import MINASIDOR
from cosmic_login.idp.provider.device_registration import DeviceRegistration
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.token_digests import digest

#: A phone's identity is of this level; what vouches for it must not be of a lower one.
_LOA = 3

_Answer = Callable[[CardInHand, dict[str, str]], Response]


class MinaSidor:
    """HTTP around ``DeviceRegistration`` and ``CardServices``, for the bearer of a card login's access token."""

    def __init__(self, services: IdpServices, enrolment: DeviceRegistration) -> None:
        self._services = services
        self._enrolment = enrolment
        self._cards = CardServices(services)

    def routes(self) -> list[Route]:
        """Return the routes below ``/minasidor``."""
        table: tuple[tuple[str, tuple[str, ...], bool, _Answer], ...] = (
            ("/activation", (), False, self._activation),
            ("/activation/state", ("activation",), False, self._waits),
            ("/card", (), True, lambda card, _body: JSONResponse(self._cards.state(card))),
            ("/card/activate", (), True, self._activate),
            ("/card/signing", ("public_key",), True, self._signing),
        )
        return [
            Route(path, self._endpoint(members, answer, own=own), methods=["POST"])
            for path, members, own, answer in table
        ]

    def _endpoint(
        self, members: tuple[str, ...], answer: _Answer, *, own: bool
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint; ``own``: the login has to be one at Mina sidor itself."""

        async def endpoint(request: Request) -> Response:
            body = await read_object(request)
            only(body, members)
            values = {name: need(body, name) for name in members}
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            try:
                return answer(self._bearer(token.strip() if scheme.lower() == "bearer" else "", own=own), values)
            except Refusal as refusal:
                if refusal.code != "token.invalid":
                    return app_error("refused", refusal.code)
                answered = app_error("unauthorized", refusal.code, HTTPStatus.UNAUTHORIZED)
                answered.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                return answered

        return endpoint

    def _activation(self, card: CardInHand, _body: dict[str, str]) -> Response:
        """Give leave to make an identity on a phone."""
        if card.loa != _LOA:
            raise Refusal("enrolment.card_needed", "the login was not with a card of level 3")
        return activation_answer(self._enrolment.offer(card.person, SITHS_PROFILE, by="card"))

    def _waits(self, card: CardInHand, body: dict[str, str]) -> Response:
        return JSONResponse({"waiting": self._enrolment.waits(card.person, SITHS_PROFILE, body["activation"])})

    def _activate(self, card: CardInHand, _body: dict[str, str]) -> Response:
        self._cards.activate(card)
        return JSONResponse(self._cards.state(card))

    def _signing(self, card: CardInHand, body: dict[str, str]) -> Response:
        certificate = self._cards.certify(card, body["public_key"])
        return JSONResponse({"certificate": base64.b64encode(certificate).decode()})

    def _over(self, expires: float) -> bool:
        return is_over(expires, self._services.seconds(), self._services.settings.access_token_life)

    def _bearer(self, token: str, *, own: bool) -> CardInHand:
        """Return the card behind an access token.

        Raises ``Refusal``: ``token.invalid``; ``enrolment.card_needed`` when there was no card, or one too weak.
        """
        with self._services.store.transaction() as work:
            row = work.token(digest(token))
            session = work.session_of_login(row.login) if row is not None else None
            login = work.login(row.login) if row is not None else None
        if row is None or session is None or session.ended is not None or self._over(row.expires):
            raise Refusal("token.invalid", "no such access token")
        if own and (login is None or login.client_id != MINASIDOR.client_id):
            raise Refusal("token.invalid", "an access token of another client")
        claims, record = json.loads(row.claims), json.loads(session.record)
        loa = next((level for level, uri in LOA_URI.items() if uri == claims["acr"]), 0)
        if "sc" not in claims["amr"]:
            raise Refusal("enrolment.card_needed", "the login was not with a card")
        person = self._services.people.by_number(record["person"])
        if person is None:
            raise Refusal("access.person_unknown", "gone from the directory")
        return CardInHand(person, record.get("card", ""), loa, record.get("card_until", 0), row.login)
