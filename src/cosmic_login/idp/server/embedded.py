"""The IdP in a thread of this process, on an address of its own; ``cosmic-login idp`` runs the same thing.

Importing this module loads the whole server (about 0.2 s): import it where it is used, not at the top of a program.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.endpoints.out_of_service import OutOfService
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.server.application import build_app
from cosmic_login.idp.server.door_certificate import DoorCertificate
from cosmic_login.idp.server.listeners import LISTENERS, Listener
from cosmic_login.idp.services import IdpServices, People
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.store.trail import StoreTrail
from cosmic_login.idp.tls.protocol import TlsProtocol
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile, write_atomic

_log = logging.getLogger("cosmic_login.idp")

#: Seconds a stopping server gives to requests that are being answered.
_GRACE = 2


@dataclass(frozen=True)
class _Plan:
    """What the thread shall run."""

    profile: Profile
    clock: Clock
    settings: IdpSettings
    pki: TrainingPki | None
    directory: People | None
    issuer: str
    hosts: frozenset[str]
    clients: ClientRegistry | None
    doors: Mapping[str, tuple[Listener, socket.socket]]

    @property
    def addresses(self) -> dict[str, str]:
        """Where each door is."""
        return {
            name: f"https://{_authority(found)}{path}"
            for door, found in self.doors.values()
            for name, path in ((door.name, door.path), *door.also)
        }


class _Server(uvicorn.Server):
    """Says when it serves. Signal handlers are the main program's business."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serves = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell who waits."""
        await super().startup(sockets=sockets)
        self.serves.set()


