"""Who may use the control API: whoever can read a file in the IdP's profile, from the IdP's own machine."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.wire import BadRequest, app_error, media_type, no_route
from cosmic_login.idp.token_digests import new_handle, same
from cosmic_login.profile import Profile, read_bytes, write_atomic

Endpoint = Callable[[Request], Awaitable[Response]]
_TOKEN = re.compile(rb"[A-Za-z0-9_-]{32,128}")


def control_token(profile: Profile) -> str:
    """Return the profile's control token, made on first use (``control-token``, mode 0600).

    Raises ``LoginFailure`` ``profile.damaged`` and kin.
    """
    path = profile.control_token_file
    found = read_bytes(path)
    if found is None:
        with profile.lock(path.name):  # the IdP and whoever steers it may be the first at the same time
            found = read_bytes(path)
            if found is None:
                found = new_handle().encode("ascii")
                write_atomic(path, found)
    if not _TOKEN.fullmatch(found.strip()):
        raise LoginFailure("profile.damaged", f"{path.name}: not a control token")
    return found.strip().decode("ascii")


def guarded(token: str, endpoint: Endpoint) -> Endpoint:
    """Return the endpoint for those who bear the token and are on this machine; for others it is not there.

    What a caller does wrong is told by member and rule (``control.invalid``).
    """

    @functools.wraps(endpoint)
    async def checked(request: Request) -> Response:
        if not token or not on_this_machine(request):
            return no_route()
        scheme, _, borne = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not same(borne.strip(), token):
            answer = app_error("unauthorized", "token.invalid", HTTPStatus.UNAUTHORIZED)
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        if media_type(request) != "application/json" and await request.body():
            return app_error("unsupportedMediaType", "control.invalid", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            return await endpoint(request)
        except BadRequest as wrong:
            return app_error("invalidParameters", "control.invalid", wrong.status, wrong.description)

    return checked


def on_this_machine(request: Request) -> bool:
    """Tell whether who asks is on the IdP's own machine."""
    with contextlib.suppress(ValueError):
        return request.client is not None and ip_address(request.client.host).is_loopback
    return False
