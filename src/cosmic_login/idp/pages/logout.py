"""The pages of a log-out: on to each system that has to hear of it, and back to whoever began."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cosmic_login.idp.pages.cookies import Cookies
from cosmic_login.idp.pages.forms import TOKEN, FormTokens
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.web.logouts import FramesView, LogoutView, VisitView, WaitView, WebLogouts
from cosmic_login.idp.web.request import Delivery

LOGOUT_PATH: Final = "/logout"
#: Seconds that systems in frames are given.
_WITHIN: Final = 3


class FailurePage(Protocol):
    """Makes the page of a failure (``LoginPages.failure``)."""

    def __call__(self, code: str, /, *, leaving: bool) -> Response:
        """Return it; ``leaving``: of a log-out."""


class LogoutPages:
    """HTTP around ``WebLogouts``. ``deliver`` and ``failure`` are those of the pages of logins."""

    def __init__(
        self,
        logouts: WebLogouts,
        pages: Pages,
        cookies: Cookies,
        forms: FormTokens,
        *,
        deliver: Callable[[Delivery], Response],
        failure: FailurePage,
    ) -> None:
        self._logouts, self._pages, self._cookies = logouts, pages, cookies
        self._forms = forms
        self._deliver, self._failure = deliver, failure

    def routes(self) -> list[Route]:
        """Return the routes below ``LOGOUT_PATH``."""
        return [Route("/{handle}", self.show, methods=["GET"])]

    @staticmethod
    def address(handle: str) -> str:
        """Return where a log-out goes on."""
        return f"{LOGOUT_PATH}/{handle}"

    async def show(self, request: Request) -> Response:
        """Send the browser where it has to go now."""
        handle = request.path_params["handle"]
        try:
            view = self._logouts.open(handle, skip="skip" in request.query_params)
        except Refusal as refusal:
            return self._failure(refusal.code, leaving=True)
        response = self._shown(self.address(handle), view)
        if self._cookies.sso(request):
            self._cookies.drop_sso(response)
        return response

    def ask(self, action: str, fields: Mapping[str, str], browser: str, system: str = "") -> Response:
        """Ask whether the person wants to be logged out: a form to ``action`` with ``fields``.

        The answer is its field ``logout``, ``yes`` or ``no``; ``fits`` says whether it came from our page. ``browser``
        is the browser's cookie, ``system`` the name of who asks.
        """
        values = {"action": action, "fields": fields, "system": system, TOKEN: self._forms.of(browser, action)}
        return self._pages.page("logout_ask.html", values)

    def lead(self, handle: str) -> Response:
        """Lead on to a log-out by a page: what follows a form of ours within our own address alone would stop there."""
        values = {"address": self.address(handle), "addresses": (), "within": 0}
        return self._pages.page("logout_frames.html", values)

    def kept(self, system: str, back: str) -> Response:
        """Tell that the person stays logged in; ``back`` is where ``system`` wanted them to go on, or empty."""
        return self._pages.page("logout_kept.html", {"system": system, "back": back})

    def fits(self, form: Mapping[str, str], browser: str, action: str) -> bool:
        """Whether a form was sent by our page in that browser."""
        return self._forms.fits(form.get(TOKEN, ""), browser, action)

    def _shown(self, address: str, view: LogoutView) -> Response:
        if isinstance(view, VisitView):
            return self._deliver(view.delivery)
        if isinstance(view, FramesView):
            values = {"address": address, "addresses": view.addresses, "within": _WITHIN}
            return self._pages.page("logout_frames.html", values, frames=view.addresses)
        if isinstance(view, WaitView):
            skipped = {"address": f"{address}?skip=1", "here": address, "name": view.name, "seconds": view.seconds}
            return self._pages.page("logout_wait.html", skipped)
        if view.delivery is None:
            return self._pages.page("logout_done.html", {"complete": view.complete, "here": address})
        return self._deliver(view.delivery)
