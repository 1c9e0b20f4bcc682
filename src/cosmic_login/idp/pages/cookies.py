"""The cookies of a browser: one that logins belong to, one for the session that systems share, one for the language.

Their names begin with ``__Host-`` (RFC 6265bis, section 4.1.3.2) where TLS lets them, so that nobody but this host sets
them; ``Lax``, so that a system's page can lead here but not act here. The session's alone comes along in other sites'
frames too (``None``, which browsers take with TLS only): a system may look there whether somebody is logged in. It says
who is, and nothing acts by it alone: what does is a form of ours, with a token that follows from the browser's own.
"""

from __future__ import annotations

from typing import Final, Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

_BROWSER: Final = "cosmic-browser"
_SSO: Final = "cosmic-session"
_LANGUAGE: Final = "cosmic-language"
#: The language is remembered for a year of seconds.
_YEAR: Final = 365 * 86_400


class Cookies:
    """Reads and sets them. ``secure``: the pages are served with TLS."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure

    def browser(self, request: HTTPConnection) -> str:
        """Return the browser's own cookie; empty when it has none."""
        return request.cookies.get(self._name(_BROWSER), "")

    def sso(self, request: HTTPConnection) -> str:
        """Return the cookie of the browser's session; empty when it has none."""
        return request.cookies.get(self._name(_SSO), "")

    def language(self, request: HTTPConnection) -> str:
        """Return the language that the person switched to; empty when they never did."""
        return request.cookies.get(self._name(_LANGUAGE), "")

    def set_browser(self, response: Response, value: str) -> None:
        """Give a browser a cookie of its own."""
        self._set(response, _BROWSER, value)

    def set_sso(self, response: Response, value: str) -> None:
        """Give a browser its session."""
        self._set(response, _SSO, value)

    def set_language(self, response: Response, value: str) -> None:
        """Remember the language."""
        self._set(response, _LANGUAGE, value, _YEAR)

    def drop_sso(self, response: Response) -> None:
        """Take the session's cookie back."""
        self._set(response, _SSO, "", 0)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name

    def _set(self, response: Response, name: str, value: str, life: int | None = None) -> None:
        same_site: Literal["none", "lax"] = "none" if name == _SSO and self._secure else "lax"
        response.set_cookie(
            self._name(name), value, max_age=life, path="/", secure=self._secure, httponly=True, samesite=same_site
        )
