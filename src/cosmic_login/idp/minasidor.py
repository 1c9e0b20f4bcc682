"""The simulated "Mina sidor": a person who logged in with their card gets leave to make an identity on a phone."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from cosmic_login.core.identity import LOA_URI
from cosmic_login.directory.model import Person
from cosmic_login.idp.control.activations import activation_answer
from cosmic_login.idp.enrolment import Enrolment
from cosmic_login.idp.handles import digest
from cosmic_login.idp.orders.faces import SITHS_FACE
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.wire import app_error, only, read_object

#: A phone's identity is of this level; what vouches for it must not be of a lower one.
_LOA = 3


class MinaSidor:
    """HTTP around ``Enrolment`` for the person themselves."""

    def __init__(self, services: IdpServices, enrolment: Enrolment) -> None:
        self._services = services
        self._enrolment = enrolment

    async def activation(self, request: Request) -> Response:
        """Give leave to the bearer of the access token of a login with a card."""
        only(await read_object(request), ())
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            person = self._bearer(token.strip() if scheme.lower() == "bearer" else "")
            return activation_answer(self._enrolment.offer(person, SITHS_FACE, by="card"))
        except Refusal as refusal:
            if refusal.code != "token.invalid":
                return app_error("refused", refusal.code)
            answer = app_error("unauthorized", refusal.code, HTTPStatus.UNAUTHORIZED)
            answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return answer

    def _bearer(self, token: str) -> Person:
        with self._services.store.transaction() as work:
            row = work.token(digest(token))
            session = work.session_of_login(row.login) if row is not None else None
        if row is None or session is None or session.ended is not None or self._services.seconds() >= row.expires:
            raise Refusal("token.invalid", "no such access token")
        claims = json.loads(row.claims)
        if "sc" not in claims["amr"] or claims["acr"] != LOA_URI[_LOA]:
            raise Refusal("enrolment.card_needed", "the login was not with a card of level 3")
        person = self._services.people.by_number(json.loads(session.record)["person"])
        if person is None:
            raise Refusal("access.person_unknown", "gone from the directory")
        return person
