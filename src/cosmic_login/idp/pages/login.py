"""The pages of a login: choose a way, see it through, say as what, and back to the system."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.core.failures import FAILURES, FailureClass
from cosmic_login.idp.changes import Changes
from cosmic_login.idp.endpoints.fault_header import REFUSED_HEADER
from cosmic_login.idp.endpoints.late import late
from cosmic_login.idp.endpoints.wire import BadRequest, read_form, wait_of
from cosmic_login.idp.pages import reader, wording
from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.forms import TOKEN, FormTokens
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.ways_out import WaysOut
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.token_digests import new_handle
from cosmic_login.idp.web.logins import WebLogins
from cosmic_login.idp.web.request import Delivery
from cosmic_login.idp.web.views import ChoiceView, EndView, OrderView, StartView, View
from cosmic_login.qr.picture import QUIET_ZONE, as_svg, modules_of

PATH: Final = "/login"
#: Below this a failure is told again, for the switch of language.
TOLD: Final = "/told"
#: … of a log-out.
_LEAVING: Final = "/log-out"
#: Pixels to a module of the code: a code of an order is then about as large as the window's.
_MODULE: Final = 5
#: How often a page's script looks, in milliseconds: a code is another each second.
_EVERY: Final = {"phone": 1000}
_EVERY_OTHER: Final = 2000
#: After how many seconds a page is read anew where no script runs.
_REREAD: Final = {"phone": 3}
_REREAD_OTHER: Final = 5
#: What an address may have that is not to be escaped (RFC 3986, section 2.2), and what is escaped already.
_OF_ADDRESSES: Final = ":/?#[]@!$&'()*+,;=%"
#: From so many choices on there is a filter, as in the window.
_MANY: Final = 7
#: What of a page is one login's alone, and of an order's.
_MINE: Final = ("address", "here", TOKEN)
_OF_ORDER: Final = (*_MINE, "ways", "left", "seconds")


class LoginPages:
    """HTTP around ``WebLogins``."""

    def __init__(
        self,
        logins: WebLogins,
        pages: Pages,
        cookies: Cookies,
        forms: FormTokens,
        ways: WaysOut,
        *,
        changes: Changes,
    ) -> None:
        """``ways`` are where orders are answered; ``changes`` tells which logins have moved on."""
        self._changes = changes
        self._logins, self._pages, self._cookies, self._forms = logins, pages, cookies, forms
        self._ways = ways

    def routes(self) -> list[Route]:
        """Return the routes below ``PATH``."""
        return [
            Route("/{handle}", self.show, methods=["GET"]),
            Route("/{handle}", self.act, methods=["POST"]),
            Route("/{handle}/state", self.state, methods=["GET"]),
            Route("/{handle}/qr.svg", self.picture, methods=["GET"]),
            Route("/{handle}/go", self.go, methods=["GET"]),
        ]

    def told_routes(self) -> list[Route]:
        """Return the routes below ``TOLD``."""
        return [Route(path, self.tell, methods=["GET"]) for path in ("/{code}", f"/{{code}}{_LEAVING}")]

    @staticmethod
    def address(handle: str) -> str:
        """Return where a login is opened."""
        return f"{PATH}/{handle}"

    async def show(self, request: Request) -> Response:
        """Show a login as it stands.

        One in which nobody may be asked is over at once, and answered at once: in a frame, no page of ours would show.
        """
        browser = self._cookies.browser(request) or new_handle()
        try:
            view = self._logins.open(request.path_params["handle"], browser, self._cookies.sso(request))
            if isinstance(view, EndView) and view.request.passive:
                return await self._answered(request, browser, framed=True)
        except Refusal as refusal:
            return self.failure(refusal.code)
        response = self._shown(request, view, browser)
        if not self._cookies.browser(request):
            self._cookies.set_browser(response, browser)
        return response

    async def act(self, request: Request) -> Response:
        """Do what a button says, and show what came of it."""
        form, handle = await read_form(request), request.path_params["handle"]
        browser = self._cookies.browser(request)
        if browser and not self._forms.fits(form.get(TOKEN, ""), browser, handle):
            return self.failure("web.foreign_form", HTTPStatus.FORBIDDEN)
        try:
            if "method" in form:
                return self._started(request, browser, form["method"])
            if "option" in form:
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

    def _started(self, request: Request, browser: str, method: str) -> Response:
        """Begin an attempt; one that cannot begin leaves the person where they were, and is told there."""
        handle = request.path_params["handle"]
        try:
            self._logins.start(handle, browser, method)
        except Refusal as refusal:
            if FAILURES[refusal.code].failure_class is FailureClass.SYSTEM:
                raise
            return self._shown(request, self._logins.open(handle, browser), browser, refusal.code)
        return RedirectResponse(self.address(handle), HTTPStatus.SEE_OTHER)

    async def state(self, request: Request) -> Response:
        """Tell a page's script how its login stands."""
        headers = {"Cache-Control": "no-store"}
        try:
            view = await self._looked(request)
        except Refusal as refusal:
            return JSONResponse({"state": "over", "failure": refusal.code}, headers=headers)
        if not isinstance(view, OrderView):
            return JSONResponse({"state": "moved"}, headers=headers)
        reader.wish(view.request.locales)
        told = {"state": "order", "hint": view.pending.hint_code, "qr": view.pending.qr_data}
        return JSONResponse(told | wording.state_words(reader.reader().texts, view), headers=headers)

    async def _looked(self, request: Request) -> View:
        """Return how a login stands, at once or when that is another thing than its page knows."""
        handle, browser = request.path_params["handle"], self._cookies.browser(request)
        known, wait = request.query_params.get("hint", ""), wait_of(request)

        def look() -> View:
            return self._logins.open(handle, browser)

        def same(found: View) -> bool:
            return isinstance(found, OrderView) and found.pending.hint_code == known

        view = look()
        if not wait or not isinstance(view, OrderView) or not same(view):
            return view
        return await self._changes.newer(view.pending.login, wait, look, same)

    async def picture(self, request: Request) -> Response:
        """Show the code of this second."""
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        try:
            view = self._logins.open(request.path_params["handle"], self._cookies.browser(request))
        except Refusal:
            view = None
        if not isinstance(view, OrderView) or not view.pending.qr_data:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=headers)
        headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return Response(as_svg(modules_of(view.pending.qr_data)), HTTPStatus.OK, headers, "image/svg+xml")

    async def go(self, request: Request) -> Response:
        """Lead the browser back to the system."""
        try:
            return await self._answered(request, self._cookies.browser(request))
        except Refusal as refusal:
            return self.failure(refusal.code)

    async def _answered(self, request: Request, browser: str, *, framed: bool = False) -> Response:
        told = self._logins.deliver(request.path_params["handle"], browser)
        response = self.deliver(told.delivery, told.system.name if told.system else "", framed=framed)
        if told.sso:
            self._cookies.set_sso(response, told.sso)
        await late(request, told.delivery.delay)
        return response

    def deliver(self, delivery: Delivery, system: str = "", *, framed: bool = False) -> Response:
        """Return what makes a browser carry an answer to a system; ``system`` is its name.

        ``framed``: it may do so in a frame of the system's, without anybody seeing it.
        """
        if delivery.fields is None:
            response = RedirectResponse("", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
            # As it was registered: Starlette would write some of the letters that an address may have in another way.
            response.headers["location"] = quote(delivery.url, safe=_OF_ADDRESSES)
            return response
        values = {"url": delivery.url, "fields": delivery.fields, "host": system or urlsplit(delivery.url).netloc}
        return self._pages.page("post.html", values, leaves=True, framed_by=delivery.url if framed else "")

    async def tell(self, request: Request) -> Response:
        """Tell a failure that was told before."""
        code, leaving = request.path_params["code"], request.url.path.endswith(_LEAVING)
        return self.failure(code if code in FAILURES else "web.unknown", HTTPStatus.OK, leaving=leaving)

    def failure(self, code: str, status: int = HTTPStatus.BAD_REQUEST, *, leaving: bool = False) -> Response:
        """Return the page that tells a failure of the table: of a login, or of a log-out (``leaving``)."""
        words = wording.failure_words(reader.reader().texts, code, leaving=leaving)
        values = {"failure": words, "here": f"{TOLD}/{code}{_LEAVING if leaving else ''}"}
        return self._pages.page("failure.html", values, status=status)

    def no_fault(self, rule: str) -> Response:
        """Return the page for a request that brought a fault which is none; a header says the rule."""
        response = self.failure("control.invalid")
        response.headers[REFUSED_HEADER] = rule
        return response

    def _shown(self, request: Request, view: View, browser: str, refused: str = "") -> Response:
        """Show a view; ``refused`` is why the way that was just chosen could not be taken."""
        handle = request.path_params["handle"]
        reader.wish(view.request.locales)
        texts, address = reader.reader().texts, self.address(handle)
        name = view.system.name if view.system else ""
        base = {"address": address, "here": address, "system": name, TOKEN: self._forms.of(browser, handle)}
        if isinstance(view, EndView):
            # A page, not a redirection: what follows a form is held to the form's own policy by browsers.
            return self._pages.page("end.html", {**base, "here": "", **wording.end_words(texts, view)}, mine=_MINE)
        if isinstance(view, StartView):
            return self._pages.page("start.html", base | wording.start_words(texts, view, refused), mine=_MINE)
        if isinstance(view, OrderView):
            return self._pages.page("order.html", base | self._order(request, view), mine=_OF_ORDER)
        assert isinstance(view, ChoiceView)  # noqa: S101 - told to the type checker: the last
        words = wording.choice_words(texts, view)
        return self._pages.page("choose.html", {**base, **words, "many": _MANY})

    def _order(self, request: Request, view: OrderView) -> dict[str, object]:
        address, token = self.address(request.path_params["handle"]), view.pending.auto_start_token
        words = wording.order_words(reader.reader().texts, view)
        kind = str(words["kind"])
        modules = modules_of(view.pending.qr_data).size if view.pending.qr_data else 0
        return words | {
            "only": view.only,
            "ways": self._ways.of(request, address, view.method, token),
            "side": (modules + 2 * QUIET_ZONE) * _MODULE,
            "every": _EVERY.get(kind, _EVERY_OTHER),
            "reread": _REREAD.get(kind, _REREAD_OTHER),
        }
