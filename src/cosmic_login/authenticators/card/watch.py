"""Tells what readers and cards look like, for screens that show it live; reads whose card it is between logins."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import NamedTuple

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.card.certificates import holder_of, preferred
from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.cards.idprime import IdPrimeCard
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ReaderService,
    ServiceBack,
    ServiceLost,
    Watch,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask
from cosmic_login.core.situations import CardSituation

_SITUATIONS = {
    "card.other_kind": CardSituation.OTHER_KIND,
    "card.in_use": CardSituation.IN_USE,
}


class _Look(NamedTuple):
    """What a card was like when it was read."""

    situation: CardSituation | None = None
    who: str = ""
    number: str = ""


class CardWatch:
    """Watches a reader service (a hub, usually) until ``stop``; ``tell`` is called on the watch's thread, in order.

    ``note`` hears every event as it came. A card is connected to for a moment to read whose it is. ``hold`` it during
    a login, which needs the card for itself: nothing is read meanwhile. With ``reads`` off no card is ever read.
    """

    def __init__(
        self,
        service: ReaderService,
        tell: Callable[[CardStatus], None],
        note: Callable[[ReaderEvent], None] = lambda _event: None,
        *,
        reads: bool = True,
    ) -> None:
        self._service, self._tell, self._note, self._reads = service, tell, note, reads
        self._lock = threading.RLock()  # held while a card is read
        self._logins = 0
        self._cards: dict[str, bytes | None] = {}
        self._read: dict[str, _Look] = {}
        self._lost: set[str] = set()
        self._watch: Watch | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._watch = self._service.watch(self._heard)

    def stop(self) -> None:
        """Stop; no call comes afterwards."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    def hold(self) -> None:
        """Keep the cards free for a login; waits until the card that is being read has been read."""
        with self._lock:
            self._logins += 1

    def release(self) -> None:
        """End ``hold``: cards that came meanwhile are read, and what there is now is told."""
        with self._lock:
            self._logins -= 1
        self._tell(self._status(""))

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[bool]:
        """Give whether the cards are free of a login; none begins, and nothing is read, until the block ends."""
        with self._lock:
            yield not self._logins

    def _heard(self, event: ReaderEvent) -> None:
        self._note(event)
        pulled = ""
        match event:
            case ReaderAdded(reader):
                self._cards.setdefault(reader, None)
            case ReaderRemoved(reader):
                self._cards.pop(reader, None)
                self._read.pop(reader, None)
            case CardInserted(reader, atr):
                self._cards[reader] = atr
                self._read.pop(reader, None)
                self._tell(CardStatus(CardSituation.READING, reader))
            case CardRemoved(reader):
                self._read.pop(reader, None)
                if self._cards.get(reader) is not None:
                    self._cards[reader] = None
                    pulled = reader
            case ServiceLost(name):
                self._lost.add(name)
            case ServiceBack(name):
                self._lost.discard(name)
        self._tell(self._status(pulled))

    def _status(self, pulled: str) -> CardStatus:
        seen = [(reader, self._look_at(reader, atr)) for reader, atr in list(self._cards.items()) if atr is not None]
        usable = [(reader, look) for reader, look in seen if look.situation is None]
        present = tuple((reader, look.number) for reader, look in usable if look.number)
        if len(usable) > 1:
            return CardStatus(CardSituation.CHOOSE, pulled=pulled, present=present)
        if usable:
            reader, look = usable[0]
            return CardStatus(None, reader, look.who, pulled, present)
        if seen:
            return CardStatus(seen[0][1].situation, seen[0][0], pulled=pulled)
        if self._cards:
            return CardStatus(CardSituation.NO_CARD, next(iter(self._cards)), pulled=pulled)
        return CardStatus(CardSituation.NO_SERVICE if self._lost else CardSituation.NO_READER, pulled=pulled)

    def _look_at(self, reader: str, atr: bytes) -> _Look:
        """Return what the card is like; read once per insertion."""
        with self._lock:
            if reader not in self._read:
                if self._logins or not self._reads:
                    return _Look()  # the login tells; whose it is comes afterwards
                self._read[reader] = self._read_card(reader) if atr else _Look(CardSituation.UNREADABLE)
            return self._read[reader]

    def _read_card(self, reader: str) -> _Look:
        number = ""
        try:
            connection = self._service.connect(reader)
            try:
                card = IdPrimeCard(connection)
                card.open()
                number = card.card_number
                return _Look(None, holder_of(preferred(card.certificates())).name, number)
            finally:
                connection.close()
        except LoginFailure as failure:
            if failure.code in {"card.no_certificate", "certificate.malformed"}:
                return _Look(None, "", number)  # the login will say it, with its mend
            return _Look(_SITUATIONS.get(failure.code, CardSituation.UNREADABLE))


@contextlib.asynccontextmanager
async def exclusive(watch: CardWatch) -> AsyncIterator[None]:
    """Hold ``watch`` for the block; a hold that is still being taken when the block is left is given back too."""
    holding = asyncio.ensure_future(asyncio.to_thread(watch.hold))

    async def give_back() -> None:
        await holding
        await asyncio.to_thread(watch.release)

    try:
        await asyncio.shield(holding)
        yield
    finally:
        await asyncio.shield(give_back())


class ExclusiveCardAccess:
    """An authenticator that has the cards for itself while it runs."""

    def __init__(self, inner: Authenticator, watch: CardWatch) -> None:
        self._inner, self._watch = inner, watch

    @property
    def method(self) -> str:
        """The inner one's name."""
        return self._inner.method

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Log in; nobody else reads a card meanwhile."""
        async with exclusive(self._watch):
            return await self._inner.authenticate(order, ask)


__all__ = ["CardStatus", "CardWatch", "ExclusiveCardAccess", "exclusive"]
