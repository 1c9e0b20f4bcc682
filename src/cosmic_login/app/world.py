"""What one run of the program has: a profile, readers, an IdP (its own or another's), cards.

Everything in it is made when it is first needed and closed together.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.app.client_rows import OfLogin, Row, of_session
from cosmic_login.app.readers import DeskElsewhere, RunReaders
from cosmic_login.core.clock import Clock, SystemClock, WrongClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.profile.copies import scratch_copy
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.audit.trail import AuditTrail
    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.idp.client import IdpClient
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.cards.virtual.store import CardStore, MakeCard
    from cosmic_login.directory.directory import Directory, LiveDirectory
    from cosmic_login.idp.server.embedded import EmbeddedIdp
    from cosmic_login.idp.server.listeners import Listener
    from cosmic_login.net.control import Control
    from cosmic_login.phone.models import Faults
    from cosmic_login.phone.phone import Phone
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.remote.readers import RemoteReaders

_log = logging.getLogger(__name__)


class World:
    """What one run of the program has at hand. May be used from several threads; ``close`` it once."""

    def __init__(
        self,
        profile: Profile,
        clock: Clock | None = None,
        *,
        idp_url: str = "",
        idp_ca: str = "",
        card_wait: float | None = None,
        only_virtual: bool = False,
        reader_from: str = "",
        make_card: MakeCard | None = None,
        desk: DeskElsewhere | None = None,
    ) -> None:
        """Open nothing yet.

        ``card_wait``: how many seconds to wait for a card that another program has, if the readers do not decide.
        ``only_virtual``: no reader of this machine is looked at, whatever is in it.
        ``reader_from``: the desk whose readers are taken, too, whatever the settings say of that. ``make_card``
        issues virtual cards that are used for the first time, in place of the usual. ``desk`` is where the virtual
        readers stand, for a run that has none of its own.
        """
        self.profile = profile
        self._readers = RunReaders(
            profile, card_wait=card_wait, only_virtual=only_virtual, reader_from=reader_from, desk=desk
        )
        #: Who issues virtual cards that are used for the first time, in place of the usual; heeded until the first is.
        self.make_card = make_card
        self.clock: Clock = clock or SystemClock()
        #: The clock by which logins go here: this computer's, which a trainer may set wrong.
        self.login_clock = WrongClock(lambda: self.clock)
        self.idp_url, self.idp_ca = idp_url, idp_ca
        #: How logins wait between two looks at the IdP; tests put their own time in its place.
        self.pause: Callable[[float], Awaitable[None]] = asyncio.sleep
        #: How long another program on the profile may take to start or stop the IdP, in seconds.
        self.patience_s = 60.0
        self._lock = threading.RLock()
        self._idp: EmbeddedIdp | None = None
        self._clients: list[IdpClient] = []

    @cached_property
    def _people(self) -> LiveDirectory:
        from cosmic_login.directory.directory import LiveDirectory

        return LiveDirectory(self.profile)

    @property
    def directory(self) -> Directory:
        """People and cards, as their files said when they were read last."""
        return self._people.directory

    def read_people_again(self) -> None:
        """Take over what the files of people and cards say now. Raises ``directory.malformed``."""
        self._people.read_again()

    @cached_property
    def pki(self) -> TrainingPki:
        """The training CAs."""
        from cosmic_login.pki.authority import TrainingPki

        return TrainingPki.open(self.profile, self.clock)

    @cached_property
    def cards(self) -> CardStore:
        """The virtual cards."""
        from cosmic_login.cards.virtual.store import CardStore

        usual = {} if self.make_card is None else {"make": self.make_card}
        return CardStore(self.profile, self.directory, lambda: self.pki, self.clock, **usual)

    def ca_file(self) -> Path:
        """Write the trusted roots (PEM) into the profile, for other programs; return the file."""
        path = self.profile.root / "ca.pem"
        write_atomic(path, self._roots(), mode=0o644)
        return path

    def trusted_roots(self) -> bytes:
        """Return the roots (PEM) that the IdP's TLS is trusted by: the CA file's, or else this profile's own.

        Raises ``ca_file.unusable``, and whatever the profile's files lead to.
        """
        if self.idp_url and self.idp_ca:
            from cosmic_login.core.ca_file import load_cas

            return load_cas(Path(self.idp_ca).expanduser(), "--idp-ca", str.encode)
        return self._roots()

    def _roots(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding

        return b"".join(root.public_bytes(Encoding.PEM) for root in self.pki.roots())

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail of this profile."""
        from cosmic_login.audit.trail import AuditTrail

        own = self.profile
        return AuditTrail.open(own.audit_file, own.vault.derive("audit"), self.clock, own.environment)

    @property
    def readers(self) -> tuple[ReaderService, ...]:
        """Every kind of reader that is installed, or the virtual ones alone."""
        return self._readers.services

    @property
    def takes_desk(self) -> bool:
        """Whether this run was told to take the readers of a desk."""
        return self._readers.takes_desk

    @property
    def virtual_readers(self) -> VirtualReaders:
        """The in-process readers, wherever they stand. Raises ``reader.none`` when they are not installed."""
        return self._readers.virtual

    @property
    def usual_reader(self) -> str:
        """The name of the virtual reader that is meant when nobody says which."""
        return self._readers.usual

    @property
    def desks_readers(self) -> RemoteReaders | None:
        """The readers of the person's own desk, when one is named; None otherwise."""
        return self._readers.of_desk

    @cached_property
    def authenticators(self) -> Mapping[str, Authenticator]:
        """Every way to log in that is installed."""
        from cosmic_login.authenticators.registry import load_authenticators

        return load_authenticators()

    def use_idp(self, url: str, ca_file: str) -> bool:
        """Ask another IdP from the next client on (an empty address: the embedded one); return whether it is another.

        Raises ``idp.address``.
        """
        if url:
            from cosmic_login.net.http import checked_base_url

            url = checked_base_url(url)
        same = (url, ca_file) == (self.idp_url, self.idp_ca)
        self.idp_url, self.idp_ca = url, ca_file
        return not same

    @property
    def idp_there(self) -> bool:
        """Whether an IdP was named or the embedded one runs."""
        return bool(self.idp_url) or self._idp is not None

    def idp_base_url(self) -> str:
        """Return the IdP's address; starts the embedded one when no other was named."""
        if self.idp_url:
            return self.idp_url
        with self._lock:
            if self._idp is not None and not self._idp.running:
                self._idp = None
            if self._idp is None:
                from cosmic_login.idp.claims.vocabulary import registered_systems
                from cosmic_login.idp.server.embedded import EmbeddedIdp

                self._idp = EmbeddedIdp.start(
                    self.profile,
                    clock=self.clock,
                    pki=self.pki,
                    directory=self.directory,
                    in_its_place=True,
                    systems=registered_systems(self.profile),
                )
                log_event(_log, "idp.started", address=self._idp.base_url, embedded=True)
            return self._idp.base_url

    def control(self) -> Control:
        """Return the operator's hand on the IdP that this run asks, to be used and closed on the caller's event loop.

        Without an address of its own that is the one that runs on this profile, in whichever program; the embedded
        one is started when none does.
        """
        from cosmic_login.idp.endpoints.control.auth import control_token
        from cosmic_login.net.control import TOKEN_VARIABLE, Control

        token = os.environ.get(TOKEN_VARIABLE, "") or control_token(self.profile)
        return Control(self.idp_address(), token, ca_file=self.idp_ca)

    def belongs_to(self, idp: EmbeddedIdp) -> None:
        """Ask this IdP, which was started for this world; ``close`` stops it."""
        self._idp, self.idp_url = idp, idp.base_url

    def idp_address(self) -> str:
        """Return the address of the IdP that this run asks, also of one that another program runs on this profile.

        The embedded one is started when none does: so whoever comes first runs it, and others ask it. May block while
        another program starts it.
        """
        if self.idp_url or (self._idp is not None and self._idp.running):
            return self.idp_base_url()
        from cosmic_login.net.shared_idp import SharedIdp

        def written() -> str:
            return (read_bytes(self.profile.idp_address_file) or b"").decode("ascii", "replace")

        return SharedIdp(written, self.idp_base_url).address(self.patience_s)

    async def idp_is_back(self, address: str) -> bool:
        """Say whether another program's IdP that could not be reached is there again, at the same address.

        When the program that ran it has gone, this one or another goes on in its place.
        """
        return await asyncio.to_thread(self.idp_address) == address

    @property
    def idp_shared(self) -> bool:
        """Whether the IdP is one that programs on this profile run for each other."""
        return not self.idp_url

    @property
    def serves_others(self) -> bool:
        """Whether the embedded IdP runs here and other programs are connected to it; close one's own clients first."""
        return self._idp is not None and self._idp.connections > 0

    def lab(self) -> Listener:
        """Return the door at which virtual cards of this profile are put in on pages, for an IdP of this run."""
        from cosmic_login.lab.door import lab_listener

        return lab_listener(self.cards, self._roots, str(self.ca_file()))

    def beside(self, idp_url: str, clock: Clock) -> World:
        """Return another world on this profile: readers of its own, and the same people, also those added later."""
        made = World(self.profile, clock, idp_url=idp_url, only_virtual=True)
        made.__dict__["_people"] = self._people
        return made

    @contextlib.contextmanager
    def shipped(self) -> Iterator[World]:
        """Give a world beside this one, by the same keys, as it is when nothing has happened in it yet.

        Every card is there as ordered: by copy, where this world has it so. May take seconds. Raises ``profile.*``.
        """
        right = self.clock.right if isinstance(self.clock, WrongClock) else self.clock
        with scratch_copy(self.profile) as copied:
            made = World(copied, right, only_virtual=True)
            try:
                with made.cards.all_held() as bring_back:
                    bring_back()
                for card in made.cards.ids():
                    made.cards.open(card)
                yield made
            finally:
                made.close()

    def idp_doors(self) -> Mapping[str, str]:
        """Return the addresses of the embedded IdP's further doors by their names; starts it when it does not run."""
        with self._lock:
            self.idp_base_url()
            return self._idp.doors if self._idp is not None else {}

    def client(self, *, task: str = "") -> IdpClient:
        """Return a client of the IdP, to be used and closed on the caller's event loop.

        Card tasks that Mina sidor takes part in ask in its name.
        """
        from cosmic_login.authenticators.idp.client import CLIENT_ID, MINASIDOR_ID, IdpClient
        from cosmic_login.authenticators.tasks.mina_sidor import SITE_TASKS

        name = MINASIDOR_ID if task in SITE_TASKS else CLIENT_ID
        address = self.idp_address()
        others = not self.idp_url and self._idp is None
        back = (lambda: self.idp_is_back(address)) if others else None
        client = IdpClient(address, self.login_clock, ca_file=self.idp_ca, client_id=name, back=back)
        self._clients.append(client)
        return client

    def phone(self, name: str, faults: Faults | None = None) -> Phone:
        """Return the virtual phone of this name; it asks the IdP that this run asks."""
        from cosmic_login.phone.phone import Phone

        return Phone(self.profile, name, self.idp_address, self.clock, self.idp_ca, faults=faults)

    async def activation(self, person: str, app: str) -> str:
        """Return the text of a one-time QR code for a person, as the IdP's operator; on any event loop."""
        async with await asyncio.to_thread(self.control) as control:
            return await control.activation(person, app)

    async def close_clients(self, *only: IdpClient) -> None:
        """Close these clients, or all; on the event loop that used them."""
        for client in only or tuple(self._clients):
            self._clients.remove(client)
            await client.aclose()

    def order(
        self,
        method: str,
        client: IdpClient,
        *,
        reader: str = "",
        service_id: str = "",
        person: str = "",
        options: Mapping[str, str] | None = None,
    ) -> LoginOrder:
        """Return what an authenticator gets for one login; ``options`` are its own."""
        from cosmic_login.authenticators.base import LoginOrder

        of_login = OfLogin(person, method, lambda: self._desk_of(method))
        return LoginOrder(
            client,
            self.readers,
            self.login_clock,
            reader,
            service_id,
            options=options or {},
            roots=self.trusted_roots,
            pause=self.pause,
            not_told=lambda reason: self.write_down(of_login.failed(reason)),
            not_begun=lambda reason: self.write_down(of_login.attempted(), of_login.failed(reason)),
        )

    def _desk_of(self, method: str) -> str:
        """Return the desk whose readers a login by card has had before it, as it is called; mostly nothing."""
        from cosmic_login.cards.guarded import guarded
        from cosmic_login.core.login_methods import app_of

        services = self.readers if app_of(method) is None else ()
        return next((desk for service in services if (desk := guarded(service).desk)), "")

    def audit_person(self, identity: Identity) -> str:
        """Return what the audit trail calls a person: the personal number, as the IdP does, if it is known here."""
        known = self.directory.by_number(identity.hsa_id)
        if known is not None and known.name != identity.name:
            known = None  # another IdP's people may have the same service IDs
        claimed = str(identity.claims.get("personalIdentityNumber", ""))
        return claimed or (known.personal_number if known else "") or identity.hsa_id

    async def end_session(self, client: IdpClient, identity: Identity) -> None:
        """Log out at the IdP; when it cannot be told, the local audit trail has it."""
        try:
            await client.end_session(identity)
        except LoginFailure as failure:
            self.write_down(of_session("session.ended", self.audit_person(identity), identity, failure.code))
            raise

    def write_down(self, *rows: Row) -> None:
        """Write what has happened and cannot be undone on the local audit trail, all of it or nothing.

        Never raises: why something ended is not to be told by another failure. The log has what the trail has not.
        """
        try:
            with self.audit.together(rows):
                pass
        except LoginFailure as failure:
            for event, _ in rows:
                log_event(_log, "audit.not_written", level=logging.ERROR, row=event, failure=failure.code)

    def stop_idp(self) -> None:
        """Stop the embedded IdP, if it runs; the next ``idp_base_url`` starts a new one."""
        with self._lock:
            idp, self._idp = self._idp, None
        if idp is not None:
            idp.stop()
            log_event(_log, "idp.stopped", address=idp.base_url)

    def close(self) -> None:
        """Stop the embedded IdP and give the readers back. May be called twice."""
        self.stop_idp()
        self._readers.close()
        with contextlib.suppress(KeyError):
            del self.__dict__["cards"]


