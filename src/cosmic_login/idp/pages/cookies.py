"""The cookies of a browser.

One that logins belong to, one for the session that systems share, one for the language, and one of an operator.

Their names begin with ``__Host-`` (RFC 6265bis, section 4.1.3.2) where TLS lets them, so that nobody but this host sets
them; ``Lax``, so that a system's page can lead here but not act here. The session's alone comes along in other sites'
frames too (``None``, which browsers take with TLS only): a system may look there whether somebody is logged in. It says
who is, and nothing acts by it alone: what does is a form of ours, with a token that follows from the browser's own.
The operator's is ``Strict``: nobody leads there.
"""

from __future__ import annotations

from typing import Final, Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

_BROWSER: Final = "cosmic-browser"
_SSO: Final = "cosmic-session"
_LANGUAGE: Final = "cosmic-language"
_OPERATOR: Final = "cosmic-operator"
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

    def operator(self, request: HTTPConnection) -> str:
        """Return the cookie of an operator; empty when nobody is one in this browser."""
        return request.cookies.get(self._name(_OPERATOR), "")

    def set_operator(self, response: Response, value: str) -> None:
        """Let an operator in until the browser is closed."""
        self._set(response, _OPERATOR, value, strict=True)

    def drop_operator(self, response: Response) -> None:
        """Take the operator's cookie back."""
        response.delete_cookie(self._name(_OPERATOR), path="/", secure=self._secure, httponly=True, samesite="strict")

    def drop_sso(self, response: Response) -> None:
        """Take the session's cookie back."""
        self._set(response, _SSO, "", 0)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name

    def _set(self, response: Response, name: str, value: str, life: int | None = None, *, strict: bool = False) -> None:
        site: Literal["strict", "none", "lax"] = "strict" if strict else "lax"
        if name == _SSO and self._secure:
            site = "none"
        response.set_cookie(
            self._name(name), value, max_age=life, path="/", secure=self._secure, httponly=True, samesite=site
        )
