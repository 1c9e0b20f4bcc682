"""The IdP that several programs on one profile share: whoever comes first runs it, the others ask it.

It may go at any moment, with the program that ran it. Then another goes on in its place, on the same store and if it
can be had on the same address (docs/adr/0017-shared-idp.md).
"""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure

_LOOK_AGAIN_S = 0.05
_ANSWER_S = 5.0


class SharedIdp:
    """Finds a profile's IdP.

    ``written`` gives the address that whoever runs it has written down, or nothing. ``start`` runs it here and returns
    its address, or raises ``profile.in_use``.
    """

    def __init__(self, written: Callable[[], str], start: Callable[[], str]) -> None:
        self._written, self._start = written, start

    def address(self, patience: float) -> str:
        """Return the address of an IdP that answers; it is started here when no other program runs it.

        Blocks. Raises ``profile.in_use`` when one runs and does not answer within ``patience`` seconds, and whatever
        starting it leads to.
        """
        until = time.monotonic() + patience
        while True:
            found = self._written()
            if found and answers(found):
                return found
            try:
                return self._start()
            except LoginFailure as failure:
                if failure.code != "profile.in_use" or time.monotonic() > until:
                    raise
            time.sleep(_LOOK_AGAIN_S)


def answers(base_url: str) -> bool:
    """Whether an IdP answers at the address and calls itself so; another program may have got its port."""
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_ANSWER_S)
    with contextlib.closing(connection), contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        connection.request("GET", "/.well-known/openid-configuration")
        answer = connection.getresponse()
        document = json.loads(answer.read(1 << 20)) if answer.status in {200, 503} else None
        # Out of service, on the operator's word, it says no more than that.
        return isinstance(document, dict) and (answer.status == 503 or document.get("issuer") == base_url)
    return False