def clock_of_environment() -> Clock:
    """Return the machine's clock, moved by ``COSMIC_LOGIN_CLOCK_OFFSET`` seconds: to show what a wrong clock does."""
    text = os.environ.get("COSMIC_LOGIN_CLOCK_OFFSET", "0")
    try:
        return SystemClock(timedelta(seconds=int(text)))
    except (ValueError, OverflowError):
        raise LoginFailure("usage.invalid", f"COSMIC_LOGIN_CLOCK_OFFSET is no number of seconds: {text[:20]}") from None


@contextlib.contextmanager
def world(
    profile: Profile,
    clock: Clock | None = None,
    *,
    idp_url: str = "",
    idp_ca: str = "",
    card_wait: float | None = None,
    reader_from: str = "",
    desk: DeskElsewhere | None = None,
) -> Iterator[World]:
    """Open a world and close it afterwards, whatever happens. Raises ``idp.address``, ``reader.address``."""
    if reader_from:
        from cosmic_login.remote.address import desk_address

        reader_from = str(desk_address(reader_from))
    if idp_url:
        from cosmic_login.net.http import checked_base_url

        idp_url = checked_base_url(idp_url)
    made = World(
        profile,
        clock or clock_of_environment(),
        idp_url=idp_url,
        idp_ca=idp_ca,
        card_wait=card_wait,
        reader_from=reader_from,
        desk=desk,
    )
    try:
        yield made
    finally:
        made.close()