@dataclass
class EmbeddedIdp:
    """A running IdP. Make one with ``start``; ``stop`` it, or use it as a context manager."""

    base_url: str
    _socket: socket.socket = field(repr=False)
    _plan: _Plan = field(repr=False)
    _ready: threading.Event = field(default_factory=threading.Event, repr=False)
    _servers: list[_Server] = field(default_factory=list, repr=False)
    _provider: Provider | None = field(default=None, repr=False)
    _error: BaseException | None = field(default=None, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)

    @classmethod
    def start(
        cls,
        profile: Profile,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        pki: TrainingPki | None = None,
        directory: People | None = None,
        settings: IdpSettings | None = None,
        issuer: str = "",
        hosts: frozenset[str] = frozenset(),
        clients: ClientRegistry | None = None,
        doors: tuple[Listener, ...] = LISTENERS,
        ports: Mapping[str, int] | None = None,
    ) -> Self:
        """Start the IdP and return when it answers.

        ``port`` 0 takes a free one. ``issuer`` is the public base URL when it is not the address itself (behind a
        proxy, or when ``host`` is a wildcard); ``hosts`` are more ``Host`` headers to answer; ``clients`` are others
        than Cosmic alone; ``ports`` are those of doors by their names, a free one for each that is not named.

        Raises ``LoginFailure``: ``address.in_use``, ``profile.in_use`` (another program runs the IdP on this profile)
        and whatever the profile's files lead to.
        """
        with contextlib.ExitStack() as undo:
            listener = _listen(host, port)
            undo.callback(listener.close)
            opened: dict[str, tuple[Listener, socket.socket]] = {}
            for door in doors:
                opened[door.name] = (door, _listen(host, (ports or {}).get(door.name, 0)))
                undo.callback(opened[door.name][1].close)
            undo.pop_all()
        base_url = f"http://{_authority(listener)}"
        plan = _Plan(
            profile=profile,
            clock=clock or SystemClock(),
            settings=settings or IdpSettings(),
            pki=pki,
            directory=directory,
            issuer=issuer.rstrip("/") or base_url,
            hosts=hosts | {_authority(listener)},
            clients=clients,
            doors=opened,
        )
        idp = cls(base_url, listener, plan)
        idp._thread = threading.Thread(target=idp._run, name="idp", daemon=True)
        idp._thread.start()
        idp._ready.wait()
        if idp._error is not None:
            idp._thread.join()
            raise idp._error
        return idp

    @property
    def issuer(self) -> str:
        """The issuer's name, as in its ID tokens."""
        return self._plan.issuer

    @property
    def doors(self) -> Mapping[str, str]:
        """The addresses of the further doors, by their names."""
        return self._plan.addresses

    @property
    def provider(self) -> Provider:
        """What acts on the store, for trainers and tests that move the clock."""
        if self._provider is None:
            raise RuntimeError("the IdP does not run")
        return self._provider

    @property
    def running(self) -> bool:
        """Whether it still serves."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the IdP has ended by itself or by ``stop``; True when it has."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.running

    def stop(self) -> None:
        """Stop serving and let go of everything; may be called more than once, from any thread."""
        for server in self._servers:
            server.should_exit = True
        if self._servers and not self.wait(_GRACE + 1):
            for server in self._servers:
                server.force_exit = True
        self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        # Everything is opened and closed in this one thread: locks between processes belong to threads.
        try:
            with contextlib.ExitStack() as stack:
                for opened in (self._socket, *(found for _, found in self._plan.doors.values())):
                    stack.callback(opened.close)
                stack.enter_context(self._plan.profile.hold_idp())
                stack.callback(self._plan.profile.idp_address_file.unlink, missing_ok=True)
                self._serve(stack)
        except BaseException as error:  # noqa: BLE001 - a thread has nobody to raise to
            self._error = _cause(error)
            if self._ready.is_set() and not isinstance(self._error, LoginFailure):
                _log.error("the IdP stopped: unexpected %s", type(self._error).__name__)
        finally:
            self._ready.set()

    def _serve(self, stack: contextlib.ExitStack) -> None:
        plan = self._plan
        trail = StoreTrail(AuditTrail.open(plan.profile.audit_file, plan.profile.vault.derive("audit"), plan.clock))
        store = SqliteStore(plan.profile.store_file, trail)
        stack.callback(store.close)
        pki = plan.pki or TrainingPki.open(plan.profile, plan.clock)
        services = IdpServices(
            issuer=plan.issuer,
            hosts=plan.hosts,
            doors=plan.addresses,
            store=store,
            vault=plan.profile.vault,
            pki=pki,
            judge=pki.judge(),
            people=plan.directory or Directory.load(plan.profile),
            audit=trail,
            clock=plan.clock,
            control_token=control_token(plan.profile),
            settings=plan.settings,
        )
        app = build_app(services, plan.clients)
        provider: Provider = app.state.provider
        self._provider = provider
        asyncio.run(self._serve_all(app, provider, pki))

    async def _serve_all(self, app: ASGIApp, provider: Provider, pki: TrainingPki) -> None:
        """Serve the issuer's own address and every door, on one loop, until all are to stop."""
        plan = self._plan
        serving = [(_Server(_config(app, lifespan=True)), self._socket)]
        for door, found in plan.doors.values():
            names = ("localhost", found.getsockname()[0])
            certificate = DoorCertificate(door, names, pki, plan.clock, plan.settings)
            provider.chores.append(certificate.keep)
            served = door.app(provider)
            if not door.tells_outages:
                served = OutOfService(served, provider.outages)
            serving.append((_Server(_config(served, certificate.context)), found))
        self._servers = [server for server, _ in serving]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(server.serve(sockets=[found])) for server, found in serving]
            for server in self._servers:
                await server.serves.wait()
            write_atomic(plan.profile.idp_address_file, self.base_url.encode("ascii"))
            self._ready.set()
            # One that ends by itself takes the others along: half an IdP is worse than none.
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for server in self._servers:
                server.should_exit = True
        await self._cut_what_is_left()

    async def _cut_what_is_left(self) -> None:
        """Cut connections in the middle of a request, which uvicorn leaves to the garbage collector."""
        for server in self._servers:
            for connection in list(server.server_state.connections):
                if (transport := getattr(connection, "transport", None)) is not None:
                    transport.abort()
        await asyncio.sleep(0)  # they close with the loop's next round


def _cause(error: BaseException) -> BaseException:
    """Return what the tasks of a group ended by: a failure of the table if there is one."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    return _cause((error.subgroup(LoginFailure) or error).exceptions[0])


def _config(app: ASGIApp, tls: ssl.SSLContext | None = None, *, lifespan: bool = False) -> uvicorn.Config:
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
        timeout_graceful_shutdown=_GRACE,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
    )


def _listen(host: str, port: int) -> socket.socket:
    """Bind. The protocol is named because asyncio turns Nagle off only for sockets that name it (44 ms otherwise)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # Windows: nobody else may take the port over
        listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # a second program on the port is refused here and not at its first request
    except OSError as error:
        listener.close()
        name = errno.errorcode.get(error.errno or 0, "error")
        raise LoginFailure("address.in_use", f"{host}:{port}: {name}") from error
    except OverflowError as error:
        listener.close()
        raise LoginFailure("address.in_use", f"{host}:{port}: no such port") from error
    return listener


def _authority(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
