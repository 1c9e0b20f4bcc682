"""The pages of a login: choose a way, see it through, say as what, and back to the system."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.wire import BadRequest, read_form
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.token_digests import new_handle
from cosmic_login.idp.web.logins import ChoiceView, EndView, OrderView, StartView, View, WebLogins
from cosmic_login.idp.web.request import Delivery

PATH = "/login"


class LoginPages:
    """HTTP around ``WebLogins``."""

    def __init__(self, logins: WebLogins, pages: Pages, cookies: Cookies) -> None:
        self._logins, self._pages, self._cookies = logins, pages, cookies

    def routes(self) -> list[Route]:
        """Return the routes below ``PATH``."""
        return [
            Route("/{handle}", self.show, methods=["GET"]),
            Route("/{handle}", self.act, methods=["POST"]),
            Route("/{handle}/state", self.state, methods=["GET"]),
            Route("/{handle}/go", self.go, methods=["GET"]),
        ]

    @staticmethod
    def address(handle: str) -> str:
        """Return where a login is opened."""
        return f"{PATH}/{handle}"

    async def show(self, request: Request) -> Response:
        """Show a login as it stands."""
        browser = self._cookies.browser(request) or new_handle()
        try:
            view = self._logins.open(request.path_params["handle"], browser, self._cookies.sso(request))
        except Refusal as refusal:
            return self.failure(refusal.code)
        response = self._shown(request, view)
        if not self._cookies.browser(request):
            self._cookies.set_browser(response, browser)
        return response

    async def act(self, request: Request) -> Response:
        """Do what a button says, and show what came of it."""
        form, handle = await read_form(request), request.path_params["handle"]
        browser = self._cookies.browser(request)
        try:
            if "method" in form:
                self._logins.start(handle, browser, form["method"])
            elif "option" in form:
                self._logins.choose(handle, browser, form["option"])
            elif "back" in form:
                self._logins.back(handle, browser)
            elif "cancel" in form:
                self._logins.cancel(handle, browser)
            else:
                raise BadRequest("invalid_request", "No such button.")
        except Refusal as refusal:
            return self.failure(refusal.code)
        return RedirectResponse(self.address(handle), HTTPStatus.SEE_OTHER)

    async def state(self, request: Request) -> Response:
        """Tell a page's script how its login stands."""
        try:
            view = self._logins.open(request.path_params["handle"], self._cookies.browser(request))
        except Refusal as refusal:
            return JSONResponse({"state": "over", "failure": refusal.code})
        if not isinstance(view, OrderView):
            return JSONResponse({"state": "moved"})
        pending = view.pending
        told = {"state": "order", "hint": pending.hint_code, "seconds": pending.expires_in, "qr": pending.qr_data}
        return JSONResponse(told)

    async def go(self, request: Request) -> Response:
        """Lead the browser back to the system."""
        try:
            told = self._logins.deliver(request.path_params["handle"], self._cookies.browser(request))
        except Refusal as refusal:
            return self.failure(refusal.code)
        response = self.deliver(told.delivery)
        if told.sso:
            self._cookies.set_sso(response, told.sso)
        return response

    def deliver(self, delivery: Delivery) -> Response:
        """Return what makes a browser carry an answer to a system."""
        if delivery.fields is None:
            return RedirectResponse(delivery.url, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        return self._pages.page("post.html", {"url": delivery.url, "fields": delivery.fields}, leaves=True)

    def failure(self, code: str, status: int = HTTPStatus.BAD_REQUEST) -> Response:
        """Return the page that tells a failure of the table."""
        return self._pages.page("failure.html", {"code": code}, status=status)

    def _shown(self, request: Request, view: View) -> Response:
        handle = request.path_params["handle"]
        base = {"address": self.address(handle)}
        if isinstance(view, EndView):
            # A page, not a redirection: what follows a form is held to the form's own policy by browsers.
            return self._pages.page("end.html", base)
        base |= {"system": view.system.name}
        if isinstance(view, StartView):
            ways = [{"method": way.method, "open": way.open} for way in view.ways]
            return self._pages.page("start.html", {**base, "ways": ways, "failure": view.failure})
        if isinstance(view, OrderView):
            return self._pages.page("order.html", {**base, "method": view.method, "pending": view.pending})
        assert isinstance(view, ChoiceView)  # noqa: S101 - told to the type checker: the last
        options = [
            {"key": each.key, "service_id": each.service_id, "commission": each.commission} for each in view.options
        ]
        return self._pages.page("choose.html", {**base, "level": view.level.value, "options": options})
