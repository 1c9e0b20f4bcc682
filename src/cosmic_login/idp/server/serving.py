"""uvicorn as the IdP serves by it: on sockets of our own, by TLS of our own, and with ends of our own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from cosmic_login.idp.server.connections import Connections, Door
from cosmic_login.idp.server.door_certificate import DoorCertificate
from cosmic_login.idp.tls.protocol import Patience, TlsProtocol

#: Seconds a stopping server gives to requests that are being answered.
GRACE_S: Final = 2


def config_of(app: ASGIApp, *, lifespan: bool = False) -> uvicorn.Config:
    """Return how an application is served; with ``lifespan`` it is started and ended, too. TLS is ``Door``'s."""
    return uvicorn.Config(
        app,
        http=TlsProtocol,
        loop="asyncio",
        ws="none",
        lifespan="on" if lifespan else "off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,  # longer than a client waits between two questions
        timeout_graceful_shutdown=GRACE_S,
    )


class DoorServer(uvicorn.Server):
    """Says when it serves, and accepts by ``Door``. Signal handlers are the main program's business."""

    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        connections: Connections,
        certificate: DoorCertificate | None = None,
        ending: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(config)
        self.serves = asyncio.Event()
        self._ending = ending
        self._listener, self._connections, self._certificate = listener, connections, certificate

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then tell who waits."""
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            raise RuntimeError("the application did not start")
        self.servers = [Door(self._connections, self._listener, self._protocol, self._certificate)]  # type: ignore[list-item]
        self.started = True
        self.serves.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, after what lasts has ended."""
        if self._ending is not None:
            await self._ending()
        await super().shutdown(sockets)

    def _protocol(self) -> TlsProtocol:
        made = TlsProtocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state, _loop=None
        )
        settings = self._connections.settings
        made.patience = Patience(settings.head_within, settings.answer_within, settings.max_head)
        return made
