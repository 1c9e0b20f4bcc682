"""Which readers a run has: those that are installed, the virtual ones alone, or one that stands at a desk elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile

if TYPE_CHECKING:
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.remote.readers import RemoteReaders

#: The virtual reader that is there when nobody says otherwise.
DEFAULT_READER: Final = "Virtuell läsare 1"


class DeskElsewhere(Protocol):
    """A desk whose one reader this run takes over the network, and whose hand on the card it has all the same."""

    @property
    def readers(self) -> VirtualReaders:
        """The readers that stand there."""

    @property
    def reader(self) -> str:
        """The name of the reader that is shared, here as there."""

    def taken_by(self, profile: Profile) -> ReaderService:
        """Return the desk's reader as a session on this profile has it, to be closed by whoever asked."""


class RunReaders:
    """The readers of one run, opened when they are first asked for; ``close`` them."""

    def __init__(
        self,
        profile: Profile,
        *,
        card_wait: float | None = None,
        only_virtual: bool = False,
        reader_from: str = "",
        desk: DeskElsewhere | None = None,
    ) -> None:
        """Take over what ``World`` was told of readers."""
        self._profile, self._card_wait, self._only_virtual = profile, card_wait, only_virtual
        self._reader_from, self._desk = reader_from, desk

    @cached_property
    def services(self) -> tuple[ReaderService, ...]:
        """Every kind of reader that the run has."""
        from cosmic_login.cards.reader import CARD_WAIT, READER_FROM, ReaderContext
        from cosmic_login.cards.readers import load_reader_services

        if self._desk is not None:
            from cosmic_login.cards.guarded import guarded

            return (guarded(self._desk.taken_by(self._profile)),)
        options = {READER_FROM: self._reader_from} if self._reader_from else {}
        if self._card_wait is not None:
            options[CARD_WAIT] = str(self._card_wait)
        if self._only_virtual:
            from cosmic_login.cards.guarded import guarded
            from cosmic_login.cards.virtual.reader import open_reader_service

            return (guarded(open_reader_service(ReaderContext(self._profile, options))),)
        return load_reader_services(ReaderContext(self._profile, options))

    @property
    def takes_desk(self) -> bool:
        """Whether the run was told to take the readers of a desk."""
        return bool(self._reader_from)

    @property
    def virtual(self) -> VirtualReaders:
        """The in-process readers, wherever they stand. Raises ``reader.none`` when they are not installed."""
        from cosmic_login.cards.virtual.reader import VirtualReaders

        if self._desk is not None:
            return self._desk.readers
        for service in self._inner():
            if isinstance(service, VirtualReaders):
                return service
        raise LoginFailure("reader.none", "the virtual readers are not installed")

    @property
    def usual(self) -> str:
        """The name of the virtual reader that is meant when nobody says which."""
        return self._desk.reader if self._desk is not None else DEFAULT_READER

    @property
    def of_desk(self) -> RemoteReaders | None:
        """The readers of the person's own desk, when one is named; None otherwise."""
        from cosmic_login.remote.readers import RemoteReaders

        return next((each for each in self._inner() if isinstance(each, RemoteReaders) and each.named), None)

    def close(self) -> None:
        """Give those back that were opened. May be called twice."""
        for service in self.__dict__.pop("services", ()):
            service.close()

    def _inner(self) -> Iterator[ReaderService]:
        from cosmic_login.cards.guarded import GuardedService

        for service in self.services:
            yield service.inner if isinstance(service, GuardedService) else service
