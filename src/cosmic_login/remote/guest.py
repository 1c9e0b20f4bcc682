"""A session that takes this desk's readers: its line, which may be lost and come back, and the cards that it holds."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Final

from cosmic_login.cards.calls import LEAVE_S, CallThread
from cosmic_login.cards.reader import ReaderService
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import wipe
from cosmic_login.remote.frames import Frame, Kind, encode_members, failed, garbled, parse_send
from cosmic_login.remote.held import HeldCard, Use
from cosmic_login.remote.line import TlsLine
from cosmic_login.remote.table import ReaderTable

#: Connections that one session may have at once: a reader has one at a time, so nobody needs more.
_MOST_CARDS: Final = 16


class ReaderThreads:
    """One thread for each reader, for calls that block; and who has the card in it."""

    def __init__(self, service: ReaderService) -> None:
        self.service = service
        self._lock = threading.Lock()
        self._threads: dict[str, CallThread] = {}
        self._holders: dict[str, HeldCard] = {}

    def submit(self, reader: str, call: Callable[[], None]) -> None:
        """Have something done after all that was asked of this reader before."""
        with self._lock:
            thread = self._threads.get(reader)
            if thread is None:
                thread = self._threads[reader] = CallThread("remote-card")
        with contextlib.suppress(RuntimeError):  # it is being closed
            thread.submit(call)

    def hold(self, card: HeldCard) -> bool:
        """Give a reader to a connection; False when another has it."""
        with self._lock:
            return self._holders.setdefault(card.reader, card) is card

    def let_go(self, card: HeldCard) -> None:
        """Close a connection, and give its reader free."""
        card.close()
        with self._lock:
            if self._holders.get(card.reader) is card:
                del self._holders[card.reader]

    def end(self) -> None:
        """End the threads; a call that does not come back is left."""
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.end()
        for thread in threads:
            thread.join(LEAVE_S)


class Guest:
    """One session. ``asked`` is told what a card is wanted for, may take its time, and says yes or no."""

    def __init__(
        self,
        name: str,
        mark: str,
        token: str,
        readers: ReaderThreads,
        asked: Callable[[Guest, str, Use], bool],
        *,
        held_back: Callable[[], float] = lambda: 0.0,
        unable: Callable[[Guest, LoginFailure], None] = lambda _guest, _failure: None,
    ) -> None:
        """``held_back`` says for how many seconds the next frame is kept, on a line that is slow on purpose.

        ``unable`` hears what is wrong at the desk itself when a card was wanted, on the reader's thread.
        """
        self.name, self.mark, self.token = name, mark, token
        self._readers, self._asked, self._held_back, self._unable = readers, asked, held_back, unable
        self._lock = threading.Lock()
        self._cards: dict[int, HeldCard] = {}
        self.line: TlsLine | None = None
        #: When the line was lost (``time.monotonic``); 0 while there is one.
        self.alone_since = 0.0
        #: Whether the person at the desk has said no, until they say otherwise.
        self.denied = False

    def has(self, line: TlsLine) -> bool:
        """Whether this is the session's line now."""
        return self.line is line

    def lost(self, line: TlsLine, now: float) -> bool:
        """Say that a line has ended; tell whether it was the session's."""
        with self._lock:
            if self.line is not line:
                return False
            self.line, self.alone_since = None, now
            return True

    def greet(self, line: TlsLine, table: ReaderTable, desk: str) -> None:
        """Go on with this line: say what there is and what is still held, and say again what was answered."""
        with self._lock:
            before, self.line, self.alone_since = self.line, line, 0.0
            cards = list(self._cards.values())
        if before is not None and before is not line:
            before.cut()
        held = [[card.number, card.last] for card in cards]
        self.tell(encode_members(Kind.WELCOME, {"name": desk, "held": held, **table.members()}))
        for card in cards:
            for frame in card.again():
                self.tell(frame)

    def tell(self, frame: bytearray) -> None:
        """Send something, if there is a line; what is missed is said again when there is one."""
        line = self.line
        if line is None:
            wipe(frame)
            return
        with contextlib.suppress(LoginFailure):
            line.send(frame, self._held_back())

    def heard(self, frame: Frame, shared: Callable[[str], bool]) -> None:
        """Take what the session asks for. Raises ``reader.remote_garbled``."""
        match frame.kind:
            case Kind.CONNECT:
                self._connect(frame.members(), shared)
            case Kind.SEND:
                self._send(frame)
            case Kind.CLOSE:
                self._close(_number(frame.members(), "connection"))
            case _:
                raise garbled(f"{frame.kind.name} from a session")

    def leave(self) -> None:
        """Let every card go that this session holds."""
        with self._lock:
            cards, self._cards = list(self._cards.values()), {}
        for card in cards:
            self._readers.submit(card.reader, lambda card=card: self._readers.let_go(card))  # type: ignore[misc]

    def _connect(self, members: dict[str, Any], shared: Callable[[str], bool]) -> None:
        number, reader = _number(members, "connection"), members.get("reader")
        with self._lock:
            known = self._cards.get(number)
            full = len(self._cards) >= _MOST_CARDS
        if known is not None:  # asked for before the line was lost
            for frame in known.again():
                self.tell(frame)
            return
        if full:
            raise garbled("too many connections")
        if not isinstance(reader, str) or not shared(reader):
            self.tell(failed(LoginFailure("reader.unknown"), connection=number))
            return
        ahead = members.get("ahead") is True
        card = HeldCard(number, reader, ahead=ahead, unable=lambda failure: self._unable(self, failure))
        with self._lock:
            self._cards[number] = card
        self._readers.submit(reader, lambda: self._open(card))

    def _open(self, card: HeldCard) -> None:
        if self._cards.get(card.number) is not card:
            return
        if not self._readers.hold(card):
            frame = failed(LoginFailure("card.in_use"), connection=card.number)
        elif not self._allowed(card, Use.READ):
            frame = failed(LoginFailure("reader.denied"), connection=card.number)
        else:
            frame = card.open(self._readers.service)
        if frame[4] == Kind.FAILED:
            with self._lock:
                self._cards.pop(card.number, None)
            self._readers.let_go(card)
        self.tell(frame)

    def _send(self, frame: Frame) -> None:
        send = parse_send(frame.body)
        wipe(frame.body)
        card = self._cards.get(send.connection)
        if card is None:
            wipe(send.command)
            gone = LoginFailure("reader.denied" if self.denied else "card.removed")
            self.tell(failed(gone, connection=send.connection, number=send.number))
        elif card.take(send):
            self._readers.submit(card.reader, lambda: self.tell(card.do(send, lambda use: self._allowed(card, use))))
        else:
            wipe(send.command)
            for told in card.again():
                self.tell(told)

    def _close(self, number: int) -> None:
        with self._lock:
            card = self._cards.pop(number, None)
        if card is not None:
            self._readers.submit(card.reader, lambda: self._readers.let_go(card))

    def _allowed(self, card: HeldCard, use: Use) -> bool:
        """Ask once for each use that a connection makes of a card."""
        if self.denied or (use not in card.granted and not self._asked(self, card.reader, use)):
            return False
        card.granted.add(use)
        return True


def _number(members: dict[str, Any], name: str) -> int:
    number = members.get(name)
    if not isinstance(number, int) or not 0 < number < 1 << 32:
        raise garbled(f"no number of a {name}")
    return number
