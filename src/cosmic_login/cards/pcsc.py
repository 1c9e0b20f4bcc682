"""PC/SC readers: what pcscd (or Windows' and macOS' own service) knows, through pyscard's plain functions."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.pcsc_monitor import PcscWatch
from cosmic_login.cards.reader import Leave, ReaderContext, ReaderEvent, ReaderService, ReaderState
from cosmic_login.core.failures import LoginFailure

# pcscd looks whether a vpcd or serial reader still has its card every 400 ms; we give it two looks.
_NOTICE_REMOVAL_MS = 800


class PcscReaders:
    """The PC/SC service. Holds nothing while nobody watches and no card is connected."""

    def __init__(self, name: str = "pcsc") -> None:
        self._name = name
        self._open: weakref.WeakSet[PcscWatch | PcscConnection] = weakref.WeakSet()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The entry point's name."""
        return self._name

    def readers(self) -> tuple[ReaderState, ...]:
        """Return the readers that are there now. Raises ``LoginFailure`` (``pcsc.missing``, ``pcsc.stopped``)."""
        scard = api.load_scard()
        with _context(scard) as context:
            names = api.list_readers(scard, context)
            if not names:
                return ()
            result, states = scard.SCardGetStatusChange(context, 0, [(name, api.STATE_UNAWARE) for name in names])
            if api.code_of(result) not in {api.SUCCESS, api.E_TIMEOUT}:
                raise LoginFailure("pcsc.stopped", f"SCardGetStatusChange: {api.code_of(result):#010x}")
            return tuple(
                ReaderState(name, bytes(atr) if state & api.STATE_PRESENT else None) for name, state, atr in states
            )

    def watch(self, listener: Callable[[ReaderEvent], None]) -> PcscWatch:
        """Start a monitor thread that tells ``listener`` what is there, then every change."""
        watch = PcscWatch(self._name, listener)
        with self._lock:
            self._open.add(watch)
        return watch

    def connect(self, reader: str) -> PcscConnection:
        """Connect exclusively; see ``ReaderService.connect`` for what it raises."""
        scard = api.load_scard()
        context = api.establish(scard)
        result, card, protocol = scard.SCardConnect(
            context, reader, api.SHARE_EXCLUSIVE, api.PROTOCOL_T0 | api.PROTOCOL_T1
        )
        if api.code_of(result) != api.SUCCESS:
            scard.SCardReleaseContext(context)
            raise api.connect_failure(result)
        connection = PcscConnection(scard, context, card, protocol, reader)
        with self._lock:
            self._open.add(connection)
        return connection

    def close(self) -> None:
        """Stop every watch and let every card go. Never raises."""
        with self._lock:
            held = list(self._open)
        for item in held:
            if isinstance(item, PcscWatch):
                item.stop()
            else:
                item.close()


class PcscConnection:
    """An exclusive connection with a context of its own, so that closing one disturbs no other."""

    def __init__(self, scard: api.Scard, context: int, card: int, protocol: int, reader: str) -> None:
        self._scard, self._context, self._reader = scard, context, reader
        self._card: int | None = card
        self._pci = scard.SCARD_PCI_T1 if protocol == api.PROTOCOL_T1 else scard.SCARD_PCI_T0
        self._lock = threading.Lock()
        _, state, self._atr = self._look()
        self._seen = state & ~api.STATE_FLAGS

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self._reader

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._atr

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command; see ``CardConnection.transmit``.

        pyscard takes a list; it is overwritten afterwards, since the command may hold a code.
        """
        with self._lock:
            if self._card is None:
                raise LoginFailure("card.removed", "the connection is closed")
            numbers = list(command)
            try:
                result, answer = self._scard.SCardTransmit(self._card, self._pci, numbers)
            finally:
                numbers[:] = [0] * len(numbers)
            if api.code_of(result) == api.SUCCESS and len(answer) >= 2:
                return bytes(answer)
            raise self._transmit_failure(api.code_of(result))

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go with its security status cleared. Never raises, may be called twice."""
        with self._lock:
            card, self._card = self._card, None
            if card is None:
                return
            # A dead service or a card that is gone answers with a code, which changes nothing here.
            self._scard.SCardDisconnect(card, api.RESET_CARD if leave is Leave.RESET else api.UNPOWER_CARD)
            self._scard.SCardReleaseContext(self._context)

    def _transmit_failure(self, code: int) -> LoginFailure:
        detail = f"SCardTransmit: {code:#010x}"
        if code in api.SERVICE_GONE:
            return LoginFailure("pcsc.stopped", detail)
        gone = {api.W_REMOVED_CARD, api.E_NO_SMARTCARD, api.E_UNKNOWN_READER, api.E_READER_UNAVAILABLE}
        if code in gone or self._card_left():
            return LoginFailure("card.removed", detail)
        if code == api.SUCCESS:
            return LoginFailure("card.garbled", "the card's answer has no status word")
        return LoginFailure("card.unreadable", detail)

    def _card_left(self) -> bool:
        """Tell whether the card we connected to is gone; waits until the service has had a look itself."""
        code, state, _ = self._look(_NOTICE_REMOVAL_MS)
        if code in api.SERVICE_GONE or code == api.E_UNKNOWN_READER:
            return True
        return not state & api.STATE_PRESENT or state & ~api.STATE_FLAGS != self._seen

    def _look(self, milliseconds: int = 0) -> tuple[int, int, bytes]:
        """Return code, state and ATR of our reader; waits up to ``milliseconds`` for the card to leave."""
        known = api.STATE_UNAWARE
        code, state, atr = self._status(0, known)
        if milliseconds and code == api.SUCCESS and state & api.STATE_PRESENT:
            return self._status(milliseconds, state)
        return code, state, atr

    def _status(self, milliseconds: int, known: int) -> tuple[int, int, bytes]:
        result, states = self._scard.SCardGetStatusChange(self._context, milliseconds, [(self._reader, known)])
        _, state, atr = states[0] if states else (self._reader, 0, ())
        return api.code_of(result), state, bytes(atr)


@contextmanager
def _context(scard: api.Scard) -> Iterator[int]:
    context = api.establish(scard)
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def open_reader_service(context: ReaderContext) -> ReaderService:
    """Make the PC/SC service; what is missing shows when it is used."""
    return PcscReaders()
