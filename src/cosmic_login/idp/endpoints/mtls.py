"""The door for TLS client authentication (docs/protocols.md, "SITHS eID MD"): one call completes an order.

TLS proves that the client has its certificate's key. Whether the certificate may be used is judged here, by the same
judge as everywhere, so that a person is told what is wrong; what OpenSSL refuses itself is told by its TLS alert.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.middleware import Guard
from cosmic_login.idp.endpoints.out_of_service import OutOfService
from cosmic_login.idp.endpoints.wire import app_error, need, no_route, only, read_object
from cosmic_login.idp.orders.engine import OrderEngine
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.orders.holder import holder_of
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import OrderRow, Refusal, Transaction
from cosmic_login.idp.tls.identity import ServerIdentity
from cosmic_login.idp.tls.protocol import tls_facts
from cosmic_login.idp.tls.proving import ProvingContext

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.pki.validator import ValidationResult

NAME = "mtls"
PATH = "/md"
_HTTPS = 443
#: The certificates that are on cards.
_ON_CARDS = frozenset({"hsa", "person"})


class MdFace:
    """Completes an order of the method ``siths-md`` by the certificate of the connection it is asked over."""

    def __init__(self, services: IdpServices, engine: OrderEngine, outages: Outages) -> None:
        self._services = services
        self._engine = engine
        self._outages = outages

    def complete(self, auto_start_token: str, certificate: bytes | None) -> None:
        """Judge the certificate (DER) and complete the order, or fail it; a ``Refusal`` says why."""
        with self._services.store.transaction() as work:
            order = self._engine.of_one_call(work, auto_start_token, "md")
            try:
                shown, holder = self._shown(certificate)
                with self._outages.judging(work, holder):
                    judgement = self._judged(shown)
            except LoginFailure as failure:
                raise self._refused(work, order, failure) from failure
            person = self._services.people.by_number(judgement.serial_number)
            owner = person.personal_number if person is not None else judgement.serial_number
            out = self._outages.met_by(work, order, owner)
            if out:
                self._engine.fail(work, self._engine.show(work, order, owner), out)
                raise Refusal(out, "out of service for this person")
            mine = self._engine.claim(work, order, owner)
            self._engine.complete(work, mine, Evidence.of(judgement, shown, self._services.seconds()).to_json())

    def _shown(self, der: bytes | None) -> tuple[x509.Certificate, str]:
        """Return the certificate, and whose it says that it is."""
        if der is None:
            raise LoginFailure("certificate.missing")
        try:
            certificate = x509.load_der_x509_certificate(der)
            return certificate, holder_of(certificate, self._services.people)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LoginFailure("certificate.malformed", type(error).__name__) from error

    def _judged(self, certificate: x509.Certificate) -> ValidationResult:
        judgement = self._services.judge.judge(certificate, self._services.clock.now())
        if judgement.kind not in _ON_CARDS:
            raise LoginFailure("certificate.wrong_use", f"of the kind {judgement.kind}, which is on no card")
        return judgement

    def _refused(self, work: Transaction, order: OrderRow, failure: LoginFailure) -> LoginFailure:
        """End the order for a verdict; the IdP's own trouble leaves it as it was."""
        if not failure.code.startswith("certificate."):
            return failure
        self._engine.fail(work, order, failure.code)
        return Refusal(failure.code, failure.detail)


class _OneAnswer:
    """Middleware: one handshake, one request. The signature that proves who asks was given for this one alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the connection's first request and have the server close; whatever was sent after it is not read."""

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, send_last)


class _Endpoint:
    def __init__(self, face: MdFace) -> None:
        self._face = face

    async def __call__(self, request: Request) -> Response:
        body = await read_object(request)
        only(body, ("auto_start_token",))
        try:
            self._face.complete(need(body, "auto_start_token"), tls_facts(request.scope)["client_certificate"])
        except Refusal as refusal:
            if refusal.code == "order.unknown":
                return app_error("notFound", refusal.code, HTTPStatus.NOT_FOUND)
            return app_error("refused", refusal.code)
        return JSONResponse({"status": "complete"})


def build_md_app(
    provider: Provider,
    routes: Sequence[Route] = (),
    pages: Mapping[str, Callable[[str], Response]] | None = None,
) -> Starlette:
    """Return the door's application. ``routes`` are what browsers come to, ``pages`` as ``OutOfService`` has them."""
    services = provider.services
    host = urlsplit(services.doors[NAME])
    ours = {host.netloc, *(f"{name}:{host.port}" for name in ("localhost", *services.names))}
    if host.port == _HTTPS:  # which a Host header leaves out (RFC 9110, section 7.2)
        ours |= {"localhost", *services.names}
    endpoint = _Endpoint(MdFace(services, provider.engine, provider.outages))

    async def post(request: Request) -> Response:
        return await endpoint(request)

    app = Starlette(
        routes=[Route(PATH, post, methods=["POST"]), *routes],
        middleware=[
            Middleware(_OneAnswer),
            Middleware(
                Guard,
                hosts=ours,
                origin=services.issuer,
                max_body=services.settings.max_body,
                body_within=services.settings.body_within,
                app_paths=("/",),
            ),
            Middleware(OutOfService, outages=provider.outages, pages=pages),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: _no_route, HTTPStatus.METHOD_NOT_ALLOWED: _no_method},
    )
    app.router.redirect_slashes = False
    return app


async def _no_route(_request: Request, _error: Exception) -> Response:
    return no_route()


async def _no_method(_request: Request, _error: Exception) -> Response:
    return no_route(HTTPStatus.METHOD_NOT_ALLOWED)


def proving(pki: TrainingPki, _settings: IdpSettings, own: ServerIdentity) -> ssl.SSLContext:
    """Ask for a certificate of our CAs, and for its key's signature with each connection."""

    def authorities() -> list[x509.Certificate]:
        return [*pki.roots(), *pki.issuing()]  # CAs come while the IdP runs; cards send their own certificate alone

    return ProvingContext(own.chain, own.key, authorities)
