"""The laboratory's pages: pick a card, see its certificate, type its code.

A form is taken from a page of ours alone: it carries a mark of the browser's own cookie, and its ``Origin`` is this
door. A code is in no address, no page and no log; it is made a ``Code`` from the bytes of the form.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CodeEntered, ConfirmCertificate, Confirmed, EnterCode
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import CodePurpose
from cosmic_login.idp.endpoints.wire import BadRequest, media_type
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.pages.reader import reader
from cosmic_login.idp.pages.render import Pages
from cosmic_login.idp.pages.ways_out import LAB_PATH, beside, one, way_back
from cosmic_login.idp.store.base import Refusal
from cosmic_login.lab.sittings import BroughtOrder, Sitting, Sittings
from cosmic_login.lab.texts import Language, failure_texts, language_of, state_text, texts

if TYPE_CHECKING:
    from cosmic_login.cards.virtual.store import CardStore
    from cosmic_login.cards.virtual.summary import CardSummary

_COOKIE: Final = "__Host-cosmic-lab"
_MOST_FIELDS = 8
#: How long a page waits for the card to have something to say, in seconds.
_WAIT_S = 20.0


class _Form:
    """The fields of a form. The code is kept as bytes, apart from the rest, and can be taken once."""

    def __init__(self, body: bytes) -> None:
        # Not by ``parse_qsl``, which makes text of everything on its way: text cannot be dropped sooner than it likes.
        pairs = [each.partition(b"=") for each in body.split(b"&")]
        self._fields = {name.decode("ascii", "replace"): _unquoted(value) for name, equals, value in pairs if equals}
        if len(self._fields) != len(pairs) or len(pairs) > _MOST_FIELDS:
            raise BadRequest("invalid_request", "The body is not a form with each field once.")
        self._code = self._fields.pop("code", b"")

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        """Return a field; empty when it is not there. Raises ``BadRequest`` for what is no text."""
        try:
            return self._fields.get(name, b"").decode()
        except UnicodeDecodeError:
            raise BadRequest("invalid_request", "A field is no text.") from None

    def code(self) -> Code:
        """Return the code. Raises ``code.malformed``."""
        raw, self._code = self._code, b""
        return Code(raw)


class CardPages:
    """HTTP around ``Sittings``. ``own`` is this door's address, ``web`` the one of the door for browsers."""

    def __init__(self, cards: CardStore, sittings: Sittings, own: str, web: str) -> None:
        self._cards, self._sittings, self._own, self._web = cards, sittings, own, web
        self._pages = Pages(web, "cosmic_login.lab")
        self._key = secrets.token_bytes(32)
        addresses = {own, beside(own, "localhost"), beside(own, "127.0.0.1")}
        self._origins = frozenset(addresses)
        #: The ``Host`` headers that are answered.
        self.hosts = frozenset(urlsplit(address).netloc for address in addresses)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(LAB_PATH, self.choose, methods=["GET"]),
            Route(LAB_PATH, self.put_in, methods=["POST"]),
            Route(f"{LAB_PATH}/{{sitting}}", self.show, methods=["GET"]),
            Route(f"{LAB_PATH}/{{sitting}}", self.act, methods=["POST"]),
        ]

    async def choose(self, request: Request) -> Response:
        """List the cards; nothing has happened to the order yet."""
        asked = self._asked(*(one(request, name) for name in ("token", "method", "back")))
        browser = request.cookies.get(_COOKIE) or secrets.token_urlsafe(24)
        response = await self._list(request, asked, browser)
        response.set_cookie(_COOKIE, browser, path="/", secure=True, httponly=True, samesite="strict")
        return response

    async def put_in(self, request: Request) -> Response:
        """Put a card in; one that cannot be put in leaves the others to be chosen."""
        try:
            form, browser = await self._form(request)
            asked = self._asked(*(form.text(name) for name in ("token", "method", "back")))
        except Refusal as refusal:
            return self.failure(refusal.code, language=_language(request))
        try:
            sitting = await self._sittings.put_in(self._owner(browser), form.text("card"), asked)
        except LoginFailure as failure:
            return await self._list(request, asked, browser, failure)
        return RedirectResponse(f"{LAB_PATH}/{sitting.name}", HTTPStatus.SEE_OTHER)

    async def show(self, request: Request) -> Response:
        """Show what the card wants, or how it ended."""
        browser = request.cookies.get(_COOKIE, "")
        try:
            sitting = self._sittings.find(request.path_params["sitting"], self._owner(browser))
        except Refusal as refusal:
            return self.failure(refusal.code, language=_language(request))
        await sitting.settled(_WAIT_S)
        return self._shown(request, sitting, browser)

    async def act(self, request: Request) -> Response:
        """Do what a button says."""
        try:
            form, browser = await self._form(request)
            sitting = self._sittings.find(request.path_params["sitting"], self._owner(browser))
        except Refusal as refusal:
            return self.failure(refusal.code, language=_language(request))
        number = int(step) if (step := form.text("step")).isdecimal() and len(step) < _MOST_FIELDS else 0
        if "cancel" in form:
            await sitting.leave()
        elif "next" in form and isinstance(sitting.prompt, ConfirmCertificate):
            sitting.answer(number, Confirmed())
        elif "go" in form and isinstance(sitting.prompt, EnterCode) and number == sitting.number:
            try:
                sitting.answer(number, CodeEntered(form.code()))
            except LoginFailure:  # nothing that a card could take
                return self._shown(request, sitting, browser, malformed=True)
        return RedirectResponse(f"{LAB_PATH}/{sitting.name}", HTTPStatus.SEE_OTHER)

    def failure(self, code: str, status: int = HTTPStatus.BAD_REQUEST, *, language: Language = "sv") -> Response:
        """Return the page of a failure without a sitting."""
        return self._failed(language, LoginFailure(code), "", status)

    # -- forms -----------------------------------------------------------------------------------------------------

    def _asked(self, token: str, method: str, back: str) -> BroughtOrder:
        if method not in METHODS or METHODS[method].qr or not token.isascii():
            raise BadRequest("invalid_request", "No card answers that.")
        way_back(back, self._web)
        return BroughtOrder(token, method, back)

    async def _form(self, request: Request) -> tuple[_Form, str]:
        """Return a form and its browser's cookie. Raises ``Refusal`` ``web.other_browser`` unless our page sent it."""
        origin, browser = request.headers.get("origin"), request.cookies.get(_COOKIE, "")
        if origin is not None and origin not in self._origins:
            raise Refusal("web.other_browser", "another page's form")
        if media_type(request) != "application/x-www-form-urlencoded":
            raise BadRequest("invalid_request", "The body must be form-encoded.")
        form = _Form(await request.body())
        if not browser or not hmac.compare_digest(form.text("mark").encode(), self._mark(browser).encode()):
            raise Refusal("web.other_browser", "another browser's form")
        return form, browser

    def _mark(self, browser: str) -> str:
        return hmac.new(self._key, browser.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    @staticmethod
    def _owner(browser: str) -> str:
        return hashlib.sha256(browser.encode("utf-8", "replace")).hexdigest() if browser else ""

    # -- pages -----------------------------------------------------------------------------------------------------

    async def _list(
        self, request: Request, asked: BroughtOrder, browser: str, failure: LoginFailure | None = None
    ) -> Response:
        language = _language(request)
        rows = await asyncio.to_thread(self._rows)
        values: dict[str, object] = {
            "cards": [_card(row, language) for row in rows],
            "asked": asked,
            "failure": None if failure is None else _told(language, failure),
            "mark": self._mark(browser),
            "action": LAB_PATH,
        }
        return self._page("cards.html", language, values, HTTPStatus.CONFLICT if failure else HTTPStatus.OK)

    def _rows(self) -> Sequence[CardSummary]:
        found = []
        for card in self._cards.ids():
            try:
                found.append(self._cards.summary(card))
            except LoginFailure:  # a damaged one cannot be told of, nor put in
                continue
        return found

    def _shown(self, request: Request, sitting: Sitting, browser: str, *, malformed: bool = False) -> Response:
        language, prompt = _language(request), sitting.prompt
        values: dict[str, object] = {
            "action": f"{LAB_PATH}/{sitting.name}",
            "mark": self._mark(browser),
            "step": sitting.number,
            "back": sitting.asked.back,
        }
        if isinstance(prompt, EnterCode):
            first = prompt.purpose is CodePurpose.REGISTER
            values |= {"prompt": prompt, "first": first, "malformed": malformed}
            return self._page("code.html", language, values, HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.OK)
        if isinstance(prompt, ConfirmCertificate):
            return self._page("certificate.html", language, {**values, "facts": prompt.certificate})
        if sitting.live:
            return self._page("busy.html", language, values)
        if sitting.failure is not None:
            return self._failed(language, sitting.failure, sitting.asked.back, HTTPStatus.OK)
        return self._page("done.html", language, values)

    def _failed(self, language: Language, failure: LoginFailure, back: str, status: int) -> Response:
        values: dict[str, object] = {"failure": _told(language, failure), "back": back}
        return self._page("failed.html", language, values, status)

    def _page(self, template: str, language: Language, values: dict[str, object], status: int = 200) -> Response:
        return self._pages.page(template, {**values, "language": language, "t": texts(language)}, status=status)


def _unquoted(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))


def _language(request: Request) -> Language:
    return language_of(reader().texts.language)


def _told(language: Language, failure: LoginFailure) -> dict[str, object]:
    cause, mend = failure_texts(language, failure.code)
    return {"code": failure.code, "cause": cause, "mend": mend, "tries_left": failure.tries_left}


def _card(row: CardSummary, language: Language) -> dict[str, object]:
    return {"card": row.card, "name": row.name, "loa": row.loa, "state": state_text(language, row.state)}
