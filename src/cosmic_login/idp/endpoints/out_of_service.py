"""The whole IdP out of service: 503 on everything but the operator's own control; the same for revocation's part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cosmic_login.idp.endpoints.discovery import Paths
from cosmic_login.idp.endpoints.wire import app_error, oauth_error
from cosmic_login.idp.outages import IDP, REVOCATION, Outages

#: Where the operator brings it back, and sees that it is only ordered to be out.
_ALWAYS = (Paths.CONTROL + "/", Paths.HEALTH + "/", Paths.METRICS)
#: What tells of revoked certificates.
_LISTS = tuple(f"{Paths.PKI}/{name}" for name in ("crl", "ocsp"))


class OutOfService:
    """Middleware around one application."""

    def __init__(
        self, app: ASGIApp, outages: Outages, pages: Mapping[str, Callable[[str], Response]] | None = None
    ) -> None:
        """``pages`` are paths that people come to, with what makes the page of a failure there."""
        self._app, self._outages, self._pages = app, outages, pages or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or say that nothing is served."""
        refusal = self._refusal(str(scope["path"])) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, path: str) -> Response | None:
        if path.startswith(_ALWAYS):
            return None
        out = self._outages.closed(IDP) or (path.startswith(_LISTS) and self._outages.closed(REVOCATION))
        if not out:
            return None
        if path in self._pages:
            return self._pages[path](out)
        if path.startswith(Paths.APPS):
            return app_error("internalError", out, HTTPStatus.SERVICE_UNAVAILABLE)
        return oauth_error("temporarily_unavailable", failure=out, status=HTTPStatus.SERVICE_UNAVAILABLE)
