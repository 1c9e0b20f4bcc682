"""Virtual readers: in this process, for virtual cards, with the manners of real ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from cosmic_login.cards.calls import LEAVE_S
from cosmic_login.cards.event_queue import QueuedWatch
from cosmic_login.cards.reader import (
    CARD_WAIT,
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderContext,
    ReaderEvent,
    ReaderRemoved,
    ReaderService,
    ReaderState,
    ServiceBack,
    ServiceLost,
)
from cosmic_login.cards.virtual.slot import InsertableCard, Stay, VirtualConnection
from cosmic_login.core.failures import LoginFailure

#: How the readers are named that are there from the start.
READER_NAME = "Virtuell läsare {}"
_AGAIN_S = 0.05


class VirtualReaders:
    """The service of virtual readers. Everything may be called from any thread; pulling does not wait for the card."""

    def __init__(self, name: str = "virtual", card_wait: float = 0.0) -> None:
        """``card_wait``: how many seconds ``connect`` waits for a card that another program has."""
        self._name, self._wait = name, card_wait
        self._closing = threading.Event()
        self._lock = threading.RLock()
        self._slots: dict[str, Stay | None] = {}
        self._leaving: list[Stay] = []  # pulled while they still answer a command
        self._watches: list[QueuedWatch] = []
        self._running = True

    @property
    def name(self) -> str:
        """The entry point's name."""
        return self._name

    # -- what a hand does ------------------------------------------------------------------------------------------

    def add(self, reader: str) -> None:
        """Plug a reader in; does nothing when it is there."""
        with self._lock:
            if reader not in self._slots:
                self._slots[reader] = None
                self._tell(ReaderAdded(reader))

    def remove(self, reader: str) -> None:
        """Unplug a reader, with the card in it. Raises ``LoginFailure`` (``reader.unknown``)."""
        with self._lock:
            self._slot(reader)
            self._take_out(reader)
            del self._slots[reader]
            self._tell(ReaderRemoved(reader))

    def insert(self, reader: str, card: InsertableCard) -> None:
        """Put ``card`` into a reader; a card that is in it comes out first, and ``card`` leaves any other reader.

        Raises ``LoginFailure`` (``reader.unknown``).
        """
        with self._lock:
            self._make_room(reader, card)
        self._wait_for(card)
        atr = _answer_to_reset(card)
        with self._lock:
            self._make_room(reader, card)  # again: another hand may have been faster
            self._slots[reader] = Stay(card, atr)
            self._tell(CardInserted(reader, atr))

    def pull(self, reader: str) -> None:
        """Pull the card out; does nothing when there is none. Raises ``LoginFailure`` (``reader.unknown``).

        Does not wait for a command that is under way; ``settle`` does.
        """
        with self._lock:
            self._slot(reader)
            self._take_out(reader)

    def settle(self, seconds: float = -1) -> None:
        """Wait until cards that have been pulled are let go: other programs and a new issue can have them then.

        Each is waited for so many seconds, or for as long as it takes.
        """
        with self._lock:
            leaving = list(self._leaving)
        for stay in leaving:
            stay.wait_settled(seconds)

    def cards(self) -> Mapping[str, InsertableCard | None]:
        """Return what sits in each reader, whether or not the service runs: what a hand on the table sees."""
        with self._lock:
            return {name: None if stay is None else stay.card for name, stay in self._slots.items()}

    def stop_service(self) -> None:
        """Let the service go away, as pcscd may; the cards stay where they are."""
        with self._lock:
            if not self._running:
                return
            had = {reader: stay is not None for reader, stay in self._slots.items()}
            for reader, stay in self._slots.items():
                if stay is not None:
                    self._withdraw(stay, "pcsc.stopped")
                    self._slots[reader] = Stay(stay.card, stay.atr)
            self._tell(ServiceLost(self._name, "pcsc.stopped"))
            for reader, with_card in had.items():
                if with_card:
                    self._tell(CardRemoved(reader))
                self._tell(ReaderRemoved(reader))
            self._running = False

    def start_service(self) -> None:
        """Let the service come back."""
        with self._lock:
            if not self._running:
                self._running = True
                for event in self._present():
                    self._tell(event)

    # -- what a program does ---------------------------------------------------------------------------------------

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the readers that are there now. Raises ``LoginFailure`` (``pcsc.stopped``)."""
        with self._lock:
            self._check_running()
            return tuple(ReaderState(name, None if stay is None else stay.atr) for name, stay in self._slots.items())

    def watch(self, listener: Callable[[ReaderEvent], None]) -> QueuedWatch:
        """Tell ``listener``, on a thread of its own, what is there and then every change."""
        watch = QueuedWatch(self._name, listener, self._unwatch)
        with self._lock:
            for event in self._present():
                watch.put(event)
            self._watches.append(watch)
        return watch

    def connect(self, reader: str) -> VirtualConnection:
        """Connect exclusively; see ``ReaderService.connect`` for what it raises."""
        with self._lock:
            self._check_running()
            stay = self._slot(reader)
            if stay is None:
                raise LoginFailure("card.absent", reader)
            if stay.connection is not None:
                raise LoginFailure("card.in_use", reader)
            connection = VirtualConnection(
                reader,
                stay,
                closed=lambda made: self._let_go(stay, made),
                pulled=lambda left: self._pulled(reader, left),
            )
            stay.connection = connection
        try:
            self._wait_for(stay.card)
            self._power_on(stay)
        except LoginFailure as failure:
            self._let_go(stay, connection)
            if failure.code == "card.removed":
                self._pulled(reader, stay)
                raise LoginFailure("card.absent", reader) from None
            raise
        return connection

    def close(self) -> None:
        """Stop every watch and take the cards out; a card that still answers is waited for a moment. Never raises."""
        self._closing.set()
        with self._lock:
            watches = list(self._watches)
            for reader in self._slots:
                self._take_out(reader)
        for watch in watches:
            watch.stop()
        self.settle(LEAVE_S)

    def _power_on(self, stay: Stay) -> None:
        until = time.monotonic() + self._wait
        while True:
            try:
                stay.power_on()
            except LoginFailure as failure:
                if failure.code != "card.in_use" or time.monotonic() >= until or self._closing.wait(_AGAIN_S):
                    raise
            else:
                return

    # -- with the lock held ----------------------------------------------------------------------------------------

    def _slot(self, reader: str) -> Stay | None:
        try:
            return self._slots[reader]
        except KeyError:
            raise LoginFailure("reader.unknown", reader) from None

    def _take_out(self, reader: str) -> None:
        stay = self._slots[reader]
        if stay is not None:
            self._slots[reader] = None
            self._withdraw(stay, "card.removed")  # before anybody hears of it: who hears may ask the card at once
            self._tell(CardRemoved(reader))

    def _withdraw(self, stay: Stay, code: str) -> None:
        stay.withdraw(code)
        self._leaving = [left for left in (*self._leaving, stay) if not left.settled]

    def _make_room(self, reader: str, card: InsertableCard) -> None:
        """Take out what is in the reader, and ``card`` from wherever it is."""
        self._slot(reader)
        for other, stay in self._slots.items():
            if stay is not None and (other == reader or stay.card is card):
                self._take_out(other)

    def _check_running(self) -> None:
        if not self._running:
            raise LoginFailure("pcsc.stopped", f"the service {self._name} is stopped")

    def _present(self) -> list[ReaderEvent]:
        if not self._running:
            return [ServiceLost(self._name, "pcsc.stopped")]
        events: list[ReaderEvent] = [ServiceBack(self._name)]
        for reader, stay in self._slots.items():
            events.append(ReaderAdded(reader))
            if stay is not None:
                events.append(CardInserted(reader, stay.atr))
        return events

    def _tell(self, event: ReaderEvent) -> None:
        if self._running:
            for watch in self._watches:
                watch.put(event)

    # -- called back -----------------------------------------------------------------------------------------------

    def _wait_for(self, card: InsertableCard) -> None:
        """Wait until a command that was under way when ``card`` was pulled has ended."""
        with self._lock:
            leaving = [stay for stay in self._leaving if stay.card is card]
        for stay in leaving:
            stay.wait_settled()

    def _let_go(self, stay: Stay, connection: VirtualConnection) -> None:
        with self._lock:
            if stay.connection is connection:
                stay.connection = None

    def _pulled(self, reader: str, stay: Stay) -> None:
        """Take a card out that a fault pulled; not its successor."""
        with self._lock:
            if self._slots.get(reader) is stay:
                self._take_out(reader)

    def _unwatch(self, watch: QueuedWatch) -> None:
        with self._lock:
            if watch in self._watches:
                self._watches.remove(watch)


def _answer_to_reset(card: InsertableCard) -> bytes:
    """Return what the card says when the reader finds it.

    A damaged card is a mute one. A card that another program has shows itself when it is connected to.
    """
    try:
        atr = card.power_on()
        card.power_off()
    except LoginFailure as failure:
        return card.ATR if failure.code == "card.in_use" else b""
    return atr


def open_reader_service(context: ReaderContext) -> ReaderService:
    """Make the virtual readers; option ``readers`` says how many are there from the start (one)."""
    wanted = context.options.get("readers", "1")
    if not wanted.isdecimal():
        raise LoginFailure("settings.malformed", f"the number of virtual readers is {wanted!r}")
    service = VirtualReaders(card_wait=float(context.options.get(CARD_WAIT, 0)))
    for number in range(1, int(wanted) + 1):
        service.add(READER_NAME.format(number))
    return service
