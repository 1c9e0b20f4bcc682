"""Reading request bodies strictly, and the few shapes of answer. Nothing a client sends is echoed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.failures import FAILURES

_MAX_FIELDS = 32
#: A client's wish to be answered when there is news, within so many seconds; and the most that it gets.
_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*([0-9]{1,4})\s*(?:[,;]|$)", re.IGNORECASE)
LONGEST_WAIT = 25

#: Constant texts; what exactly was wrong is for the log of the client's own developer, not for an attacker.
_DETAILS = {
    "invalidParameters": "A member is missing or malformed.",
    "notFound": "No such token or session.",
    "refused": "The order was refused; see failure.",
    "internalError": "Something went wrong here.",
    "methodNotAllowed": "Another method is needed.",
    "unauthorized": "A bearer token is needed.",
    "unsupportedMediaType": "A body has to be application/json.",
}


class BadRequest(Exception):  # noqa: N818 - HTTP's name for it
    """A request that is not of the protocol. ``error`` is an OAuth error code (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form-encoded body. Raises ``BadRequest`` for another type, or a field given twice."""
    if media_type(request) != "application/x-www-form-urlencoded":
        raise BadRequest("invalid_request", "The body must be form-encoded.")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError as error:
        raise BadRequest("invalid_request", "The body is not a form.") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest("invalid_request", "A parameter is given twice.")
    return fields


async def read_object(request: Request, *, texts: Collection[str] = ()) -> dict[str, str]:
    """Return a JSON object of strings. Raises ``BadRequest`` for anything else.

    They are ASCII, but for the members named in ``texts``, which people write.
    """
    if media_type(request) != "application/json":
        raise BadRequest("invalidParameters", "The body has to be application/json.")
    try:
        value = json.loads(
            await request.body(), object_pairs_hook=lambda pairs: _strings(pairs, texts), parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            "invalidParameters", "The body has to be a JSON object of texts, each member once, in ASCII but for names."
        ) from error
    if not isinstance(value, dict):
        raise BadRequest("invalidParameters", "The body has to be a JSON object.")
    return value


def _strings(pairs: list[tuple[str, object]], texts: Collection[str]) -> dict[str, str]:
    members = {name: value for name, value in pairs if isinstance(value, str) and (value.isascii() or name in texts)}
    if len(members) != len(pairs):
        raise ValueError("a member is given twice or is not ASCII text")
    return members


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("not a JSON value")


def need(members: Mapping[str, str], name: str, error: str = "invalidParameters") -> str:
    """Return a member that must be there and not empty."""
    value = members.get(name, "")
    if not value:
        raise BadRequest(error, f"{name} is missing.")
    return value


def only(members: Mapping[str, str], allowed: Collection[str]) -> None:
    """Refuse members nobody asked for, where the protocol lists them all."""
    if not set(members) <= set(allowed):
        raise BadRequest("invalidParameters", f"There is another member than {', '.join(sorted(allowed))}.")


def known_reason(reason: str) -> str:
    """Return a client's reason for giving up if it is a code of the failure table, else ``order.cancelled``."""
    return reason if reason in FAILURES else "order.cancelled"


def oauth_error(
    error: str, *, description: str = "", failure: str = "", hint: str = "", status: int = HTTPStatus.BAD_REQUEST
) -> JSONResponse:
    """Answer in OAuth's shape."""
    body: dict[str, object] = {"error": error}
    if description:
        body["error_description"] = description
    if failure:
        body["failure"] = {"code": failure} | ({"hint_code": hint} if hint else {})
    return JSONResponse(body, status)


def app_error(error: str, failure: str, status: int = HTTPStatus.BAD_REQUEST, details: str = "") -> JSONResponse:
    """Answer in the card app's shape."""
    return JSONResponse({"errorCode": error, "details": details or _DETAILS[error], "failure": failure}, status)


def no_route(status: int = HTTPStatus.NOT_FOUND) -> JSONResponse:
    """Answer 404 or 405 in the card app's shape."""
    error = "notFound" if status == HTTPStatus.NOT_FOUND else "methodNotAllowed"
    return app_error(error, "request.malformed", status)


def empty() -> Response:
    """Answer 204."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


def wait_of(request: Request) -> float:
    """Return for how many seconds a client would rather wait than be told what it knows (RFC 7240, section 4.3)."""
    for line in request.headers.getlist("prefer"):
        found = _WAIT.search(line)
        if found:
            return float(min(int(found[1]), LONGEST_WAIT))
    return 0.0


def media_type(request: Request) -> str:
    """Return the type of a request's body, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
