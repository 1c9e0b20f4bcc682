"""The IdP in a thread of this process, on an address of its own; ``cosmic-login idp`` runs the same thing.

Importing this module loads the whole server (about 0.2 s): import it where it is used, not at the top of a program.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from cosmic_login.core.clock import Clock, SystemClock, WrongClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.changes import Changes
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.metrics import Figures, MeasuredAudit, MeasuredStore
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.provider import Provider
from cosmic_login.idp.registry.systems import FixedSystems, Systems
from cosmic_login.idp.server.announcing import announce, announced
from cosmic_login.idp.server.application import build_app
from cosmic_login.idp.server.connections import Connections
from cosmic_login.idp.server.door_certificate import DoorCertificate
from cosmic_login.idp.server.kept import kept
from cosmic_login.idp.server.listeners import LISTENERS, Listener
from cosmic_login.idp.server.proxies import ForwardedRequests
from cosmic_login.idp.server.request_ids import NamedAudit, RequestIds
from cosmic_login.idp.server.serving import GRACE_S, DoorServer, config_of
from cosmic_login.idp.server.sockets import Sockets
from cosmic_login.idp.services import IdpServices, Notifier, People
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from cosmic_login.profile.idp_place import IdpPlace
from cosmic_login.profile.logs import log_event

_log = logging.getLogger("cosmic_login.idp")


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
    doors: tuple[Listener, ...]
    host: str
    port: int
    ports: Mapping[str, int]
    names: tuple[str, ...]
    in_its_place: bool
    systems: Systems
    database: str = field(default="", repr=False)
    figures: Figures | None = None
    sockets: Sockets | None = None
    notifier: Notifier | None = None
    web_address: str = ""
    trusted_proxies: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """What the machine is called: by ``names``, and by who asks at the door for browsers."""
        called = host_of(self.web_address)
        return (*self.names, called) if called and called not in self.names else self.names


@dataclass
class EmbeddedIdp:
    """A running IdP. Make one with ``start``; ``stop`` it, or use it as a context manager."""

    _plan: _Plan = field(repr=False)
    _opened: Sockets | None = field(default=None, repr=False)
    _ready: threading.Event = field(default_factory=threading.Event, repr=False)
    _servers: list[DoorServer] = field(default_factory=list, repr=False)
    _certificates: list[DoorCertificate] = field(default_factory=list, repr=False)
    _provider: Provider | None = field(default=None, repr=False)
    _changes: Changes | None = field(default=None, repr=False)
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
        names: tuple[str, ...] = (),
        in_its_place: bool = False,
        systems: Systems | None = None,
        database: str = "",
        figures: Figures | None = None,
        sockets: Sockets | None = None,
        notifier: Notifier | None = None,
        web_address: str = "",
        trusted_proxies: tuple[str, ...] = (),
    ) -> Self:
        """Start the IdP and return when it answers.

        ``port`` 0 takes a free one; with ``in_its_place`` that of the last IdP of the profile, when it can be had, so
        that what was begun with that one goes on with this. ``issuer`` is the public base URL when it is not the
        address itself (behind a proxy, or when ``host`` is a wildcard); ``hosts`` are more ``Host`` headers to answer;
        ``clients`` are others than Cosmic alone; ``ports`` are those of doors by their names, as ``port`` where one is
        not named; ``names`` are further names of this machine that the doors' certificates are for; ``systems`` are
        those that log their users in at the door for browsers, when ``doors`` has it. ``database`` is the address
        of a PostgreSQL database, in the place of the profile's own store and trail;
        ``figures`` count what happens, for Prometheus. ``sockets`` were opened by another process, which holds the
        right to run the IdP on the profile and tells where it is. ``notifier`` tells systems without a browser that a
        session is over; without one they are told in the browser alone. ``web_address`` is how browsers and systems
        call the door for browsers, when that is not its own address; ``trusted_proxies`` are the addresses that may
        say for whom they ask, and by what address (``proxies.ForwardedRequests``).

        Raises ``LoginFailure``: ``address.*``, ``profile.in_use`` (another program runs the IdP on this profile)
        and whatever the profile's files lead to.
        """
        plan = _Plan(
            profile=profile,
            clock=clock or SystemClock(),
            settings=settings or IdpSettings(),
            pki=pki,
            directory=directory,
            issuer=issuer.rstrip("/"),
            hosts=hosts,
            clients=clients,
            doors=doors,
            host=host,
            port=port,
            ports=ports or {},
            names=names,
            in_its_place=in_its_place,
            systems=systems or FixedSystems(),
            database=database,
            figures=figures,
            sockets=sockets,
            notifier=notifier,
            web_address=web_address.rstrip("/"),
            trusted_proxies=trusted_proxies,
        )
        idp = cls(plan)
        idp._thread = threading.Thread(target=idp._run, name="idp", daemon=True)
        idp._thread.start()
        idp._ready.wait()
        if idp._error is not None:
            idp._thread.join()
            raise idp._error
        return idp

    @property
    def base_url(self) -> str:
        """The address of the IdP itself."""
        return f"http://{self._bound.authority}"

    @property
    def issuer(self) -> str:
        """The issuer's name, as in its ID tokens."""
        return self._plan.issuer or self.base_url

    @property
    def doors(self) -> Mapping[str, str]:
        """The addresses of the further doors, by their names."""
        ours = {"web": self._plan.web_address} if self._plan.web_address else {}
        return {**self._bound.addresses, **ours}

    @property
    def _bound(self) -> Sockets:
        if self._opened is None:
            raise RuntimeError("the IdP has no address yet")
        return self._opened

    @property
    def provider(self) -> Provider:
        """What acts on the store, for trainers and tests that move the clock."""
        if self._provider is None:
            raise RuntimeError("the IdP does not run")
        return self._provider

    @property
    def connections(self) -> int:
        """How many connections are open to the IdP and its doors."""
        return sum(len(server.server_state.connections) for server in self._servers)

    @property
    def running(self) -> bool:
        """Whether it still serves."""
        return self._thread is not None and self._thread.is_alive()

    def read_again(self) -> None:
        """Read the files again that doors show certificates of; from any thread. Raises what is wrong with them."""
        for certificate in self._certificates:
            certificate.again()
        log_event(_log, "idp.certificate_read")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the IdP has ended by itself or by ``stop``; True when it has."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.running

    def stop(self) -> None:
        """Stop serving and let go of everything; may be called more than once, from any thread."""
        if self._changes is not None:
            self._changes.end()  # whoever waits for news has the answer that there is
        for server in self._servers:
            server.should_exit = True
        if self._servers and not self.wait(GRACE_S + 1):
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
                if self._plan.sockets is None:
                    stack.enter_context(announced(self._plan.profile))
                self._opened = _open(self._plan, stack)
                self._serve(stack)
        except BaseException as error:  # noqa: BLE001 - a thread has nobody to raise to
            self._error = _cause(error)
            if self._ready.is_set() and not isinstance(self._error, LoginFailure):
                _log.error("the IdP stopped: unexpected %s", type(self._error).__name__)
        finally:
            self._ready.set()

    def _serve(self, stack: contextlib.ExitStack) -> None:
        plan = self._plan
        pki = plan.pki or TrainingPki.open(plan.profile, plan.clock)
        has = stack.enter_context(kept(plan.profile, pki, plan.clock, plan.database))
        self._changes = has.changes
        store, trail, clock = has.store, has.audit, has.clock
        if plan.figures is not None:
            store, trail = MeasuredStore(store, plan.figures), MeasuredAudit(trail, plan.figures)
        services = IdpServices(
            issuer=self.issuer,
            hosts=plan.hosts | {self._bound.authority},
            doors=self.doors,
            names=plan.all_names,
            store=store,
            vault=plan.profile.vault,
            pki=pki,
            judge=pki.judge(),
            people=plan.directory or Directory.load(plan.profile),
            audit=NamedAudit(trail),
            clock=clock,
            control_token=control_token(plan.profile),
            settings=plan.settings,
            systems=plan.systems,
            notifier=plan.notifier,
            figures=plan.figures,
            recent=has.recent,
            shared_limit=has.shared_limit,
            changes=has.changes,
            clock_apart=lambda: clock.ahead_s if isinstance(clock, WrongClock) else None,
        )
        app = build_app(services, plan.clients)
        provider: Provider = app.state.provider
        provider.chores += has.chores
        self._provider = provider
        # On Windows too: the other kind of loop cannot tell when a socket is readable.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve_all(app, provider, pki))

    async def _serve_all(self, app: ASGIApp, provider: Provider, pki: TrainingPki) -> None:
        """Serve the issuer's own address and every door, on one loop, until all are to stop."""
        plan, bound = self._plan, self._bound
        connections = Connections(plan.settings)
        self._servers = [
            DoorServer(config_of(RequestIds(app, plan.trusted_proxies), lifespan=True), bound.issuer, connections)
        ]
        for door, found in bound.doors.values():
            names = tuple(dict.fromkeys(("localhost", found.getsockname()[0], *plan.all_names)))
            app_of_door, certificate = door.app(provider), None
            if door.tls is not None:
                certificate = DoorCertificate(door, names, pki, plan.clock, plan.settings)
                self._certificates.append(certificate)
                provider.chores.append(certificate.keep)
            if plan.trusted_proxies:
                app_of_door = ForwardedRequests(app_of_door, plan.trusted_proxies)
            app_of_door = RequestIds(app_of_door, plan.trusted_proxies)
            self._servers.append(DoorServer(config_of(app_of_door), found, connections, certificate, door.ending))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(server.serve()) for server in self._servers]
            for server in self._servers:
                await server.serves.wait()
            if plan.sockets is None:
                announce(plan.profile, bound)
            self._ready.set()
            # One that ends by itself takes the others along: half an IdP is worse than none.
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for server in self._servers:
                server.should_exit = True
        await connections.end()


def _cause(error: BaseException) -> BaseException:
    """Return what the tasks of a group ended by: a failure of the table if there is one."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    return _cause((error.subgroup(LoginFailure) or error).exceptions[0])


def host_of(address: str) -> str:
    """Return the host of an address, as certificates name it; empty for none."""
    return urlsplit(address).hostname or ""


def _open(plan: _Plan, stack: contextlib.ExitStack) -> Sockets:
    """Bind all that a plan wants, or take over what was handed on; ``stack`` closes it."""
    last = IdpPlace.last(plan.profile) if plan.in_its_place else None
    sockets = plan.sockets or Sockets.open(
        plan.doors, host=plan.host, port=plan.port, ports=plan.ports, last=last, called=host_of(plan.web_address)
    )
    stack.callback(sockets.close)
    return sockets
