"""A virtual card's stay in a virtual reader, and the exclusive connection to it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import ClassVar, Protocol

from cosmic_login.cards.reader import Leave
from cosmic_login.core.failures import LoginFailure


class InsertableCard(Protocol):
    """What a reader needs of a card; ``VirtualCard`` is one."""

    #: The answer to reset (ISO/IEC 7816-3), known without power.
    ATR: ClassVar[bytes]

    def power_on(self) -> bytes:
        """Reset the card and return its answer to reset, empty when it stays mute.

        Raises ``LoginFailure``: ``card.in_use`` when another program has it, ``card.damaged``.
        """

    def power_off(self) -> None:
        """Take the power away; the security status is lost."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one command. A fault that pulls the card raises ``LoginFailure`` ``card.removed``."""


class Stay:
    """One card from its insertion to its removal. A card that comes back begins a new stay.

    The card is used by one thread at a time. Who withdraws it does not wait for a command or a reset under way: that
    thread takes the power away when it is done, and its answer is thrown away.
    """

    def __init__(self, card: InsertableCard, atr: bytes) -> None:
        self.card, self.atr = card, atr
        self.connection: VirtualConnection | None = None
        self._gone_code = ""
        self._settled = False
        self._using = threading.Lock()

    def power_on(self) -> None:
        """Reset the card for a new connection; raises ``LoginFailure`` (``card.unreadable``) when it stays mute."""
        try:
            with self._using:
                self._check()
                atr = self.card.power_on()
                self._check()
                if not atr:
                    raise LoginFailure("card.unreadable", "the card did not answer its reset")
                self.atr = atr
        finally:
            self._settle()

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Let the card answer, unless it has left; then raise ``LoginFailure``."""
        try:
            with self._using:
                self._check()
                answer = self.card.transmit(command)
                self._check()
                return answer
        finally:
            self._settle()

    def power_off(self) -> None:
        """Take the power away, after the command under way; not from a card that has left and may be elsewhere."""
        try:
            with self._using:
                if not self._gone_code:
                    self.card.power_off()
        finally:
            self._settle()

    def withdraw(self, code: str = "card.removed") -> None:
        """End the stay: from now on everything raises ``code``. Does not block."""
        self._gone_code = self._gone_code or code
        self._settle()

    @property
    def settled(self) -> bool:
        """Whether this stay has ended and will not touch the card any more."""
        return self._settled

    def wait_settled(self, seconds: float = -1) -> None:
        """Wait until an ended stay has let the card go, or so many seconds have passed."""
        if self._using.acquire(timeout=seconds):
            try:
                self._power_off_once()
            finally:
                self._using.release()

    def _check(self) -> None:
        if self._gone_code:
            raise LoginFailure(self._gone_code, "the virtual card has left the reader")

    def _settle(self) -> None:
        """After the stay: power off, now or by the thread that still uses the card."""
        if self._gone_code and not self._settled and self._using.acquire(blocking=False):
            try:
                self._power_off_once()
            finally:
                self._using.release()

    def _power_off_once(self) -> None:
        if not self._settled:
            with contextlib.suppress(LoginFailure):  # a card whose file cannot be written has left all the same
                self.card.power_off()
            self._settled = True  # not before: whoever sees it takes the card's file for free


class VirtualConnection:
    """The exclusive connection to a card; ``closed`` and ``pulled`` tell the reader what became of it."""

    def __init__(
        self, reader: str, stay: Stay, *, closed: Callable[[VirtualConnection], None], pulled: Callable[[Stay], None]
    ) -> None:
        self._reader, self._stay = reader, stay
        self._closed, self._pulled = closed, pulled
        self._open = True
        self._lock = threading.Lock()

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self._reader

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._stay.atr

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command; see ``CardConnection.transmit``."""
        if not self._open:
            raise LoginFailure("card.removed", "the connection is closed")
        try:
            return self._stay.transmit(command)
        except LoginFailure as failure:
            if failure.code == "card.removed":
                self._pulled(self._stay)
            raise

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go. Either way of leaving it means no power here: others may have the card at once."""
        with self._lock:
            was_open, self._open = self._open, False
        if not was_open:
            return
        with contextlib.suppress(LoginFailure):  # a card whose file cannot be written must still be let go
            self._stay.power_off()
        self._closed(self)
