"""The session's side of one connection to a card at the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from typing import Any, Final

from cosmic_login.cards import apdu
from cosmic_login.cards.reader import Leave
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.ahead import Ahead, of_members
from cosmic_login.remote.frames import TOLD, CardReply, Kind, encode_members, encode_send, failure_of, garbled

#: No reader below us has a time-out of its own: so long a card may take over a command, and over its reset (seconds). A
#: person at the desk may be asked meanwhile.
_ANSWER_S: Final = 60.0


@dataclass
class _Waiting:
    """A command whose answer has not come."""

    command: bytes | bytearray = field(repr=False)
    answer: Future[bytes] = field(default_factory=Future)
    sent: bool = False

    @property
    def has_code(self) -> bool:
        return self.command[1] in apdu.SECRET_INSTRUCTIONS and len(self.command) > 5


class RemoteConnection:
    """A ``CardConnection``. ``send`` puts a frame on the line and says whether there is one; it never blocks."""

    def __init__(
        self,
        number: int,
        reader: str,
        desk_reader: str,
        send: Callable[[bytearray], bool],
        closed: Callable[[RemoteConnection], None],
        *,
        ahead: bool = True,
        whole: bool = True,
    ) -> None:
        """``ahead``: have the card's files read ahead. ``whole``: have the desk follow up 61xx."""
        self.number, self._reader, self.desk_reader = number, reader, desk_reader
        self._send, self._closed = send, closed
        self._wants_ahead, self._whole = ahead, whole
        self._lock = threading.RLock()
        self._using = threading.Lock()
        self._last = 0
        self._waiting: dict[int, _Waiting] = {}
        self._opened: Future[None] = Future()
        self._atr = b""
        self._ahead = Ahead([])
        self._over: LoginFailure | None = None

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self._reader

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._atr

    @property
    def over(self) -> bool:
        """Whether nothing more can be sent."""
        return self._over is not None

    def open(self) -> None:
        """Ask for the card, and wait for it. Raises what ``ReaderService.connect`` does."""
        self._ask()
        self._wait_for(self._opened)

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command, once; see ``CardConnection.transmit``. Files come from what was read ahead.

        Raises ``reader.remote_lost``, too: then nobody here knows whether the card had the command.
        """
        with self._using:
            with self._lock:
                self._check()
                known = self._ahead.answer(command)
                if known is not None:
                    return known
                before = [self._hand_over(selection) for selection in self._ahead.behind(command)]
                waiting = self._hand_over(command)
            for each in before:
                self._wait_for(each.answer)
            response: bytes = self._wait_for(waiting.answer)
            return response

    def close(self, leave: Leave = Leave.UNPOWER) -> None:
        """Let the card go; see ``CardConnection.close``."""
        with self._lock:
            self._over = self._over or LoginFailure("card.removed", "the connection is closed")
        self._closed(self)

    # -- told by the line's thread -------------------------------------------------------------------------------

    def connected(self, members: dict[str, Any]) -> None:
        """Take ``CONNECTED``. Raises ``reader.remote_garbled``."""
        atr = members.get("atr")
        try:
            found = bytes.fromhex(atr) if isinstance(atr, str) else b""
        except ValueError:
            found = b""
        if not found:
            raise garbled("a card without an ATR")
        exchanges = of_members(members.get("ahead"))
        with self._lock:
            if not self._opened.done():
                self._atr, self._ahead = found, Ahead(exchanges)
                self._opened.set_result(None)

    def answered(self, answer: CardReply) -> None:
        """Take ``ANSWER``; one that came before is not heeded."""
        with self._lock:
            waiting = self._waiting.pop(answer.number, None)
        if waiting is not None:
            waiting.answer.set_result(answer.response)

    def refused(self, members: dict[str, Any]) -> None:
        """Take ``FAILED``. Raises ``reader.remote_garbled`` for a failure that no desk can have."""
        failure, number = failure_of(members, TOLD), members.get("number", 0)
        if not isinstance(number, int):
            raise garbled("no number of a command")
        with self._lock:
            waiting = self._waiting.pop(number, None)
        if waiting is not None:
            waiting.answer.set_exception(failure)
        elif "number" not in members and not self._opened.done():
            self._opened.set_exception(failure)

    def go_on(self, last: int | None) -> None:
        """Go on with a new line, over which the desk says which command it had last; None: it holds this card no more.

        What never arrived is sent, but for a code that was on its way: that is not sent twice, whatever became of it.
        """
        with self._lock:
            if not self._opened.done():
                if last is None:
                    self._ask()
                return
            if last is None:
                self.end(LoginFailure("reader.remote_lost", "the desk has let the card go"))
                return
            for number, waiting in sorted(self._waiting.items()):
                if number <= last:
                    continue  # it has arrived; the answer comes, or comes again
                if waiting.sent and waiting.has_code:
                    self.end(LoginFailure("reader.remote_lost", "the line was lost with a code on its way"))
                    return
                self._put_on_line(number, waiting)

    def card_gone(self) -> None:
        """Take note that the card has left the reader: what was read of it dies with it."""
        with self._lock:
            self._ahead.forget()
            self._over = self._over or LoginFailure("card.removed", "the card has left the reader at the desk")

    def end(self, failure: LoginFailure) -> None:
        """End: whoever waits gets this failure, and whoever comes later."""
        with self._lock:
            self._over = self._over or failure
            self._ahead.forget()
            waiting, self._waiting = list(self._waiting.values()), {}
            futures: list[Future[Any]] = [self._opened, *(each.answer for each in waiting)]
        for future in futures:
            if not future.done():
                future.set_exception(LoginFailure(failure.code, failure.detail))

    # -- within --------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        asked = {"connection": self.number, "reader": self.desk_reader, "ahead": self._wants_ahead}
        self._send(encode_members(Kind.CONNECT, asked))

    def _hand_over(self, command: bytes | bytearray) -> _Waiting:
        self._last += 1
        waiting = self._waiting[self._last] = _Waiting(command)
        self._put_on_line(self._last, waiting)
        return waiting

    def _put_on_line(self, number: int, waiting: _Waiting) -> None:
        waiting.sent = self._send(encode_send(self.number, number, waiting.command, whole=self._whole)) or waiting.sent

    def _wait_for(self, future: Future[Any]) -> Any:  # noqa: ANN401 - whatever the future is of
        try:
            return future.result(_ANSWER_S)
        except NotInTime:
            failure = LoginFailure("card.unreadable", f"no answer from the desk within {_ANSWER_S:g} s")
            self.end(failure)
            raise failure from None

    def _check(self) -> None:
        if self._over is not None:
            raise LoginFailure(self._over.code, self._over.detail)
