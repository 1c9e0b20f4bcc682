"""One environment: a world with its IdP, and what is under way in it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cosmic_login.cards.reader import CardInserted, CardRemoved, ReaderEvent
from cosmic_login.cards.virtual.faults import FaultProfile
from cosmic_login.cards.virtual.reader import READER_NAME
from cosmic_login.lab.control.happenings import Happenings
from cosmic_login.lab.control.logins import HeadlessLogins
from cosmic_login.lab.control.rows import EnvironmentRows, told
from cosmic_login.lab.control.snapshots import Snapshots

if TYPE_CHECKING:
    from cosmic_login.audit.record import EventFacts
    from cosmic_login.cards.virtual.card import VirtualCard
    from cosmic_login.core.clock import WrongClock
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.lab.control.ports import EnvironmentWorld, ReadableTrail
    from cosmic_login.phone.phone import Phone

#: The environment that is the IdP's own, in which its other users are too.
HOME: Final = "home"
#: How long what a reader tells may take, in seconds; another hand may have been at it meanwhile.
_SHOWN_S: Final = 2.0


@dataclass(frozen=True)
class Premises:
    """Where an environment is, and how one gets in: addresses by name, CAs (PEM), token; and its IdP's trail."""

    addresses: Mapping[str, str]
    roots: str
    token: str = field(repr=False)
    trail: ReadableTrail = field(repr=False)


class Environment:
    """All that an operation acts on. Lives on one event loop; what may block is done beside it."""

    def __init__(
        self,
        name: str,
        world: EnvironmentWorld,
        provider: Provider,
        clock: WrongClock,
        premises: Premises,
    ) -> None:
        """``clock`` is what everything in ``world`` and ``provider`` goes by."""
        self.name, self.world, self.provider, self.clock, self.premises = name, world, provider, clock, premises
        self.happenings = Happenings(clock)
        self.logins = HeadlessLogins(world, self.happenings)
        self.rows = EnvironmentRows(
            premises.trail, "" if name == HOME else name, lambda row: self.happenings.tell("audit.row", row=told(row))
        )
        #: One thing at a time that replaces what the others stand on: people, cards, the whole.
        self.replacing = asyncio.Lock()
        self._phones: dict[str, Phone] = {}
        self._cards: dict[str, VirtualCard] = {}
        self._lock = threading.Lock()
        self._moved = threading.Condition()
        self._shown: dict[str, str] = {}  # the card in each reader, as whoever looks on has been told
        self.snapshots = Snapshots(self)
        self.snapshots.finish()
        self._watch = world.virtual_readers.watch(self._seen)

    # -- cards and phones, the same object each time -----------------------------------------------------------

    def card(self, name: str) -> VirtualCard:
        """Return a card, issued on its first use; may block. Raises ``card.unknown``, ``card.damaged``."""
        card = self.world.cards.open(name)
        with self._lock:
            self._cards[name] = card
        return card

    def phone(self, name: str) -> Phone:
        """Return a phone. Raises ``usage.invalid`` for a name that no phone can have."""
        with self._lock:
            if name not in self._phones:
                self._phones[name] = self.world.phone(name)
            return self._phones[name]

    @property
    def phones_in_use(self) -> tuple[str, ...]:
        """The phones that somebody has had in hand."""
        with self._lock:
            return tuple(self._phones)

    def forget_phone(self, name: str) -> None:
        """Let go of a phone."""
        with self._lock:
            self._phones.pop(name, None)

    # -- the trail ---------------------------------------------------------------------------------------------

    def write_down(self, event: str, **extra: str) -> None:
        """Write a row of this environment; may block."""
        services = self.provider.services
        facts: EventFacts = {"source": "control", "extra": extra}
        with services.store.transaction():
            services.audit.append(event, **facts)

    # -- readers -----------------------------------------------------------------------------------------------

    def clear_the_table(self) -> None:
        """Take cards out, mend them and the readers, and leave the one reader that is there from the start."""
        readers, first = self.world.virtual_readers, READER_NAME.format(1)
        readers.start_service()
        readers.add(first)
        for reader in readers.cards():
            readers.pull(reader)
            if reader != first:
                readers.remove(reader)
        readers.settle(5)
        with self._lock:
            cards, self._cards = list(self._cards.values()), {}
            self._phones = {}
        for card in cards:
            card.faults = FaultProfile()

    def _seen(self, event: ReaderEvent) -> None:
        match event:
            case CardInserted():
                card = self.world.virtual_readers.cards().get(event.reader)
                name = getattr(card, "card_id", "")
                self.happenings.tell("card.inserted", reader=event.reader, card=name)
            case CardRemoved():
                name = ""
                self.happenings.tell("card.pulled", reader=event.reader)
            case _:
                return
        with self._moved:
            self._shown[event.reader] = name
            self._moved.notify_all()

    def wait_shown(self, reader: str, card: str) -> None:
        """Wait until whoever looks on has been told that a card is in a reader (empty: none); gives up after a while.

        So what is done next is told after it.
        """
        with self._moved:
            self._moved.wait_for(lambda: self._shown.get(reader, "") == card, _SHOWN_S)

    async def close(self) -> None:
        """End all that is under way, and give everything back."""
        with contextlib.suppress(Exception):
            await self.logins.end_all()
        self._watch.stop()
        self.happenings.tell("environment.closed")
        await asyncio.to_thread(self.world.close)
