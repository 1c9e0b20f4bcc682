"""Errors as relying parties meet them: the published codes, each with its HTTP status."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse

#: Error code -> HTTP status, as published for BankID's relying party interface 6.0. ``Maintenance`` has its capital
#: there, alone among them.
STATUS: Final = {
    "alreadyInProgress": HTTPStatus.BAD_REQUEST,
    "invalidParameters": HTTPStatus.BAD_REQUEST,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "notFound": HTTPStatus.NOT_FOUND,
    "methodNotAllowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "requestTimeout": HTTPStatus.REQUEST_TIMEOUT,
    "unsupportedMediaType": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "tooManyRequests": HTTPStatus.TOO_MANY_REQUESTS,
    "internalError": HTTPStatus.INTERNAL_SERVER_ERROR,
    "Maintenance": HTTPStatus.SERVICE_UNAVAILABLE,
}


class RpError(Exception):
    """An error to answer. ``details`` is for the relying party's developer; it never holds what was sent."""

    def __init__(
        self, code: str, details: str, *, status: int | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.status = STATUS[code] if status is None else status
        self.headers = headers or {}

    def answer(self) -> JSONResponse:
        """Return the answer."""
        return JSONResponse({"errorCode": self.code, "details": self.details}, self.status, self.headers)


def invalid(details: str) -> RpError:
    """Return the error for a request that is not of the protocol, or about an order that is not there."""
    return RpError("invalidParameters", details)


#: One text for an order that never was, is another party's, was collected or is over: nobody learns which.
NO_SUCH_ORDER: Final = "No such order"
