"""The page on which an operator has a request explained: pasted, or from a file. Nothing of it is kept or logged."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.endpoints.wire import BadRequest, media_type
from cosmic_login.idp.explain.explain import explain
from cosmic_login.idp.explain.wording import explained_words
from cosmic_login.idp.pages import reader
from cosmic_login.idp.pages.forms import TOKEN
from cosmic_login.idp.pages.guard import EXPLAIN

if TYPE_CHECKING:
    from cosmic_login.idp.explain.grounds import Grounds
    from cosmic_login.idp.explain.told import Explained
    from cosmic_login.idp.pages.operator_gate import OperatorGate
    from cosmic_login.idp.pages.render import Pages

_UTF8_MARK: Final = "\ufeff"
#: What is longer is not put into the field again.
_SHOWN: Final = 20_000
_FIELDS: Final = 4


class ExplainPage:
    """HTTP around ``explain``. ``grounds`` returns what a request is judged on now."""

    def __init__(
        self,
        pages: Pages,
        gate: OperatorGate,
        grounds: Callable[[], Grounds],
        failure: Callable[[str, int], Response],
    ) -> None:
        self._pages, self._gate, self._grounds, self._failure = pages, gate, grounds, failure

    def routes(self) -> list[Route]:
        """Return the routes, with their whole path."""
        return [
            Route(EXPLAIN, self._gate.guarded(self.ask), methods=["GET"]),
            Route(EXPLAIN, self._gate.guarded(self.told), methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Show the empty form."""
        return self._page(request)

    async def told(self, request: Request) -> Response:
        """Explain what was sent."""
        if media_type(request) != "multipart/form-data":
            raise BadRequest("invalid_request", "The body has to be multipart/form-data.")
        try:
            async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=1024 * 1024) as form:
                token, text = str(form.get(TOKEN, "")), await _text(form)
        except HTTPException as error:
            raise BadRequest("invalid_request", "The body is not a form.") from error
        if not self._gate.fits(request, token, EXPLAIN):
            return self._failure("web.foreign_form", HTTPStatus.FORBIDDEN)
        try:
            return self._page(request, text, explain(text, self._grounds()))
        except LoginFailure as failure:
            if failure.code != "explain.unknown":
                raise
            return self._page(request, text, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _page(
        self, request: Request, text: str = "", explained: Explained | None = None, status: int = HTTPStatus.OK
    ) -> Response:
        texts = reader.reader().texts
        values = {
            "address": EXPLAIN,
            "here": EXPLAIN,
            TOKEN: self._gate.token_for(request, EXPLAIN),
            "leave_token": self._gate.token_for(request, self._gate.leave_address),
            "text": text if len(text) <= _SHOWN else "",
            "unknown": texts.failure("explain.unknown") if status != HTTPStatus.OK else None,
            "explained": explained_words(texts, explained) if explained else None,
        }
        return self._pages.page("explain.html", values, status=status)


async def _text(form: FormData) -> str:
    """Return what was typed; of a form with a file what is in that."""
    file, typed = form.get("file"), form.get("request")
    if isinstance(file, UploadFile) and file.filename:
        return (await file.read()).decode("utf-8", "replace").removeprefix(_UTF8_MARK)
    return typed if isinstance(typed, str) else ""
