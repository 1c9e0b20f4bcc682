"""Accepting connections, in place of asyncio's own server: each is known from its first moment to its last.

asyncio's server has a socket that it accepted known to nobody until the TLS handshake is over. A server that stops in
between leaves it open; one that runs out of file descriptors tries again thousands of times a second. Here every socket
has one task that owns it, whatever stage it is in, and closes it in the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.protocol import TlsProtocol
from cosmic_login.profile.logs import log_event

_log = logging.getLogger("cosmic_login.idp")

#: Out of something that comes back when others let go.
_SHORT = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
#: Seconds between two tries while nothing can be accepted, and between two lines in the log that say so.
_AGAIN_S, _SAID_S = 0.1, 60.0
#: Seconds that who asks for nothing may stay when places are short.
_YOUNG_S = 0.25
#: Seconds for a farewell in TLS.
_FAREWELL_S = 5.0
#: The most connections, and descriptors that are left for files.
_MOST, _FOR_FILES, _FEWEST = 4096, 64, 8


@dataclass(eq=False)
class _Held:
    """One accepted socket."""

    socket: socket.socket
    since: float
    protocol: TlsProtocol | None = None
    transport: asyncio.Transport | None = field(default=None, repr=False)
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def idle(self) -> bool:
        """Whether it asks for nothing now: silent, in a handshake, in the middle of a head, or between two requests."""
        return self.protocol is None or self.protocol.idle

    @property
    def asked(self) -> bool:
        """Whether it ever asked for anything."""
        return self.protocol is not None and self.protocol.served


class Connections:
    """Every connection of an IdP, at any of its doors. Lives on one event loop."""

    def __init__(self, settings: IdpSettings, most: int | None = None) -> None:
        """``most`` are served at once (default: what the limit of open files leaves)."""
        self.settings = settings
        self._most = most or _places()
        self._held: set[_Held] = set()
        self._freed = asyncio.Event()
        self._said = float("-inf")

    async def accept(self, listener: socket.socket, serve: Callable[[socket.socket], _Held]) -> None:
        """Accept for ever; ``serve`` begins to serve a socket."""
        while True:
            if len(self._held) >= self._most:
                await self._make_room("connections")
                continue
            try:
                # Not ``loop.sock_accept``: cancelled in the wrong moment, it loses what it has accepted.
                found, _address = listener.accept()
            except (BlockingIOError, InterruptedError):
                await _readable(listener)
            except OSError as error:
                if error.errno in _SHORT:
                    await self._make_room(errno.errorcode[error.errno])
                else:
                    await asyncio.sleep(0)  # who came has left again (ECONNABORTED and kin)
            else:
                self._held.add(serve(found))
                await asyncio.sleep(0)  # those who are served get their turn

    def let_go(self, held: _Held) -> None:
        """Close a socket whose task is over. A transport lets go of it at once, also one not handed over yet."""
        if held.transport is not None:
            held.transport.abort()
        held.socket.close()
        self._held.discard(held)
        self._freed.set()

    async def _make_room(self, what: str) -> None:
        """Send away who has asked for nothing for a while, and wait for a place."""
        now = asyncio.get_running_loop().time()
        if now - self._said >= _SAID_S:
            self._said = now
            log_event(_log, "connections.short", level=logging.WARNING, of=what, open=len(self._held))
        idle = [held for held in self._held if held.idle and now - held.since >= _YOUNG_S]
        for held in [held for held in idle if not held.asked] or idle:
            if held.task is not None:
                held.task.cancel()
        self._freed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AGAIN_S):
                await self._freed.wait()

    def cut_unserved(self) -> None:
        """Cut who has not come as far as a request: in a handshake, or silent."""
        for held in tuple(self._held):
            if held.protocol is None and held.task is not None:
                held.task.cancel()

    async def end(self) -> None:
        """Cut everything that is left and return when every socket is closed."""
        while tasks := [held.task for held in self._held if held.task is not None]:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # their transports hear of it with the loop's next round


class Secured(Protocol):
    """What makes a door one of TLS."""

    @property
    def context(self) -> ssl.SSLContext:
        """What a handshake goes by that begins now."""


class Door:
    """One listening socket, as uvicorn asks for a server: ``close`` and ``wait_closed``."""

    def __init__(
        self,
        connections: Connections,
        listener: socket.socket,
        make: Callable[[], TlsProtocol],
        tls: Secured | None = None,
    ) -> None:
        listener.setblocking(False)
        self._connections, self._listener, self._make, self._tls = connections, listener, make, tls
        self._accepting = asyncio.create_task(connections.accept(listener, self._begin))

    def close(self) -> None:
        """Accept no more, and cut who has not come as far as a request."""
        self._accepting.cancel()
        self._accepting.add_done_callback(lambda _: self._listener.close())
        self._connections.cut_unserved()

    async def wait_closed(self) -> None:
        """Wait until nothing is accepted any more."""
        await asyncio.gather(self._accepting, return_exceptions=True)

    def _begin(self, found: socket.socket) -> _Held:
        found.setblocking(False)
        held = _Held(found, asyncio.get_running_loop().time())
        held.task = asyncio.create_task(self._own(held))
        # Not the task's own business: one that is cancelled before its first step runs no clean-up.
        held.task.add_done_callback(lambda _: self._connections.let_go(held))
        return held

    async def _own(self, held: _Held) -> None:
        """Serve a socket to its end."""
        try:
            await self._serve(held)
        except OSError:  # a handshake that failed or took too long, a client that left: TLS errors are of this kind too
            pass
        except LoginFailure as failure:  # the door's certificate could not be made; the next connection tries again
            _log.error("%s: %s with a new connection", failure.code, failure.detail)
        except Exception as error:  # noqa: BLE001 - one bad connection takes no other with it
            _log.error("unexpected %s with a new connection", type(error).__name__)

    async def _serve(self, held: _Held) -> None:
        loop, settings = asyncio.get_running_loop(), self._connections.settings
        protocol = self._make()
        if self._tls is None:
            held.protocol = protocol
            held.transport, _ = await loop.connect_accepted_socket(lambda: protocol, held.socket)
        else:
            async with asyncio.timeout(settings.head_within):
                await _readable(held.socket)
            held.transport, _ = await loop.connect_accepted_socket(_Waiting, held.socket)
            early = _Early()
            secured = await loop.start_tls(
                held.transport,
                early,
                self._tls.context,
                server_side=True,
                ssl_handshake_timeout=settings.handshake_within,
                ssl_shutdown_timeout=_FAREWELL_S,
            )
            assert secured is not None  # noqa: S101 - told to the type checker: it is of our own loop
            held.protocol = protocol
            early.hand_over(secured, protocol)
        await protocol.lost.wait()


class _Waiting(asyncio.Protocol):
    """Reads nothing: the handshake will."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what comes in the socket."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - told to the type checker
        transport.pause_reading()


class _Early(asyncio.Protocol):
    """Keeps what comes with the last flight of a handshake: asyncio gives it out before ``start_tls`` returns."""

    def __init__(self) -> None:
        self._data: list[bytes] = []
        self._over = False

    def data_received(self, data: bytes) -> None:
        """Keep it."""
        self._data.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that nobody is there any more."""
        self._over = True

    def hand_over(self, transport: asyncio.Transport, protocol: TlsProtocol) -> None:
        """Make the connection the other protocol's. Raises ``ConnectionResetError`` when it is over."""
        if self._over:
            raise ConnectionResetError
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        for data in self._data:
            protocol.data_received(data)


async def _readable(found: socket.socket) -> None:
    """Wait until there is something to read, or to accept."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(found, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(found)


def _places() -> int:
    """Return how many connections the limit of open files leaves room for."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return 256
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _MOST
    return max(_FEWEST, min(_MOST, soft - max(_FOR_FILES, soft // 4)))
