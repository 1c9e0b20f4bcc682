"""Where an order's page leads to have it answered, and how those places find back to the login.

Loopback has two names. A browser's cookies belong to the one it came by, so links and ways back keep to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from cosmic_login.idp.endpoints.wire import BadRequest
from cosmic_login.idp.methods import METHODS

#: Where the page is that a certificate of a card answers an order by, at the door for client certificates.
MD_PATH: Final = "/md/browser"
#: Where a virtual card is put in, at the laboratory's door.
LAB_PATH: Final = "/card"
#: The link that this computer's SITHS eID is registered for (assets/cosmic-login.desktop).
APP_LINK: Final = "cosmic-login:siths-eid"
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
#: The path of a login: nothing else may be led back to.
_LOGIN = re.compile(r"/login/([A-Za-z0-9_-]{16,128})")
_LONGEST = 512


@dataclass(frozen=True)
class WaysOut:
    """``doors`` are the addresses of the IdP's doors by their names, ``issuer`` is its own."""

    doors: Mapping[str, str]
    issuer: str

    def of(self, request: Request, path: str, method: str, token: str) -> dict[str, str]:
        """Return the addresses that answer an order: ``app``, ``md``, ``lab``, as far as there are any for its method.

        ``path`` is the login's own, ``token`` the order's auto-start token.
        """
        row, host = METHODS[method], request.url.hostname or ""
        if row.qr:  # a phone answers
            return {}
        back = beside(self.doors["web"], host) + path
        found: dict[str, str] = {}
        if row.order_type != "md":
            found["app"] = f"{APP_LINK}?{urlencode({'autostarttoken': token, 'idp': self.issuer})}"
        elif "mtls" in self.doors:
            found["md"] = f"{beside(self.doors['mtls'], host)}{MD_PATH}?{urlencode({'token': token, 'back': back})}"
        if "lab" in self.doors:
            asked = {"token": token, "method": method, "back": back}
            found["lab"] = f"{beside(self.doors['lab'], host)}{LAB_PATH}?{urlencode(asked)}"
        return found


def beside(address: str, host: str) -> str:
    """Return a door's address by the host that a browser has come by, when both are this machine's loopback."""
    found = urlsplit(address)
    if found.hostname not in _LOOPBACK or host not in _LOOPBACK:
        return address
    return f"{found.scheme}://{host}:{found.port}"


def way_back(text: str, web: str) -> tuple[str, str]:
    """Return the address of a login and its handle, when ``text`` is one at the door for browsers (``web``).

    Raises ``BadRequest`` for everything else: nobody is led elsewhere from here.
    """
    try:
        found = urlsplit(text) if len(text) <= _LONGEST and text.isascii() else urlsplit("")
        login = _LOGIN.fullmatch(found.path)
        if login is not None and text == beside(web, found.hostname or "") + found.path:
            return text, login[1]
    except ValueError:
        pass
    raise BadRequest("invalid_request", "There is no such login to go back to.")


def one(request: Request, name: str) -> str:
    """Return a parameter of the address that has to be there once. Raises ``BadRequest``."""
    values = request.query_params.getlist(name)
    if len(values) != 1 or not 0 < len(values[0]) <= _LONGEST:
        raise BadRequest("invalid_request", f"{name} has to be there once.")
    return values[0]
