"""The desk's side of a connection to a card: each command is done once, in its order, and answered again if need be."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final

from cosmic_login.cards import apdu
from cosmic_login.cards.apdu import ApduError, Command, Response, transmit_t0
from cosmic_login.cards.reader import CardConnection, ReaderService, together
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe
from cosmic_login.remote.ahead import as_members, read_ahead
from cosmic_login.remote.frames import TOLD, Kind, Send, encode_answer, encode_members, failed, garbled

#: Answers that are kept for a line that was lost before it brought them.
_KEPT: Final = 8
_BY_NAME: Final = 0x04


class Use(Enum):
    """What a session wants of a card, as its commands show; never what it says."""

    READ = "read"
    CODE = "code"
    KEY = "key"
    CHANGE = "change"


_USES = {
    apdu.SELECT: Use.READ,
    apdu.READ_BINARY: Use.READ,
    apdu.GET_DATA: Use.READ,
    apdu.GET_RESPONSE: Use.READ,
    apdu.GET_CHALLENGE: Use.READ,
    apdu.VERIFY: Use.CODE,
    apdu.MANAGE_SECURITY_ENVIRONMENT: Use.KEY,
    apdu.PERFORM_SECURITY_OPERATION: Use.KEY,
}


def use_of(command: bytes | bytearray) -> Use:
    """Return what a command is for; to ask how many tries are left is to read."""
    use = _USES.get(command[1], Use.CHANGE)
    return Use.READ if use is Use.CODE and len(command) <= 5 else use


class HeldCard:
    """One connection. ``take`` is called by the line; ``open``, ``do`` and ``close`` on the reader's own thread."""

    def __init__(
        self, number: int, reader: str, *, ahead: bool, unable: Callable[[LoginFailure], None] = lambda _failure: None
    ) -> None:
        """``unable`` hears what is wrong here and no session's business, on the reader's thread."""
        self.number, self.reader = number, reader
        self._unable = unable
        self._ahead = ahead
        self._inner: CardConnection | None = None
        self._lock = threading.Lock()
        self._last = 0  # the number of the last command that was taken
        self._opened: bytearray | None = None
        self._answers: deque[bytearray] = deque(maxlen=_KEPT)
        self._application: bytes | None = None
        self._file: bytes | None = None
        #: What the person at the desk has been told of, and has not said no to.
        self.granted: set[Use] = set()

    @property
    def last(self) -> int:
        """The number of the last command that has arrived here."""
        return self._last

    def take(self, send: Send) -> bool:
        """Take a command's number; False for one that was taken before, which is never done again.

        Raises ``reader.remote_garbled`` when one is missing in between.
        """
        with self._lock:
            if send.number <= self._last:
                return False
            if send.number != self._last + 1:
                raise garbled(f"command {send.number} after {self._last}")
            self._last = send.number
            return True

    def again(self) -> list[bytearray]:
        """Return what was answered so far, as far as it is kept, to be sent once more."""
        with self._lock:
            opened = [self._opened] if self._opened is not None else []
            return [bytearray(frame) for frame in (*opened, *self._answers)]

    def open(self, service: ReaderService) -> bytearray:
        """Connect, read ahead when that is wanted, and return ``CONNECTED`` or ``FAILED``."""
        try:
            self._inner = service.connect(self.reader)
            exchanges = read_ahead(self._whole, self.reader, self._inner.atr) if self._ahead else []
            frame = encode_members(
                Kind.CONNECTED,
                {"connection": self.number, "atr": self._inner.atr.hex(), "ahead": as_members(exchanges)},
            )
        except LoginFailure as failure:
            self.close()
            told = LoginFailure("card.absent") if failure.code == "card.removed" else self._told(failure)
            frame = failed(told, connection=self.number)
        with self._lock:
            self._opened = frame
        return bytearray(frame)

    def do(self, send: Send, allowed: Callable[[Use], bool]) -> bytearray:
        """Let the card answer one command; return ``ANSWER`` or ``FAILED``. The command is wiped."""
        try:
            if not allowed(use_of(send.command)):
                raise LoginFailure("reader.denied")
            response = self._whole(send.command) if send.whole else self._plain(send.command)
            frame = encode_answer(self.number, send.number, response)
        except LoginFailure as failure:
            frame = failed(self._told(failure), connection=self.number, number=send.number)
        finally:
            wipe(send.command)
        with self._lock:
            self._answers.append(frame)
        return bytearray(frame)

    def close(self) -> None:
        """Let the card go."""
        inner, self._inner = self._inner, None
        if inner is not None:
            inner.close()

    def _told(self, failure: LoginFailure) -> LoginFailure:
        """Return what the session hears: of the desk's disk and plug-ins no more than that something is wrong."""
        if failure.code in TOLD:
            return failure
        self._unable(failure)
        return LoginFailure("reader.desk_unable")

    def _whole(self, raw: bytearray) -> bytes:
        """Send a command and fetch all of its answer, as T=0 has it; one with a code is sent once, as it is."""
        try:
            command = Command.parse(raw)
        except ApduError:
            raise garbled("no command") from None
        inner = self._card()
        with together(inner) as shared:
            if shared:
                self._return_to(inner)
            try:
                response: Response = transmit_t0(inner, command)
            finally:
                command.wipe()
        self._note(raw, response)
        return response.encode()

    def _plain(self, raw: bytearray) -> bytes:
        """Send a command as it is, for whoever follows the card's answers up itself."""
        inner = self._card()
        with together(inner) as shared:
            if shared and raw[1] != apdu.GET_RESPONSE:
                self._return_to(inner)
            answer = inner.transmit(raw)
        with contextlib.suppress(LoginFailure):
            self._note(raw, Response.parse(answer))
        return answer

    def _note(self, raw: bytearray, response: Response) -> None:
        """Remember where the card stands: another program may lead it elsewhere in between."""
        if raw[1] == apdu.SELECT and (response.ok or response.sw >> 8 == 0x61):
            if raw[2] == _BY_NAME:
                self._application, self._file = bytes(raw), None
            else:
                self._file = bytes(raw)

    def _return_to(self, inner: CardConnection) -> None:
        for selection in (self._application, self._file):
            if selection is not None:
                transmit_t0(inner, Command.parse(selection))

    def _card(self) -> CardConnection:
        if self._inner is None:
            raise LoginFailure("card.removed", "the connection is closed")
        return self._inner
