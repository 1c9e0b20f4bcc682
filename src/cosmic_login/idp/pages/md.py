"""SITHS eID MD asked from a browser: its certificate answers the order of a login, and leads back there."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.mtls import MdFace
from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.ways_out import MD_PATH, one, way_back
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.tls.protocol import tls_facts
from cosmic_login.idp.web.owners import check_owner

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider


class MdPages:
    """The pages that a browser meets at the door for client certificates."""

    def __init__(self, provider: Provider) -> None:
        self._services = provider.services
        self._face = MdFace(provider.services, provider.engine, provider.outages)
        self._web = provider.services.doors["web"]
        self._pages, self.cookies = Pages(self._web), Cookies(secure=self._web.startswith("https:"))

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(MD_PATH, self.answer, methods=["GET"])]

    async def answer(self, request: Request) -> Response:
        """Answer the order by the connection's certificate, and go back to the login, which shows what came of it."""
        back = ""
        try:
            if request.method != "GET":  # HEAD asks what would come, and must not do it
                raise BadRequest("invalid_request", "Wrong method.", HTTPStatus.METHOD_NOT_ALLOWED)
            token = one(request, "token")
            back, handle = way_back(one(request, "back"), self._web)
            with self._services.store.transaction() as work:
                check_owner(work, handle, self.cookies.browser(request), token)
            self._face.complete(token, tls_facts(request.scope)["client_certificate"])
        except BadRequest as error:
            return self.failure("request.malformed", back, error.status)
        except Refusal as refusal:
            return self.failure(refusal.code, back)
        except LoginFailure as failure:
            return self.failure(failure.code, back, HTTPStatus.SERVICE_UNAVAILABLE)
        return RedirectResponse(back, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})

    def failure(self, code: str, back: str = "", status: int = HTTPStatus.BAD_REQUEST) -> Response:
        """Return the page that tells why a certificate did not answer; ``back`` is the login's address, if known."""
        return self._pages.page("md.html", {"code": code, "back": back}, status=status)

    def out(self, code: str) -> Response:
        """Return the page that nothing is served now."""
        return self.failure(code, status=HTTPStatus.SERVICE_UNAVAILABLE)
