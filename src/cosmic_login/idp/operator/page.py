"""The operator's page: what is going on, outages by one press, and the trail as it grows."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.idp.endpoints.wire import BadRequest, read_form
from cosmic_login.idp.operator.standing import standing
from cosmic_login.idp.operator.wording import standing_words
from cosmic_login.idp.outages import NoOutage, Order
from cosmic_login.idp.pages import reader
from cosmic_login.idp.pages.forms import TOKEN
from cosmic_login.idp.pages.operator_gate import PATH

if TYPE_CHECKING:
    from cosmic_login.idp.pages.operator_gate import OperatorGate
    from cosmic_login.idp.pages.render import Pages
    from cosmic_login.idp.provider.provider import Provider

#: The same page, which is read anew by itself.
LIVE: Final = PATH + "/live"
#: How often, in seconds. Whoever opens it has asked for that, and a link stops it (WCAG 2.2, 2.2.2).
_EVERY: Final = 5


class OperatorPage:
    """HTTP around ``standing`` and the outages."""

    def __init__(
        self, provider: Provider, pages: Pages, gate: OperatorGate, failure: Callable[[str, int], Response]
    ) -> None:
        self._provider, self._pages, self._gate, self._failure = provider, pages, gate, failure

    def routes(self) -> list[Route]:
        """Return the routes, with their whole path."""
        return [
            Route(PATH, self._gate.guarded(self.show), methods=["GET"]),
            Route(PATH, self._gate.guarded(self.act), methods=["POST"]),
            Route(LIVE, self._gate.guarded(self.show_live), methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show how it stands."""
        return self._page(request, live=False)

    async def show_live(self, request: Request) -> Response:
        """Show how it stands, again and again; without a script."""
        response = self._page(request, live=True)
        response.headers["Refresh"] = str(_EVERY)
        return response

    async def act(self, request: Request) -> Response:
        """Put something out of service, or bring it back."""
        form, outages = await read_form(request), self._provider.outages
        if not self._gate.fits(request, form.get(TOKEN, ""), PATH):
            return self._failure("web.foreign_form", HTTPStatus.FORBIDDEN)
        try:
            if "out" in form:
                outages.begin(Order(form["out"]))
            elif "back" in form:
                outages.end(form["back"])
            elif "reset" in form:
                outages.reset()
            else:
                raise BadRequest("invalid_request", "No such button.")
        except NoOutage as wrong:
            raise BadRequest("invalid_request", str(wrong)) from wrong
        return RedirectResponse(f"{PATH}#services", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})

    def _page(self, request: Request, *, live: bool) -> Response:
        words = standing_words(reader.reader().texts, standing(self._provider))
        values = {
            "address": PATH,
            "here": LIVE if live else PATH,
            "live": live,
            "live_address": LIVE,
            "every": _EVERY,
            TOKEN: self._gate.token_for(request, PATH),
            "leave_token": self._gate.token_for(request, self._gate.leave_address),
        }
        return self._pages.page("operator.html", {**values, **words})
