"""One request over TLS with the card's key: what SITHS eID MD says to the IdP (docs/protocols.md, "SITHS eID MD").

Blocking, for the card's thread; ``abort`` may come from any other. Everything that can go wrong is a failure of the
table: what the network does, what TLS says, what the IdP answers.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import urlsplit

from cosmic_login.authenticators.card.tls import TLS_1_3, CardTls, Sign, TLSAbruptCloseError, TLSError, TLSRemoteAlert
from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import ANSWER_TIMEOUT_S, CONNECT_TIMEOUT_S, MAX_BODY, refused
from cosmic_login.net.server_trust import ServerTrust

#: What the server's alerts say of our certificate (RFC 8446, section 6.2).
_ALERTS = {
    42: "certificate.malformed",  # bad_certificate
    43: "certificate.wrong_use",  # unsupported_certificate
    44: "certificate.revoked",
    45: "certificate.expired",
    46: "certificate.untrusted",  # certificate_unknown
    48: "certificate.untrusted",  # unknown_ca
    49: "certificate.untrusted",  # access_denied
    51: "signature.invalid",  # decrypt_error
    116: "certificate.missing",  # certificate_required
}


class MdExchange:
    """One connection to the IdP's door for client certificates. Use it once."""

    def __init__(self, endpoint: str, trust: ServerTrust, newest: tuple[int, int] = TLS_1_3) -> None:
        """Prepare. Raises ``idp.nonsense`` unless ``endpoint`` is an https address."""
        parts = urlsplit(endpoint)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise LoginFailure("idp.nonsense", "the address for client certificates is none")
        self._host, self._port = parts.hostname, parts.port or 443
        self._authority, self._path = parts.netloc, parts.path.rstrip("/")
        self._trust, self._newest = trust, newest
        self._socket: socket.socket | None = None
        self._aborted = False

    def probe(self) -> None:
        """Make sure that it is the right server, without showing it anything. Raises ``server.*``, ``idp.*``."""
        self._safely(lambda tls: tls.shake_hands(self._host, newest=self._newest))

    def post(self, call: str, body: dict[str, str], *, certificate: bytes, sign: Sign) -> None:
        """Shake hands, the card signing once, and POST a JSON object to ``call``.

        Raises what ``probe`` raises, what the card raises, and what the IdP refuses with.
        """

        def exchange(tls: CardTls) -> tuple[int, dict[str, Any]]:
            tls.shake_hands(self._host, certificate=certificate, sign=sign, newest=self._newest)
            tls.write(self._request(call, body))
            return _answer(tls)

        status, answer = self._safely(exchange)
        if status != 200:
            raise refused(answer)

    def abort(self) -> None:
        """Cut the connection, whatever is being waited for; from any thread."""
        self._aborted = True
        found = self._socket
        if found is not None:
            with contextlib.suppress(OSError):  # it had not been connected, or had ended by itself
                found.shutdown(socket.SHUT_RDWR)

    def _safely(self, talk: Callable[[CardTls], Any]) -> Any:  # noqa: ANN401 - what ``talk`` returns
        try:
            with socket.create_connection((self._host, self._port), CONNECT_TIMEOUT_S) as connection:
                self._socket = connection
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.settimeout(ANSWER_TIMEOUT_S)
                if self._aborted:
                    raise LoginFailure("order.cancelled")
                tls = CardTls(connection, lambda chain: self._trust.check(chain, self._host))
                try:
                    return talk(tls)
                finally:
                    if not tls.closed:
                        tls.close()
        except TLSRemoteAlert as alert:
            code = _ALERTS.get(alert.description, "idp.nonsense")
            raise LoginFailure(code, f"TLS alert {alert.description} of the IdP") from None
        except TimeoutError:
            raise LoginFailure("idp.timeout", "TLS") from None
        except (OSError, TLSAbruptCloseError) as error:
            raise LoginFailure("idp.unreachable", f"TLS: {type(error).__name__}") from None
        except (TLSError, HTTPException, ValueError, RecursionError) as error:
            raise LoginFailure("idp.nonsense", f"TLS: {type(error).__name__}") from None
        finally:
            self._socket = None

    def _request(self, call: str, body: dict[str, str]) -> bytes:
        content = json.dumps(body).encode()
        head = (
            f"POST {self._path}/{call} HTTP/1.1\r\nHost: {self._authority}\r\nConnection: close\r\n"
            f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode("ascii") + content


def _answer(tls: CardTls) -> tuple[int, dict[str, Any]]:
    """Read an answer that holds a JSON object. Raises ``HTTPException``, ``ValueError``, ``idp.*``."""
    response = HTTPResponse(cast("socket.socket", _AsSocket(tls)), method="POST")
    response.begin()
    content = response.read(MAX_BODY + 1)
    if response.status >= 500 and response.status != 503:
        raise LoginFailure("idp.error", f"HTTP {response.status}")
    body = json.loads(content) if len(content) <= MAX_BODY else None
    if not isinstance(body, dict):
        raise LoginFailure("idp.nonsense", "the answer is not a JSON object")
    return response.status, body


class _AsSocket:
    """As much of a socket as ``HTTPResponse`` asks for."""

    def __init__(self, tls: CardTls) -> None:
        self._tls = tls

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._tls))


class _Stream(io.RawIOBase):
    def __init__(self, tls: CardTls) -> None:
        self._tls = tls

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - the signature of RawIOBase
        found = self._tls.read(max=len(buffer), min=1)
        buffer[: len(found)] = found
        return len(found)
