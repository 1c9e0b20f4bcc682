"""A client of a million requests: raw, pipelined, kept alive; it understands what it takes to count answers."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from tests.soak.hostile_requests import Asked

#: Seconds in which every answer has begun and ended, however busy the machine is.
BOUND_S = 60.0
_WITHOUT_BODY = (b" 204", b" 304", b" 100")


class HungError(AssertionError):
    """An answer did not come."""


class Pipeline:
    """One connection, made when it is needed and again when the server has closed it."""

    def __init__(self, address: str, tls: ssl.SSLContext | None = None) -> None:
        found = urlsplit(address)
        self.host = found.netloc
        self._where = str(found.hostname), int(found.port or 0)
        self._tls = tls
        self._socket: socket.socket | None = None
        self._waiting: deque[Asked] = deque()
        self._ends = False
        self._got = bytearray()
        self._last: tuple[bytes, int, bytes] | None = None

    def send(self, asked: Sequence[Asked]) -> None:
        """Send these in one go, up to the first behind which nothing follows."""
        connection = self._connected()
        for each in asked:
            self._waiting.append(each)
            self._ends = each.last
            if self._ends:
                break
        connection.sendall(b"".join(each.raw for each in self._waiting))

    def confuse(self, nonsense: bytes) -> bytes:
        """Send what is no HTTP, say no more, and return what is heard until the server closes."""
        connection = self._connected()
        heard = b""
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(nonsense)
                connection.shutdown(socket.SHUT_WR)
                while chunk := connection.recv(1 << 17):
                    heard += chunk
        except TimeoutError:
            raise HungError(f"not closed in {BOUND_S} s after {nonsense[:2000]!r}") from None
        self.close()
        return heard

    def answers(self, judge: Callable[[Asked, int, bytes], None]) -> int:
        """Read and judge the answer to each; return how many there were."""
        number = 0
        while self._waiting:
            asked = self._waiting[0]
            status, body = self._one(asked)
            judge(asked, status, body)
            number += status != _CONTINUE
            if status != _CONTINUE:
                self._waiting.popleft()
        if self._ends:
            self.close()
        return number

    def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._waiting.clear()

    def _connected(self) -> socket.socket:
        if self._socket is None:
            made = socket.create_connection(self._where, BOUND_S)
            made.settimeout(BOUND_S)
            self._socket = made if self._tls is None else self._tls.wrap_socket(made, server_hostname=self._where[0])
            self._got.clear()
        return self._socket

    def _one(self, asked: Asked) -> tuple[int, bytes]:
        got = self._got
        while (end := got.find(b"\r\n\r\n")) < 0:
            self._more(asked)
        head = bytes(got[:end]).lower()
        status = int(head[9:12])
        start = end + 4
        if asked.head or head.startswith(_WITHOUT_BODY, 8):
            size = 0
        elif (place := head.find(b"content-length:")) >= 0:
            size = int(head[place + 15 :].partition(b"\r\n")[0])
        else:
            raise AssertionError(f"an answer without a length: {head!r} to {asked.raw[:2000]!r}")
        while len(got) < start + size:
            self._more(asked)
        body = bytes(got[start : start + size])
        del got[: start + size]
        self._last = asked.raw[:300], status, body[:300]
        return status, body

    def _more(self, asked: Asked) -> None:
        assert self._socket is not None
        try:
            chunk = self._socket.recv(1 << 17)
        except TimeoutError:
            raise HungError(f"no answer in {BOUND_S} s to {asked.raw[:2000]!r}") from None
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            sent = [each.raw for each in self._waiting]
            raise AssertionError(f"closed after {self._last} and before the answer to {asked.raw[:2000]!r} of {sent}")
        self._got += chunk


_CONTINUE = 100
