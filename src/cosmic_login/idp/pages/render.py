"""Templates to responses, with the headers of every page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

#: Where a form may lead in the end: browsers apply it to every hop after the POST, also to those of the system itself.
_ANYWHERE = "https: http://127.0.0.1:* http://localhost:*"


class Pages:
    """Makes pages. Everything that is put into one is escaped."""

    @cached_property
    def _templates(self) -> Environment:
        loader = PackageLoader("cosmic_login.idp.pages")
        return Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def page(
        self,
        template: str,
        values: Mapping[str, object],
        *,
        status: int = HTTPStatus.OK,
        leaves: bool = False,
    ) -> HTMLResponse:
        """Return a page. ``leaves``: a form on it is sent to a system's address."""
        nonce = secrets.token_urlsafe(16)
        text = self._templates.get_template(template).render({**values, "nonce": nonce})
        goes = _ANYWHERE if leaves else "'self'"
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
            f"connect-src 'self'; "
            f"form-action {goes}; frame-ancestors 'none'; base-uri 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            # No stricter: browsers would hide the origin of our own forms too.
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        return HTMLResponse(text, status, headers)
