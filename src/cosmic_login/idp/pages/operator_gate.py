"""Who may see an operator's pages: whoever bears the control token, in a browser on the IdP's own machine.

The token is typed into a form, once, and is in no address and no cookie: the cookie that it is exchanged for is good
for some hours, and only while the token is the same.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.control.auth import on_this_machine
from cosmic_login.idp.endpoints.ratelimit import RateLimit
from cosmic_login.idp.endpoints.wire import read_form
from cosmic_login.idp.pages.forms import TOKEN
from cosmic_login.idp.token_digests import new_handle, same

if TYPE_CHECKING:
    from cosmic_login.idp.pages.cookies import Cookies
    from cosmic_login.idp.pages.forms import FormTokens
    from cosmic_login.idp.pages.render import Pages
    from cosmic_login.idp.services import IdpServices

#: Below this path the token is taken, and the pages are left.
PATH: Final = "/operator"
ENTER: Final = "/enter"
LEAVE: Final = "/leave"
#: Tokens that one address may try at once, and how many more per second.
_BURST, _PER_SECOND = 10, 0.2

Endpoint = Callable[[Request], Awaitable[Response]]


class OperatorGate:
    """Guards pages, and lets operators in. ``failure`` makes the page of a failure and an HTTP status."""

    def __init__(
        self,
        services: IdpServices,
        pages: Pages,
        cookies: Cookies,
        forms: FormTokens,
        failure: Callable[[str, int], Response],
    ) -> None:
        self._services, self._pages, self._cookies, self._forms = services, pages, cookies, forms
        self._failure = failure
        self._key = services.vault.derive("operator-pages")
        self._limit = RateLimit(services.clock, burst=_BURST, per_second=_PER_SECOND)

    def routes(self) -> list[Route]:
        """Return the routes that let in and out, with their whole path."""
        return [
            Route(PATH + ENTER, self._here(self.enter), methods=["POST"]),
            Route(PATH + LEAVE, self._here(self.guarded(self.leave)), methods=["POST"]),
        ]

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """Return the endpoint for operators; whoever is none is asked for the token, and others find nothing."""

        async def checked(request: Request) -> Response:
            if not self._is_operator(request):
                return self.ask(request.url.path)
            return await endpoint(request)

        return self._here(checked)

    def _here(self, endpoint: Endpoint) -> Endpoint:
        """Return the endpoint for those on this machine."""

        async def checked(request: Request) -> Response:
            if not self._services.control_token or not on_this_machine(request):
                return self._failure("web.unknown", HTTPStatus.NOT_FOUND)
            return await endpoint(request)

        return checked

    def ask(self, after: str, *, wrong: bool = False, wait: int = 0) -> Response:
        """Ask for the token; ``after`` is where to from there. ``wait``: so many seconds, after too many tries."""
        status = HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.FORBIDDEN
        values = {"action": PATH + ENTER, "after": after, "wrong": wrong, "wait": wait, "here": after}
        response = self._pages.page("operator_enter.html", values, status=status)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    async def enter(self, request: Request) -> Response:
        """Exchange the token for a cookie."""
        form = await read_form(request)
        after = form.get("after", PATH)
        after = after if after in {PATH, "/explain"} else PATH
        if wait := self._limit.wait(request.client.host if request.client else ""):
            return self.ask(after, wait=wait)
        if not same(form.get("token", "").strip(), self._services.control_token):
            return self.ask(after, wrong=True)
        response = RedirectResponse(after, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        self._cookies.set_operator(response, self._made())
        return response

    async def leave(self, request: Request) -> Response:
        """Take the cookie back."""
        form = await read_form(request)
        if not self.fits(request, form.get(TOKEN, ""), PATH + LEAVE):
            return self._failure("web.foreign_form", HTTPStatus.FORBIDDEN)
        response = RedirectResponse(PATH, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        self._cookies.drop_operator(response)
        return response

    #: Where a form is sent that takes the cookie back.
    leave_address = PATH + LEAVE

    # -- forms of operators' pages ---------------------------------------------------------------------------------
    def token_for(self, request: Request, place: str) -> str:
        """Return the token of a form at ``place`` on a page for this operator."""
        return self._forms.of(self._cookies.operator(request), place)

    def fits(self, request: Request, token: str, place: str) -> bool:
        """Whether a form was sent by our page in this operator's browser."""
        return self._forms.fits(token, self._cookies.operator(request), place)

    # -- the cookie ------------------------------------------------------------------------------------------------
    def _made(self) -> str:
        said = f"{int(self._services.seconds() + self._services.settings.operator_life)}.{new_handle()}"
        return f"{said}.{self._sealed(said)}"

    def _is_operator(self, request: Request) -> bool:
        said, _, seal = self._cookies.operator(request).rpartition(".")
        if not said or not same(seal, self._sealed(said)):
            return False
        now, until = self._services.seconds(), float(said.partition(".")[0])
        return now < until <= now + self._services.settings.operator_life + 1

    def _sealed(self, said: str) -> str:
        """Return what only who knows the control token could have made."""
        told = f"{self._services.control_token}\0{said}".encode()
        return hmac.digest(self._key, told, "sha256").hex()
