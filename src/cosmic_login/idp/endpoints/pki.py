"""Certificates, revocation lists and OCSP for anybody who wants to check: ``{issuer}/pki/*`` (docs/protocols.md)."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus

from cryptography.hazmat.primitives.serialization import Encoding
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.services import IdpServices
from cosmic_login.pki.ocsp import OcspResponder

_REQUEST = "application/ocsp-request"


class PkiEndpoints:
    """What stands behind the pointers in certificates. Nothing here is secret."""

    def __init__(self, services: IdpServices, responder: OcspResponder) -> None:
        self._pki = services.pki
        self._responder = responder

    def routes(self) -> list[Route]:
        """Return the routes, below ``/pki``."""
        return [
            Route("/ca/{slug}.cer", self.certificate, methods=["GET"]),
            Route("/crl/{slug}.crl", self.revocation_list, methods=["GET"]),
            Route("/ocsp/{slug}", self.ocsp, methods=["POST"]),
            Route("/ocsp/{slug}/{request:path}", self.ocsp, methods=["GET"]),
        ]

    async def certificate(self, request: Request) -> Response:
        """Answer a CA's certificate in DER (RFC 5280, section 4.2.2.1)."""
        found = self._pki.find(request.path_params["slug"])
        if found is None:
            raise _no_such_ca()
        return Response(found.public_bytes(Encoding.DER), media_type="application/pkix-cert")

    async def revocation_list(self, request: Request) -> Response:
        """Answer a CA's current list in DER (RFC 5280, section 4.2.1.13)."""
        found = self._pki.find(request.path_params["slug"])
        if found is None:
            raise _no_such_ca()
        current = self._pki.crl(found.subject)
        return Response(current.public_bytes(Encoding.DER), media_type="application/pkix-crl")

    async def ocsp(self, request: Request) -> Response:
        """Answer an OCSP request (RFC 6960, appendix A.1): in the body, or base64 in the path."""
        if request.method == "POST":
            if request.headers.get("content-type", "") != _REQUEST:
                raise BadRequest("invalid_request", f"{_REQUEST} is needed.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            asked = await request.body()
        else:
            asked = _decoded(request.path_params["request"])
        answer = self._responder.answer(request.path_params["slug"], asked)
        if answer is None:
            raise _no_such_ca()
        return Response(answer, media_type="application/ocsp-response")


def _decoded(text: str) -> bytes:
    """Decode what the path held; what is no base64 is no request, and the responder says so."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _no_such_ca() -> BadRequest:
    return BadRequest("invalid_request", "No such CA.", HTTPStatus.NOT_FOUND)
