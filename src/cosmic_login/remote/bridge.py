"""The card of a desk as a card that can be put into another reader: for a pcscd in the session (``reader bridge``).

The other reader's power and resets stay here, but for what they mean to a card: whoever comes next finds it locked. The
card at the desk is connected to with the first command and let go when the power goes: others have it in between.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final

from cosmic_login.cards.reader import CardInserted, CardRemoved, ReaderEvent, Watch
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.connection import RemoteConnection
from cosmic_login.remote.readers import RemoteReaders

#: What a terminal is told while somebody else has the card (ISO/IEC 7816-4, table 5: no precise diagnosis).
_NOT_NOW: Final = b"\x6f\x00"
_PASSING: Final = frozenset({"card.in_use", "reader.denied"})


class BridgedCard:
    """One stay of a card in the desk's reader, with the manners of a card that sits here."""

    def __init__(self, readers: RemoteReaders, reader: str, atr: bytes) -> None:
        self.ATR = atr
        self._readers, self._reader = readers, reader
        self._lock = threading.Lock()
        self._connection: RemoteConnection | None = None
        self._pulled = threading.Event()

    @property
    def pulled(self) -> bool:
        """Whether it has left the desk's reader."""
        return self._pulled.is_set()

    def pull(self) -> None:
        """Take note that it has left the desk's reader."""
        self._pulled.set()

    def power_on(self) -> bytes:
        """Forget what was shown to the card, and return its ATR."""
        self.power_off()
        return self.ATR

    def power_off(self) -> None:
        """Let the card at the desk go."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Have the card answer one command, as it is. Raises ``card.removed``, ``reader.remote_lost``."""
        with self._lock:
            if self._pulled.is_set():
                raise LoginFailure("card.removed", "the card has left the reader at the desk")
            try:
                if self._connection is None:
                    self._connection = self._readers.open(self._reader, ahead=False, whole=False)
                return self._connection.transmit(command)
            except LoginFailure as failure:
                if failure.code in _PASSING:
                    return _NOT_NOW
                raise


class CardBridge:
    """Tells of every stay of a card in one of the desk's readers: ``put_in`` when it begins, ``pull`` when it ends."""

    def __init__(
        self, readers: RemoteReaders, reader: str, put_in: Callable[[BridgedCard], None], pull: Callable[[], None]
    ) -> None:
        """``put_in`` and ``pull`` are called on the watch's thread and may block, not for ever."""
        self._readers, self._reader = readers, reader
        self._put_in, self._pull = put_in, pull
        self._card: BridgedCard | None = None
        self._watch: Watch | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._watch = self._readers.watch(self._heard)

    def stop(self) -> None:
        """Take the card out, and watch no more."""
        if self._watch is not None:
            self._watch.stop()
        self._end()

    def _heard(self, event: ReaderEvent) -> None:
        match event:
            case CardInserted(reader, atr) if reader == self._reader and atr:
                self._end()
                self._card = BridgedCard(self._readers, reader, atr)
                with contextlib.suppress(LoginFailure):  # the other reader is not there: seen with the next card
                    self._put_in(self._card)
            case CardRemoved(reader) if reader == self._reader:
                self._end()

    def _end(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            card.pull()
            self._pull()
            card.power_off()
