"""Tells what readers and cards look like, for screens that show it live; reads whose card it is between logins."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from queue import Empty, SimpleQueue
from typing import NamedTuple

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.card.absence import desk_lost
from cosmic_login.authenticators.card.certificates import holder_of, preferred
from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.cards.calls import LEAVE_S, in_time, left_alone, quietly
from cosmic_login.cards.guarded import guarded
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

_log = logging.getLogger(__name__)
_LOOK_AGAIN_S = 0.5
_READING_S = 0.5
_SITUATIONS = {
    "card.other_kind": CardSituation.OTHER_KIND,
    "card.in_use": CardSituation.IN_USE,
}


class _Look(NamedTuple):
    """What a card was like when it was read."""

    situation: CardSituation | None = None
    who: str = ""
    number: str = ""
    programs: tuple[str, ...] = ()


class CardWatch:
    """Watches a reader service (a hub, usually) until ``stop``; ``tell`` is called on the watch's thread, in order.

    ``note`` hears every event as it came. A card is connected to for a moment to read whose it is; one that another
    program has is looked at again until it is free. ``hold`` it during a login, which needs the card for itself:
    nothing is read meanwhile. With ``reads`` off no card is ever read.
    """

    def __init__(
        self,
        service: ReaderService,
        tell: Callable[[CardStatus], None],
        note: Callable[[ReaderEvent], None] = lambda _event: None,
        *,
        reads: bool = True,
    ) -> None:
        self._service, self._told, self._note, self._reads = guarded(service), tell, note, reads
        self._lock = threading.RLock()  # of the number of logins
        self._reading = threading.RLock()  # held while a card is read; taken before the other
        self._logins = 0
        self._cards: dict[str, bytes | None] = {}
        self._read: dict[str, _Look] = {}
        self._lost: dict[str, str] = {}
        self._watch: Watch | None = None
        self._stopped = threading.Event()
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="watch-cards", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()
        self._watch = self._service.watch(lambda event: self._queue.put(lambda: self._heard(event)))

    def stop(self) -> None:
        """Stop; no call comes afterwards."""
        self._stopped.set()
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()
        self._queue.put(None)
        if self._thread.ident is not None and threading.current_thread() is not self._thread:
            self._thread.join(LEAVE_S)  # a card that is still being read is left

    def hold(self) -> None:
        """Keep the cards free for a login; waits, but not long, for the card that is being read."""
        with self._lock:
            self._logins += 1
        if self._reading.acquire(timeout=_READING_S):
            self._reading.release()

    def release(self) -> None:
        """End ``hold``: cards that came meanwhile are read, and what there is now is told."""
        with self._lock:
            self._logins -= 1
        self._queue.put(lambda: self._tell(self._status("")))

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[bool]:
        """Give whether the cards are free of a login; none begins, and nothing is read, until the block ends."""
        with self._reading, self._lock:
            yield not self._logins

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                call = self._queue.get(timeout=_LOOK_AGAIN_S if self._in_use() else None)
            except Empty:
                call = self._look_again
            if call is None:
                return
            try:
                call()
            except Exception:  # noqa: BLE001 - the watch must outlive a listener's mistake
                _log.exception("what the readers look like could not be told")

    def _tell(self, status: CardStatus) -> None:
        if not self._stopped.is_set():
            self._told(status)

    def _in_use(self) -> list[str]:
        return [reader for reader, look in self._read.items() if look.situation is CardSituation.IN_USE]

    def _look_again(self) -> None:
        """Read the cards anew that another program had: there is no event when it lets them go."""
        before = {reader: self._read.pop(reader) for reader in self._in_use()}
        status = self._status("")
        if any(self._read.get(reader, look) != look for reader, look in before.items()):
            self._tell(status)
        for reader, look in before.items():  # a login has the cards now, and tells
            self._read.setdefault(reader, look)

    def _heard(self, event: ReaderEvent) -> None:
        self._note(event)
        pulled = number = ""
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
                look = self._read.pop(reader, _Look())
                if self._cards.get(reader) is not None:
                    self._cards[reader] = None
                    pulled, number = reader, look.number
            case ServiceLost(name, code):
                self._lost[name] = code
            case ServiceBack(name):
                self._lost.pop(name, None)
        self._tell(self._status(pulled)._replace(pulled_number=number))

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
            return CardStatus(seen[0][1].situation, seen[0][0], pulled=pulled, programs=seen[0][1].programs)
        away = desk_lost(self._lost.values())
        if away is not None:
            return CardStatus(away, pulled=pulled)
        if self._cards:
            return CardStatus(CardSituation.NO_CARD, next(iter(self._cards)), pulled=pulled)
        return CardStatus(CardSituation.NO_SERVICE if self._lost else CardSituation.NO_READER, pulled=pulled)

    def _look_at(self, reader: str, atr: bytes) -> _Look:
        """Return what the card is like; read once per insertion."""
        if reader in self._read:
            return self._read[reader]
        with self._reading:
            with self._lock:
                login = self._logins > 0
            if login or not self._reads:
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
            in_use = failure.code == "card.in_use"
            programs = self._service.programs(reader) if in_use else ()
            return _Look(_SITUATIONS.get(failure.code, CardSituation.UNREADABLE), programs=programs)


@contextlib.asynccontextmanager
async def exclusive(watch: CardWatch) -> AsyncIterator[None]:
    """Hold ``watch`` for the block; a hold that is still being taken when the block is left is given back too."""
    holding = left_alone(watch.hold, "card-hold")

    def give_back() -> None:
        holding.result()
        watch.release()

    try:
        await asyncio.shield(quietly(holding))
        yield
    finally:
        await in_time(quietly(left_alone(give_back, "card-release")))


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
