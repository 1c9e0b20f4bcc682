"""What all addresses of the protocol that no browser goes to share: forms read strictly, refusals in JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.middleware import log_unexpected
from cosmic_login.idp.endpoints.wire import media_type
from cosmic_login.idp.oidc.errors import OauthError
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.store.base import Refusal

if TYPE_CHECKING:
    from cosmic_login.idp.services import Limit

Endpoint = Callable[[Request], Awaitable[Response]]
#: RFC 6749, section 5.1.
_HEADERS: Final = {"Cache-Control": "no-store", "Pragma": "no-cache", "X-Content-Type-Options": "nosniff"}
FORM: Final = "application/x-www-form-urlencoded"


async def form_of(request: Request) -> Parameters:
    """Return a form's parameters, each once, and none in the address. Raises ``OauthError``."""
    return read_call(await request.body(), media_type(request), in_address=bool(request.scope["query_string"]))


def read_call(body: bytes, kind: str = FORM, *, in_address: bool = False) -> Parameters:
    """Return the parameters of a call; ``kind`` is its media type. Raises ``OauthError``."""
    if in_address:
        raise _malformed("Parameters belong in the body, not in the address.")
    if kind != FORM:
        raise _malformed(f"The body has to be {FORM}.")
    try:
        form = Parameters.read(body)
    except NotForm:
        raise _malformed("The body is not a form in UTF-8.") from None
    if form.repeated:
        raise OauthError("invalid_request", "A parameter is given twice (RFC 6749, 3.2).", rule="call.repeated")
    return form


def _malformed(description: str) -> OauthError:
    return OauthError("invalid_request", description, rule="call.malformed")


def authorization_of(request: Request) -> str:
    """Return the header Authorization; empty when there is none. Raises ``OauthError`` when there are several."""
    headers = request.headers.getlist("authorization")
    if len(headers) > 1:
        raise OauthError("invalid_request", "The header Authorization is given twice.")
    return headers[0].strip() if headers else ""


def answered(members: object, status: int = HTTPStatus.OK) -> JSONResponse:
    """Return an answer in JSON that nobody keeps."""
    return JSONResponse(members, status, _HEADERS)


def calling(endpoint: Endpoint, limit: Limit) -> Endpoint:
    """Surround an endpoint: too many calls, and all that is refused, are told in JSON."""

    async def called(request: Request) -> Response:
        if wait := limit.wait(request.client.host if request.client else ""):
            response = answered({"error": "temporarily_unavailable"}, HTTPStatus.TOO_MANY_REQUESTS)
            response.headers["Retry-After"] = str(wait)
            return response
        try:
            return await endpoint(request)
        except OauthError as error:
            return _refused(error)
        except LoginFailure as failure:
            if not isinstance(failure, Refusal):  # which is a result, and was told where it is one
                log_unexpected(request.scope, failure)
            told = {"error": "temporarily_unavailable", "error_description": failure.code}
            return answered(told, HTTPStatus.SERVICE_UNAVAILABLE)

    return called


def _refused(error: OauthError) -> Response:
    told = {"error": error.error} if error.error else {}
    if error.description:
        told["error_description"] = error.description
    response = answered(told, error.status)
    if error.authenticate:
        response.headers["WWW-Authenticate"] = error.authenticate
    return response
