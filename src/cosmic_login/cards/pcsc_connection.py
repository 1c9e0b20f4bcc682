"""A connection to a card that other programs may use too, until it is needed alone (docs/adr/0015).

Every command runs inside a transaction of PC/SC, so what waits for another program is its beginning and nothing else.
A command that carries a code keeps the transaction when the card took the code: nobody else speaks to a card that
knows its holder. It is given back when the connection is closed, or by a timer, with the card reset first.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as NotInTime
from typing import Final, TypeVar

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.calls import LEAVE_S, CallThread
from cosmic_login.cards.pcsc_users import in_use
from cosmic_login.cards.reader import Leave
from cosmic_login.core.failures import LoginFailure

T = TypeVar("T")

# pcscd looks whether a vpcd or serial reader still has its card every 400 ms; we give it two looks.
_NOTICE_REMOVAL_MS = 800
#: The longest that a card may take for one command: a key pair of its own making takes the longest.
_COMMAND_S = 120.0
#: How long letting go is waited for; a call that other programs hold up is left to finish by itself.
_LET_GO_S = LEAVE_S
#: How long the card is kept alone after a code: longer than a handshake and the question of a take-over.
KEPT_S: Final = 150.0
#: VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER (ISO/IEC 7816-4); with data they carry a code.
_WITH_CODE = frozenset({0x20, 0x24, 0x2C})
_HEAD = 5
_DISPOSITION = {Leave.RESET: api.RESET_CARD, Leave.UNPOWER: api.UNPOWER_CARD}


class PcscLink:
    """The calls themselves, for one thread: any of them may block."""

    def __init__(self, scard: api.Scard, reader: str) -> None:
        self._scard, self.reader = scard, reader
        self.atr = b""
        self._context: int | None = None
        self._card: int | None = None
        self._protocol = api.PROTOCOL_T1
        self._seen = 0
        self._alone = False

    def open(self) -> None:
        """Connect. Raises ``LoginFailure``; ``shut`` is due in any case."""
        self._context = api.establish(self._scard)
        result, card, self._protocol = self._scard.SCardConnect(
            self._context, self.reader, api.SHARE_SHARED, api.PROTOCOL_T0 | api.PROTOCOL_T1
        )
        if api.code_of(result) != api.SUCCESS:
            raise api.connect_failure(result)
        self._card = card
        _, state, self.atr = self._look()
        self._seen = state & ~api.STATE_FLAGS

    def begin(self) -> None:
        """Begin a transaction, after those of others."""
        code = api.code_of(self._scard.SCardBeginTransaction(self._here()))
        if code == api.W_RESET_CARD:  # by another program, when it was done
            code = self._take_up_again() or api.code_of(self._scard.SCardBeginTransaction(self._here()))
        if code != api.SUCCESS:
            raise self._failure("SCardBeginTransaction", code)
        self._alone = True

    def end(self, disposition: int = api.LEAVE_CARD) -> None:
        """End the transaction; a card or service that has gone has ended it already."""
        if self._alone and self._card is not None:
            self._alone = False
            self._scard.SCardEndTransaction(self._card, disposition)

    def transmit(self, command: list[int]) -> bytes:
        """Send one command, and overwrite it: it may hold a code."""
        try:
            result, answer = self._scard.SCardTransmit(self._here(), self._protocol, command)
            # The end of another program reset the card when our transaction had begun: the service, which knows of no
            # protocol now, has sent nothing.
            if api.code_of(result) == api.E_PROTO_MISMATCH and self._take_up_again() == api.SUCCESS:
                result, answer = self._scard.SCardTransmit(self._here(), self._protocol, command)
        finally:
            command[:] = [0] * len(command)
        if api.code_of(result) == api.SUCCESS and len(answer) >= 2:
            return bytes(answer)
        raise self._failure("SCardTransmit", api.code_of(result))

    def _take_up_again(self) -> int:
        """Connect anew to a card that was reset; return the code."""
        result, self._protocol = self._scard.SCardReconnect(
            self._here(), api.SHARE_SHARED, api.PROTOCOL_T0 | api.PROTOCOL_T1, api.LEAVE_CARD
        )
        return api.code_of(result)

    def shut(self, disposition: int = api.LEAVE_CARD, *, changed: bool = False) -> None:
        """Let card and context go, a card whose security status ``changed`` as it was before.

        A service or card that has gone answers with a code, which changes nothing here.
        """
        with contextlib.suppress(LoginFailure):  # reset first: the end of the transaction lets others in
            self.end(api.RESET_CARD if changed else api.LEAVE_CARD)
        card, self._card = self._card, None
        context, self._context = self._context, None
        with contextlib.suppress(LoginFailure):
            if card is not None:
                self._scard.SCardDisconnect(card, disposition if changed else api.LEAVE_CARD)
        with contextlib.suppress(LoginFailure):
            if context is not None:
                self._scard.SCardReleaseContext(context)

    def _here(self) -> int:
        if self._card is None:
            raise LoginFailure("card.removed", "the connection is closed")
        return self._card

    def _failure(self, function: str, code: int) -> LoginFailure:
        detail = f"{function}: {code:#010x}"
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
        code, state, atr = self._status(0, api.STATE_UNAWARE)
        if milliseconds and code == api.SUCCESS and state & api.STATE_PRESENT:
            return self._status(milliseconds, state)
        return code, state, atr

    def _status(self, milliseconds: int, known: int) -> tuple[int, int, bytes]:
        context = self._context if self._context is not None else 0
        result, states = self._scard.SCardGetStatusChange(context, milliseconds, [(self.reader, known)])
        _, state, atr = states[0] if states else (self.reader, 0, ())
        return api.code_of(result), state, bytes(atr)


class PcscConnection:
    """A connection with a context and a thread of its own: it disturbs no other, and can be left at any time."""

    def __init__(
        self, thread: CallThread, link: PcscLink, wait: float, left: Callable[[], None], kept: float = KEPT_S
    ) -> None:
        """``wait`` for other programs' transactions, and call ``left`` when one was not waited for to its end."""
        self._thread, self._link, self._wait, self._left, self._kept_s = thread, link, wait, left, kept
        self._lock = threading.RLock()  # between the callers; ``close`` does not ask for it
        self._depth = 0
        self._kept: threading.Timer | None = None
        self._gone = ""
        self._closing = threading.Lock()
        self._closed = False

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self._link.reader

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._link.atr

    @contextlib.contextmanager
    def transaction(self) -> Iterator[bool]:
        """Have the card alone for the block; gives whether others may have spoken to it since the last command.

        Raises ``card.in_use`` when another program's transaction outlasts the wait, and what ``transmit`` raises.
        """
        with self._lock:
            begins = self._depth == 0 and self._kept is None
            if begins:
                self._begin()
            self._depth += 1
            try:
                yield begins
            finally:
                self._depth -= 1
                if self._depth == 0 and self._kept is None and not self._closed:
                    self._call(self._link.end, _COMMAND_S)

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command; see ``CardConnection.transmit``."""
        with self.transaction():
            numbers = list(command)
            answer = self._call(lambda: self._link.transmit(numbers), _COMMAND_S, numbers)
            if len(command) > _HEAD and command[1] in _WITH_CODE and answer[-2:] == b"\x90\x00":
                self._keep()
            return answer

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go; see ``CardConnection.close``. Waits for nothing that other programs hold up."""
        with self._closing:
            was_closed, self._closed = self._closed, True
        if was_closed:
            return
        kept = self._kept
        if kept is not None:
            kept.cancel()
        self._thread.submit(lambda: self._link.shut(_DISPOSITION[leave], changed=kept is not None))
        self._thread.end()
        if not self._thread.join(_LET_GO_S):
            self._left()

    def _begin(self) -> None:
        self._call(self._link.begin, self._wait, waits=True)

    def _call(self, call: Callable[[], T], seconds: float, command: list[int] | None = None, waits: bool = False) -> T:
        """Have a call made and wait for it; one that is not waited for to its end is the connection's last.

        ``command`` is what the call overwrites, and is overwritten when it is never made; ``waits`` is whether the call
        waits for other programs, not for the card.
        """
        if self._closed:
            raise LoginFailure(self._gone or "card.removed", "the connection is closed")
        try:
            future = self._thread.submit(call)
        except RuntimeError:  # closed just now
            raise LoginFailure("card.removed", "the connection is closed") from None
        try:
            return future.result(seconds)
        except LoginFailure:
            raise
        except BaseException as error:  # too late, or a signal in the middle of the wait
            if future.cancel() and command is not None:
                command[:] = [0] * len(command)
            self._leave()
            if isinstance(error, NotInTime):
                raise in_use() if waits else LoginFailure("card.unreadable", f"no answer in {seconds:.0f} s") from None
            raise

    def _leave(self) -> None:
        """Give the connection up without waiting: its thread shuts it when the call under way comes back."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        kept = self._kept
        if kept is not None:
            kept.cancel()
        self._thread.submit(lambda: self._link.shut(api.UNPOWER_CARD, changed=kept is not None))
        self._thread.end()
        self._left()

    def _keep(self) -> None:
        """Keep the transaction until the connection is closed, but not for ever."""
        if self._kept is None:
            self._kept = threading.Timer(self._kept_s, self._give_back)
            self._kept.daemon = True
            self._kept.start()

    def _give_back(self) -> None:
        with self._lock:
            self._gone = "login.timeout"
            self.close(Leave.RESET)
