"""Templates to responses, in the reader's language, with the headers of every page."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from cosmic_login.core.languages import LANGUAGES
from cosmic_login.idp.pages.compiled import compiled
from cosmic_login.idp.pages.molds import Molds
from cosmic_login.idp.pages.reader import reader
from cosmic_login.idp.pages.static_files import static_address

if TYPE_CHECKING:
    from jinja2 import Environment

#: What is on this machine: systems under test are, on ports of their own. A policy cannot name ``[::1]``.
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_LOOPBACK_SOURCES: Final = frozenset({"http://127.0.0.1:*", "http://localhost:*"})


class Pages:
    """Makes pages. Everything that is put into one is escaped.

    ``home`` is the address of the door for browsers, for pages that another door shows: what pages load is there.
    ``package`` has templates of its own, beside ours.
    """

    def __init__(self, home: str = "", package: str = "") -> None:
        self._home, self._molds = home, Molds()
        self._packages = [each for each in (package, "cosmic_login.idp.pages") if each]

    @cached_property
    def _templates(self) -> Environment:
        # With the first page: an IdP that starts, and one that nobody logs in at by a browser, does without.
        from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

        loader = ChoiceLoader([PackageLoader(each) for each in self._packages])
        made = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # looking whether a template's file is another one now costs as much as a short page
            bytecode_cache=compiled(),
        )
        made.globals |= {"static": lambda name: self._home + static_address(name), "languages": LANGUAGES}
        return made

    def page(
        self,
        template: str,
        values: Mapping[str, object],
        *,
        status: int = HTTPStatus.OK,
        leaves: bool = False,
        frames: Collection[str] = (),
        framed_by: str = "",
        mine: Collection[str] = (),
    ) -> HTMLResponse:
        """Return a page.

        ``values`` may hold ``here``, the path that shows the page again: then it offers the other languages.
        ``leaves``: a form on it is sent to a system's address, which is in ``values`` as ``url``. ``frames`` are the
        addresses that are opened in frames. ``framed_by`` is an address whose origin may have it in a frame of its own;
        nobody else, and of other pages nobody at all. ``mine`` are the values that are of this login alone, of a page
        that is otherwise made again and again (``Molds``).
        """
        nonce, texts = secrets.token_urlsafe(16), reader().texts
        said = {"_": texts.own, "say": texts.shared, "cause_and_mend": texts.failure, "language": texts.language}

        def render(marked: Mapping[str, object]) -> str:
            return self._templates.get_template(template).render({**marked, **said})

        all_values = {**values, "nonce": nonce}
        text = (
            self._molds.page((template, texts.language), all_values, (*mine, "nonce"), render)
            if mine
            else render(all_values)
        )
        goes = form_action(str(values["url"])) if leaves else "'self'"
        framed = f"frame-src {_reach(*frames)}; " if frames else ""
        ours = origin(self._home) if self._home else "'self'"
        framer = origin(framed_by) if framed_by else "'none'"
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src {ours}; img-src {ours}; connect-src 'self'; "
            f"{framed}form-action {goes}; frame-ancestors {framer}; base-uri 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Content-Language": texts.language,
            "X-Content-Type-Options": "nosniff",
            # No stricter: browsers would hide the origin of our own forms too.
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        if not framed_by:  # it cannot name anybody
            headers["X-Frame-Options"] = "DENY"
        return HTMLResponse(text, status, headers)


def origin(address: str) -> str:
    """Return scheme, host and port of an address, as a policy names a source (CSP Level 3, section 2.3.1)."""
    found = urlsplit(address)
    # Whatever else an address has before its host would be two sources, or another directive.
    host = found.netloc.rpartition("@")[2]
    return f"{found.scheme}://{''.join(each for each in host if each.isalnum() or each in '.-:[]')}"


def form_action(address: str) -> str:
    """Return where a form that is sent to a system may lead.

    Browsers hold every hop after the form to it, also those from the system on to another address of its own: any with
    TLS will do, and on this machine any.
    """
    return _reach(address)


def _reach(*addresses: str) -> str:
    """Return the sources that cover addresses and what they may lead on to."""
    local = any(urlsplit(each).hostname in _LOOPBACK for each in addresses)
    return " ".join(("https:", *sorted({*map(origin, addresses), *(_LOOPBACK_SOURCES if local else ())})))
