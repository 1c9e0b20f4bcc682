"""What an environment stands on, as whoever composes it gives it (``app.World`` is one)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.authenticators.base import Authenticator, LoginOrder
    from cosmic_login.authenticators.idp.client import IdpClient
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.cards.virtual.store import CardStore
    from cosmic_login.core.clock import Clock, WrongClock
    from cosmic_login.core.identity import Identity
    from cosmic_login.directory.directory import Directory
    from cosmic_login.phone.phone import Phone
    from cosmic_login.profile import Profile


class ReadableTrail(Protocol):
    """The audit trail, to be read: the profile's file, or the database's table."""

    def records(self) -> Iterator[AuditRecord]:
        """Yield every row from the first on. Raises ``audit.tampered``."""

    def follow(self, place: TrailPlace | None, most: int) -> tuple[list[AuditRecord], TrailPlace]:
        """Return the rows after ``place`` (None: the last ones), ``most`` at most, and the place after them."""


class RevocationKeeper(Protocol):
    """Revocation lists, to be kept and put back (``pki.authority.TrainingPki``)."""

    def take_lists(self) -> dict[str, bytes]:
        """Return them (DER), by what their CAs' files are called."""

    def put_lists(self, kept: Mapping[str, bytes]) -> None:
        """Have revoked what was revoked then, and nothing else."""


class EnvironmentWorld(Protocol):
    """A profile with its people, cards and readers, and a login client of its IdP."""

    profile: Profile
    clock: Clock
    login_clock: WrongClock

    @property
    def directory(self) -> Directory:
        """People and cards, as they are now."""

    @property
    def cards(self) -> CardStore:
        """The virtual cards."""

    @property
    def virtual_readers(self) -> VirtualReaders:
        """The readers."""

    @property
    def authenticators(self) -> Mapping[str, Authenticator]:
        """The ways to log in."""

    @property
    def pki(self) -> RevocationKeeper:
        """The CAs, as far as they keep what is revoked."""

    def shipped(self) -> AbstractContextManager[EnvironmentWorld]:
        """Give a world beside this one, by the same keys, as it is when nothing has happened in it yet.

        Every card is there as ordered: by copy, where this world has it so. May take seconds.
        """

    def read_people_again(self) -> None:
        """Take over what the directory's files say now. Raises ``directory.malformed``."""

    def client(self, *, task: str = "") -> IdpClient:
        """Return a client of the environment's IdP."""

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
        """Return what an authenticator gets for one login."""

    async def close_clients(self, *only: IdpClient) -> None:
        """Close these clients."""

    async def end_session(self, client: IdpClient, identity: Identity) -> None:
        """Log out at the IdP."""

    def phone(self, name: str) -> Phone:
        """Return the virtual phone of this name. Raises ``usage.invalid``."""

    def close(self) -> None:
        """Give everything back."""
