"""Where an order's page leads to have it answered.

Loopback has two names. A browser's cookies belong to the one it came by, so links and ways back keep to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from cosmic_login.idp.methods import METHODS

#: Where the page is that a certificate of a card answers an order by, at the door for client certificates.
MD_PATH: Final = "/md/browser"
#: Where a virtual card is put in, at the laboratory's door.
LAB_PATH: Final = "/card"
#: The link that this computer's SITHS eID is registered for.
APP_LINK: Final = "cosmic-login:siths-eid"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})


def ways_out(
    request: Request, doors: Mapping[str, str], *, issuer: str, path: str, method: str, token: str
) -> dict[str, str]:
    """Return the addresses that answer an order: ``app``, ``md`` and ``lab``, as far as there are any for its method.

    ``path`` is the login's own, ``token`` the order's auto-start token.
    """
    row, host = METHODS[method], request.url.hostname or ""
    if row.qr:
        return {}
    back, found = beside(doors["web"], host) + path, {}
    if row.order_type != "md":
        found["app"] = f"{APP_LINK}?{urlencode({'autostarttoken': token, 'idp': issuer})}"
    elif "mtls" in doors:
        found["md"] = f"{beside(doors['mtls'], host)}{MD_PATH}?{urlencode({'token': token, 'back': back})}"
    if "lab" in doors:
        asked = {"token": token, "way": method.removeprefix("siths-"), "back": back}
        found["lab"] = f"{beside(doors['lab'], host)}{LAB_PATH}?{urlencode(asked)}"
    return found


def beside(address: str, host: str) -> str:
    """Return a door's address by the host that a browser has come by, when both are this machine's loopback."""
    found = urlsplit(address)
    if found.hostname not in _LOOPBACK or host not in _LOOPBACK:
        return address
    return f"{found.scheme}://{host}:{found.port}"
