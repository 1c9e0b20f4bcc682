"""PC/SC readers: what pcscd (or Windows' and macOS' own service) knows."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from typing import Final

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.calls import CallThread
from cosmic_login.cards.pcsc_connection import KEPT_S, PcscConnection, PcscLink
from cosmic_login.cards.pcsc_library import load_scard
from cosmic_login.cards.pcsc_monitor import PcscWatch
from cosmic_login.cards.pcsc_users import in_use, other_programs
from cosmic_login.cards.reader import CARD_WAIT, ReaderContext, ReaderEvent, ReaderService, ReaderState
from cosmic_login.core.failures import LoginFailure

#: How long another program may keep us waiting for a card when nobody says otherwise: told within 2 s.
CARD_WAIT_S: Final = 1.5
_ANSWER_S = 2.0  # the service itself, which answers at once if it does
_RESET_S = 10.0  # a card that nobody else has, and that has to be powered up
_AGAIN_S = 0.05


class PcscReaders:
    """The PC/SC service. Holds nothing while nobody watches and no card is connected."""

    def __init__(self, name: str = "pcsc", card_wait: float = CARD_WAIT_S, kept: float = KEPT_S) -> None:
        """How many seconds to wait for a card that another program has, and to keep one that took a code."""
        self._name, self._wait, self._kept = name, card_wait, kept
        self._open: weakref.WeakSet[PcscWatch | PcscConnection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._left: dict[str, CallThread] = {}  # by reader: a call that nobody waits for any more, and that waits

    @property
    def name(self) -> str:
        """The entry point's name."""
        return self._name

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the readers that are there now. Raises ``LoginFailure`` (``pcsc.missing``, ``pcsc.stopped``)."""
        return tuple(ReaderState(name, atr if state & api.STATE_PRESENT else None) for name, state, atr in self._look())

    def watch(self, listener: Callable[[ReaderEvent], None]) -> PcscWatch:
        """Start a monitor thread that tells ``listener`` what is there, then every change."""
        watch = PcscWatch(self._name, listener)
        with self._lock:
            self._open.add(watch)
        return watch

    def connect(self, reader: str) -> PcscConnection:
        """Connect, sharing the card with other programs; see ``ReaderService.connect`` for what it raises.

        A card that another program keeps to itself is waited for, as long as this service was told to.
        """
        scard = load_scard()
        until = time.monotonic() + self._wait
        while True:
            try:
                return self._connect(scard, reader, until)
            except LoginFailure as failure:
                if failure.code != "card.in_use":
                    raise
                if time.monotonic() >= until or self._closing.wait(_AGAIN_S):
                    raise in_use() from None

    def programs(self, reader: str) -> tuple[str, ...]:
        """Return this user's other programs that use card readers; pcsc-lite does not tell which has this one."""
        _ = reader
        return other_programs()

    def close(self) -> None:
        """Stop every watch and let every card go. Never raises."""
        self._closing.set()
        with self._lock:
            held = list(self._open)
        for item in held:
            if isinstance(item, PcscWatch):
                item.stop()
            else:
                item.close()
        self._closing.clear()

    def _connect(self, scard: api.Scard, reader: str, until: float) -> PcscConnection:
        before = self._left.get(reader)
        if before is not None and not before.join(max(0.0, until - time.monotonic())):
            raise LoginFailure("card.in_use")
        thread, link = CallThread("pcsc-card"), PcscLink(scard, reader)
        opening = thread.submit(link.open)
        try:
            try:
                opening.result(max(0.0, until - time.monotonic()))
            except NotInTime:
                if self._has_users(reader):
                    raise LoginFailure("card.in_use") from None
                opening.result(_RESET_S)
        except BaseException as error:
            opening.cancel()
            thread.submit(link.shut)
            thread.end()
            if not opening.done():
                self._left[reader] = thread
            if isinstance(error, NotInTime):
                raise LoginFailure("card.unreadable", "the card does not answer its reset") from None
            raise
        connection = PcscConnection(
            thread, link, self._wait, lambda: self._left.__setitem__(reader, thread), self._kept
        )
        with self._lock:
            self._open.add(connection)
        return connection

    def _has_users(self, reader: str) -> bool:
        users = api.STATE_INUSE | api.STATE_EXCLUSIVE
        return any(name == reader and state & users for name, state, _ in self._look())

    def _look(self) -> list[tuple[str, int, bytes]]:
        scard = load_scard()

        def look() -> list[tuple[str, int, bytes]]:
            with _context(scard) as context:
                names = api.list_readers(scard, context)
                if not names:
                    return []
                result, states = scard.SCardGetStatusChange(context, 0, [(name, api.STATE_UNAWARE) for name in names])
                if api.code_of(result) not in {api.SUCCESS, api.E_TIMEOUT}:
                    raise LoginFailure("pcsc.stopped", f"SCardGetStatusChange: {api.code_of(result):#010x}")
                return [(name, state, bytes(atr)) for name, state, atr in states]

        thread = CallThread("pcsc-look")
        looking = thread.submit(look)
        thread.end()
        if not thread.join(_ANSWER_S):
            raise LoginFailure("pcsc.stopped", "the service does not answer")
        return looking.result()


@contextmanager
def _context(scard: api.Scard) -> Iterator[int]:
    context = api.establish(scard)
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def open_reader_service(context: ReaderContext) -> ReaderService:
    """Make the PC/SC service; what is missing shows when it is used. Option ``card_wait`` is ``PcscReaders``'s."""
    return PcscReaders(card_wait=float(context.options.get(CARD_WAIT, CARD_WAIT_S)))
